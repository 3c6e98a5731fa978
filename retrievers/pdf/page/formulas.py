"""Formulas that are stacked on the page, on one line: fractions, roots, limits of sums.

Only what the geometry shows: a bar with something right above and right below it, a bar
that a root sign touches, small print above or below a sum sign.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from headwise.retrievers.pdf.page.records import Rule, Span
from headwise.retrievers.pdf.page.scripts import script, with_scripts

_BAR = (3.0, 260.0)  # points; how wide a bar may be
_MAX_BARS = 200  # more on a page are a drawing
# Of a numerator or denominator; a bar with more above or below it parts rows or notes.
_MAX_LETTERS, _MAX_WORDS, _MAX_NUMBERS = 60, 3, 3
_WORD = re.compile(r"[^\W\d_]{3,}")
_NUMBER = re.compile(r"\d+\.\d+|\d{3,}")
_BAR_FILLED = 0.8  # a fraction's bar is as wide as its wider part; rules of boxes are wider
_SLACK = 2.0  # points by which what is above a bar may stick out
_OPERATORS = frozenset("∑∏∐⋃⋂⨁⨂∫⋁⋀")
_NAMED = frozenset(("max", "min", "lim", "sup", "inf", "argmax", "argmin"))
_SMALL = 0.85  # limits are this small, relative to the operator's line
# Points by which a root's bar begins off its sign; a fraction under it begins further right.
_ROOT = (-2.5, 0.2)
_BEFORE_CLOSE = re.compile(r"(?<! ) ++([)\],;])")
_JOINING = frozenset("+-−±·/ =,∗*×")


def on_one_line(spans: Sequence[Span], rules: Sequence[Rule]) -> list[Span]:
    """Return the spans of a page, with each stacked formula as one span of its line."""
    spans = _with_limits(spans)
    bars = [r for r in rules if r.horizontal and _BAR[0] <= r.x1 - r.x0 <= _BAR[1]]
    if not 0 < len(bars) <= _MAX_BARS:
        return spans
    uprights = [r for r in rules if not r.horizontal]
    for bar in sorted(bars, key=lambda r: r.x1 - r.x0):  # the inner ones first
        if any(
            abs(u.x0 - x) < 2.0 and u.y0 - 2.0 <= bar.y0 <= u.y1 + 2.0
            for u in uprights
            for x in (bar.x0, bar.x1)
        ):
            continue  # the border of a cell  # fmt: skip
        alone = not any(_ladder(bar, other) for other in bars)
        spans = _with_root(spans, bar) or _with_fraction(spans, bar, alone=alone) or spans
    return spans


def _ladder(bar: Rule, other: Rule) -> bool:
    """Whether two bars stand above each other like the rules between rows."""
    same = abs(bar.x0 - other.x0) < 1.0 and abs(bar.x1 - other.x1) < 1.0
    return same and 2.0 < abs(bar.y0 - other.y0) < 60.0


def _with_fraction(spans: Sequence[Span], bar: Rule, *, alone: bool) -> list[Span] | None:
    """Return the spans with what stands above and below a bar as one, if it is a fraction's."""
    near = [s for s in spans if abs(s.y - bar.y0) < 2.5 * s.size]
    inside = [s for s in near if bar.x0 - _SLACK <= s.x0 and s.x1 <= bar.x1 + _SLACK]
    if not inside:
        return None
    large = max(s.size for s in inside)
    above = [s for s in inside if -0.05 * large < bar.y0 - s.y < 1.2 * large]
    below = [s for s in inside if 0.35 * large < s.y - bar.y0 < 1.75 * large]
    if not above or not below:
        return None
    if any(_is_text(part) or _goes_past(near, part, bar) for part in (above, below)):
        return None
    width = bar.x1 - bar.x0
    wider = max(max(s.x1 for s in part) - min(s.x0 for s in part) for part in (above, below))
    size = max(s.size for s in (*above, *below))
    own = set(map(id, (*above, *below)))
    row = [
        s
        for s in near
        if id(s) not in own
        and 0.02 * size <= s.y - bar.y0 <= 0.6 * max(size, s.size)
        and max(s.x0 - bar.x1, bar.x0 - s.x1) < 2.5 * size
    ]
    if wider < _BAR_FILLED * width or (
        not row and not (alone and _stands_alone(near, own, bar, size))
    ):
        return None
    text = f"{_grouped(_in_line(above))}/{_grouped(_in_line(below))}"
    home = min(row, key=lambda s: max(s.x0 - bar.x1, bar.x0 - s.x1), default=None)
    y = home.y if home else bar.y0 + 0.25 * size
    made = replace(above[0], text=text, x0=bar.x0, x1=bar.x1, y=y, space_before=True,
                   size=home.size if home else size)  # fmt: skip
    return _replaced(spans, own, made)


def _is_text(spans: Sequence[Span]) -> bool:
    """Whether what stands above or below a bar is words or a row of a table."""
    text = " ".join(span.text for span in spans)
    words, numbers = len(_WORD.findall(text)), len(_NUMBER.findall(text))
    return len(text) > _MAX_LETTERS or words > _MAX_WORDS or numbers > _MAX_NUMBERS


def _goes_past(near: Sequence[Span], part: Sequence[Span], bar: Rule) -> bool:
    """Whether a line of text goes on past the bar: this underlines a word or a mark."""
    own = set(map(id, part))
    return any(
        id(s) not in own
        and max(s.x0 - bar.x1, bar.x0 - s.x1) < 0.6 * s.size
        and any(abs(s.y - other.y) < 0.1 * s.size for other in part)
        for s in near
    )


def _stands_alone(near: Sequence[Span], own: set[int], bar: Rule, size: float) -> bool:
    """Whether nothing stands beside what is above and below a bar, as in a table it would."""
    beside = any(
        id(s) not in own
        and abs(s.y - bar.y0) < 1.4 * size
        and s.x1 > bar.x0 - 4 * size
        and s.x0 < bar.x1 + 4 * size
        for s in near
    )
    words = any(_WORD.search(s.text) for s in near if id(s) in own)
    return not beside and not words and bar.x1 - bar.x0 < 8 * size


def _with_root(spans: Sequence[Span], bar: Rule) -> list[Span] | None:
    """Return the spans with what stands under the bar of a root sign in brackets behind it."""
    sign = next(
        (s for s in spans
         if s.text.endswith("√") and _ROOT[0] < bar.x0 - s.x1 < _ROOT[1]
         and abs(s.y - bar.y0) < 3.5 * s.size),
        None,
    )  # fmt: skip
    if sign is None:
        return None
    under = [
        s for s in spans
        if s is not sign and bar.x0 - _SLACK <= s.x0 and s.x1 <= bar.x1 + _SLACK
        and 0.2 * s.size < s.y - bar.y0 < 2.6 * s.size
    ]  # fmt: skip
    if not under:
        return None
    largest = max(s.size for s in under)
    y = next(s.y for s in under if s.size == largest)
    text = sign.text + _grouped(_in_line(under))
    made = replace(sign, text=text, x1=bar.x1, y=y, size=largest)
    return _replaced(spans, {id(sign), *map(id, under)}, made)


def _with_limits(spans: Sequence[Span]) -> list[Span]:
    """Return the spans with small print above and below sum signs written behind these."""
    found = list(spans)
    for sign in spans:
        text = sign.text.strip()
        if text not in _OPERATORS and text not in _NAMED:
            continue
        size = _size_of_line(found, sign)
        near = [s for s in found if s.size < _SMALL * size and abs(s.x0 - sign.x0) < 5.0 * size
                and 0.5 * size < abs(s.y - sign.y) < 2.6 * max(size, sign.size)]  # fmt: skip
        above = _centred([s for s in near if s.y < sign.y], sign)
        below = _centred([s for s in near if s.y > sign.y], sign)
        if not above and not below:
            continue
        limits = "".join(
            script(mark, _in_line(part)) for mark, part in (("_", below), ("^", above)) if part
        )
        made = replace(sign, text=text + limits)
        own = {id(sign), *map(id, above), *map(id, below)}
        found = _replaced(found, own, made)
    return found


def _size_of_line(spans: Sequence[Span], sign: Span) -> float:
    """Return the size of the letters beside an operator, whose own may be larger."""
    beside = [s.size for s in spans if abs(s.y - sign.y) < 1.2 * sign.size
              and -2.0 < max(s.x0 - sign.x1, sign.x0 - s.x1) < 2.0 * sign.size]  # fmt: skip
    return max(beside, default=sign.size)


def _centred(spans: Sequence[Span], sign: Span) -> list[Span]:
    """Return the spans that touch each other and have their middle above or below a sign."""
    row = [s for s in spans if s.x0 < sign.x1 - 0.5 and s.x1 > sign.x0 + 0.5]
    if not row:
        return []
    y = min(row, key=lambda s: abs(s.y - sign.y)).y
    level = [s for s in spans if abs(s.y - y) < 0.5 * s.size]
    row = [s for s in row if s in level]
    while True:
        left, right = min(s.x0 for s in row), max(s.x1 for s in row)
        more = [s for s in level if s not in row and s.x1 > left - 1.0 and s.x0 < right + 1.0]
        if not more:
            break
        row += more
    return row if abs((left + right - sign.x0 - sign.x1) / 2) < 0.5 * sign.size else []


def _in_line(spans: Sequence[Span]) -> str:
    """Return spans side by side as text, their scripts marked."""
    ordered = sorted(spans, key=lambda s: s.x0)
    size = max(s.size for s in ordered)
    y = next(s.y for s in ordered if s.size == size)
    parts: list[str] = []
    last: Span | None = None
    for span in with_scripts(ordered, size, y):
        apart = last is not None and (span.x0 - last.x1 > 0.2 * size or span.space_before)
        parts.append(" " * apart + span.text.strip())
        last = span
    return _BEFORE_CLOSE.sub(r"\1", "".join(parts).strip())


def _grouped(text: str) -> str:
    """Return a part of a fraction, in brackets if it is more than a number or a name."""
    whole = text.startswith("(") and text.endswith(")") and text.count("(") == 1
    return f"({text})" if not whole and _JOINING & set(text) else text


def _replaced(spans: Sequence[Span], own: set[int], made: Span) -> list[Span]:
    """Return the spans with one in place of the first of several."""
    result: list[Span] = []
    placed = False
    for span in spans:
        if id(span) not in own:
            result.append(span)
        elif not placed:
            result.append(made)
            placed = True
    return result
