"""How much of a text survived reading: words, order of sentences, cells of tables."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from headwise.retrievers.models import Document

_MARK = re.compile(r"\bS\d+n\d+\b")
_WORD = re.compile(r"\w+(?:[-’']\w+)*")


def text_of(document: Document) -> str:
    """Return all text of a document, headings included."""
    return "\n\n".join(f"{s.sub_heading}\n\n{s.text}" for s in document.sections)


def kept_words(expected: str, read: str) -> tuple[int, int]:
    """Return how many words of the expected text were read, and how many there are."""
    want, have = (Counter(_WORD.findall(t)) for t in (expected, read))
    return sum((want & have).values()), sum(want.values())


def kept_order(expected: str, read: str) -> tuple[int, int]:
    """Return how many neighbouring marks of sentences are neighbours still, and of how many."""
    want, have = (_MARK.findall(t) for t in (expected, read))
    found = set(pairwise(have))
    return sum(pair in found for pair in pairwise(want)), len(want) - 1


def markdown_tables(text: str) -> list[list[list[str]]]:
    """Return the cells of each Markdown table in a text."""
    tables = []
    for paragraph in text.split("\n\n"):
        lines = paragraph.split("\n")
        if len(lines) > 2 and all(line.startswith("| ") for line in lines):
            rows = [_cells(line) for line in lines]
            tables.append([rows[0], *rows[2:]])
    return tables


def _cells(line: str) -> list[str]:
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
