"""Which level a style is of that neither numbers nor contents say: by size, weight, capitals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from enum import Enum

from headwise.retrievers.pdf.headings.kinds import APPENDICES
from headwise.retrievers.pdf.page.styles import Style, alike, rank
from headwise.retrievers.text.numbers import Number

_HARDLY, _ONCE = 0.93, 0.75  # size relative to the next larger style's, to be of its level
_MAINLY = 0.4  # share of numbered headings from which they carry the document
_CAPITALS = 3  # headings in capitals, and as many without, make two levels of one style


def told_apart(styles: Sequence[Style]) -> list[Style]:
    """Tell headings in capitals from others set alike, where there are several of each.

    They become as distinct as small capitals; a few may be acronyms. Colours become one, and
    underlines count for nothing: they tell parts of a document apart, if anything, not levels.
    """
    uses = Counter(styles)
    apart = {
        style
        for style, count in uses.items()
        if style.caps == "all" and min(count, uses[replace(style, caps="")]) >= _CAPITALS
    }
    return [
        replace(style, caps="small" if style in apart else style.caps, color=0, underlined=False)
        for style in styles
    ]


def place(
    styles: Sequence[Style],
    usual: dict[Style, int],
    deepest: dict[Style, int],
    counts: Counter[Style],
    top: Top,
    *,
    fitted: bool,
) -> dict[Style, int]:
    """Return levels for styles without one, in the order of all styles from large to small.

    ``usual`` and ``deepest`` are the levels of the other styles, ``counts`` how many headings
    each style has. Where titles are ``fitted`` to their pages, as on slides, sizes differ more
    within a level.
    """
    placed: dict[Style, int] = {}
    order = sorted(styles, key=rank)
    above = [s for s in order if not any(rank(k) <= rank(s) for k in usual)] if usual else order
    ranks: list[Style] = []
    for style in above:
        if not ranks or not _one_level(ranks[-1], style, counts, fitted=fitted):
            ranks.append(style)
        placed[style] = len(ranks)
    if usual:
        for style in above:
            if top is Top.PARTED or min(usual.values()) > 1:
                placed[style] += min(usual.values()) - 1 - len(ranks)  # 0, -1, ...
            elif top is Top.LABELLED:
                placed[style] += max(usual.values())
            else:
                placed[style] = min(usual.values())
    levels = dict(usual) | placed
    for style in order:
        if style in placed:
            continue
        higher = [
            max(level, deepest.get(s, level))
            for s, level in levels.items()
            if rank(s) <= rank(style)
        ]
        placed[style] = max(higher) + 1
        same = [placed[s] for s in placed if s is not style and alike(s, style)]
        if same:
            placed[style] = same[0]
        levels[style] = placed[style]
    return placed


def _one_level(larger: Style, style: Style, counts: Counter[Style], *, fitted: bool) -> bool:
    """Whether two styles, one right below the other, head sections of one level.

    They hardly differ in size, or the larger is used only once, as for the first or the last.
    """
    if alike(larger, style):
        return True
    if larger.bold != style.bold or larger.italic != style.italic:
        return False
    alone = fitted or (counts[larger] == 1 and counts[style] > _CAPITALS)
    return style.size > (_ONCE if alone else _HARDLY) * larger.size and style.size != larger.size


class Top(Enum):
    """What unnumbered headings are that are set larger than all numbered ones."""

    BESIDE = "of the same level"
    PARTED = "above them: each begins their count anew"
    LABELLED = "below them: these are chapters and parts by name"


def top_of(numbers: Sequence[Number | None]) -> Top:
    """Return what unnumbered headings are in a document with these numbers (None without)."""
    numbered = [n for n in numbers if n is not None]
    tops = [n for n in numbered if n.depth == 1]
    labelled = [n for n in tops if n.label and n.label not in APPENDICES]
    early = labelled and 2 * numbers.index(labelled[0]) < len(numbers)  # not those of an annex
    if early and len(labelled) > 1 and 2 * len(labelled) > len(tops):
        return Top.LABELLED
    begun_again = sum(n.parts == (1,) for n in tops) > 1
    few = len(numbered) < _MAINLY * len(numbers)
    return Top.PARTED if begun_again or few else Top.BESIDE
