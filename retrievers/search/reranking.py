"""Having a reranker put the best passages in order.

Rerankers score on scales of their own (a logit, a probability, nothing at all), which no
threshold fits. So their order is taken and the scores stay: of the passages that a reranker
has seen, the first gets the highest score that any of them had, the second the next, and so on.
The threshold then lets through as many sections as without it, and the reranker says which.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from headwise.retrievers.search.ranking import Match

if TYPE_CHECKING:
    from langchain_core.callbacks import Callbacks
    from langchain_core.documents import BaseDocumentCompressor

SEEN = 30
"""Passages that a reranker sees, the best of each section: a cross-encoder takes 5 to 50 ms for
each, and a provider bills them."""
_NUMBER = "headwise_number"
"""Metadata by which a passage is known again in a reranker's answer."""

logger = logging.getLogger(__name__)


def reranked(
    matches: Sequence[Match],
    question: str,
    reranker: BaseDocumentCompressor | None,
    callbacks: Callbacks = None,
) -> list[Match]:
    """Return sections in the order in which ``reranker`` puts their best passages.

    Those it leaves out come after those it returns, in their order before; then those it has
    not seen. A reranker that fails changes nothing, and a warning is logged.

    Args:
        matches: Best first.
        question: As asked.
        reranker: A cross-encoder, say; ``None`` for the order as it is.
        callbacks: Of the run that this belongs to.
    """
    found = list(matches)
    seen = found[:SEEN]
    if reranker is None or len(seen) < 2:
        return found
    try:
        order = _order(seen, question, reranker, callbacks)
    except Exception as error:  # noqa: BLE001 - each integration raises its own classes
        reason = (str(error).strip().splitlines() or [""])[0][:200]
        logger.warning(
            "%s failed (%s: %s): the order is that of the similarity alone",
            type(reranker).__name__,
            type(error).__name__,
            reason,
        )
        return found
    moved = [
        replace(seen[at], score=place.score, similarity=place.similarity)
        for at, place in zip(order, seen, strict=True)
    ]
    return moved + found[SEEN:]


def _order(
    seen: Sequence[Match], question: str, reranker: BaseDocumentCompressor, callbacks: Callbacks
) -> list[int]:
    """Return the numbers of ``seen`` in the reranker's order, each once."""
    from langchain_core.documents import Document

    documents = [
        Document(_shown(match), metadata={_NUMBER: number}) for number, match in enumerate(seen)
    ]
    numbers = {document.page_content: at for at, document in reversed([*enumerate(documents)])}
    order: dict[int, None] = {}
    for document in reranker.compress_documents(documents, question, callbacks=callbacks):
        number: Any = document.metadata.get(_NUMBER, numbers.get(document.page_content))
        if number in range(len(seen)):
            order[number] = None
    return [*order, *(number for number in range(len(seen)) if number not in order)]


def _shown(match: Match) -> str:
    return f"{match.best.heading}\n{match.best.text}"
