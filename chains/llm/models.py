"""From a model's name to a chat model that is ready to be called."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from headwise.errors import ModelError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

TIMEOUT_SECONDS = 120.0
MAX_RETRIES = 3
"""Retries with growing pauses on 429, 5xx and timeouts, inside the provider's client."""
CHARACTERS_PER_TOKEN = 3.5
"""A cautious mean for English text with numbers and formulas; common tokenizers need 4."""
DEFAULT_WINDOW = 8_192
"""Context window, in tokens, assumed of a model that does not tell its own."""
SHARE_FOR_INPUT = 0.6
"""Of the window; the rest is for instructions and reply."""
LARGEST_INPUT = 48_000
"""Tokens of passages in one call at most: models lose what lies in the middle of more."""

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


def resolve_model(llm: str | BaseChatModel) -> BaseChatModel:
    """Return ``llm`` itself, or the chat model that ``provider:model`` names.

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
    if key and not os.environ.get(key):
        raise ModelError(f"{llm}: {key} is not set; set it, or leave the model out to use extracts")

    from langchain.chat_models import init_chat_model

    settings: dict[str, Any] = {}
    if provider in {"openai", "azure_openai", "anthropic"}:
        settings = {"timeout": TIMEOUT_SECONDS, "max_retries": MAX_RETRIES}
    try:
        model: BaseChatModel = init_chat_model(name, model_provider=provider, **settings)
    except ImportError as error:
        raise ModelError(f"{llm}: {_one_line(error)}") from error
    except ValueError as error:
        raise ModelError(f"{llm}: cannot be used ({_one_line(error)})") from error
    return model


def model_name(model: BaseChatModel) -> str:
    """Return ``provider:model`` of a chat model as far as it tells."""
    parameters = model._get_ls_params()  # noqa: SLF001 - LangChain's one place for both names
    provider = parameters.get("ls_provider") or type(model).__name__
    name = parameters.get("ls_model_name")
    return f"{provider}:{name}" if name else str(provider)


def input_budget(model: BaseChatModel) -> int:
    """Return how many characters of passages fit into one call of ``model``."""
    window = (model.profile or {}).get("max_input_tokens") or DEFAULT_WINDOW
    return int(min(window * SHARE_FOR_INPUT, LARGEST_INPUT) * CHARACTERS_PER_TOKEN)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
