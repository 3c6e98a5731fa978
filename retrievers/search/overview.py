"""Sections that answer a question about a document itself, not about its subject.

They are those in which documents speak of themselves, or that bear the number asked for; summaries,
where there are none, are the first sections under the top headings.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Sequence
from itertools import compress, takewhile
from typing import TYPE_CHECKING, Any

import numpy as np

from headwise.retrievers.database.failures import chroma_errors
from headwise.retrievers.database.register import IndexedDocument
from headwise.retrievers.database.store import Store
from headwise.retrievers.database.stored_passages import StoredPassage
from headwise.retrievers.search.about_document import (
    FACTS,
    WORD,
    Numbered,
    asked_of_document,
    content_words,
    named_document,
    told,
)
from headwise.retrievers.search.library_passages import candidate
from headwise.retrievers.search.ranking import Match
from headwise.retrievers.text.sentences import is_prose
from headwise.retrievers.text.vocabulary import Kind, squash, titles

if TYPE_CHECKING:
    from numpy.typing import NDArray

logger = logging.getLogger(__name__)

_ABOUT_ONE = {
    "whole": "a document as a whole",
    "author": "who wrote a document",
    "dated": "when a document was published",
    "edition": "the edition of a document",
    "titled": "the title of a document",
}
MOST_TOP_HEADINGS = 6
MOST_DOCUMENTS = 100
"""In which a number is looked for."""
MOST_FRONT = 3
"""Sections on the first pages before the text begins: title, authors and the like."""
_PRINTED = re.compile(r"(?P<label>[^\W\d_]{2,}+|)[\s§.]*(?P<number>\w+(?:\.\w+)*)")


def overview(
    store: Store, held: Sequence[IndexedDocument], question: str, vector: NDArray[np.float32]
) -> list[Match] | None:
    """Return the sections that tell of a document what a question asks, in its order.

    They are all as similar as can be: the question asks for them, whatever they say. Empty, with
    a warning, where it is not said of which document; None if the question is about a subject, or
    no section tells.
    """
    asked = asked_of_document(question)
    one = held[0] if len(held) == 1 else None
    if asked is None:
        number = named_document(question, [document.title for document in held])
        if number is not None:
            one = held[number]
            asked = asked_of_document(question, content_words(one.title))
    if asked is None:
        return None
    if one is None and isinstance(asked, Numbered) and len(held) <= MOST_DOCUMENTS:
        having = _having(_first_passages(store, held)[0], asked)
        if not having:
            return None
        one = next((document for document in held if {document.document_id} == having), None)
    if one is None:
        about = _ABOUT_ONE.get(asked) if isinstance(asked, str) else "a section by its number"
        if about is None:
            return None
        logger.warning(
            f"the question is about {about}, but {len(held)} documents are searched; "
            "name a PDF, or a collection with --collection"
        )
        return []
    first, vectors = _first_passages(store, [one])
    found = []
    for passage in _answering(first, asked):
        own = vectors[passage.section_id]
        cosine = float(vector @ own / np.linalg.norm(own))
        found.append(Match(candidate(passage, cosine), score=1.0, similarity=1.0))
    return found or None


def _first_passages(
    store: Store, held: Sequence[IndexedDocument]
) -> tuple[list[StoredPassage], dict[str, NDArray[np.float32]]]:
    """Return the first passage of each section of documents, in order, and their vectors."""
    ids = [one.document_id for one in held]
    where: Any = {"$and": [{"document_id": {"$in": ids}}, {"passage": 0}]}
    with chroma_errors(store.location):
        reply: Any = store.passages.get(
            where=where, include=["metadatas", "documents", "embeddings"]
        )
    first = list(StoredPassage.of_reply(reply))
    vectors = {one.section_id: own for one, own in zip(first, reply["embeddings"], strict=True)}
    return sorted(first, key=lambda passage: passage.section_id), vectors


def _answering(rows: list[StoredPassage], asked: Kind | Numbered) -> list[StoredPassage]:
    if isinstance(asked, Numbered):
        return _numbered(rows, asked)
    if asked in FACTS:
        return _telling(rows, asked)
    rows = [row for row in rows if not row.about["front"]]
    if asked != "whole":
        return _headed(rows, asked) or _thanking(rows, asked)
    chosen = [row for row in rows if squash(row.about["heading"]) in titles("whole_sections")]
    if len(chosen) > 1:
        return chosen
    aside = titles("aside", "references", "contents")
    answering = [row for row in rows if squash(row.about["heading"]) not in aside]
    levels = Counter(row.about["level"] for row in answering)
    # A title alone at the top has the level of no other heading.
    top = min((level for level, count in levels.items() if count > 1), default=1)
    return [row for row in answering if row.about["level"] <= top][:MOST_TOP_HEADINGS]


def _telling(rows: list[StoredPassage], fact: Kind) -> list[StoredPassage]:
    """Return what stands on the first pages before the text begins, or is headed by the fact."""
    body = titles("abstract", "introduction", "whole_sections", "preliminary")

    def is_front(row: StoredPassage) -> bool:
        begins = row.about["number"] or squash(row.about["heading"]) in body
        return row.about["page_start"] <= 2 and not begins

    def is_headed(row: StoredPassage) -> bool:
        heading = content_words(row.about["heading"])
        return not heading.isdisjoint(titles(fact)) and heading <= titles(fact, "whole", "work")

    front = list(takewhile(is_front, rows))[:MOST_FRONT]
    lines = [_told_by(row, fact) for row in front]
    # "Since 1931 we have cut wood." is a date only where no "March 2025" stands apart.
    apart = any(not is_prose(line) for own in lines for line in own)
    kept = [any(not (apart and is_prose(line)) for line in own) for own in lines]
    front = list(compress(front, kept))
    return [*front, *(row for row in rows if row not in front and is_headed(row))]


def _told_by(row: StoredPassage, fact: Kind) -> list[str]:
    """Return the lines of a section that tell a fact; what heads a chapter is no author."""
    names_one = fact == "author" and row.about["level"] > 1
    return told(fact, row.text if names_one else f"{row.about['heading']}\n{row.text}")


def _numbered(rows: list[StoredPassage], asked: Numbered) -> list[StoredPassage]:
    """Return the sections of a number, and those below them."""
    named = {row.about["sub_heading"] for row in _bearing(rows, asked)}
    return [row for row in rows if not named.isdisjoint(row.about["heading_path"])]


def _having(rows: list[StoredPassage], asked: Numbered) -> set[str]:
    """Return the ids of the documents that have a section of a number."""
    return {row.document_id for row in _bearing(rows, asked)}


def _bearing(rows: list[StoredPassage], asked: Numbered) -> list[StoredPassage]:
    """Return the sections whose headings bear a number: with its label, where some do."""
    found: dict[bool, list[StoredPassage]] = {True: [], False: []}
    for row in rows:
        # A document may have a Chapter 3 beside its Article 3; "2" may have no text but in "2.1".
        match = _printed_number(row, asked.label)
        if match and f"{match['number']}.".casefold().startswith(f"{asked.number}.".casefold()):
            found[squash(match["label"]) == squash(asked.label)].append(row)
    return found[True] or found[False]


def _printed_number(row: StoredPassage, label: str) -> re.Match[str] | None:
    """Return the number of a section; of such as "Note 3. Stores" if that is what is asked for."""
    if number := row.about["number"]:
        return _PRINTED.match(number)
    heading = row.about["sub_heading"]
    match = _PRINTED.match(heading)
    named = match and match["label"] and squash(match["label"]) == squash(label)
    return match if named else _PRINTED.fullmatch(heading)


def _headed(rows: list[StoredPassage], kind: Kind) -> list[StoredPassage]:
    return [row for row in rows if _has_one_of(row.about["heading"], kind)]


def _thanking(rows: list[StoredPassage], asked: Kind) -> list[StoredPassage]:
    """Return acknowledgements that tell of funding."""
    thanks = _headed(rows, "acknowledgements") if asked == "funding" else []
    return [row for row in thanks if _has_one_of(row.text, "funding", "support")]


def _has_one_of(text: str, *kinds: Kind) -> bool:
    return not titles(*kinds).isdisjoint(map(squash, WORD.findall(text)))
