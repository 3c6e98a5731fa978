"""Questions over HTTP: the body of a request, and the answer whole or as it is written."""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.runnables import Runnable
from pydantic import BaseModel, ConfigDict, Field

from headwise._defaults import DEFAULT_MAX_HITS, DEFAULT_THRESHOLD
from headwise._files import cause_of
from headwise._wording import unexpected
from headwise.chains import Answer, ask_chain
from headwise.chains.steps.map import PROGRESS
from headwise.errors import HeadwiseError, ModelError, QuestionError
from headwise.retrievers import HeadingRetriever, Library

logger = logging.getLogger(__name__)

LONGEST_QUESTION = 4_000
"""Characters of a question."""


class Searching(BaseModel):
    """What to search, and how similar is similar enough."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(min_length=1, max_length=LONGEST_QUESTION)
    threshold: float = Field(default=DEFAULT_THRESHOLD, ge=0, le=1)
    max_hits: int = Field(default=DEFAULT_MAX_HITS, ge=1, le=200)
    collections: list[str] | None = None
    """Only these collections; all by default."""
    documents: list[str] | None = None
    """Only documents with these ids; all by default."""

    def retriever(self, library: Library) -> HeadingRetriever:
        """Return what searches so."""
        if not self.question.strip():
            raise QuestionError("the question is empty; ask something")
        return HeadingRetriever(library=library, **self.model_dump(include=_OF_RETRIEVER))


_OF_RETRIEVER = {"threshold", "max_hits", "collections", "documents"}


class Asking(Searching):
    """A question, and how its answer is written."""

    llm: str | None = None
    """One of the models that the server was started with; extracts by default."""
    cite: bool = False
    strict: bool = False


@dataclass(frozen=True)
class Answering:
    """Answers questions about a library.

    Args:
        library: Where to search.
        models: ``provider:model`` of those that may be asked for. Whoever started the server
            chose them: a request cannot name another.
        options: Of `ask_chain`, for every answer.
    """

    library: Library
    models: Sequence[str] = ()
    options: Mapping[str, Any] = field(default_factory=dict)

    def chain(self, asking: Asking) -> Runnable[Any, Answer]:
        """Return the chain that answers so.

        Raises:
            ModelError: The model is none of those that may be asked for.
        """
        if asking.llm is not None and asking.llm not in self.models:
            offered = ", ".join(self.models) or "none: start it with --llm"
            raise ModelError(f"{asking.llm}: not offered by this server; it has {offered}")
        retriever = asking.retriever(self.library)
        options = {**self.options, "cite": asking.cite, "strict": asking.strict}
        return ask_chain(retriever, asking.llm, **options)

    async def stream(self, asking: Asking) -> AsyncIterator[tuple[str, Any]]:
        """Yield ``progress``, ``part`` and in the end ``answer``, or ``error``, each with its data.

        A part holds the sections that are written; one of an id that came before replaces it.
        """
        try:
            whole: Answer | None = None
            async for event in self.chain(asking).astream_events(asking.question, version="v2"):
                if event["event"] == "on_custom_event" and event["name"] == PROGRESS:
                    yield "progress", event["data"]
                elif event["event"] == "on_chain_stream" and not event["parent_ids"]:
                    part: Answer = event["data"]["chunk"]
                    whole = part if whole is None else whole + part
                    if part.sections:
                        ids = [section.id for section in part.sections]
                        yield "part", {**part.model_dump(mode="json"), "ids": ids}
            if whole is not None:
                yield "answer", whole.model_dump(mode="json")
        except Exception as error:  # noqa: BLE001 - the reply has begun
            yield "error", error_data(error)


def error_data(error: Exception) -> dict[str, str]:
    """Return an error as JSON: its type and its one line; a bug in Headwise is also logged."""
    if isinstance(error, HeadwiseError):
        return {"error": type(error).__name__, "message": str(error)}
    if isinstance(error, OSError) and error.errno:
        return {"error": "OSError", "message": cause_of(error)}  # its path is no client's business
    logger.error(unexpected(error), exc_info=bool(os.environ.get("HEADWISE_DEBUG")))
    return {"error": "InternalError", "message": unexpected(error)}
