"""Splitting text into sentences, exactly: the parts joined give the text back."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headwise.retrievers.text.vocabulary import pattern, words

_NEVER_LAST = frozenset(words("abbreviation"))
"""Words whose full stop does not end a sentence, without stops."""
_SOMETIMES_LAST = frozenset(words("abbreviation_or_end"))
"""Words whose full stop may end a sentence as well; what follows decides."""
_BEFORE_NUMBERS = frozenset(words("abbreviation_before_number"))
"""Words that are abbreviations only in front of a number: "No. 3", but "No. That is wrong."."""
_LABELS = frozenset(words("lettered"))
"""Words after which a single capital letter is a label, not an initial."""
_STARTERS = frozenset(words("sentence_opening"))
"""Words that, with a capital, open a sentence; after an abbreviation they tell that it ended."""
_AFTER_ORDINAL = re.compile(pattern("after_ordinal"), re.IGNORECASE)
"""Words after a number whose full stop makes it an ordinal, in German: "3. Mai"."""

_BOUNDARY = re.compile(
    r"""
    (?P<stop> (?<![.!?…]) [.!?…]++ ) ["'”’»)\]]*     # full stops, closing marks,
        (?: \[\d[\d,\s–-]*\] | (?<=[a-z]{2}\.)\d{1,2}   # a citation or a footnote's number
          | (?<=[a-z]{2}\.)[^\S\n]?[¹²³⁰⁴-⁹]{1,2} )?
        (?= \s+ [^\s\w]* (?: [A-Z0-9À-ÖØ-Þ\u0370-\U0010ffff$\\]
            | [a-z]+[A-Z] ) ) \s+                    # and a capital, or a name like eBay
      | (?P<wide> [。！？]+ ["”’』」）]* \s* )
      | (?P<paragraph> \n[^\S\n]*\n \s* )
      | (?P<item> \n (?= [^\S\n]* (?: [•▪‣◦∙·]       # the next item of a list
                 | (?<= [.:;!?,]\n ) (?: [-*–—] | \(?\d{1,2}[.)] | \([a-z]\) ) ) [^\S\n]+ \S ) )
    """,
    re.VERBOSE,
)
_BEFORE_WORD = r"\s(\[“„\"'‘«/–—"
_LAST_WORD = re.compile(rf"(?<![^{_BEFORE_WORD}])([^{_BEFORE_WORD}]+)[.]$")
_NEXT_WORD = re.compile(r"[^\w]*(\w+)")
_FIRST_WORD = re.compile(r"\s*+\S*+\s*+")
_NUMERAL = re.compile(r"[IVXLC]+\b|[A-Z]\.")
_CYRILLIC = frozenset("гстпдул")
"""Lower-case letters that are words in front of a name or number: город, статья, улица."""
_LONGEST_WORD = 60
"""Characters looked back for the word before a full stop and the one before that."""


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield ``(start, end)`` of every sentence; the spans cover ``text`` without gaps.

    A span includes the white space after its sentence. Full stops of abbreviations
    ("et al.", "e.g.", "Fig. 3"), initials ("J. Smith"), numbered items ("1. First") and
    decimal numbers do not split; an empty line and the next item of a list always do.

    >>> text = "Smith et al. agree. See Fig. 3 for more."
    >>> [text[a:b] for a, b in sentence_spans(text)]
    ['Smith et al. agree. ', 'See Fig. 3 for more.']
    """
    start = 0
    first = None
    for match in _BOUNDARY.finditer(text):
        if match["stop"] and "\n\n" not in re.sub(r"[^\S\n]", "", match.group()):
            before = text[max(start, match.start() - _LONGEST_WORD) : match.start() + 1]
            if first is None or first.start() != start:
                first = _FIRST_WORD.match(text, start)
            sole = first is not None and match.start() <= first.end()
            if match["stop"] == "." and _goes_on(
                before, text[match.end() : match.end() + _LONGEST_WORD], is_first=sole
            ):
                continue
        yield start, match.end()
        start = match.end()
    if start < len(text):
        yield start, len(text)


def sentences(text: str) -> list[str]:
    """Return the sentences of ``text`` without the white space around them."""
    return [part for a, b in sentence_spans(text) if (part := text[a:b].strip())]


def _goes_on(before: str, after: str, *, is_first: bool) -> bool:
    """Whether the sentence goes on after the full stop at the end of ``before``.

    Args:
        before: The end of the sentence so far, up to its full stop.
        after: What follows the white space.
        is_first: Whether nothing but one word stands before the full stop.
    """
    match = _LAST_WORD.search(before)
    if match is None:
        return False
    word = match.group(1)
    following = _NEXT_WORD.match(after)
    next_word = following.group(1) if following else ""
    opens = next_word.casefold() in _STARTERS
    if word.isdigit():
        lead_in = before[: match.start(1)].rstrip()[-1:] == ":"
        return len(word) <= 2 and (is_first or lead_in or bool(_AFTER_ORDINAL.match(next_word)))
    plain = word.casefold().replace(".", "").replace("-", "").replace("à", "a")
    if len(word) == 1 and word.isalpha():
        return _is_initial(word, before[: match.start(1)].split()[-1:], after, opens=opens)
    if plain in _BEFORE_NUMBERS:
        named = word[:1].isupper() and not is_first and not opens  # "Art. Tercero"
        return next_word[:1].isdigit() or bool(_NUMERAL.match(after)) or named
    if plain in _NEVER_LAST:
        return True
    dotted = re.fullmatch(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}", word) is not None
    return (plain in _SOMETIMES_LAST or dotted) and not opens


def _is_initial(letter: str, before: list[str], after: str, *, opens: bool) -> bool:
    """Whether a single letter with a full stop is an initial ("J. Smith") or an item's label."""
    if letter == "v" and before and before[0][:1].isupper() and not opens:
        return True  # "Smith v. Jones"
    if letter in _CYRILLIC:
        return not opens
    if letter.casefold() in _BEFORE_NUMBERS and letter.islower():
        return after[:1].isdigit()
    if not before:
        return True
    if not letter.isupper():
        return bool(re.match(r"[A-Z]\.", after))  # "z. B.", as German spaces it
    # "J. Smith" is a name, but "as in Appendix B. Then" ends a sentence.
    return before[0].lower() not in _LABELS and not opens


def is_prose(text: str) -> bool:
    """Whether a text has a whole sentence: eight words, half of them in lower case.

    >>> is_prose("We show in this paper that it works."), is_prose("Ann Author, Some Institute.")
    (True, False)
    """
    return any(map(_is_whole, sentences(text)))


def _is_whole(sentence: str) -> bool:
    words = sentence.split()
    lower = sum(word[0].islower() for word in words)
    return len(words) >= 8 and lower >= len(words) / 2 and sentence.endswith((".", "!", "?"))
