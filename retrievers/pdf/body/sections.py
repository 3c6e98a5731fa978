"""From lines and headings to the sections of a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from headwise.retrievers.models import Section
from headwise.retrievers.pdf.body.notes import footnotes, mark_place, split_notes
from headwise.retrievers.pdf.body.paragraphs import Paragraphs
from headwise.retrievers.pdf.headings.front import is_title
from headwise.retrievers.pdf.headings.headings import Heading
from headwise.retrievers.pdf.page.joining import Words
from headwise.retrievers.pdf.page.records import Line, Page
from headwise.retrievers.pdf.page.styles import Body
from headwise.retrievers.text.paging import Pages, joined
from headwise.retrievers.text.vocabulary import squash


@dataclass(slots=True)
class _Draft:
    """A section that is being filled."""

    heading: Heading
    text: Paragraphs


@dataclass(slots=True)
class _Part:
    """The lines of a page that belong to one section, ``end`` excluded."""

    draft: _Draft
    start: int
    end: int = 0


def build_sections(
    pages: Sequence[Page],
    lines: Sequence[Sequence[Line]],
    headings: Sequence[Heading],
    title: str,
    body: Body,
    words: Words,
) -> list[Section]:
    """Return the sections in reading order; ``lines`` are without furniture and contents.

    Text before the first heading stands under the title. Without any heading, each page
    that has text is a section headed by the title.
    """
    if not headings:
        return _page_sections(pages, lines, title, body, words)
    drafts: list[_Draft] = []
    by_page: dict[int, list[Heading]] = {}
    for heading in headings:
        by_page.setdefault(heading.page, []).append(heading)
    front = _Draft(_title_heading(title, 1), Paragraphs(words, body))
    current = front
    for page, own in zip(pages, lines, strict=True):
        parts = [_Part(current, 0)]
        for heading in by_page.get(page.number, []):
            parts[-1].end = heading.start
            current = _Draft(heading, Paragraphs(words, body))
            drafts.append(current)
            parts.append(_Part(current, heading.end))
        parts[-1].end = len(own)
        _fill(parts, page, own, body)
    front_text, offsets = front.text.close()
    before = _without_title(front_text, title)
    sections = _with_paths(drafts)
    if before:
        offsets = offsets if before == front_text else ((0, 1),)
        sections = _with_front(sections, before, offsets, front.text.page_end, title)
    return sections


def _fill(parts: Sequence[_Part], page: Page, lines: Sequence[Line], body: Body) -> None:
    """Give each section its lines of a page, and the footnotes whose marks are in them."""
    notes = footnotes(lines, body, page.height)
    placed = [(note, mark_place(lines, note, notes)) for note in split_notes(lines, notes)]
    for part in parts:
        own = lines[part.start : part.end]
        part.draft.text.add_page(own, page.rules, {index - part.start for index in notes})
    for text in page.asides:
        parts[-1].draft.text.add_aside(text)
    for note, place in placed:
        at = note[0] if place is None else place
        home = next((part for part in parts if part.start <= at < part.end), parts[-1])
        home.draft.text.add_note([lines[index] for index in note])


def _without_title(text: str, title: str) -> str:
    """Return text without paragraphs that are the title, or a line of it."""
    whole = squash(title)
    return "\n\n".join(p for p in text.split("\n\n") if not squash(p) or squash(p) not in whole)


def _title_heading(title: str, page: int) -> Heading:
    return Heading(page, 0, 0, title, None, title, 1)


def _page_sections(
    pages: Sequence[Page],
    lines: Sequence[Sequence[Line]],
    title: str,
    body: Body,
    words: Words,
) -> list[Section]:
    sections = []
    for page, own in zip(pages, lines, strict=True):
        draft = _Draft(_title_heading(title, page.number), Paragraphs(words, body))
        _fill([_Part(draft, 0, len(own))], page, own, body)
        (section,) = _with_paths([draft])
        if section.text:
            sections.append(section)
    return sections


def _with_paths(drafts: Sequence[_Draft]) -> list[Section]:
    """Return drafts as sections, each with the headings that it stands under."""
    sections: list[Section] = []
    path: list[Heading] = []
    for draft in drafts:
        heading = draft.heading
        while path and path[-1].level >= heading.level:
            path.pop()
        path.append(heading)
        text, pages = draft.text.close()
        sections.append(
            Section(
                sub_heading=heading.text,
                heading=heading.heading,
                number=heading.number,
                level=heading.level,
                heading_path=tuple(h.text for h in path),
                page_start=heading.page,
                text=text,
                page_offsets=pages,
                page_end=max(heading.page, draft.text.page_end),
            )
        )
    return sections


def _with_front(
    sections: list[Section], text: str, pages: Pages, page_end: int, title: str
) -> list[Section]:
    """Put text before the first heading under the title, also where the title is a heading."""
    first = sections[0]
    if is_title(first.sub_heading, title):
        parts = [(text, pages)] + ([(first.text, first.page_offsets)] if first.text else [])
        whole, offsets = joined(parts, gap="\n\n")
        changes = {"text": whole, "page_offsets": offsets, "page_start": 1}
        return [first.model_copy(update=changes), *sections[1:]]
    front = Section(
        sub_heading=title,
        heading=title,
        level=1,
        heading_path=(title,),
        page_start=1,
        page_end=max(1, page_end),
        text=text,
        page_offsets=pages,
    )
    return [front, *sections]
