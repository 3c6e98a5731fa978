"""What the rest of the document says about a candidate: contents, styles, what is around."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from headwise.retrievers.numbering import split_number
from headwise.retrievers.pdf.candidates import Candidate
from headwise.retrievers.pdf.contents import Contents
from headwise.retrievers.pdf.records import Line
from headwise.retrievers.pdf.styles import Body, Style, alike, style_of
from headwise.retrievers.pdf.text import squash
from headwise.retrievers.pdf.weights import WEIGHTS

_REFERENCES = {
    squash(word)
    for word in ("References", "Bibliography", "Literature Cited", "Literaturverzeichnis",
                 "Literatur", "Références", "Referencias", "References and Notes", "Works Cited")
}  # fmt: skip
_FRONT_PAGES = 8  # pages among which the first section of a report with front matter begins


def score_context(
    candidates: Sequence[Candidate],
    pages: Sequence[Sequence[Line]],
    contents: Contents,
    body: Body,
    *,
    outlined: bool,
) -> None:
    """Score candidates by each other and by the text around; ``outlined`` with an outline."""
    _score_contents(candidates, contents)
    _score_references(candidates)
    _score_below(candidates, pages, body)
    _score_regularity(candidates, pages)
    _score_styles(candidates, outlined=outlined)
    _score_title_block(candidates, pages, body)


def _score_contents(candidates: Sequence[Candidate], contents: Contents) -> None:
    """Credit candidates that the printed table of contents lists."""
    entries: dict[str, list[int]] = defaultdict(list)
    for index, entry in enumerate(contents.entries):
        for key in {squash(entry.title), squash(split_number(entry.title, known=True)[1])}:
            if len(key) >= 3:
                entries[key].append(index)
    for candidate in candidates:
        keys = (squash(candidate.text), squash(split_number(candidate.text, known=True)[1]))
        for key in keys:
            if key in entries:
                candidate.contents = entries[key][0]
                candidate.add("in contents", WEIGHTS.in_contents)
                break


def _score_references(candidates: Sequence[Candidate]) -> None:
    """Below the heading of the references, until the next that looks as strong, are entries.

    Several such headings mean short lists in each chapter, which end with it.
    """
    starts = [
        index
        for index, c in enumerate(candidates)
        if squash(c.heading) in _REFERENCES and c.distinct and c.score > 1.0
    ]
    if len(starts) != 1:
        return
    own = candidates[starts[0]]
    for c in candidates[starts[0] + 1 :]:
        stronger = c.style.size >= own.style.size + 1 and c.style.bold >= own.style.bold
        if c.outline_level is not None or alike(c.style, own.style) or stronger:
            return
        if c.contents is None and not c.supported:
            c.add("in references", WEIGHTS.in_references)


def _score_below(
    candidates: Sequence[Candidate], pages: Sequence[Sequence[Line]], body: Body
) -> None:
    """A heading has text of the body or another heading below it, a label of a figure has not."""
    starts = {(c.page, c.start) for c in candidates if c.looks > 0}
    for c in candidates:
        lines = pages[c.page - 1]
        page, index = c.page, c.end
        if index >= len(lines):
            page, index = page + 1, 0
        if page > len(pages) or index >= len(pages[page - 1]):
            continue
        line = pages[page - 1][index]
        texty = sum(map(str.isalpha, line.text)) >= 12 and line.size >= 0.85 * body.size
        if not texty and (page, index) not in starts:
            c.add("no text below", WEIGHTS.no_text_below)


def _score_regularity(candidates: Sequence[Candidate], pages: Sequence[Sequence[Line]]) -> None:
    """Credit styles that nothing but lines standing as headings have."""
    uses: Counter[Style] = Counter(style_of(line) for lines in pages for line in lines)
    groups: dict[Style, list[Candidate]] = defaultdict(list)
    for c in candidates:
        if c.distinct:
            groups[c.style].append(c)
    for style, group in groups.items():
        spaced = [c for c in group if c.above is None or c.above >= 1.3]
        regular = len(spaced) >= 3 and len(spaced) >= 0.75 * len(group)
        if regular and sum(c.end - c.start for c in group) >= 0.75 * uses[style]:
            for c in spaced:
                c.add("regular style", WEIGHTS.regular_style)


def _score_styles(candidates: Sequence[Candidate], *, outlined: bool) -> None:
    """Credit candidates that look like proven ones, by outline, contents or numbers."""
    proven: dict[Style, int] = defaultdict(int)
    for c in candidates:
        if (
            c.outline_level is not None
            or c.contents is not None
            or (c.supported and c.score >= 3.5)
        ):
            proven[c.style] += 1
    if not proven:
        return
    listed = outlined or sum(c.contents is not None for c in candidates) >= 5
    for c in candidates:
        if sum(count for style, count in proven.items() if alike(style, c.style)) >= 2:
            if c.looks >= 1.0:
                c.add("proven style", WEIGHTS.proven_style)
        elif listed and c.contents is None:
            c.add("foreign style", WEIGHTS.foreign_style)


def _score_title_block(
    candidates: Sequence[Candidate], pages: Sequence[Sequence[Line]], body: Body
) -> None:
    """Count against what stands above the first section: authors, addresses, a cover's lines."""

    def begins_text(c: Candidate) -> bool:
        if c.score < WEIGHTS.threshold:
            return False
        if c.supported or c.outline_level is not None or "standard word" in c.notes:
            return True
        again = any(alike(other.style, c.style) for other in candidates if other is not c)
        return again and _prose_below(c, pages, body)

    first = next((index for index, c in enumerate(candidates) if begins_text(c)), None)
    if first is None or candidates[first].page > _FRONT_PAGES:
        return
    for c in candidates[:first]:
        if c.page <= 2 and c.contents is None:
            c.add("title block", WEIGHTS.title_block)


def _prose_below(c: Candidate, pages: Sequence[Sequence[Line]], body: Body) -> bool:
    """Whether lines of running text follow."""
    below = pages[c.page - 1][c.end : c.end + 4]
    full = [
        x for x in below if x.x1 - x.x0 > 0.6 * (x.right - x.left) and x.size >= 0.9 * body.size
    ]
    return len(full) >= 3
