"""The embedded default in place of a language model: the documents' own sentences.

``candidates`` finds the sentences that can be quoted, ``scoring`` says how relevant each is
to the question, and ``choosing`` takes the best that do not repeat each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from langchain_core.runnables import RunnableLambda

from headwise.chains.extractive.candidates import find_candidates
from headwise.chains.extractive.choosing import choose, paragraph
from headwise.chains.extractive.scoring import overlap, preselect, scores
from headwise.chains.summarizer import MapInput, Mapped, Summarizer
from headwise.retrievers.embeddings.vectors import passage_vectors, question_vector
from headwise.retrievers.text.plain import as_paragraphs

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

NAME = "extractive"
MOST_WORDS_OF_A_PART = 30
"""Shown of a text without a sentence to quote: enough to see what it is."""

__all__ = ["NAME", "extract", "extractive_summarizer"]


def extractive_summarizer(embeddings: Embeddings) -> Summarizer:
    """Return the summarizer that quotes the documents and calls no language model.

    Args:
        embeddings: Compare sentences with the question; best those of the search.
    """

    def summarise(task: MapInput) -> Mapped:
        return Mapped(as_paragraphs(extract(task.question, task.group.text, embeddings)))

    return Summarizer(
        name=NAME,
        map=RunnableLambda(summarise, name="extract"),
        at_once=2,
    )


def extract(question: str, text: str, embeddings: Embeddings) -> str:
    """Return the sentences of ``text`` that bear on ``question``, as one paragraph.

    Two to four sentences in reading order, a few more where they are short. Sentences stay
    as they are, but for a connective such as "However," whose sentence before is not there,
    leftovers of typesetting, and, in transcripts, the fillers of speech.
    """
    candidates = preselect(question, find_candidates(text))
    if not candidates:
        return _nearest_part(question, text)
    vectors = passage_vectors(embeddings, [candidate.bare for candidate in candidates])
    relevance = vectors @ question_vector(embeddings, question)
    chosen = choose(candidates, scores(question, candidates, vectors, relevance), vectors)
    return paragraph([candidates[index] for index in chosen])


def _nearest_part(question: str, text: str) -> str:
    """Return what has most of the question's words in a text without a sentence to quote.

    That is a row of a table, an item of a list or a line; the first words of the text if none
    has any.
    """
    parts = [part for line in text.splitlines() if (part := _without_bars(line))]
    if not parts:
        return ""
    shares = overlap(question, parts)
    best = max(range(len(parts)), key=lambda index: (shares[index], -index))
    words = " ".join(parts[best:] if not shares[best] else parts[best : best + 1]).split()
    return " ".join(words[:MOST_WORDS_OF_A_PART]) + (
        " …" if len(words) > MOST_WORDS_OF_A_PART else ""
    )


def _without_bars(line: str) -> str:
    cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
    return ", ".join(cell for cell in cells if cell.strip("-: "))
