"""Choosing the embedded model by the documents' language, and warning of other languages."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from headwise._wording import counted
from headwise.retrievers.embeddings import embeddings_name
from headwise.retrievers.models import Document
from headwise.retrievers.text.language import language_of

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

FIRST = 3
"""Documents of a new library that its model is chosen by."""
SAMPLE = 4000
"""Characters of a document whose language is looked at."""
LEAST_WORDS_OF_QUESTION = 5
"""A shorter question in Latin letters says little about its language."""

logger = logging.getLogger(__name__)


def model_for(documents: Iterable[Document]) -> tuple[Embeddings, list[str]]:
    """Return the embedded model for a new library of ``documents``, and what to say of it.

    That for many languages where most of the documents are in another language than English,
    if it is installed.
    """
    from headwise.retrievers.embeddings.e5 import MultilingualE5
    from headwise.retrievers.embeddings.minilm import MiniLM

    languages = [document_language(document) for document in documents]
    others = [one for one in languages if one not in {None, MiniLM.language}]
    if 2 * len(others) <= len(languages) or not MultilingualE5.weights.is_here():
        return MiniLM(), []
    said = f"the first documents are in {_named(others)}: the library uses {MultilingualE5.name}"
    return MultilingualE5(), [said]


def language_notes(embeddings: Embeddings, languages: Sequence[str | None]) -> list[str]:
    """Return what to say of documents in languages that the model does not know.

    Args:
        embeddings: The library's model.
        languages: Of the documents that were read, ``None`` where it is not clear.
    """
    known: str | None = getattr(embeddings, "language", None)
    others = [one for one in languages if one not in {None, known}]
    if known is None or not others:
        return []
    count, verb = counted(len(others), "document"), "is" if len(others) == 1 else "are"
    name = embeddings_name(embeddings)
    note = (
        f"{count} {verb} in {_named(others)}, but the library's model {name} knows {known} only, "
        f"and most questions will miss them: {_remedy()}"
    )
    return [note]


def _remedy() -> str:
    """Return how to have documents in other languages found."""
    from headwise.retrievers.embeddings.e5 import MultilingualE5

    if MultilingualE5.weights.is_here():
        return "index the documents into a new library with --embeddings multilingual"
    return "pip install 'headwise[multilingual]' and index the documents into a new library"


def document_language(document: Document) -> str | None:
    """Return the language of a document, from the middle, where its running text is."""
    texts = [section.text for section in document.sections if section.text]
    middle = texts[len(texts) // 3 :]
    text = ""
    for one in middle:
        text += f"{one}\n"
        if len(text) >= SAMPLE:
            break
    return language_of(text[:SAMPLE])


def warn_of_question(embeddings: Embeddings, question: str) -> None:
    """Log a warning, once for each language, if the model does not know the question's."""
    known: str | None = getattr(embeddings, "language", None)
    language = language_of(question, LEAST_WORDS_OF_QUESTION) if known else None
    if language not in {None, known}:
        _warn_once(str(language), str(known), embeddings_name(embeddings))


@cache
def _warn_once(language: str, known: str, name: str) -> None:
    logger.warning(
        "the question is in %s, but the library's model %s knows %s only; ask in %s, or %s",
        *(language, name, known, known, _remedy()),
    )


def _named(languages: Iterable[str | None]) -> str:
    return " and ".join(str(name) for name, _ in Counter(languages).most_common())
