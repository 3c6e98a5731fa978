"""Selecting the text of a section that is sent: its prose and tables, or the relevant parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from headwise.chains.draft import HeadingGroup
from headwise.chains.extractive.scoring import overlap
from headwise.chains.grounding.instructions import is_injected
from headwise.chains.llm.splitting import blocks
from headwise.retrievers.embeddings.vectors import passage_vectors, question_vector
from headwise.retrievers.text.sentences import sentence_spans
from headwise.retrievers.text.vocabulary import pattern

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

LONGEST_UNIT = 80
"""Words of the runs of sentences that are chosen or left out together."""
LONGEST_LABEL = 12
"""Words of a line that may be a running head, the end of a caption or a label in a figure."""
OVERLAP = 0.2
"""Weight of the question's words, by rarity, beside the cosine; as for extracts."""

_TABLE_OR_FORMULA = re.compile(r"\s*(?:\||\$\$|\\\[)")
_CAPTION = re.compile(rf"\s*+\W{{0,2}}{pattern('figure', 'table')}\s*[\dIVX]+[.:]", re.IGNORECASE)
_ENDS = re.compile(r"[.!?:;。！？…][\"'”’»)\]]*\s*$")
_ITEM = re.compile(r"\s*(?:[-*+•–]|\(?\w{1,3}[.)])\s")


def passages_of(
    group: HeadingGroup,
    question: str,
    most: int | None,
    count: Callable[[str], int],
    embeddings: Embeddings,
) -> list[str]:
    """Return what is sent of a group: at most ``most`` tokens, or all."""
    texts = [text for hit in group.hits if (text := material(hit.text, question))]
    texts = texts or [hit.text for hit in group.hits]
    return texts if most is None else select(question, texts, most, count, embeddings)


def material(text: str, question: str) -> str:
    """Return ``text`` without what a summary should not use.

    Removed are captions, running heads and figure labels, tables without a word of the question
    if there is prose too, and injected instructions.
    """
    every = [block for block in blocks(text) if block.strip()]
    prose = [block for block in every if _is_prose(block)]
    tables = [block for block in every if _TABLE_OR_FORMULA.match(block)]
    shares = dict(zip(tables, overlap(question, tables), strict=True))
    kept = (
        _without_instructions(block, question)
        for block in every
        if not prose or _is_prose(block) or shares.get(block, 0.0) > 0 or "$$" in block
    )
    return "\n\n".join(block.strip() for block in kept if block.strip())


def select(
    question: str,
    texts: Sequence[str],
    room: int,
    count: Callable[[str], int],
    embeddings: Embeddings,
) -> list[str]:
    """Return the parts of ``texts`` that are most relevant to ``question``, in reading order.

    Args:
        question: Compared by meaning and by words.
        texts: The passages of one section.
        room: Tokens to choose; texts that fit stay whole.
        count: Counts tokens.
        embeddings: Compare parts with the question.
    """
    import numpy as np

    if sum(map(count, texts)) <= room:
        return list(texts)
    units = [(place, unit) for place, text in enumerate(texts) for unit in _units(text)]
    every = [unit for _, unit in units]
    relevance = passage_vectors(embeddings, every) @ question_vector(embeddings, question)
    scores = relevance + OVERLAP * np.array(overlap(question, every))
    chosen: list[int] = []
    filled = 0
    for index in np.argsort(-scores, kind="stable").tolist():
        size = count(every[index])
        if not chosen or filled + size <= room:
            chosen.append(index)
            filled += size
    parts: dict[int, list[str]] = {}
    for index in sorted(chosen):
        place, unit = units[index]
        parts.setdefault(place, []).append(unit)
    return ["\n\n".join(own) for own in parts.values()]


def _units(text: str) -> Iterator[str]:
    """Yield blocks, and long ones in runs of sentences."""
    for block in blocks(text):
        if _TABLE_OR_FORMULA.match(block):
            yield block.strip()
            continue
        run = ""
        for start, end in sentence_spans(block):
            if run and len(run.split()) + len(block[start:end].split()) > LONGEST_UNIT:
                yield run.strip()
                run = ""
            run += block[start:end]
        if run.strip():
            yield run.strip()


def _is_prose(block: str) -> bool:
    if _TABLE_OR_FORMULA.match(block) or _CAPTION.match(block):
        return False
    short = len(block.split()) <= LONGEST_LABEL
    return bool(not short or _ENDS.search(block) or _ITEM.match(block))


def _without_instructions(block: str, question: str) -> str:
    spans = list(sentence_spans(block))
    kept = [block[a:b] for a, b in spans if not is_injected(block[a:b], question)]
    return block if len(kept) == len(spans) else "".join(kept)
