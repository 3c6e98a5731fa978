"""A span that grows: which characters go on with it, and where a word ends."""

from __future__ import annotations

import math

from headwise.retrievers.pdf.page.direction import FIRST, runs_left
from headwise.retrievers.pdf.page.glyphs import (
    ACCENTS,
    CJK,
    CJK_GAP,
    accented,
    closed_up,
    composed,
)
from headwise.retrievers.pdf.page.records import Span
from headwise.retrievers.pdf.page.runs import Run

# In em. Gaps of TeX's word spaces start at .2 em when squeezed; kerning stays below .1.
_WORD_GAP = 0.2
_SPLIT_GAP = 1.0
_KERNED = -0.1  # nearer, and a character stands on the one before
_BACK = -0.3  # farther back, and a character begins anew
_FARTHEST_BACK = -2.0
_FIRST = chr(FIRST)
_STORED = 0.05  # how much further right a letter stands that is stored from left to right
_LAM, _ALEFS = 0x644, "\u0622\u0623\u0625\u0627"


class Growing:
    """A span, and what is needed to know whether the next character goes on with it."""

    __slots__ = ("_before", "gaps", "least", "leftward", "most", "run", "span")

    def __init__(self, span: Span, run: Run, code: int) -> None:
        """Begin with the span of one character."""
        self.span = span
        self.run = run
        self.gaps: list[float] = []
        """Those in front of single letters: letter-spaced words have many."""
        self.least = _KERNED * run.size
        """Least and most gap at which a character joins the word, unless it is a special one."""
        self.most = _WORD_GAP * run.size
        self.leftward = code >= FIRST and runs_left(code)
        self._before = span.x0

    def joins(self, text: str, code: int, x0: float, x1: float, *, space: bool) -> bool:
        """Join a character that goes on with the span, if it does.

        Args:
            text: The character.
            code: Its code point.
            x0: Its left edge.
            x1: Its right edge.
            space: Whether a space stands in front of it.
        """
        span, size = self.span, self.run.size
        gap = self._gap(code, x0, x1)
        if not _FARTHEST_BACK * size < gap < _SPLIT_GAP * size:
            return False
        last = span.text[-1]
        if gap < self.least and last in ACCENTS:
            span.text = span.text[:-1] + accented(last, text)
        elif (gap < self.least and text in ACCENTS) or "\u0300" <= text <= "\u036f":
            span.text = composed(span.text, text)
        elif code == _LAM and _is_ligature(last, code, x0 - self._before, x1 - x0):
            span.text = span.text[:-1] + text + last  # turned round
        else:
            if (space or gap > self.most) and not (
                code >= CJK and gap < CJK_GAP * size and closed_up(last, text)
            ):
                if len(span.text) < 2 or span.text[-2] == " ":
                    self.gaps.append(gap)
                span.text += " "
            span.text += text
        if x1 > span.x1:
            span.x1 = x1
        elif self.leftward:
            span.x0 = x0
        self._before = x0
        return True

    def _gap(self, code: int, x0: float, x1: float) -> float:
        """Return the gap in front of a character; infinite if it begins anew."""
        span = self.span
        last = span.text[-1]
        if code < FIRST and last < _FIRST:
            self.leftward = False
        elif runs_left(ord(last)):
            # Stops and brackets go on leftwards, figures and Latin words begin anew.
            back = not chr(code).isalnum() and x1 < span.x0 - _BACK * span.size
            self.leftward = runs_left(code) or back
            # Some programs store letters from left to right.
            further = (
                runs_left(code) and chr(code).isalpha() and x0 > self._before + _STORED * span.size
            )
            if further and not _is_ligature(last, code, x0 - self._before, x1 - x0):
                return math.inf
            return span.x0 - x1 if self.leftward else math.inf
        else:
            self.leftward = runs_left(code)
            if self.leftward:
                return math.inf if last.isalnum() else span.x0 - x1
        return x0 - span.x1 if x0 > span.x0 + _BACK * span.size else math.inf


def _is_ligature(last: str, code: int, shift: float, width: float) -> bool:
    """Whether lam and alef are one sign, of which each is given the place of all or of a half."""
    pair = (code == _LAM and last in _ALEFS) or (ord(last) == _LAM and chr(code) in _ALEFS)
    return pair and (abs(shift) < 0.1 or abs(shift - width) < 0.05)
