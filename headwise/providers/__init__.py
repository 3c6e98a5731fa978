"""Providers of language and embedding models: where their keys are, and what their errors mean."""

from __future__ import annotations

import os

KEYS = {
    "anthropic": ("ANTHROPIC_API_KEY",),
    "azure_openai": ("AZURE_OPENAI_API_KEY",),
    "cohere": ("COHERE_API_KEY",),
    "deepseek": ("DEEPSEEK_API_KEY",),
    "google_genai": ("GOOGLE_API_KEY", "GEMINI_API_KEY"),
    "groq": ("GROQ_API_KEY",),
    "mistralai": ("MISTRAL_API_KEY",),
    "openai": ("OPENAI_API_KEY",),
    "openrouter": ("OPENROUTER_API_KEY",),
    "xai": ("XAI_API_KEY",),
}
"""Environment variables in which each integration looks for its key, the usual one first."""


def key_name(provider: str) -> str | None:
    """Return the variable that holds the provider's key, or should; ``None`` if it is not known.

    >>> key_name("mistralai")
    'MISTRAL_API_KEY'
    """
    names = KEYS.get(provider, ())
    return next((name for name in names if os.environ.get(name)), names[0] if names else None)
