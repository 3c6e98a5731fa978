"""Questions about a document as a whole: "Summarize this paper", "What are the main conclusions?".

No passage is similar to them. They are answered by the sections in which documents speak of
themselves as a whole, or, where there are none, by the first ones under the top headings.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from headwise.retrievers.database.failures import chroma_errors
from headwise.retrievers.database.store import Store
from headwise.retrievers.search.ranking import Candidate, Match
from headwise.retrievers.text.function_words import function_words_of
from headwise.retrievers.text.vocabulary import squash, titles

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_TOP_HEADINGS = 6
_WORD = re.compile(r"[^\W_]+")


def asks_for_the_whole(question: str) -> bool:
    """Whether a question is about a document as a whole: it has words for such questions only.

    >>> asks_for_the_whole("What are the main conclusions of the paper?")
    True
    >>> asks_for_the_whole("Worum geht es in diesem Bericht?"), asks_for_the_whole("¿De qué trata?")
    (True, True)
    >>> asks_for_the_whole("What are the main conclusions on pooling?")
    False
    """
    words = _WORD.findall(question.casefold())
    function_words = function_words_of(words)
    content = [word for word in words if word not in function_words]
    return bool(content) and all(squash(word) in titles("whole") for word in content)


def overview(store: Store, document_id: str, vector: NDArray[np.float32]) -> list[Match]:
    """Return the sections that tell what a document is about, in its order.

    They are all as similar as can be: the question asks for them, whatever they say.
    """
    with chroma_errors(store.location):
        reply = store.passages.get(
            where={"$and": [{"document_id": document_id}, {"passage": 0}]},
            include=["metadatas", "documents", "embeddings"],
        )
    columns: Any = reply["metadatas"], reply["documents"], reply["embeddings"]
    rows = sorted(zip(*columns, strict=True), key=lambda row: row[0]["section_id"])
    chosen = [row for row in rows if squash(row[0]["heading"]) in titles("whole_sections")]
    if len(chosen) < 2:
        aside = titles("aside", "references", "contents")
        answering = [row for row in rows if squash(row[0]["heading"]) not in aside]
        levels = Counter(row[0]["level"] for row in answering)
        # A title alone at the top has the level of no other heading.
        top = min((level for level, count in levels.items() if count > 1), default=1)
        chosen = [row for row in answering if row[0]["level"] <= top][:MOST_TOP_HEADINGS]
    found = []
    for metadata, text, own in chosen:
        cosine = float(vector @ own / np.linalg.norm(own))
        section = metadata["section_id"], metadata["heading"]
        found.append(Match(Candidate(*section, text, cosine, metadata), score=1.0, similarity=1.0))
    return found
