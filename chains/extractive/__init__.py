"""The embedded default in place of a language model: the documents' own sentences.

``candidates`` finds the sentences that can be quoted, ``scoring`` says how relevant each is
to the question, and ``choosing`` takes the best that do not repeat each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from langchain_core.runnables import RunnableLambda

from headwise.chains.extractive.answered import printed_answer
from headwise.chains.extractive.candidates import find_candidates
from headwise.chains.extractive.choosing import choose, paragraph
from headwise.chains.extractive.facts import told_facts
from headwise.chains.extractive.rows import answering_rows, nearest_part
from headwise.chains.extractive.scoring import preselect, scores
from headwise.chains.summarizer import MapInput, Mapped, Summarizer
from headwise.retrievers.embeddings.vectors import passage_vectors, question_vector
from headwise.retrievers.search import codes
from headwise.retrievers.text.measures import by_noun
from headwise.retrievers.text.plain import as_paragraphs

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

NAME = "extractive"

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
    leftovers of typesetting, and, in transcripts, the fillers of speech. Where rows of tables
    answer the question they come first, and only sentences with its code follow. Where the
    text asks the question itself, what follows there is the answer.
    """
    if answer := told_facts(question, text) or printed_answer(question, text):
        return answer
    rows = answering_rows(question, text) or answering_rows(by_noun(question) or "", text)
    found = find_candidates(text)
    if rows:
        found = [one for one in found if codes.has_one_of(codes.of(question), one.text)]
    candidates = preselect(question, found)
    if not candidates:
        return " ".join(rows) or nearest_part(question, text)
    vectors = passage_vectors(embeddings, [candidate.bare for candidate in candidates])
    relevance = vectors @ question_vector(embeddings, question)
    chosen = choose(candidates, scores(question, candidates, vectors, relevance), vectors)
    return " ".join([*rows, paragraph([candidates[index] for index in chosen])])
