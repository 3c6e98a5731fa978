"""Questions, each with a passage that answers it: the user's own, a library's, or the shipped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headwise._files import refused_as
from headwise._wording import counted
from headwise.errors import CalibrationError
from headwise.retrievers.database.failures import chroma_errors
from headwise.retrievers.database.stored_passages import StoredPassage
from headwise.retrievers.embeddings.anchors import calibration_pairs
from headwise.retrievers.indexing.passages import embedded_text
from headwise.retrievers.text.sentences import sentence_spans

if TYPE_CHECKING:
    from headwise.retrievers.library import Library

LEAST = 10
"""Fewest pairs that are measured: of fewer, a median says nothing."""
ENOUGH = 100
"""Of so many pairs the anchors are known to within some hundredths of a cosine."""
MOST_FROM_LIBRARY = 300
"""More make the anchors hardly surer, and take time to embed."""
_QUESTION_WORDS = range(6, 41)
_LEAST_REST = 40
"""Words of a passage that must be left when its first sentence is taken out."""


@dataclass(frozen=True)
class Pairs:
    """Questions with the passages that answer them, and where they are from."""

    pairs: tuple[tuple[str, str], ...]
    """(question, passage)"""
    origin: str
    """In words, for people."""

    def __len__(self) -> int:
        return len(self.pairs)


def shipped_pairs() -> Pairs:
    """Return the pairs that come with Headwise: paraphrasing questions of 14 domains."""
    return Pairs(tuple(calibration_pairs()), "the pairs that come with Headwise")


def read_pairs(path: str | Path) -> Pairs:
    """Return the pairs of a JSON Lines file: ``{"question": …, "passage": …}`` on each line.

    Further keys are ignored, as are empty lines. Several questions may have one passage, and
    a question several passages.

    Raises:
        CalibrationError: The file cannot be read, a line is not of that form, or there are
            too few pairs or passages.
    """
    path = Path(path)
    with refused_as(CalibrationError, path, "read"):
        data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CalibrationError(f"{path}: is not UTF-8 text") from error
    # Not `splitlines`, which also parts at characters that may stand inside a JSON string.
    lines = enumerate(text.split("\n"), start=1)
    pairs = [_pair(f"{path}, line {number}", line) for number, line in lines if line.strip()]
    distinct = tuple(dict.fromkeys(pairs))
    if len(distinct) < LEAST:
        raise CalibrationError(
            f"{path}: {counted(len(distinct), 'different pair')}; at least {LEAST} are needed, "
            f"better {ENOUGH} on all that the documents are about"
        )
    if len({passage for _, passage in distinct}) < 2:
        raise CalibrationError(f"{path}: all questions have the same passage")
    return Pairs(distinct, str(path))


def library_pairs(library: Library, most: int = MOST_FROM_LIBRARY) -> Pairs:
    """Return pairs made of a library's own text, without any model.

    The first sentence of a section stands for a question, and the rest of its first passage,
    with the heading in front as it is indexed, for the answer (an inverse cloze task). On
    XQuAD's paragraphs this gives anchors of 0.015 and 0.586 for MiniLM, and the real
    questions 0.017 and 0.582. But they are no questions: their wording is the document's own,
    they ask about what sections begin with, and where all documents are on one subject, what
    is taken for unrelated is related.

    Args:
        library: Where documents are indexed.
        most: Largest number of pairs, taken evenly from the whole library.

    Raises:
        LibraryError: The library cannot be read, or was built with another embedding model.
    """
    found = list(dict.fromkeys(_first_sentences(library)))
    step = max(1.0, len(found) / most)
    taken = tuple(found[int(at * step)] for at in range(min(most, len(found))))
    return Pairs(taken, "the first sentences of the library's sections and what follows them")


def _first_sentences(library: Library) -> Iterator[tuple[str, str]]:
    searched = library.searched()
    if not searched:
        return
    store, held = searched
    ids = sorted(document.document_id for document in held)
    with chroma_errors(store.location):
        reply: Any = store.passages.get(
            where={"$and": [{"document_id": {"$in": ids}}, {"passage": 0}]},  # type: ignore[dict-item]  # invariant
            include=["documents", "metadatas"],
        )
    passages = StoredPassage.of_reply(reply)
    for passage in sorted(passages, key=lambda passage: passage.section_id):
        text = passage.text
        spans = [text[start:end].strip() for start, end in sentence_spans(text)]
        if not spans:
            continue
        first, rest = spans[0], text[len(spans[0]) :].strip()
        is_sentence = not first.startswith(("|", "-", "#")) and first.endswith((".", "!", "?", ":"))
        if (
            is_sentence
            and len(first.split()) in _QUESTION_WORDS
            and len(rest.split()) >= _LEAST_REST
        ):
            yield first, embedded_text(passage.about["heading"], rest)


def _pair(where: str, line: str) -> tuple[str, str]:
    try:
        record: Any = json.loads(line)
    except json.JSONDecodeError as error:
        raise CalibrationError(
            f"{where}: is not JSON (column {error.colno}: {error.msg}); each line holds "
            '{"question": "…", "passage": "…"}'
        ) from error
    except RecursionError as error:
        raise CalibrationError(f"{where}: is nested too deeply") from error
    if not isinstance(record, dict):
        raise CalibrationError(f'{where}: is not an object {{"question": "…", "passage": "…"}}')
    return _text(where, record, "question"), _text(where, record, "passage")


def _text(where: str, record: dict[str, Any], key: str) -> str:
    if key not in record:
        raise CalibrationError(f"{where}: has no {key!r}")
    value = record[key]
    if not isinstance(value, str):
        raise CalibrationError(f"{where}: {key!r} is not text")
    if not value.strip():
        raise CalibrationError(f"{where}: {key!r} is empty")
    return value.strip()
