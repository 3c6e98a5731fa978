"""The level of each heading, from outline, numbers, contents and style together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from headwise.retrievers.pdf.headings.candidates import Candidate
from headwise.retrievers.pdf.headings.contents import Contents
from headwise.retrievers.pdf.headings.kinds import below_nearest, kind_levels, read_numbers, runs_on
from headwise.retrievers.pdf.headings.placing import place, told_apart, top_of
from headwise.retrievers.pdf.page.styles import Style, alike
from headwise.retrievers.text.numbers import Number
from headwise.retrievers.text.vocabulary import squash, titles

_AGREE = 0.8  # share of a style's entries in the contents that settles its level
_FLAT = 5  # an outline of this many entries on one level says nothing about levels
_TITLES = 0.7  # share of headings on top of a page from which they are titles of slides
_OTHER_SIZE = 1.1  # times the usual size of a level, from which a heading is of another
_INDENT = 4.0  # points between the indentations of two levels of a table of contents
# Unnumbered headings at the top of a numbered document, however they are set.
_TOPMOST = titles("abstract", "references", "back_matter")


def assign_levels(headings: Sequence[Candidate], contents: Contents) -> list[int]:
    """Return a level for each heading, the topmost being 1.

    The outline says it where it has the heading, else the number, else the indentation in
    the table of contents. The rest have the level of those that look the same, or stand
    between the levels of larger and smaller styles.
    """
    numbers = read_numbers(headings)
    base = kind_levels(numbers, headings)
    by_number = [base[n.kind, n.label] + _depth(n) - 1 if n else None for n in numbers]
    by_contents = _contents_levels(headings, contents)
    levels: list[int | None] = [c.outline_level for c in headings]
    if len(set(levels) - {None}) == 1 and sum(level is not None for level in levels) >= _FLAT:
        levels = [None] * len(headings)
    for source in (by_number, _topmost(headings, numbers, by_number), by_contents):
        shift = _shift(levels, source)
        levels = [
            own if own is not None or said is None else said + shift
            for own, said in zip(levels, source, strict=True)
        ]
    _fill_by_style(headings, levels, numbers)
    filled = [level if level is not None else 1 for level in levels]
    if all(c.outline_level is None for c in headings):
        if not any(by_contents):
            filled = _nested(filled)
        if runs_on(numbers, base):
            filled = below_nearest(filled)
    lowest = min(filled, default=1)
    return [level - lowest + 1 for level in filled]


def _nested(levels: Sequence[int]) -> list[int]:
    """Return levels without gaps: each is one below the one that it mostly stands under.

    A style that occurs late or once, as that of an appendix, puts nothing lower elsewhere.
    """
    under: dict[int, Counter[int]] = defaultdict(Counter)
    open_levels: list[int] = []
    for level in levels:
        while open_levels and open_levels[-1] >= level:
            open_levels.pop()
        under[level][open_levels[-1] if open_levels else 0] += 1
        open_levels.append(level)
    nested = {0: 0}
    for level in sorted(under):
        nested[level] = nested.get(under[level].most_common(1)[0][0], 0) + 1
    return [nested[level] for level in levels]


def _depth(number: Number) -> int:
    """Return how deep a number is: "3.0" heads what 3.1 and 3.2 divide."""
    return number.depth - (number.depth > 1 and number.parts[-1] == 0)


def _topmost(
    headings: Sequence[Candidate],
    numbers: Sequence[Number | None],
    by_number: Sequence[int | None],
) -> list[int | None]:
    """Return the top level for headings such as the references of a numbered document."""
    numbered = [level for level in by_number if level is not None]
    if 2 * len(numbered) <= len(headings):
        return [None] * len(headings)
    words = Counter(squash(c.heading) for c in headings)
    tops = Counter(n and (n.kind, n.label, by_number[i]) for i, n in enumerate(numbers))
    top = min(
        (key[2] for key, count in tops.items() if key and key[2] is not None and count >= 2),
        default=min(numbered),
    )
    return [
        top if _is_topmost(c.heading) and words[squash(c.heading)] == 1 else level
        for c, level in zip(headings, by_number, strict=True)
    ]


def _is_topmost(heading: str) -> bool:
    key = squash(heading)
    return key in _TOPMOST or heading.lower().startswith(("appendix. ", "appendix: "))


def _shift(levels: Sequence[int | None], source: Sequence[int | None]) -> int:
    """Return what to add to a source's levels so that most agree with those known."""
    differences = Counter(
        own - said
        for own, said in zip(levels, source, strict=True)
        if own is not None and said is not None
    )
    return differences.most_common(1)[0][0] if differences else 0


def _contents_levels(headings: Sequence[Candidate], contents: Contents) -> list[int | None]:
    """Return levels by indentation in the table of contents, if it is indented at all."""
    entries = [contents.entries[c.contents] if c.contents is not None else None for c in headings]
    steps: list[float] = []
    for indent in sorted(entry.indent for entry in entries if entry):
        if not steps or indent - steps[-1] > _INDENT:
            steps.append(indent)
    if len(contents.entries) < 4 or not 2 <= len(steps) <= 6:
        return [None] * len(headings)
    levels = [
        sum(1 for step in steps if entry.indent >= step - 0.1) if entry else None
        for entry in entries
    ]
    _forget_other_sizes(headings, levels)
    for style in {c.style for c in headings}:
        own = [i for i, c in enumerate(headings) if c.style == style and entries[i]]
        settled = _settled([(entry.column, levels[i]) for i in own if (entry := entries[i])])
        if settled is not None:
            for index in own:
                levels[index] = settled
    return levels


def _forget_other_sizes(headings: Sequence[Candidate], levels: list[int | None]) -> None:
    """Forget the levels of headings set much larger or smaller than most of their level.

    Not every table of contents indents chapters otherwise than sections.
    """
    for level in {level for level in levels if level is not None}:
        own = [i for i, other in enumerate(levels) if other == level]
        usual = Counter(headings[i].style.size for i in own).most_common(1)[0][0]
        for i in own:
            ratio = headings[i].style.size / usual
            if not 1 / _OTHER_SIZE < ratio < _OTHER_SIZE:
                levels[i] = None


def _settled(said: Sequence[tuple[tuple[int, int], int | None]]) -> int | None:
    """Return the one level of the entries (column, level) of a style, or None if they differ.

    Entries that hang out of line, or stand on pages with another margin, are of one level
    all the same; those that differ within a column are not.
    """
    columns: dict[tuple[int, int], Counter[int | None]] = defaultdict(Counter)
    for column, level in said:
        columns[column][level] += 1
    alone = sum(counts.most_common(1)[0][1] for counts in columns.values())
    if not said or alone < _AGREE * len(said):
        return None
    return Counter(level for _, level in said).most_common(1)[0][0]


def _lowest(
    headings: Sequence[Candidate], styles: Sequence[Style], levels: Sequence[int | None]
) -> set[Style]:
    """Return the styles smaller than all numbered headings that divide sections between them.

    A preface in one of them is on top, but says nothing about the others.
    """
    numbered = [i for i, c in enumerate(headings) if c.number]
    if not numbered:
        return set()
    smallest = min(styles[i].size for i in numbered)
    between = range(numbered[0], numbered[-1])
    return {styles[i] for i in between if levels[i] is None and styles[i].size < smallest}


def _dividing(styles: Sequence[Style], numbers: Sequence[Number | None]) -> set[Style]:
    """Return the styles of "Chapter 1 Trees" that also set what chapters are divided into.

    There are more headings without a label between the chapters than chapters.
    """
    labelled: dict[Style, list[int]] = defaultdict(list)
    for index, (style, number) in enumerate(zip(styles, numbers, strict=True)):
        if number is not None and number.label:
            labelled[style].append(index)
    return {
        style
        for style, own in labelled.items()
        if len(own) > 1
        and sum(
            alike(styles[i], style) and numbers[i] is None for i in range(own[0], own[-1])
        ) > len(own)
    }  # fmt: skip


def _fill_by_style(
    headings: Sequence[Candidate], levels: list[int | None], numbers: Sequence[Number | None]
) -> None:
    """Give each heading without a level that of its style."""
    styles = told_apart([c.style for c in headings])
    known: dict[Style, Counter[int]] = defaultdict(Counter)
    lowest = _lowest(headings, styles, levels)
    for c, own, level in zip(headings, styles, levels, strict=True):
        if level is not None and not (own in lowest and _is_topmost(c.heading)):
            known[own][level] += 1
    usual = {style: counts.most_common(1)[0][0] for style, counts in known.items()}
    unknown: list[Style] = []
    dividing = _dividing(styles, numbers)
    for index, own in enumerate(styles):
        if levels[index] is not None:
            continue
        same = [style for style in usual if alike(style, own)] or [
            # Latin words among Chinese ones are in another face.
            style
            for style in usual
            if alike(replace(style, family=own.family), own)
        ]
        beside = headings[max(0, index - 1)], headings[min(index + 1, len(headings) - 1)]
        if same and any(_is_topmost(c.heading) for c in beside):
            # Back matter, as the references beside it, be subsections set alike or not.
            levels[index] = min(min(known[style]) for style in same)
        elif same:
            level = usual[own] if own in usual else min(usual[style] for style in same)
            levels[index] = level + any(style in dividing for style in same)
        elif own not in unknown:
            unknown.append(own)
    counts = Counter(styles)
    deepest = {
        style: max((level for level, count in own.items() if count > 1), default=max(own))
        + (style in dividing)
        for style, own in known.items()
    }
    fitted = sum(c.start == 0 for c in headings) >= _TITLES * len(headings)
    placed = place(unknown, usual, deepest, counts, top_of(numbers), fitted=fitted)
    for index, own in enumerate(styles):
        if levels[index] is None:
            levels[index] = placed[own]
