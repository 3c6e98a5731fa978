"""Raised and lowered small print: exponents and indices of formulas, marks of notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from headwise.retrievers.pdf.page.records import Span

SMALL = 0.8  # spans smaller than this share of the line's size may be scripts
_RAISED, _LOWERED = 0.15, 0.08  # em from the baseline
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_MATH_FONT = re.compile(r"math|cmmi|cmsy|cmex|mtmi|symbol|txsy|pxsy|msam|msbm", re.IGNORECASE)
_BASE = re.compile(r"(?:^|[^\w.,])(?:[^\W_]|\d+(?:[.,]\d+)?)$|[)\]}|′⟩⌋⌉∑∏∫]$")
_YEAR = re.compile(r"(?:^|\D)(?:1[5-9]|20)\d\d$")
_ORDINAL = re.compile(r"st|nd|rd|th|er|re|e|o|a|TM|SM|®|™", re.IGNORECASE)
_GLUED = re.compile(r"[′″'’*∗†‡§¶°◦⊤]+")
_SIGN = re.compile(r" ?([−+±=<>≤≥,/·×∈-]) ?")
_NOTE_MARK = re.compile(r"\d{1,3}(?:,\s?\d{1,3})*")
_TOUCH = 0.3  # em; a script stands this close to what it hangs on


def with_scripts(spans: Sequence[Span], size: float, y: float) -> list[Span]:
    """Return the spans of a line with its scripts written out: ``x^2``, ``x_i``, ``note³``.

    Exponents stand behind a number, a letter that is a word of its own, or a bracket; a
    raised number behind a word or the end of a sentence is the mark of a note. Lowered
    numbers behind upright letters, as in H2O, stay as they are.
    """
    if not any(span.size < SMALL * size for span in spans):
        return list(spans)
    result: list[Span] = []
    index = 0
    while index < len(spans):
        span = spans[index]
        side = _side(span, size, y)
        end = index + 1
        if not side:
            result.append(span)
        else:
            while end < len(spans) and _goes_on(spans[end - 1], spans[end], side, size, y):
                end += 1
            made = _written(result[-1] if result else None, spans[index:end], side, size)
            after = spans[end] if end < len(spans) else None
            if made.text[0] in "_^" and made.text[-1].isalnum() and after is not None:
                # "h_u x" and not "h_ux", which would read as another index
                full = not _side(after, size, y) and after.text[0].isalnum()
                made.text += " " * full
            result.append(made)
        index = end
    return result


def script(mark: str, text: str) -> str:
    """Return text as an index (mark ``_``) or exponent (``^``).

    >>> script("^", "2") + script("_", "i + 1")
    '^2_(i+1)'
    """
    close = _SIGN.sub(r"\1", text)
    return f"{mark}{close}" if close.isalnum() else f"{mark}({close})"


def _side(span: Span, size: float, y: float) -> str:
    if span.size >= SMALL * size:
        return ""
    if span.y < y - _RAISED * size:
        return "^"
    return "_" if span.y > y + _LOWERED * size else ""


def _goes_on(before: Span, span: Span, side: str, size: float, y: float) -> bool:
    """Whether a span goes on with the script before; its own scripts do."""
    return _side(span, size, y) == side and span.x0 - before.x1 < _TOUCH * size


def _written(base: Span | None, own: Sequence[Span], side: str, size: float) -> Span:
    text = "".join(" " * (s.space_before and i > 0) + s.text for i, s in enumerate(own)).strip()
    made = replace(own[0], text=text, x1=max(s.x1 for s in own))
    gap = own[0].x0 - base.x1 if base is not None else size
    if base is None or gap > (_TOUCH / 2 if own[0].space_before else _TOUCH) * size:
        if side == "^" and _NOTE_MARK.fullmatch(text) and text.isascii():
            made.text = text.translate(_SUPERSCRIPTS)
        return made
    made.text = _marked(base, text, side)
    if made.text != text:
        made.space_before = False
    return made


def _marked(base: Span, text: str, side: str) -> str:
    before = base.text.rstrip()
    formula = bool(_MATH_FONT.search(base.font.name)) or base.font.italic
    if side == "_":
        short = len(before) == 1 or not before[-1:].isalnum() or not before[-2:].isalnum()
        return script("_", text) if formula and short and before[-1:] not in ",;" else text
    is_base = bool(_BASE.search(before)) and not _YEAR.search(before)
    if text.isascii() and _NOTE_MARK.fullmatch(text) and not (is_base and text.isdecimal()):
        return text.translate(_SUPERSCRIPTS)
    if _GLUED.fullmatch(text) or not (is_base or formula) or not before[-1:].strip():
        return text
    if _ORDINAL.fullmatch(text) and (before[-1].isdecimal() or not formula):
        return text
    return script("^", text) if before[-1].isalnum() or is_base else text
