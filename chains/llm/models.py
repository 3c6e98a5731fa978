"""From a model's name to a chat model that is ready to be called."""

from __future__ import annotations

import ipaddress
import os
import re
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from headwise.chains.llm.tokens import DEFAULT_WINDOW
from headwise.chains.llm.transport.retrying import MAX_RETRIES
from headwise.errors import ModelError
from headwise.providers import KEYS, key_name
from headwise.providers.errors import message_of

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

CALL_SECONDS = 120.0
"""Longest silence of a model's server."""
CALL_SECONDS_LOCAL = 300.0
"""The same for a local server, which may read thousands of tokens on a CPU first."""
NO_TIMEOUT = 3600
"""Seconds. Clients have time limits of their own; ours ends a call before."""

_OWN_RETRIES = {
    "anthropic": 0,
    "azure_openai": 0,
    "deepseek": 0,
    "google_genai": 1,
    "groq": 0,
    "mistralai": 1,
    "openai": 0,
    "openrouter": 0,
    "xai": 0,
}
"""Disables the clients' own retries, since we retry; some count the first attempt."""
_UNKNOWN_PROVIDER = "Unsupported provider"
"""Begins LangChain's error, which goes on with some thirty names."""
_ONE_TEMPERATURE = re.compile(r"^(?:.*/)?(?:o\d|gpt-5)")
"""Models that refuse any temperature of the user's. Others that do are asked again without."""


def resolve_model(
    llm: str | BaseChatModel, *, key_needed: bool = True, context_window: int | None = None
) -> BaseChatModel:
    """Return ``llm`` itself, or the chat model that ``provider:model`` names.

    Temperature is 0, so that replies are as reproducible as possible.

    Args:
        llm: A chat model, which comes back as it is, or a name.
        key_needed: Whether a missing key is an error.
        context_window: Tokens that Ollama reads at once; it silently truncates longer prompts.

    Raises:
        ModelError: The name has no provider, or the provider is unknown or lacks its
            package or its key.
    """
    if not isinstance(llm, str):
        return llm
    provider, _, name = llm.partition(":")
    if not provider or not name:
        raise ModelError(f"{llm}: name the model as provider:model, for example openai:gpt-5-mini")
    key = key_name(provider)
    if key and key_needed and not os.environ.get(key):
        names = " or ".join(KEYS[provider])
        raise ModelError(
            f"{llm}: {names} is not set; set it, or leave the model out to use extracts"
        )

    from langchain.chat_models import init_chat_model

    settings = _settings(provider, name, context_window)
    if key and not os.environ.get(key):
        settings["api_key"] = "none"
    try:
        model: BaseChatModel = init_chat_model(name, model_provider=provider, **settings)
    except ImportError as error:
        raise ModelError(f"{llm}: {message_of(error)}") from error
    except Exception as error:  # each integration raises its own
        if _UNKNOWN_PROVIDER in str(error):
            raise ModelError(
                f"{llm}: LangChain knows no provider {provider!r}; name one that it knows, such as "
                "openai, anthropic or ollama (openai also for a server of your own that speaks its "
                "protocol, with the address in OPENAI_BASE_URL)"
            ) from error
        raise ModelError(f"{llm}: cannot be used ({message_of(error)})") from error
    if provider == "openrouter":
        # With retries disabled, its client falls back on its default: retrying for an hour.
        cast("Any", model).client.sdk_configuration.retry_config = None
    return model


def _settings(provider: str, name: str, context_window: int | None) -> dict[str, Any]:
    """Return the settings of a provider's client, besides the model's name."""
    settings: dict[str, Any] = {}
    if provider in _OWN_RETRIES:
        settings = {"timeout": NO_TIMEOUT, "max_retries": _OWN_RETRIES[provider]}
    if provider == "ollama":
        settings["num_ctx"] = context_window or DEFAULT_WINDOW
    if provider in {"openai", "azure_openai"}:
        settings |= {"stream_usage": True, "http_async_client": _client_for_any_loop()}
    if not _ONE_TEMPERATURE.match(name):
        settings["temperature"] = 0
    return settings


def model_name(model: BaseChatModel) -> str:
    """Return ``provider:model`` of a chat model, as far as it reports them."""
    parameters = model._get_ls_params()  # noqa: SLF001 - LangChain's one place for both names
    provider = parameters.get("ls_provider") or type(model).__name__
    name = parameters.get("ls_model_name")
    return f"{provider}:{name}" if name else str(provider)


def retries_of(llm: str | BaseChatModel) -> int:
    """Return how often a failed call is retried here.

    A model that the caller configured retries by itself, as configured.
    """
    return 0 if not isinstance(llm, str) and hasattr(llm, "max_retries") else MAX_RETRIES


def _client_for_any_loop() -> object:
    """Return an async HTTP client that closes its connections after each call.

    OpenAI's own reuses them, which fails in another event loop, such as in a second
    ``asyncio.run`` of the same program.
    """
    from openai import DefaultAsyncHttpxClient

    client: object = DefaultAsyncHttpxClient(headers={"Connection": "close"})
    return client


def address_of(model: BaseChatModel) -> str | None:
    """Return the address of the server that a model calls; ``None`` for its provider's own."""
    client = getattr(model, "root_client", None)
    holders = ((client, "base_url"), (model, "base_url"), (model, "endpoint"))
    for holder, attribute in (*holders, *((model, name) for name in _ADDRESSES)):
        if address := getattr(holder, attribute, None):
            return str(address)
    if model._llm_type == "chat-ollama":  # noqa: SLF001 - LangChain's name of the integration
        return os.environ.get("OLLAMA_HOST") or "127.0.0.1:11434"
    return None


_ADDRESSES = ("azure_endpoint", "anthropic_api_url", "groq_api_base", "openrouter_api_base")


def is_local(model: BaseChatModel) -> bool:
    """Whether a model runs on this machine or in this network, where calls share its cores."""
    if any(name in model._llm_type for name in ("ollama", "llamacpp", "llama-cpp")):  # noqa: SLF001
        return True
    address = address_of(model)
    if address is None:
        return False
    host = (urlsplit(address if "//" in address else f"//{address}").hostname or "").lower()
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith((".local", ".lan", ".internal", ".localhost"))
