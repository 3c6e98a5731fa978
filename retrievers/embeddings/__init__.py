"""Embedding models by name: the embedded default, or any that LangChain can load.

Importing this package is cheap: LangChain, numpy and the models load when they are asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headwise.errors import EmbeddingsError
from headwise.providers import KEYS
from headwise.providers.errors import message_of

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

DEFAULT_NAMES = ("default", "minilm", "embedded:all-MiniLM-L6-v2")
"""What names the embedded default; the last is how `embeddings_name` calls it."""
MULTILINGUAL_NAMES = ("multilingual", "embedded:multilingual-e5-small")
"""What names the embedded model for many languages, which is an extra."""

_OPENAI_OPTIONS: dict[str, Any] = {
    # Texts go out as they are. Otherwise langchain-openai counts tokens with tiktoken, which
    # downloads its tables at first use, and sends token ids, which most servers that speak
    # OpenAI's protocol do not take. Its purpose, to cut what is too long, is met by `requests`.
    "check_embedding_ctx_length": False,
    # Texts per request. OpenAI takes at most 300,000 tokens in one: 1,000 texts (the default)
    # of 300 tokens are about as many, 256 may be 1,100 tokens long.
    "chunk_size": 256,
    # With pauses of 0.5 to 8 s, or as the server's Retry-After says, on 429, 5xx and timeouts:
    # indexing takes minutes, and a limit per minute must not end it.
    "max_retries": 6,
    "timeout": 60.0,
}
_OPTIONS = {"openai": _OPENAI_OPTIONS, "azure_openai": _OPENAI_OPTIONS}

_UNKNOWN_PROVIDER = "is not supported"
"""In LangChain's words, which list every provider there is."""

_PROVIDERS = {
    "AzureOpenAIEmbeddings": "azure_openai",
    "BedrockEmbeddings": "bedrock",
    "CohereEmbeddings": "cohere",
    "GoogleGenerativeAIEmbeddings": "google_genai",
    "HuggingFaceEmbeddings": "huggingface",
    "MistralAIEmbeddings": "mistralai",
    "OllamaEmbeddings": "ollama",
    "OpenAIEmbeddings": "openai",
    "VertexAIEmbeddings": "google_vertexai",
}
"""LangChain's classes to the providers in its names: an object made by hand and one loaded
by name are the same model, and open the same library."""


def load_embeddings(spec: str | Embeddings | None = None) -> Embeddings:
    """Return the embedding model that ``spec`` stands for.

    Args:
        spec: ``None``, ``"default"`` or ``"minilm"`` for the embedded all-MiniLM-L6-v2;
            ``"multilingual"`` for the embedded multilingual-e5-small; ``"fastembed:model"``;
            ``"provider:model"`` as `langchain.embeddings.init_embeddings` takes it, such as
            ``"openai:text-embedding-3-small"``; an `Embeddings` object comes back as it is.

    Raises:
        EmbeddingsError: The name is not of that form, the provider is unknown, its
            integration package is not installed, or its key is missing. Whether the model
            exists and the key is good shows only when it is used.

    >>> embeddings_name(load_embeddings("minilm"))
    'embedded:all-MiniLM-L6-v2'
    """
    if spec is None or spec in DEFAULT_NAMES:
        from headwise.retrievers.embeddings.minilm import MiniLM

        return MiniLM()
    if spec in MULTILINGUAL_NAMES:
        from headwise.retrievers.embeddings.e5 import MultilingualE5

        return MultilingualE5()
    if not isinstance(spec, str):
        return spec
    provider, separator, model = spec.partition(":")
    provider, model = provider.strip().lower(), model.strip()
    if not (separator and provider and model):
        raise EmbeddingsError(
            f"{spec!r} names no embedding model: write provider:model, "
            "such as openai:text-embedding-3-small, or minilm for the embedded default"
        )
    if provider == "fastembed":
        from headwise.retrievers.embeddings.fastembed_models import FastEmbedEmbeddings

        return FastEmbedEmbeddings(model)
    return _load_by_name(provider, model)


def _load_by_name(provider: str, model: str) -> Embeddings:
    from langchain.embeddings import init_embeddings

    spec = f"{provider}:{model}"
    try:
        return init_embeddings(model, provider=provider, **_OPTIONS.get(provider, {}))
    except ImportError as error:
        raise EmbeddingsError(f"{spec}: {message_of(error)}") from error
    except ValueError as error:
        if _UNKNOWN_PROVIDER not in str(error):
            raise EmbeddingsError(f"{spec}: {_remedy(provider, error)}") from error
        raise EmbeddingsError(
            f"{spec}: LangChain knows no embeddings of a provider {provider!r}; name one that it "
            "knows, such as openai, mistralai or ollama, or minilm for the embedded default"
        ) from error
    except Exception as error:  # each integration raises its own classes
        raise EmbeddingsError(f"{spec}: {_remedy(provider, error)}") from error


def _remedy(provider: str, error: Exception) -> str:
    words, names = message_of(error), KEYS.get(provider, ())
    if any(name in words for name in names):
        return f"no key: set the environment variable {names[0]}"
    return words


def embeddings_name(embeddings: Embeddings) -> str:
    """Return the name by which a library knows its embedding model.

    ``provider:model`` where both are known, so that a model loaded by name and the same
    model made by hand agree; else the class's name, with its model if it names one.

    >>> from langchain_core.embeddings import DeterministicFakeEmbedding
    >>> embeddings_name(DeterministicFakeEmbedding(size=8))
    'DeterministicFakeEmbedding'
    """
    name = getattr(embeddings, "name", None)
    if isinstance(name, str) and name:
        return name
    class_name = type(embeddings).__name__
    provider = _PROVIDERS.get(class_name, class_name)
    for attribute in ("model", "model_name", "model_id"):
        model = getattr(embeddings, attribute, None)
        if isinstance(model, str) and model:
            return f"{provider}:{model}"
    return provider
