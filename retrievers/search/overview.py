"""Questions about a document as a whole or a section by its number, not about its subject.

"Summarize this paper", "What are its limitations?", "What does section 2.1 say?": no passage is
similar to them. They are answered by the sections in which documents speak of themselves, or that
bear the number, and summaries, where there are none, by the first sections under the top headings.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from headwise.retrievers.database.failures import chroma_errors
from headwise.retrievers.database.store import Store
from headwise.retrievers.database.stored_passages import StoredPassage
from headwise.retrievers.search.library_passages import candidate
from headwise.retrievers.search.ranking import Match
from headwise.retrievers.text.function_words import function_words_of
from headwise.retrievers.text.vocabulary import Kind, pattern, squash, titles

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_TOP_HEADINGS = 6
_WORD = re.compile(r"[^\W_]+")
_NUMBER = r"\d+(?:\.\d+)*[a-z]?|(?-i:[A-Z](?:\.\d+)*|[IVXLC]+)"
_NUMBERED = re.compile(
    rf"(?<!\w)(?:(?P<label>{pattern('division')})\s*|§+\s*)(?P<number>{_NUMBER})(?![\w(]|\.\w)",
    re.IGNORECASE,
)
_PRINTED = re.compile(r"(?P<label>[^\W\d_]{2,}+|)[\s§.]*(?P<number>\w+(?:\.\w+)*)")


@dataclass(frozen=True)
class Numbered:
    """A section by its number: "Article 9" has the label "Article"."""

    number: str
    label: str = ""


def asked_of_document(question: str) -> Kind | Numbered | None:
    """Return what a question asks of a document itself; None if it names any subject.

    >>> asked_of_document("What are the main conclusions of the paper?")
    'whole'
    >>> asked_of_document("Worum geht es in diesem Bericht?"), asked_of_document("¿De qué trata?")
    ('whole', 'whole')
    >>> asked_of_document("What are the limitations?"), asked_of_document("Who funded this work?")
    ('limitation', 'funding')
    >>> asked_of_document("What are the main conclusions on pooling?")
    >>> asked_of_document("What does section 2.1 say?")
    Numbered(number='2.1', label='section')
    >>> asked_of_document("What does section 2.1 say about pooling?")
    """
    if match := _NUMBERED.search(question):
        rest = _content(_NUMBERED.sub(" ", question))
        named = Numbered(match["number"], match["label"] or "")
        return named if rest <= titles("whole", "work", "saying") else None
    content = _content(question)
    for kind in ("limitation", "funding"):
        if not content.isdisjoint(titles(kind)) and content <= titles(kind, "whole", "work"):
            return kind
    return "whole" if content and content <= titles("whole") else None


def _content(text: str) -> set[str]:
    words = _WORD.findall(text.casefold())
    function_words = function_words_of(words)
    return {squash(word) for word in words if word not in function_words}


def overview(
    store: Store, document_id: str, vector: NDArray[np.float32], asked: Kind | Numbered
) -> list[Match]:
    """Return the sections that tell of a document what is asked, in its order.

    They are all as similar as can be: the question asks for them, whatever they say. Of a whole
    document something tells always; of its limitations, funding or a number, perhaps no section.
    """
    with chroma_errors(store.location):
        reply: Any = store.passages.get(
            where={"$and": [{"document_id": document_id}, {"passage": 0}]},
            include=["metadatas", "documents", "embeddings"],
        )
    columns = reply["ids"], reply["metadatas"], reply["documents"]
    first = [StoredPassage.of_record(*record) for record in zip(*columns, strict=True)]
    vectors = {one.section_id: own for one, own in zip(first, reply["embeddings"], strict=True)}
    first.sort(key=lambda passage: passage.section_id)
    found = []
    for passage in _answering(first, asked):
        own = vectors[passage.section_id]
        cosine = float(vector @ own / np.linalg.norm(own))
        found.append(Match(candidate(passage, cosine), score=1.0, similarity=1.0))
    return found


def _answering(rows: list[StoredPassage], asked: Kind | Numbered) -> list[StoredPassage]:
    if isinstance(asked, Numbered):
        return _numbered(rows, asked)
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


def _numbered(rows: list[StoredPassage], asked: Numbered) -> list[StoredPassage]:
    """Return the sections of a number, and those below them."""
    found = []
    for row in rows:
        # A document may have a Chapter 3 beside its Article 3; "2" may have no text but in "2.1".
        number = row.about["number"]
        match = _PRINTED.match(number) if number else _PRINTED.fullmatch(row.about["sub_heading"])
        if match and f"{match['number']}.".casefold().startswith(f"{asked.number}.".casefold()):
            exact = squash(match["label"]) == squash(asked.label)
            found.append((exact, row.about["sub_heading"]))
    best = max((exact for exact, _ in found), default=False)
    named = {heading for exact, heading in found if exact == best}
    return [row for row in rows if not named.isdisjoint(row.about["heading_path"])]


def _headed(rows: list[StoredPassage], kind: Kind) -> list[StoredPassage]:
    return [row for row in rows if _has_one_of(row.about["heading"], kind)]


def _thanking(rows: list[StoredPassage], asked: Kind) -> list[StoredPassage]:
    """Return acknowledgements that tell of funding."""
    thanks = _headed(rows, "acknowledgements") if asked == "funding" else []
    return [row for row in thanks if _has_one_of(row.text, "funding", "support")]


def _has_one_of(text: str, *kinds: Kind) -> bool:
    return not titles(*kinds).isdisjoint(map(squash, _WORD.findall(text)))
