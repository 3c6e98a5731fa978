"""Raised and lowered small print: exponents and indices of formulas, marks of notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from headwise.retrievers.pdf.page.records import Span

SMALL = 0.8  # spans smaller than this share of the line's size may be scripts
_RAISED, _LOWERED = 0.15, 0.08  # em from the baseline
# Report generators print scripts nearly or quite as large as the line; these stand further off.
_NEARLY_FULL = 0.93
_HIGH, _LOW = 0.22, 0.12  # em, of scripts up to that size
_HIGHEST = 0.3  # em, of scripts in the size of their line
FARTHEST = 0.62  # em from the baseline; what is further off is a line of its own
LONGEST = 4  # characters of a script in the size of its line
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_MATH_FONT = re.compile(r"math|cmmi|cmsy|cmex|mtmi|symbol|txsy|pxsy|msam|msbm", re.IGNORECASE)
_BASE = re.compile(r"(?:^|[^\w.,])(?:[^\W_]|\d+(?:[.,]\d+)*)$|(?:^|[^(])\([^()]*\)$|[\]}|′⟩⌋⌉∑∏∫]$")
_WORD = re.compile(r"[^\W\d_]{4}")
_UNIT = re.compile(
    r"(?:^|[\W\d_])(?:[kcdmµμnp]?m|mi|ft|yd|ha|[mµμn]?s|h|[kmµμ]?g|mol|[kM]?Pa|[kMGm]?[JWVAKN]"
    r"|[kMG]?Hz|rad|sr|[mµμ]?l|L|cd|lb|min|км|см|мм|м|с)$"
)
_UNIT_EXPONENT = re.compile(r"[−–-]?[1-4]")
_YEAR = re.compile(r"(?:^|\D)(?:1[5-9]|20)\d\d$")
_ORDINAL = re.compile(r"st|nd|rd|th|er|re|e|o|a|TM|SM|®|™", re.IGNORECASE)
_GLUED = re.compile(r"[′″'’*∗†‡§¶°◦⊤]+")
_RINGS = ("◦", "∘")  # which TeX raises for degrees
_SIGN = re.compile(r" ?([−+±=<>≤≥,/·×∈-]) ?")
_NOTE_MARK = re.compile(r"\d{1,3}(?:,\s?\d{1,3})*")
_LONGEST_BASE = 60  # characters looked back for what a script stands on
_TOUCH = 0.3  # em; a script stands this close to what it hangs on


def with_scripts(spans: Sequence[Span], size: float, y: float) -> list[Span]:
    """Return the spans of a line with its scripts written out: ``x^2``, ``x_i``, ``note³``.

    Exponents stand behind a number, a letter that is a word of its own, or a bracket; a
    raised number behind a word or the end of a sentence is the mark of a note. Lowered
    numbers behind upright letters, as in H2O, stay as they are.
    """
    if not any(_side(span, size, y) for span in spans):
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
            made = _written(result, spans[index:end], side, size)
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
    if span.size < SMALL * size:
        raised, lowered = _RAISED, _LOWERED
    elif span.size <= _NEARLY_FULL * size:
        raised, lowered = _HIGH, _LOW
    elif len(span.text.strip()) <= LONGEST and abs(span.size - size) < 0.1 * size:
        raised = lowered = _HIGHEST
    else:
        return ""
    if span.y < y - raised * size:
        return "^"
    return "_" if span.y > y + lowered * size else ""


def _goes_on(before: Span, span: Span, side: str, size: float, y: float) -> bool:
    """Whether a span goes on with the script before; its own scripts do."""
    return _side(span, size, y) == side and span.x0 - before.x1 < _TOUCH * size


def _written(before: Sequence[Span], own: Sequence[Span], side: str, size: float) -> Span:
    base = before[-1] if before else None
    text = "".join(" " * (s.space_before and i > 0) + s.text for i, s in enumerate(own)).strip()
    made = replace(own[0], text=text, x1=max(s.x1 for s in own))
    gap = own[0].x0 - base.x1 if base is not None else size
    if base is None or gap > (_TOUCH / 2 if own[0].space_before else _TOUCH) * size:
        if side == "^" and _NOTE_MARK.fullmatch(text) and text.isascii():
            made.text = text.translate(SUPERSCRIPTS)
        return made
    made.text = _marked(base, _tail(before), text, side)
    if made.text != text:
        made.space_before = False
    return made


def _tail(spans: Sequence[Span]) -> str:
    """Return what a script hangs on: the last span, and the others if it closes a bracket."""
    text = spans[-1].text.rstrip()[-_LONGEST_BASE:]
    if text.endswith(")") and "(" not in text:
        text = "".join(" " * s.space_before + s.text for s in spans[-_LONGEST_BASE:]).rstrip()
    return text[-_LONGEST_BASE:]


def _is_base(before: str, text: str) -> bool:
    """Whether a raised text is the exponent of what stands before it."""
    if _YEAR.search(before):
        return False
    if _UNIT.search(before) and _UNIT_EXPONENT.fullmatch(text):
        return True
    match = _BASE.search(before)
    # A number behind a remark in brackets is a note's, one behind a term in brackets a power.
    remark = before.endswith(")") and text.isdecimal()
    return match is not None and not (remark and _WORD.search(match[0]))


def _marked(base: Span, before: str, text: str, side: str) -> str:
    symbols = bool(_MATH_FONT.search(base.font.name))
    formula = symbols or base.font.italic
    if side == "_":
        short = (
            (symbols and before[-1:].isalpha())
            or not before[-1:].isalnum()
            or not before[-2:-1].isalnum()
        )
        return script("_", text) if formula and short and before[-1:] not in ",;" else text
    if text in _RINGS and before[-1:].isdecimal():
        return "°"
    is_base = _is_base(before, text)
    if text.isascii() and _NOTE_MARK.fullmatch(text) and not (is_base and text.isdecimal()):
        return text.translate(SUPERSCRIPTS)
    if _GLUED.fullmatch(text) or not (is_base or formula) or not before[-1:].strip():
        return text
    if _ORDINAL.fullmatch(text) and (before[-1].isdecimal() or not formula):
        return text
    return script("^", text) if before[-1].isalnum() or is_base else text
