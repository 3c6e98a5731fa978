"""Rerankers by name: what ``--rerank PROVIDER:MODEL`` loads."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from langchain_core.documents import BaseDocumentCompressor, Document

from headwise.errors import RerankerError
from headwise.retrievers.embeddings.fastembed_models import load
from headwise.retrievers.search.reranking import SEEN

if TYPE_CHECKING:
    from langchain_core.callbacks import Callbacks


class _Integration(NamedTuple):
    package: str
    """What to install."""
    module: str
    name: str
    """Of the class."""
    key: str | None
    """Environment variable of the key that it needs, if texts are sent to a provider."""


_INTEGRATIONS = {
    "cohere": _Integration(
        "langchain-cohere", "langchain_cohere", "CohereRerank", "COHERE_API_KEY"
    ),
    "flashrank": _Integration(
        "langchain-community flashrank",
        "langchain_community.document_compressors.flashrank_rerank",
        "FlashrankRerank",
        None,
    ),
    "jina": _Integration(
        "langchain-community",
        "langchain_community.document_compressors.jina_rerank",
        "JinaRerank",
        "JINA_API_KEY",
    ),
    "voyageai": _Integration(
        "langchain-voyageai", "langchain_voyageai", "VoyageAIRerank", "VOYAGE_API_KEY"
    ),
}
_TOP = {"voyageai": "top_k"}
"""What an integration calls the number of passages it returns, if not ``top_n``."""


class FastEmbedReranker(BaseDocumentCompressor):
    """A cross-encoder of fastembed's, on onnxruntime: on this machine, without PyTorch.

    It is loaded, and fetched from a hub if need be, on first use.
    """

    model: str
    """A name that fastembed knows, such as ``Xenova/ms-marco-MiniLM-L-6-v2``, or a folder."""

    def compress_documents(
        self,
        documents: Sequence[Document],
        query: str,
        callbacks: Callbacks = None,  # noqa: ARG002 - nothing to call back for
    ) -> list[Document]:
        """Return the documents, most relevant first, with ``relevance_score`` in the metadata."""
        scores = self._loaded.rerank(query, [document.page_content for document in documents])
        scored = sorted(zip(scores, documents, strict=True), key=lambda one: -one[0])
        return [
            Document(one.page_content, metadata={**one.metadata, "relevance_score": float(score)})
            for score, one in scored
        ]

    @cached_property
    def _loaded(self) -> Any:  # noqa: ANN401 - fastembed is not always there
        return load("TextCrossEncoder", self.model, RerankerError)


def load_reranker(spec: str) -> BaseDocumentCompressor:
    """Return the reranker that ``provider:model`` stands for.

    Args:
        spec: ``fastembed:MODEL`` runs on this machine, and so does ``flashrank:MODEL``;
            ``cohere``, ``jina`` and ``voyageai`` send the question and passages to the provider.

    Raises:
        RerankerError: The name is not of that form, the provider is unknown, its package is not
            installed, or its key is missing.

    >>> load_reranker("fastembed:Xenova/ms-marco-MiniLM-L-6-v2").model
    'Xenova/ms-marco-MiniLM-L-6-v2'
    """
    provider, _, model = (part.strip() for part in spec.partition(":"))
    provider = provider.lower()
    if not model or (provider != "fastembed" and provider not in _INTEGRATIONS):
        known = ", ".join(sorted({"fastembed", *_INTEGRATIONS}))
        raise RerankerError(
            f"{spec!r} names no reranker: write provider:model, such as "
            f"fastembed:Xenova/ms-marco-MiniLM-L-6-v2; providers are {known}"
        )
    if provider == "fastembed":
        return FastEmbedReranker(model=model)
    package, module, name, key = _INTEGRATIONS[provider]
    try:
        kind = getattr(import_module(module), name)
    except ImportError as error:
        raise RerankerError(f"{spec}: pip install {package}") from error
    try:
        options = {"model": model, _TOP.get(provider, "top_n"): SEEN}
        loaded: BaseDocumentCompressor = kind(**options)
    except Exception as error:  # each integration raises its own classes
        reason = " ".join(str(error).split())
        if key and key in reason:
            reason = f"no key: set the environment variable {key}"
        raise RerankerError(f"{spec}: {reason or type(error).__name__}") from error
    return loaded
