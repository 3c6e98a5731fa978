"""What the front of a document tells of it: names, dates and editions, which are no sentences."""

from __future__ import annotations

from headwise._wording import first_words
from headwise.chains.extractive.prose import cells
from headwise.retrievers.search.about_document import FACTS, asked_of_document, told

MOST_WORDS = 60
MOST_DATES = 3


def told_facts(question: str, text: str) -> str:
    r"""Return the lines of ``text`` that tell a fact about the document; empty if none was asked.

    >>> front = "Ann B. Author\nSome Institute\nMay 2019\n\nWe show here how to do it all well."
    >>> told_facts("Who wrote this?", front), told_facts("When was it published?", front)
    ('Ann B. Author, Some Institute, May 2019', 'May 2019')
    """
    fact = asked_of_document(question)
    if not isinstance(fact, str) or fact not in FACTS:
        return ""
    lines = told(fact, text)
    if fact in {"dated", "edition"}:
        lines = lines[:MOST_DATES]
    return first_words(", ".join(", ".join(cells(line)) for line in lines), MOST_WORDS)
