"""Text that runs from right to left: Hebrew, Arabic and their kin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from headwise.retrievers.pdf.page.records import Span

_TOUCH, _SPACE = 0.15, 0.7  # em; gaps within a word, and between words
_OPEN, _CLOSE = str.maketrans(")]}", "([{"), str.maketrans("([{", ")]}")
_BRACKETS = re.compile(r"[()\[\]{}]")
_OPENING = re.compile(r"(?:(?<=\s)|^)[)\]}](?=\w)")
_CLOSING = re.compile(r"(?<=\w)[(\[{](?=\W|$)")
FIRST = 0x590  # the first code point of such a script


def runs_left(code: int) -> bool:
    """Whether a letter belongs to a script written from right to left."""
    return FIRST <= code < 0x900 or 0xFB1D <= code < 0xFE00 or 0xFE70 <= code < 0xFF00


def is_leftward(spans: Sequence[Span]) -> bool:
    """Whether most letters of a line belong to such a script."""
    if max((max(span.text, default="") for span in spans), default="") < chr(FIRST):
        return False
    left = right = 0
    for span in spans:
        if span.text.isascii():
            right += sum(map(str.isalpha, span.text))
            continue
        for character in span.text:
            leftward = runs_left(ord(character))
            left += leftward
            right += character.isalpha() and not leftward
    return left > right


def mirrored(spans: Sequence[Span]) -> list[Span]:
    """Return spans in reading order, with x counted from the right edge leftwards (negative).

    Words and codes of other scripts keep their own order: "SV-12", in whatever parts.
    """
    joined: list[Span] = []
    for span in sorted(spans, key=lambda span: span.x0):
        last = joined[-1] if joined else None
        if last is not None and _goes_on(last, span):
            apart = span.x0 - last.x1 > _TOUCH * span.size
            joined[-1] = replace(last, text=last.text + " " * apart + span.text, x1=span.x1)
        else:
            joined.append(span)
    flipped = [replace(span, x0=-span.x1, x1=-span.x0) for span in joined]
    return sorted(flipped, key=lambda span: span.x0)


def with_brackets(text: str) -> str:
    """Return a line from right to left with its brackets as they are written.

    Some programs store the bracket that is seen, others the one that is meant: what stands
    before a word opens, what stands behind it closes.

    >>> with_brackets("كل 90 يوما )أو قبل ذلك(.")
    'كل 90 يوما (أو قبل ذلك).'
    """
    if not _BRACKETS.search(text):
        return text
    return _OPENING.sub(
        lambda m: m[0].translate(_OPEN), _CLOSING.sub(lambda m: m[0].translate(_CLOSE), text)
    )


def _goes_on(last: Span, span: Span) -> bool:
    """Whether a span goes on to the right of one in a script from left to right."""
    gap = span.x0 - last.x1
    texts = (last.text, span.text)
    if any(runs_left(ord(character)) for text in texts for character in text):
        return False
    if gap < _TOUCH * span.size:
        return any(any(map(str.isalnum, text)) for text in texts)
    return gap < _SPACE * span.size and all(
        any(character.isalpha() for character in text) for text in texts
    )
