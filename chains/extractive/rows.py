"""What to quote beside sentences: a row of a table, an item of a list, a line."""

from __future__ import annotations

from headwise._wording import first_words
from headwise.chains.extractive.prose import cells
from headwise.chains.extractive.scoring import overlap
from headwise.retrievers.search import codes

MOST_WORDS = 30
"""Shown of a text without a sentence to quote: enough to see what it is."""
MOST_ROWS = 3


def rows_with_codes(question: str, text: str) -> list[str]:
    r"""Return the rows of tables in ``text`` that have a code of the question, as sentences.

    >>> table = "| Code | Meaning | Remedy |\n| E-12 | no flame | call us |"
    >>> rows_with_codes("What does E-12 mean?", table)
    ['E-12: no flame; call us.']
    """
    asked = codes.of(question)
    rows = [line for line in text.splitlines() if asked and line.lstrip().startswith("|")]
    return [_as_sentence(row) for row in rows if codes.has_one_of(asked, row)][:MOST_ROWS]


def nearest_part(question: str, text: str) -> str:
    """Return what has most of the question's words in a text without a sentence to quote.

    That is a row of a table, an item of a list or a line; the first words of the text if none
    has any.
    """
    parts = [part for line in text.splitlines() if (part := ", ".join(cells(line)))]
    if not parts:
        return ""
    shares = overlap(question, parts)
    best = max(range(len(parts)), key=lambda index: (shares[index], -index))
    return first_words(parts[best] if shares[best] else " ".join(parts), MOST_WORDS)


def _as_sentence(row: str) -> str:
    first, *others = cells(row)
    return f"{first}: {'; '.join(others)}.".replace(": .", ".").replace("..", ".")
