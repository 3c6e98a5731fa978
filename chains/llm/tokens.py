"""Counting tokens without calling anything."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from langchain_core.language_models import BaseLanguageModel
from langchain_core.messages import BaseMessage

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

_PIECE = re.compile(r"[A-Za-z]+|[^\W\d_A-Za-z]+|\d+|(?:(?<![ \t])[ \t]++)?\n\s*+|([^\w\s])\1*|_")
OTHER_LETTERS = 4
"""Letters of scripts other than English that make a token in the largest vocabularies."""
_LETTERS_PER_TOKEN = 6
_DIGITS_PER_TOKEN = 3
_SIGNS_PER_TOKEN = 4


class TokenCounter:
    """Counts as the model does, where it can offline; estimates otherwise.

    A chat model counts offline if it was given ``custom_get_token_ids``, brings an encoder of
    its own, or is one of OpenAI's whose vocabulary is in tiktoken's cache already.
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
        if self._count is None:
            return estimate_tokens(text)
        try:
            return self._count(text)
        except ValueError:  # tiktoken's answer to "<|endoftext|>" in a text
            return estimate_tokens(text)

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
    encoder = getattr(type(model), "_get_encoding_model", None)
    if model.custom_get_token_ids is None:
        if type(model).get_token_ids is BaseLanguageModel.get_token_ids:
            return None  # LangChain's default would fetch GPT-2's vocabulary
        if encoder is not None and not _vocabulary_is_here(model):
            return None
    try:
        model.get_token_ids("a word")
    except Exception:  # noqa: BLE001 - whatever it needs is not here
        return None
    return lambda text: len(model.get_token_ids(text))


def _vocabulary_is_here(model: BaseChatModel) -> bool:
    """Whether tiktoken needs no download for an OpenAI model's encoding."""
    import tiktoken

    name = str(getattr(model, "tiktoken_model_name", None) or getattr(model, "model_name", ""))
    try:
        encoding = tiktoken.encoding_name_for_model(name)
    except KeyError:
        newer = name.lower().startswith(("gpt-4o", "gpt-4.1", "gpt-5", "gpt-6"))
        encoding = "o200k_base" if newer else "cl100k_base"
    # Where tiktoken/load.py looks: a file named by the hash of its address.
    url = f"https://openaipublic.blob.core.windows.net/encodings/{encoding}.tiktoken"
    folder = os.environ.get("TIKTOKEN_CACHE_DIR") or os.environ.get("DATA_GYM_CACHE_DIR")
    folder = folder or str(Path(tempfile.gettempdir()) / "data-gym-cache")
    return (Path(folder) / hashlib.sha1(url.encode()).hexdigest()).is_file()  # noqa: S324
