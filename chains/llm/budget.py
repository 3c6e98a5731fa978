"""How much text fits into one call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headwise.errors import ModelError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

DEFAULT_WINDOW = 8_192
"""Context window, in tokens, assumed of a model that does not report its own. If it is smaller,
the server says so, and the text is split further."""
LARGEST_INPUT = 48_000
"""Tokens of passages in one call at most: models lose what is in the middle of longer ones."""
REPLY_SHARE = 4
"""A quarter of the window is reserved for the reply, …"""
LARGEST_REPLY = 2_048
"""… but no more tokens than this."""
SMALLEST_ROOM = 96
"""Tokens of passages below which a call makes no sense."""


@dataclass(frozen=True)
class Window:
    """A model's context window, in tokens."""

    tokens: int

    @classmethod
    def of(cls, model: BaseChatModel, tokens: int | None = None) -> Window:
        """Return the window of ``model``; ``tokens`` if the user says how large it is.

        Ollama reads ``num_ctx`` tokens, whatever the model could.
        """
        known = getattr(model, "num_ctx", None) or (model.profile or {}).get("max_input_tokens")
        return cls(tokens or known or DEFAULT_WINDOW)

    def room(self, instructions: int, margin: float) -> int:
        """Return the tokens of text that fit beside ``instructions`` and a reply.

        Args:
            instructions: Tokens of the call without any text.
            margin: Factor for the uncertainty of token counts.

        Raises:
            ModelError: Hardly any text fits.
        """
        reply = min(self.tokens // REPLY_SHARE, LARGEST_REPLY)
        room = min(int((self.tokens - reply) / margin) - instructions, LARGEST_INPUT)
        if room < SMALLEST_ROOM:
            raise ModelError(
                f"the model's context window of {self.tokens} tokens is too small: the prompt "
                f"alone takes {instructions}; use a model with a larger one"
            )
        return room
