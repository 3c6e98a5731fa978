"""From lines and headings to the sections of a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from headwise.retrievers.models import Section
from headwise.retrievers.pdf.headings import Heading, is_title
from headwise.retrievers.pdf.paragraphs import Paragraphs
from headwise.retrievers.pdf.records import Line, Page
from headwise.retrievers.pdf.styles import Body
from headwise.retrievers.pdf.text import Words, squash


@dataclass(slots=True)
class _Draft:
    """A section that is being filled."""

    heading: Heading
    text: Paragraphs


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
        position = 0
        for heading in by_page.get(page.number, []):
            current.text.add_page(own[position : heading.start], page.rules, page.height)
            current = _Draft(heading, Paragraphs(words, body))
            drafts.append(current)
            position = heading.end
        current.text.add_page(own[position:], page.rules, page.height)
    before = _without_title(front.text.close(), title)
    sections = _with_paths(drafts)
    if before:
        sections = _with_front(sections, before, front.text.page_end, title)
    return sections


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
        text = Paragraphs(words, body)
        text.add_page(own, page.rules, page.height)
        draft = _Draft(_title_heading(title, page.number), text)
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
        sections.append(
            Section(
                sub_heading=heading.text,
                heading=heading.heading,
                number=heading.number,
                level=heading.level,
                heading_path=tuple(h.text for h in path),
                page_start=heading.page,
                text=draft.text.close(),
                page_end=max(heading.page, draft.text.page_end),
            )
        )
    return sections


def _with_front(sections: list[Section], text: str, page_end: int, title: str) -> list[Section]:
    """Put text before the first heading under the title, also where the title is a heading."""
    first = sections[0]
    if is_title(first.sub_heading, title):
        joined = f"{text}\n\n{first.text}" if first.text else text
        return [first.model_copy(update={"text": joined, "page_start": 1}), *sections[1:]]
    front = Section(
        sub_heading=title,
        heading=title,
        level=1,
        heading_path=(title,),
        page_start=1,
        page_end=max(1, page_end),
        text=text,
    )
    return [front, *sections]
