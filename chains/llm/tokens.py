"""Counting tokens without calling anything, and how many fit into one call."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from langchain_core.language_models import BaseLanguageModel
from langchain_core.messages import BaseMessage

from headwise.errors import ModelError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

PER_MESSAGE = 4
"""Tokens that mark a message's beginning, role and end in the common chat formats."""
ESTIMATE_MARGIN = 1.1
"""Estimates are multiplied by this where a limit must be kept. On 610 sections of 14 papers the
tokenizers of GPT-4 and GPT-4o, DeepSeek and Claude gave 0.87 to 0.90 of the estimate in all
(of ``characters / 3.5``: 0.80 to 0.83); for one section in a hundred, mostly tables of numbers,
1.04 to 1.09 times as much or more (1.23 to 1.31 times)."""
EXACT_MARGIN = 1.02
"""Pieces counted one by one do not add up exactly."""

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

_PIECE = re.compile(r"[A-Za-z]+|[^\W\d_A-Za-z]+|\d+|(?:(?<![ \t])[ \t]++)?\n\s*+|([^\w\s])\1*|_")
OTHER_LETTERS = 4
"""Letters of scripts other than English that make a token in the largest vocabularies."""
_LETTERS_PER_TOKEN = 6
_DIGITS_PER_TOKEN = 3
_SIGNS_PER_TOKEN = 4


class TokenCounter:
    """Counts as the model does, where it can offline; estimates otherwise.

    A chat model counts offline if it was given ``custom_get_token_ids``, or has a way of its own
    that fetches no vocabulary.
    """

    def __init__(self, model: BaseChatModel) -> None:
        self._count = _own_count(model)

    @property
    def exact(self) -> bool:
        """Whether the model's own tokenizer counts."""
        return self._count is not None

    @property
    def margin(self) -> float:
        """What counts are to be multiplied by where a limit must be kept."""
        return EXACT_MARGIN if self.exact else ESTIMATE_MARGIN

    def text(self, text: str) -> int:
        """Return the tokens of a text."""
        return estimate_tokens(text) if self._count is None else self._count(text)

    def messages(self, messages: Sequence[BaseMessage]) -> int:
        """Return the tokens of the messages of one call."""
        return sum(self.text(message.text) + PER_MESSAGE for message in messages)

    def at_least(self, messages: Sequence[BaseMessage]) -> int:
        """Return the tokens of messages, counted low where the model's tokenizer is not known.

        Letters other than English ones take fewer tokens with some tokenizers than with others.
        """
        if self.exact:
            return self.messages(messages)
        return sum(estimate_tokens(message.text, OTHER_LETTERS) for message in messages)


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


def estimate_tokens(text: str, letters: int = 1) -> int:
    """Return about how many tokens common tokenizers make of ``text``; rather too many.

    Args:
        text: Any.
        letters: How many letters of other scripts make a token.

    >>> estimate_tokens("Pooling halves the width of every feature map.")
    11
    """
    count = 0
    for match in _PIECE.finditer(text):
        piece = match.group()
        first = piece[0]
        if first.isascii() and first.isalpha():
            count += -(-len(piece) // _LETTERS_PER_TOKEN)
        elif first.isdigit():
            count += -(-len(piece) // _DIGITS_PER_TOKEN)
        elif first.isalpha():
            count += -(-len(piece) // letters)
        else:
            count += -(-len(piece) // _SIGNS_PER_TOKEN)
    return count


def _own_count(model: BaseChatModel) -> Callable[[str], int] | None:
    if model.custom_get_token_ids is None:
        kind = type(model)
        default = kind.get_token_ids is BaseLanguageModel.get_token_ids
        if default or hasattr(kind, "_get_encoding_model"):
            return None  # it would fetch a vocabulary
    try:
        model.get_token_ids("a word")
    except Exception:  # noqa: BLE001 - whatever it needs is not here
        return None
    return lambda text: len(model.get_token_ids(text))
