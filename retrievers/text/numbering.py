"""Section numbers as printed in headings: telling them off, and how they follow each other.

Knows nothing of PDFs: it serves the reading of files and the headings of hits from elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from headwise.retrievers.text.vocabulary import by_language, pattern, spelt_numbers

_LABELS = pattern("division")
# What may stand between a number and its heading, besides space: "4: X", "4 – X", "4 | X".
_SEPARATOR = r"(?:\s*:(?!\d)\s*|\s*[–—|]\s*|\s+-\s+|\s*[、．]\s*|\s+)"
_GLUED = re.compile(r"(?=[A-Z][a-z])|(?<=\.)(?=[A-Z])")  # "2.1Method", "2.1.XML"
_GLUED_WORD = re.compile(r"(?<=\.)(?=[A-Z][a-z]{2})")  # "1.Method", but not "1.IX"
_ORDINALS = rf"(?i:{pattern('ordinal')})"
_SPELT = rf"(?i:{pattern('spelt_number', 'ordinal', 'sole')})"
_ROMAN = r"(?=[IVXLC])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_SMALL_ROMAN = r"(?=[IVX])X?(?:IX|IV|V?I{0,3})"
_NUMBER = re.compile(
    rf"""(?P<number>
      (?P<label>{_LABELS}\s*(?:\d+(?:\.\d+)*|\b[A-Z](?:\.?\d+)*|\b{_ROMAN}(?:er|re)?|\b{_SPELT})
        \b(?!['’])[.)]?)
    | (?P<ordinal>{_ORDINALS}\s+(?i:{_LABELS})(?!\w)[.)]?)
    | (?P<sign>§+\s*\d+(?:\.\d+)*[a-z]?(?:\s*[–-]\s*\d+[a-z]?)?\.?)
    | (?P<cjk>第\s*[\d一二三四五六七八九十百]+\s*[章节節部篇編编条條]
        |附[录錄]\s*[A-Z\d一二三四五六七八九十]|제\s*\d+\s*[장절])
    | (?P<part>\d{{1,2}}(?:(?:\.\d{{1,2}})*(?:\([a-z]\)|\.[a-z]\b)|(?:\.\d{{1,2}})+[a-h]\b)[.)]?)
    | (?P<dotted>\d{{1,3}}(?:\.\d{{1,3}})+[.)]?)
    | (?P<marked>\d{{1,3}}[.)]|\d{{1,2}}[a-h][.)])
    | (?P<bare>\d{{1,3}})
    | (?P<appendix>[A-Z](?:\.\d{{1,2}})+\.?|[A-Z]\d{{1,2}}(?:\.\d{{1,2}})+\.?)
    | (?P<coded>[A-H]\d{{1,2}}\.)
    | (?P<paired>{_SMALL_ROMAN}(?:[-.](?:[A-H]|\d{{1,2}}))+\.?)
    | (?P<roman>{_ROMAN}[.)])
    | (?P<letter>[A-Z][.)]|[a-z]\.)
    | (?P<bracket>\((?:\d{{1,2}}|[a-zA-Z]|[ivx]+|[IVX]+)\)|(?:[a-z]|[ivx]{{1,4}})\)|[ivx]{{2,4}}\.)
    | (?P<alone>[IVX]{{2,}}|[A-Z])
    )""",
    re.VERBOSE,
)
_LABEL = re.compile(rf"{_LABELS}(?!\w)", re.IGNORECASE)
_ORDINAL = re.compile(rf"(?P<spelt>{_ORDINALS})\s+(?P<label>{_LABELS})", re.IGNORECASE)
_FIRST = re.compile(r"^I(?:er|re)$")  # "Titre Ier"
_AFTER = re.compile(_SEPARATOR)
_NOTHING = re.compile("")  # "第3章方法": no space is printed
_LONGEST = 40  # characters of a number; longer ones count no sections
_INITIAL = re.compile(r"[A-Z]\.(?:\s|$)")
# A decimal before one of these is a quantity, not a section number.
_MEASURE = re.compile(
    rf"(?:{pattern('measure')}|[kmgt]?i?b|[kmgt]i?b(?:it|ps)?/?s?|[mµn]?[sm]|kg|km|cm|mm"
    r"|k?hz|mhz|ghz|k?v|kw|mw|ev|db|x|×|%|°c?)(?![\w-])",
    re.IGNORECASE,
)
_DATE = re.compile(rf"(?:{'|'.join(by_language('month')['en'])})\b\.?,?(?:\s+\d{{4}}\b.*)?$")


def split_number(printed: str, *, known: bool = False) -> tuple[str | None, str]:
    """Return the section number at the start of a heading, as printed, and the heading without it.

    A heading that is nothing but a number or label keeps it as its text. With ``known``,
    for a heading that is known to be numbered from the headings around it, a bare letter,
    roman numeral or a number before a lower-case word is split off too.

    >>> split_number("2.2 Convolutional layer")
    ('2.2', 'Convolutional layer')
    >>> split_number("Appendix B: Proofs"), split_number("A. Setup")
    (('Appendix B', 'Proofs'), ('A.', 'Setup'))
    >>> split_number("3D convolution"), split_number("A note on units"), split_number("Chapter 3")
    ((None, '3D convolution'), (None, 'A note on units'), (None, 'Chapter 3'))
    >>> split_number("B Proofs"), split_number("B Proofs", known=True)
    ((None, 'B Proofs'), ('B', 'Proofs'))
    >>> split_number("1 Minutes of May"), split_number("1 Minutes of May", known=True)
    ((None, '1 Minutes of May'), ('1', 'Minutes of May'))
    """
    whole = " ".join(printed.split())
    match = _NUMBER.match(_label_in_lower_case(whole))
    if match is None:
        return None, whole
    number, after = whole[: match.end()], _AFTER.match(whole, match.end())
    if after is None and (match["dotted"] or match["part"]):
        after = _GLUED.match(whole, match.end())
    if after is None and (match["marked"] or match["roman"]):
        after = _GLUED_WORD.match(whole, match.end())
    if after is None and match["cjk"]:
        after = _NOTHING.match(whole, match.end())
    if after is None or after.end() == len(whole):
        return None, whole
    rest = whole[after.end() :]
    if not any(map(str.isalpha, rest)) or not _is_number(match, rest, after.group(), known=known):
        return None, whole
    return number.rstrip(":"), rest


def lone_label(text: str) -> bool:
    """Whether a text is a label and its number alone, whose heading stands below it.

    >>> lone_label("CHAPTER 3"), lone_label("Appendix B:"), lone_label("Part of it")
    (True, True, False)
    >>> lone_label("CAPÍTULO PRIMERO"), lone_label("Zweiter Teil"), lone_label("TITRE Ier")
    (True, True, True)
    """
    match = _NUMBER.match(_label_in_lower_case(" ".join(text.split())))
    labelled = match and (match["label"] or match["ordinal"])
    return bool(match and labelled and not text[match.end() :].strip(" .:–—|"))


def _label_in_lower_case(whole: str) -> str:
    """Lower-case a leading label word, so that one pattern can keep other case distinctions."""
    label = _LABEL.match(whole)
    return whole[: label.end()].lower() + whole[label.end() :] if label else whole


def _is_number(match: re.Match[str], rest: str, separator: str, *, known: bool) -> bool:
    if rest[0] in ".,;)]%":
        return False  # what stands there goes on: "3 . 2", "50 %"
    kind = next(name for name, text in match.groupdict().items() if text and name != "number")
    number, capital, apart = match["number"], not rest[0].islower(), separator.strip() != ""
    measured = bool(_MEASURE.match(rest))
    rules = {
        # "Part A of the proof", "Section 4 shows": the label is a word of the heading.
        "label": capital or apart,
        "ordinal": capital or apart,
        "dotted": not measured and _is_section_like(number, capital=capital, known=known),
        "bare": (known or (capital and len(number) < 3 and not measured))
        and not (_DATE.match(rest) or rest[0] in "+*/=<>&"),
        "letter": capital and not _INITIAL.match(rest),  # not "E. coli", "D. J. Smith"
        "roman": capital and not _INITIAL.match(rest),
        "coded": capital,
        "bracket": capital or not number.strip("()").isupper(),  # not "(I) think"
        "paired": capital,
        # Of words in capitals few are numerals; a single letter is more often a word.
        "alone": capital and (known or (len(number) > 1 and roman_value(number) is not None)),
    }
    return rules.get(kind, True)


def _is_section_like(number: str, *, capital: bool, known: bool) -> bool:
    """Whether a number with dots counts sections, not "802.11", "0.05" or "2.0"."""
    parts = number.rstrip(".)").split(".")
    if number[-1] in ".)" or known:
        return True
    return len(parts[0]) < 3 and (capital or (parts[0] != "0" and parts[-1] != "0"))


@dataclass(frozen=True, slots=True)
class Number:
    """One way to read a section number: its kind and its parts as integers."""

    kind: str
    """``decimal``, ``roman``, ``upper``, ``lower`` or, for brackets, with ``)`` behind it."""
    parts: tuple[int, ...]
    label: str = ""
    """A label word in lower case: ``appendix``."""

    @property
    def depth(self) -> int:
        """How many parts it has: 2 for ``3.1`` and for ``A.1``."""
        return len(self.parts)

    def with_parts(self, *parts: int) -> Number:
        """Return the number of the same kind and label with other parts."""
        return Number(self.kind, parts, self.label)


_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def roman_value(numeral: str) -> int | None:
    """Return the value of a roman numeral below 100, or None for anything else.

    >>> roman_value("XIV"), roman_value("IIX"), roman_value("ii")
    (14, None, 2)
    """
    numeral = numeral.upper()
    if not numeral or not re.fullmatch(_ROMAN, numeral):
        return None
    values = [_ROMAN_VALUES[letter] for letter in numeral]
    return sum(-a if a < b else a for a, b in pairwise([*values, 0]))


@lru_cache(maxsize=4096)
def readings(number: str) -> tuple[Number, ...]:
    """Return the ways to read a printed section number: ``I.`` is a letter and a one.

    >>> readings("2.3.")
    (Number(kind='decimal', parts=(2, 3), label=''),)
    >>> [reading.kind for reading in readings("I.")]
    ['roman', 'upper']
    >>> readings("Zweiter Teil")
    (Number(kind='decimal', parts=(2,), label='teil'),)
    """
    ordinal = _ORDINAL.fullmatch(number.strip(" .:"))
    number = f"{ordinal['label']} {ordinal['spelt']}" if ordinal else number
    label_match = _LABEL.match(number)
    label = label_match.group().lower() if label_match else ""
    core = _FIRST.sub("I", number[len(label) :].strip(" §.:"))
    bracket = ")" if core.endswith(")") else ""
    core = core.strip("()").rstrip(".")
    if not core or len(core) > _LONGEST:
        return ()
    head, *tail = re.split(r"[.-]", core)
    joined = re.fullmatch(r"([A-Z])(\d+)", head)
    if joined:
        head, tail = joined[1], [joined[2], *tail]
    rest: list[int] = []
    for part in tail:
        value = int(part) if part.isdecimal() else ord(part.upper()) - 64 if len(part) == 1 else 0
        if value <= 0 and not part.isdecimal():
            return ()
        rest.append(value)
    found: list[Number] = []
    if head.isdecimal():
        found.append(Number("decimal" + bracket, (int(head), *rest), label))
    elif label and (spelt := spelt_numbers().get(head.lower())):
        found.append(Number("decimal" + bracket, (spelt, *rest), label))
    elif head.isascii() and head.isalpha():
        value_of_roman = roman_value(head) if head.isupper() or head.islower() else None
        if value_of_roman:
            kind = "roman" if head.isupper() else "lower roman"
            found.append(Number(kind + bracket, (value_of_roman, *rest), label))
        if len(head) == 1:
            kind = "upper" if head.isupper() else "lower"
            found.append(Number(kind + bracket, (ord(head.upper()) - 64, *rest), label))
    return tuple(found)


def is_first(number: Number) -> bool:
    """Whether it begins a count: 1, I, A, 2.1, but also 0."""
    return number.parts[-1] in (0, 1)


def follows(number: Number, previous: Number) -> bool:
    """Whether a number is the next one printed after ``previous`` in the same count.

    That is the next sibling, the first child, or the next sibling of a parent.

    >>> two_one, three = readings("2.1")[0], readings("3")[0]
    >>> follows(three, two_one), follows(two_one, three)
    (True, False)
    """
    if number.kind != previous.kind:
        return False
    parts, before = number.parts, previous.parts
    if len(parts) > len(before):
        return len(parts) == len(before) + 1 and parts[:-1] == before and parts[-1] in (0, 1)
    kept = len(parts) - 1
    return parts[:kept] == before[:kept] and parts[kept] == before[kept] + 1
