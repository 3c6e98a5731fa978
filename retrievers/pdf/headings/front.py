"""What stands before the first section: title, authors, addresses, the lines of a cover."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from headwise.retrievers.pdf.headings.around import is_prose
from headwise.retrievers.pdf.headings.candidates import Candidate, is_centred
from headwise.retrievers.pdf.headings.weights import WEIGHTS
from headwise.retrievers.pdf.page.records import Line
from headwise.retrievers.pdf.page.styles import Body, alike
from headwise.retrievers.text.vocabulary import squash, titles

_ABSTRACTS = titles("abstract")
_OPENINGS = titles("abstract", "introduction")
_TITLE_PAGES = 2  # pages on one of which the title stands
_TEXT_LINES = 3  # one below the other are a paragraph of running text
_FULL = 0.8  # share of the column's width
_WORDS = 6  # of a line of text that is not full, as in a list, at least
_LINES_OF_TEXT = 5  # of a page that is no cover, at least
_TITLE_LINES = 3  # lines on a title page that look like headings, at least
_FRONT_PAGES = 16  # pages among which the first section of a report with front matter begins


def score_front(
    candidates: Sequence[Candidate], pages: Sequence[Sequence[Line]], body: Body
) -> None:
    """Count against candidates above the first section and above the abstract."""
    _score_title_block(candidates, pages, body)
    _score_above_abstract(candidates)


def _score_title_block(
    candidates: Sequence[Candidate], pages: Sequence[Sequence[Line]], body: Body
) -> None:
    """Count against what stands above the first section: authors, addresses, a cover's lines."""
    covers = _title_pages(candidates, pages, body)

    def begins_text(c: Candidate) -> bool:
        if c.score < WEIGHTS.threshold or c.page in covers:
            return False
        if c.supported or c.outline_level is not None or "standard word" in c.notes:
            return True
        again = any(alike(other.style, c.style) for other in candidates if other is not c)
        return again and prose_below(c, pages, body) >= 3 and not _is_cover(pages[c.page - 1], body)

    first = next((index for index, c in enumerate(candidates) if begins_text(c)), None)
    if first is None:
        return
    early = candidates[first].page <= _FRONT_PAGES
    text = _first_text(pages, body)
    for c in candidates[:first]:
        if c.page in covers and _is_loose(c):
            c.add("title page", WEIGHTS.title_page)
        elif early and c.contents is None and _in_title_block(c, candidates, pages, body, text):
            c.add("title block", WEIGHTS.title_block)


def _first_text(pages: Sequence[Sequence[Line]], body: Body) -> tuple[int, int]:
    """Return page and index of the first line of running text: names are written in capitals."""
    for page, lines in enumerate(pages[:_TITLE_PAGES], start=1):
        for start in range(len(lines) - _TEXT_LINES + 1):
            own = lines[start : start + _TEXT_LINES]
            words = [word for line in own for word in line.text.split()]
            if all(is_prose(line, body) for line in own) and 2 * sum(
                word[0].isupper() for word in words
            ) < len(words):
                return page, start
    return _TITLE_PAGES + 1, 0


def _in_title_block(
    c: Candidate,
    candidates: Sequence[Candidate],
    pages: Sequence[Sequence[Line]],
    body: Body,
    text: tuple[int, int],
) -> bool:
    """Whether it stands above the first text of the first pages, or on a later one of a cover."""
    lines = pages[c.page - 1]
    if c.page <= _TITLE_PAGES:
        return (c.page, c.start) < text
    return _is_cover(lines, body) and not _heads_page(c, candidates, lines)


def _heads_page(c: Candidate, candidates: Sequence[Candidate], lines: Sequence[Line]) -> bool:
    """Whether it is the one heading of a page with a few lines, as those of a dedication."""
    rivals = [o for o in candidates if o.page == c.page and o.score >= WEIGHTS.threshold]
    return c.start == 0 and c.end < len(lines) and [id(o) for o in rivals] == [id(c)]


def is_title(text: str, title: str) -> bool:
    """Whether a heading is the document's title, or its first part."""
    own, whole = squash(text), squash(title)
    return bool(own) and (own == whole or (len(own) >= 8 and whole.startswith(own)))


def score_titles(
    candidates: Sequence[Candidate], pages: Sequence[Sequence[Line]], body: Body, title: str
) -> None:
    """Count against the title where it is printed again, behind its pages or without text."""
    whole = squash(title)
    printed = [c for c in candidates if squash(c.text) == whole]
    for c in printed[1:]:
        again = c.page > printed[0].page and printed[0].page <= _TITLE_PAGES
        behind = c.page > _TITLE_PAGES or _is_cover(pages[c.page - 1], body)
        if again and behind and len(title.split()) > 1:
            c.add("title again", WEIGHTS.title_page)


def _title_pages(
    candidates: Sequence[Candidate], pages: Sequence[Sequence[Line]], body: Body
) -> set[int]:
    """Return the pages at the front that are nothing but several lines that stand out."""
    numbered = (c.page for c in candidates if c.supported and c.score >= WEIGHTS.threshold)
    first = min(numbered, default=_FRONT_PAGES + 1)
    strong = Counter(
        c.page
        for c in candidates
        if c.page < first
        and c.page <= _FRONT_PAGES
        and c.score >= WEIGHTS.threshold
        and _is_loose(c)
    )
    return {
        page
        for page, count in strong.items()
        if count >= (_TITLE_LINES if page > 1 else 2) and _is_cover(pages[page - 1], body)
    }


def _is_loose(c: Candidate) -> bool:
    """Whether neither a number nor the contents nor its words say that it is a heading."""
    return not c.supported and c.outline_level is None and "standard word" not in c.notes


def _score_above_abstract(candidates: Sequence[Candidate]) -> None:
    """Count against what stands above the abstract, or the introduction, of the first page."""
    first = next(
        (
            c
            for c in candidates
            if c.page == 1 and c.score >= WEIGHTS.threshold and squash(c.heading) in _OPENINGS
        ),
        None,
    )
    if first is None:
        return
    abstract = squash(first.heading) in _ABSTRACTS
    y = first.lines[0].y - 2 * first.style.size
    for c in candidates:
        if c.page > 1 or c.lines[0].y > y or c.contents is not None:
            continue
        if not c.supported and "standard word" not in c.notes:
            above = WEIGHTS.above_abstract if abstract else WEIGHTS.title_block
            c.add("above the first text", above - c.notes.get("title block", 0.0))


def _is_cover(lines: Sequence[Line], body: Body) -> bool:
    """Whether a page has no running text, as title pages of theses and reports have not."""
    return sum(0.9 < x.size / body.size < 1.1 and _is_text(x) for x in lines) < _LINES_OF_TEXT


def _is_text(line: Line) -> bool:
    """Whether a line is full, or part of a sentence that does not stand in the middle."""
    words = line.text.split()
    sentence = len(words) >= _WORDS and 2 * sum(word[:1].islower() for word in words) > len(words)
    return line.x1 - line.x0 > _FULL * (line.right - line.left) or (
        sentence and not is_centred(line)
    )


def prose_below(c: Candidate, pages: Sequence[Sequence[Line]], body: Body) -> int:
    """Return how many of the next four lines are running text."""
    below = pages[c.page - 1][c.end : c.end + 4]
    full = [
        x
        for x in below
        if x.x1 - x.x0 > 0.6 * (x.right - x.left)
        and 0.9 <= x.size / body.size <= 1.2
        and not x.in_table
    ]  # fmt: skip
    return len(full)
