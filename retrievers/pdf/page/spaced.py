"""Letter-spaced words, as "R I S K  R E P O R T": told by gaps that are all alike."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from itertools import pairwise
from statistics import median
from string import digits

from headwise.retrievers.pdf.page.records import Span

_FEWEST = 5  # letters; fewer, as "a b c d", may be names of variables
_DISTINCT = 4  # letters; sequences as "u v w u v w" have fewer
_WIDER = 1.5  # times the usual gap, from which one parts words
_EVEN = 0.6  # times the usual gap, below which none is


def close_up(singles: Iterable[tuple[Span, Sequence[float]]]) -> None:
    """Join the letters of spaced words in spans, each with the gaps between its letters.

    Short words are told by standing on one line with longer ones.
    """
    lines: dict[Hashable, float] = {}
    short: list[tuple[Span, Sequence[float]]] = []
    for span, gaps in singles:
        closed = closed_up_words(span.text, gaps)
        if closed != span.text:
            span.text, lines[_line(span)] = closed, median(gaps)
        elif max(map(len, span.text.split(" "))) == 1:
            short.append((span, gaps))
    for span, gaps in short:
        usual = lines.get(_line(span))
        if usual and max(gaps) < _WIDER * usual and min(gaps) > _EVEN * usual:
            span.text = span.text.replace(" ", "")


def _line(span: Span) -> Hashable:
    return span.y, span.size, span.font


def closed_up_words(text: str, gaps: Sequence[float]) -> str:
    """Return a text of single letters as words; ``gaps`` are those in front of all but the first.

    >>> closed_up_words("R I S K R E P O R T", [3, 3, 3, 9, 3, 3, 3, 3, 3])
    'RISK REPORT'
    >>> closed_up_words("C H A P T E R 1 2", [3, 3, 3, 3, 3, 3, 9, 3])
    'CHAPTER 12'
    >>> closed_up_words("u v w x y z", [3, 3, 3, 3, 3])
    'u v w x y z'
    """
    letters = text.split(" ")
    spaces = spaces_between(letters, gaps)
    return "".join(map(str.__add__, ["", *spaces], letters)) if spaces else text


def spaces_between(letters: Sequence[str], gaps: Sequence[float]) -> list[str]:
    """Return a space or nothing for each gap between the letters of spaced words.

    An empty list where they are no such letters.

    >>> spaces_between(["O", "N", "L", "I", "N", "E"], [3, 3, 3, 3, 3])
    ['', '', '', '', '']
    """
    if len(letters) != len(gaps) + 1 or not _is_spaced(letters):
        return []
    usual = median(gaps)
    if min(gaps) < _EVEN * usual:
        return []
    return [" " if gap > _WIDER * usual else "" for gap in gaps]


def _is_spaced(letters: Sequence[str]) -> bool:
    """Whether single letters are those of words: of one case, in no order, before any digits."""
    text = "".join(letters).rstrip(digits)
    return (
        all(len(letter) == 1 for letter in letters)
        and len(text) >= _FEWEST
        and text.isalpha()
        and (text.isupper() or text.islower())
        and len(set(text)) >= _DISTINCT
        and not all(a < b for a, b in pairwise(text))
    )
