"""How sections, hits, documents and libraries look in a notebook and in a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

from headwise import _html as show
from headwise._inert import without_secrets
from headwise._shown import Look, register
from headwise._wording import counted, pages, place, quoted
from headwise.errors import HeadwiseError
from headwise.retrievers.database.register import IndexedDocument
from headwise.retrievers.embeddings import embeddings_name
from headwise.retrievers.indexing.report import IndexReport
from headwise.retrievers.library import Library
from headwise.retrievers.models import Document, Hit, Section
from headwise.retrievers.search.search import SearchResult

INDENT = 1.2
"""Width of a level of headings, in letters' heights."""


def section_line(section: Section) -> str:
    """Return the ``repr`` of a section."""
    return (
        f"<Section {quoted(section.sub_heading)} ({pages(*_span(section))}, "
        f"{counted(len(section.text), 'character')}): {quoted(section.text)}>"
    )


def section_html(section: Section) -> str:
    """Return a section with its text, folded if it is long."""
    return show.card(
        show.title(section.sub_heading),
        show.muted(
            " · ".join(
                filter(None, [" > ".join(section.heading_path[:-1]), pages(*_span(section))])
            )
        ),
        show.text_block(section.text),
    )


def document_line(document: Document) -> str:
    """Return the ``repr`` of a document."""
    return (
        f"<Document {quoted(document.title)} ({counted(document.pages, 'page')}, "
        f"{counted(len(document.sections), 'section')})>"
    )


def document_html(document: Document) -> str:
    """Return a document as its table of sections, indented by level."""
    rows = [
        (
            show.element(
                "span",
                section.sub_heading,
                style=f"margin-left:{INDENT * (section.level - 1):.1f}em",
            ),
            str(section.page_start),
            f"{len(section.text):,}",
        )
        for section in document.sections
    ]
    return show.card(
        show.title(document.title),
        show.muted(
            f"{document.path.name} · {counted(document.pages, 'page')} · "
            f"{counted(len(document.sections), 'section')}"
        ),
        show.table(("section", "page", "characters"), rows),
    )


def hit_line(hit: Hit) -> str:
    """Return the ``repr`` of a hit."""
    return (
        f"<Hit {hit.similarity:.2f} {quoted(hit.sub_heading)} ({_place(hit)}): {quoted(hit.text)}>"
    )


def hit_html(hit: Hit) -> str:
    """Return a hit: similarity, heading, place and its text, folded if it is long."""
    return show.card(_hit(hit))


def _hit(hit: Hit) -> show.Html:
    head = show.element(
        "div",
        show.bar(hit.similarity),
        "  ",
        show.element("strong", hit.sub_heading),
        "  ",
        show.element("span", _place(hit), style="opacity:.75;font-size:90%"),
        style="margin-top:.5em",
    )
    return show.joined(head, show.text_block(hit.text, preview=hit.best_passage))


def _place(hit: Hit) -> str:
    return place(hit.collection_name, hit.page_start, hit.page_end, hit.page_labels)


def result_line(result: SearchResult) -> str:
    """Return the ``repr`` of a search result."""
    if not result.hits:
        nearest = f"; nearest {hit_line(result.nearest[0])}" if result.nearest else ""
        return f"<SearchResult: nothing similar enough{nearest}>"
    best, last = result.hits[0].similarity, result.hits[-1].similarity
    more = f", {result.over_max_hits} more cut off" if result.over_max_hits else ""
    return f"<SearchResult {counted(len(result.hits), 'hit')}, {best:.2f} to {last:.2f}{more}>"


def result_html(result: SearchResult) -> str:
    """Return the hits, or the nearest misses if there are none."""
    if not result.hits:
        found = show.joined(show.muted("nearest:"), *map(_hit, result.nearest))
        return show.card(show.title("Nothing similar enough"), found if result.nearest else "")
    more = (
        show.muted(f"{result.over_max_hits} more sections are similar enough; see max_hits")
        if result.over_max_hits
        else ""
    )
    return show.card(show.title(counted(len(result.hits), "hit")), *_folded(result.hits), more)


def _folded(hits: Iterable[Hit]) -> Iterable[show.Html]:
    parts = [_hit(hit) for hit in hits]
    yield from parts[: show.FOLDED_ROWS]
    if rest := parts[show.FOLDED_ROWS :]:
        yield show.folded(f"{len(rest)} more", show.joined(*rest))


def report_line(report: IndexReport) -> str:
    """Return the ``repr`` of an indexing run."""
    return f"<IndexReport {report.summary}>"


def report_html(report: IndexReport) -> str:
    """Return what an indexing run did: its failures, and the documents it stands for."""
    return show.card(
        show.title(report.summary),
        *(show.warning(failure.error) for failure in report.failures),
        _documents(report.documents) if report.documents else "",
    )


def indexed_line(document: IndexedDocument) -> str:
    """Return the ``repr`` of a library's record of a document."""
    return (
        f"<IndexedDocument {quoted(document.collection_name)}: {quoted(document.title)} "
        f"({counted(document.pages, 'page')}, {counted(document.sections, 'section')})>"
    )


def indexed_html(document: IndexedDocument) -> str:
    """Return a library's record of a document."""
    return show.card(_documents([document]))


def library_line(library: Library) -> str:
    """Return the ``repr`` of a library, without opening it."""
    location = repr(without_secrets(str(library.location)))
    known = library.known_embeddings
    model = f", embeddings={embeddings_name(known)!r}" if known else ""
    return f"Library({location}{model})"


def library_html(library: Library) -> str:
    """Return a library as its table of documents.

    What keeps it from being opened is shown in place of them: a display never raises.
    """
    location = without_secrets(str(library.location))
    name = location if "://" in location else PurePath(location).name or location
    head = show.title(f"Library {name}")
    try:
        documents = library.documents()
    except HeadwiseError as error:
        return show.card(head, show.warning(str(error)))
    about = show.muted(f"{counted(len(documents), 'document')} · {library.embeddings_name}")
    return show.card(head, about, _documents(documents) if documents else "")


def _documents(documents: Iterable[IndexedDocument]) -> show.Html:
    return show.table(
        ("collection", "document", "pages", "sections", "file"),
        [
            (
                document.collection_name,
                document.title,
                f"{document.pages:,}",
                f"{document.sections:,}",
                PurePath(document.source).name,
            )
            for document in documents
        ],
    )


def _span(section: Section) -> tuple[int, int]:
    return section.page_start, section.page_end


register(Section, Look(section_line, section_html))
register(Document, Look(document_line, document_html))
register(Hit, Look(hit_line, hit_html))
register(SearchResult, Look(result_line, result_html))
register(IndexReport, Look(report_line, report_html))
register(IndexedDocument, Look(indexed_line, indexed_html))
register(Library, Look(library_line, library_html))
