"""How much text fits into one call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headwise.errors import ModelError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

DEFAULT_WINDOW = 8_192
"""Context window, in tokens, assumed of a model that does not tell its own. If it is smaller,
the server says so, and the text is split further."""
LARGEST_INPUT = 48_000
"""Tokens of passages in one call at most: models lose what lies in the middle of more."""
REPLY_SHARE = 4
"""A quarter of the window is kept for a summary and for having it repaired, …"""
LARGEST_REPLY = 2_048
"""… but no more tokens than this."""
REPLY_FACTOR = 1.3
"""A combined reply is as long as what was sent, plus the JSON around it."""
SMALLEST_ROOM = 96
"""Tokens of passages below which a call makes no sense."""


@dataclass(frozen=True)
class Window:
    """A model's context window, in tokens."""

    tokens: int
    largest_reply: int | None = None
    """What the model can write in one call, if it tells."""

    @classmethod
    def of(cls, model: BaseChatModel, tokens: int | None = None) -> Window:
        """Return the window of ``model``; ``tokens`` if the user says how large it is.

        Ollama reads what it is told to, whatever the model could.
        """
        profile = model.profile or {}
        told = getattr(model, "num_ctx", None)
        return cls(
            tokens or told or profile.get("max_input_tokens") or DEFAULT_WINDOW,
            profile.get("max_output_tokens"),
        )

    def room_for_passages(self, instructions: int, margin: float) -> int:
        """Return the tokens of passages that fit beside ``instructions`` and a summary.

        Args:
            instructions: Tokens of the call without any passage.
            margin: By how much counts are to be taken for more than they are.

        Raises:
            ModelError: Nothing to speak of fits.
        """
        reply = min(self.tokens // REPLY_SHARE, LARGEST_REPLY)
        room = int((self.tokens - reply) / margin) - instructions
        return self._checked(min(room, LARGEST_INPUT), instructions)

    def room_for_summaries(self, instructions: int, margin: float) -> int:
        """Return the tokens of summaries that can be combined in one call, as above."""
        room = int((self.tokens / margin - instructions) / (1 + REPLY_FACTOR))
        if self.largest_reply:
            room = min(room, int(self.largest_reply / REPLY_FACTOR))
        return self._checked(min(room, LARGEST_INPUT), instructions)

    def _checked(self, room: int, instructions: int) -> int:
        if room < SMALLEST_ROOM:
            raise ModelError(
                f"the model's context window of {self.tokens} tokens is too small: the prompt "
                f"alone takes {instructions}; use a model with a larger one"
            )
        return room
