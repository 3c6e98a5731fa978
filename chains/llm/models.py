"""From a model's name to a chat model that is ready to be called."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from headwise.chains.llm.retrying import MAX_RETRIES
from headwise.errors import ModelError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.rate_limiters import BaseRateLimiter

CALL_SECONDS = 120.0
"""Longest time for one call, from its first byte to its last."""

_RETRIED_HERE = frozenset({"openai", "azure_openai", "anthropic"})
"""Providers whose clients are told not to try again by themselves, since we do."""
_KEYS = {
    "openai": "OPENAI_API_KEY",
    "azure_openai": "AZURE_OPENAI_API_KEY",
    "anthropic": "ANTHROPIC_API_KEY",
    "google_genai": "GOOGLE_API_KEY",
    "groq": "GROQ_API_KEY",
    "mistralai": "MISTRAL_API_KEY",
    "deepseek": "DEEPSEEK_API_KEY",
    "xai": "XAI_API_KEY",
}
"""Environment variable with the key, for providers whose client raises late or unclearly."""
_UNKNOWN_PROVIDER = "Unsupported provider"
"""Begins LangChain's error, which goes on with some thirty names."""


def resolve_model(llm: str | BaseChatModel, *, key_needed: bool = True) -> BaseChatModel:
    """Return ``llm`` itself, or the chat model that ``provider:model`` names.

    Without ``key_needed`` the model does not have to be fit to be called.

    Raises:
        ModelError: The name has no provider, or the provider is unknown or lacks its
            package or its key.
    """
    if not isinstance(llm, str):
        return llm
    provider, _, name = llm.partition(":")
    if not provider or not name:
        raise ModelError(f"{llm}: name the model as provider:model, for example openai:gpt-5-mini")
    key = _KEYS.get(provider)
    if key and key_needed and not os.environ.get(key):
        raise ModelError(f"{llm}: {key} is not set; set it, or leave the model out to use extracts")

    from langchain.chat_models import init_chat_model

    settings: dict[str, Any] = {}
    if provider in _RETRIED_HERE:
        settings = {"timeout": CALL_SECONDS, "max_retries": 0}
    if provider in {"openai", "azure_openai"}:
        settings["http_async_client"] = _client_for_any_loop()
    if key and not os.environ.get(key):
        settings["api_key"] = "none"
    try:
        model: BaseChatModel = init_chat_model(name, model_provider=provider, **settings)
    except ImportError as error:
        raise ModelError(f"{llm}: {_one_line(error)}") from error
    except ValueError as error:
        if _UNKNOWN_PROVIDER in str(error):
            raise ModelError(
                f"{llm}: LangChain knows no provider {provider!r}; name one that it knows, such as "
                "openai, anthropic or ollama (openai also for a server of your own that speaks its "
                "protocol, with the address in OPENAI_BASE_URL)"
            ) from error
        raise ModelError(f"{llm}: cannot be used ({_one_line(error)})") from error
    return model


def model_name(model: BaseChatModel) -> str:
    """Return ``provider:model`` of a chat model as far as it tells."""
    parameters = model._get_ls_params()  # noqa: SLF001 - LangChain's one place for both names
    provider = parameters.get("ls_provider") or type(model).__name__
    name = parameters.get("ls_model_name")
    return f"{provider}:{name}" if name else str(provider)


def retries_of(llm: str | BaseChatModel) -> int:
    """Return how often a failed call is tried again here.

    A model that was set up elsewhere tries again as often as it was told to there.
    """
    if isinstance(llm, str):
        return MAX_RETRIES if llm.partition(":")[0] in _RETRIED_HERE else 0
    return 0 if hasattr(llm, "max_retries") else MAX_RETRIES


def rate_limiter(requests_per_second: float | None) -> BaseRateLimiter | None:
    """Return what lets so many calls begin in a second, or ``None`` for no limit."""
    if requests_per_second is None:
        return None
    from langchain_core.rate_limiters import InMemoryRateLimiter

    return InMemoryRateLimiter(requests_per_second=requests_per_second, max_bucket_size=1)


def _client_for_any_loop() -> object:
    """Return an async HTTP client whose connections end with their calls.

    OpenAI's own keeps them for the next call, which fails if that is made in another event
    loop: in a second ``asyncio.run`` of the same program.
    """
    from openai import DefaultAsyncHttpxClient

    client: object = DefaultAsyncHttpxClient(headers={"Connection": "close"})
    return client


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
