"""Section numbers as printed in headings: telling them from the heading's words.

Knows nothing of PDFs: it serves the reading of files and the headings of hits from elsewhere.
"""

from __future__ import annotations

import re

from headwise.retrievers.text.numbers import LABEL, LABELS, ORDINALS, ROMAN, roman_value
from headwise.retrievers.text.vocabulary import by_language, pattern

# What may stand between a number and its heading, besides space: "4: X", "4 – X", "4 | X".
_SEPARATOR = r"(?:\s*:(?!\d)\s*|\s*[–—|]\s*|\s+-\s+|\s*[、．]\s*|\s+)"
_GLUED = re.compile(r"(?=[A-Z][a-z])|(?<=\.)(?=[A-Z])")  # "2.1Method", "2.1.XML"
_GLUED_WORD = re.compile(r"(?<=\.)(?=[A-Z][a-z]{2})")  # "1.Method", but not "1.IX"
_SPELT = rf"(?i:{pattern('spelt_number', 'ordinal', 'sole')})"
_SMALL_ROMAN = r"(?=[IVX])X?(?:IX|IV|V?I{0,3})"
_NUMBER = re.compile(
    rf"""(?P<number>
      (?P<label>{LABELS}\s*(?:\d+(?:\.\d+)*(?:\.?[ºª°](?!\w))?|\b[A-Z](?:\.?\d+)*|\b{ROMAN}(?:er|re)?|\b{_SPELT})
        (?:\b|(?<=°))(?!['’])[.)]?)
    | (?P<ordinal>{ORDINALS}\s+(?i:{LABELS})(?!\w)[.)]?)
    | (?P<sign>§+\s*\d+(?:\.\d+)*[a-z]?(?:\s*[–-]\s*\d+[a-z]?)?\.?)
    | (?P<cjk>第\s*[\d一二三四五六七八九十百]+\s*[章节節部篇編编条條]
        |附[录錄]\s*[A-Z\d一二三四五六七八九十]|제\s*\d+\s*[장절]
        |[一二三四五六七八九十]{{1,3}}(?=、)|[（(][一二三四五六七八九十]{{1,3}}[）)])
    | (?P<part>\d{{1,2}}(?:(?:\.\d{{1,2}})*(?:\([a-z]\)|\.[a-z]\b)|(?:\.\d{{1,2}})+[a-h]\b)[.)]?)
    | (?P<dotted>\d{{1,3}}(?:\.\d{{1,3}})+[.)]?)
    | (?P<marked>\d{{1,3}}[.)]|\d{{1,2}}[a-h][.)])
    | (?P<bare>\d{{1,3}})
    | (?P<appendix>[A-Z](?:\.\d{{1,2}})+\.?|[A-Z]\d{{1,2}}(?:\.\d{{1,2}})+\.?)
    | (?P<coded>[A-H]\d{{1,2}}\.)
    | (?P<paired>{_SMALL_ROMAN}(?:[-.](?:[A-H]|\d{{1,2}}))+\.?)
    | (?P<roman>{ROMAN}[.)])
    | (?P<letter>[A-Z][.)]|[a-z]\.)
    | (?P<bracket>\((?:\d{{1,2}}|[a-zA-Z]|[ivx]+|[IVX]+)\)|(?:[a-z]|[ivx]{{1,4}})\)|[ivx]{{2,4}}\.)
    | (?P<alone>[IVX]{{2,}}|[A-Z])
    )""",
    re.VERBOSE,
)
_AFTER = re.compile(_SEPARATOR)
_NOTHING = re.compile("")  # "第3章方法": no space is printed
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
    >>> lone_label("§ 3"), lone_label("Artigo 3.º"), lone_label("3.")
    (True, True, False)
    """
    match = _NUMBER.match(_label_in_lower_case(" ".join(text.split())))
    labelled = match and (match["label"] or match["ordinal"] or match["sign"])
    return bool(match and labelled and not text[match.end() :].strip(" .:–—|"))


def _label_in_lower_case(whole: str) -> str:
    """Lower-case a leading label word, so that one pattern can keep other case distinctions."""
    label = LABEL.match(whole)
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
