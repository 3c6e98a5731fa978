"""Options that go together, as one value for the commands that take them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from headwise.cli import options
from headwise.errors import LibraryError

if TYPE_CHECKING:
    from headwise import HeadingRetriever, Library, Plan, Prompts
    from headwise.chains.hits import AnyHit

Decorator = Callable[[Callable[..., int]], Callable[..., int]]


@dataclass(frozen=True)
class Searching:
    """Where and how to search."""

    library: str | None
    collection: tuple[str, ...]
    threshold: float
    max_hits: int
    similarity: Literal["scaled", "cosine"]
    embeddings: str | None
    rerank: str | None

    def open_library(self) -> Library:
        """Return the library, which need not be there yet."""
        from headwise import Library

        return Library(self.library, self.embeddings)

    def retriever(self, library: Library, documents: list[str] | None = None) -> HeadingRetriever:
        """Return what searches ``library``, or only its ``documents`` with these ids."""
        from headwise import HeadingRetriever

        reranker = None
        if self.rerank:
            from headwise.retrievers.search.rerankers import load_reranker

            reranker = load_reranker(self.rerank)
        return HeadingRetriever(
            library=library,
            threshold=self.threshold,
            max_hits=self.max_hits,
            collections=list(self.collection) or None,
            documents=documents,
            similarity=self.similarity,
            reranker=reranker,
        )


@dataclass(frozen=True)
class Writing:
    """How the answer is written."""

    llm: str | None
    prompts: Path | None
    language: str | None
    cite: bool
    strict: bool
    context_window: int | None
    timeout: float
    call_timeout: float | None
    max_concurrency: int | None
    cache: Path | None
    dry_run: bool

    @cached_property
    def words(self) -> Prompts:
        """The prompts, those in the folder or the shipped ones."""
        from headwise import load_prompts

        return load_prompts(self.prompts)

    def check(self) -> None:
        """Find out what cannot be used before any time is spent.

        Raises:
            PromptError: The prompts cannot be used.
            ModelError: The model cannot, or lacks its key while it is to be called.
        """
        _ = self.words
        if self.llm:
            from headwise.chains.llm.models import resolve_model

            resolve_model(self.llm, key_needed=not self.dry_run)

    def chain_options(self) -> dict[str, Any]:
        """Return the options that both chains take, all but the model."""
        return {
            "prompts": self.words,
            "language": self.language,
            "strict": self.strict,
            "cite": self.cite,
            "context_window": self.context_window,
            "timeout": self.timeout,
            "call_timeout": self.call_timeout,
            "max_concurrency": self.max_concurrency,
            "cache": self.cache,
        }

    def plan(self, question: str, hits: Iterable[AnyHit], threshold: float) -> Plan:
        """Return the calls that the answer would make."""
        from headwise import plan_calls

        return plan_calls(question, hits, self.llm, threshold=threshold, **self.chain_options())


@dataclass(frozen=True)
class Printing:
    """In which form an answer is printed."""

    as_json: bool
    output: Literal["md", "html", "json"] | None
    sources: bool

    @property
    def format(self) -> Literal["md", "html", "json"] | None:
        """The form that was asked for; ``None``: rendered on a terminal, Markdown on a pipe."""
        if self.as_json:
            return "json"
        return self.output or ("md" if self.sources else None)


def check_not_empty(library: Library, remedy: str) -> None:
    """Raise a `LibraryError` with the remedy if there is nothing to search."""
    if not library.collections():
        raise LibraryError(f"{library.location}: the library is empty; {remedy}")


def _bundled(kind: type[Any]) -> Decorator:
    """Return the options of a bundle as one decorator, which hands them to the command as one.

    Args:
        kind: A dataclass with a field for each option of that name, in the order of the help.
    """
    names = [field.name for field in fields(kind)]

    def decorate(command: Callable[..., int]) -> Callable[..., int]:
        @wraps(command)
        def bundled(**given: Any) -> int:  # noqa: ANN401 - whatever the options are
            own = {name: given.pop(name) for name in names}
            return command(**given, **{kind.__name__.lower(): kind(**own)})

        decorated: Callable[..., int] = bundled
        for name in reversed(names):
            decorated = getattr(options, name)(decorated)
        return decorated

    return decorate


searching = _bundled(Searching)
"""Gives a command ``searching``, a `Searching`."""
writing = _bundled(Writing)
"""Gives a command ``writing``, a `Writing`."""
printing = _bundled(Printing)
"""Gives a command ``printing``, a `Printing`."""
