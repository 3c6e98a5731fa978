"""The embedded default embeddings: all-MiniLM-L6-v2 on onnxruntime, without the network."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from headwise.errors import EmbeddingsError
from headwise.retrievers.embeddings.file_cache import cached
from headwise.retrievers.embeddings.weights import (
    MAX_TOKENS,
    MODEL,
    SHA256,
    TOKENIZER,
    read_checked,
    read_tensors,
    weights_folder,
)

DIMENSION = 384
BUILD = 1
"""Counts up whenever a change to ``minilm_onnx`` changes the file that it builds."""
CACHED_MODEL = f"all-MiniLM-L6-v2-{SHA256[MODEL][:12]}-int8-{BUILD}.onnx+sha256"
"""Name in the cache folder: an ONNX file with its SHA-256 at the end."""

logger = logging.getLogger(__name__)


class MiniLM(Embeddings):
    """all-MiniLM-L6-v2: unit vectors of 384 dimensions, from the first 256 tokens of a text.

    Mean pooling over the tokens. int8 weights: cosine about 0.994 to the float32 model's
    vectors, the same ranking quality. Constructing it costs nothing; the model is loaded
    on first use, once for all instances, and on the very first use on a machine it is built
    into the cache folder (about 1 s). Safe to use from several threads.

    Args:
        folder: where the official files are; see ``weights.weights_folder`` for the default.
        threads: texts embedded at the same time; default: the cores this process may use.

    Raises:
        EmbeddingsError: on first use, if the files are missing or not the official ones.

    >>> len(MiniLM().embed_query("What is pooling?"))
    384
    """

    name = "embedded:all-MiniLM-L6-v2"
    dimension = DIMENSION

    def __init__(self, folder: Path | None = None, *, threads: int | None = None) -> None:
        if threads is not None and threads < 1:
            raise EmbeddingsError(f"threads must be at least 1, not {threads}")
        self.folder = folder
        self.threads = threads

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the unit vectors of ``texts`` in their order, (n, 384) float32.

        A text's vector is the same whatever it is embedded along with.
        """
        if not texts:
            return np.empty((0, DIMENSION), np.float32)
        encoder = load_encoder(weights_folder(self.folder))
        return encoder.encode(texts, self.threads or available_cores())

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return the unit vectors of ``texts`` in their order."""
        vectors: list[list[float]] = self.encode(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """Return the unit vector of ``text``; the model embeds questions like passages."""
        return self.embed_documents([text])[0]


class Encoder:
    """The network and its tokenizer, loaded.

    Args:
        model: an ONNX model from ``build_onnx``.
        tokenizer: the content of ``tokenizer.json``.
    """

    def __init__(self, model: bytes, tokenizer: bytes) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        # Texts run side by side, each on one thread: nothing spins, and 2 cores do 2 texts in
        # the time of 1, which splitting every matrix product among them does not reach.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        # Higher levels fuse into an operator that is slower here: see minilm_onnx.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            model, options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_buffer(tokenizer)
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)

    def encode(self, texts: Sequence[str], threads: int = 1) -> NDArray[np.float32]:
        """Return the unit vectors of ``texts`` in their order, (n, 384) float32."""
        threads = min(threads, len(texts))
        if threads <= 1:
            vectors = [self._encode_one(text) for text in texts]
        else:
            with ThreadPoolExecutor(threads, "minilm") as pool:
                vectors = list(pool.map(self._encode_one, texts))
        return np.concatenate(vectors) if vectors else np.empty((0, DIMENSION), np.float32)

    def _encode_one(self, text: str) -> NDArray[np.float32]:
        # Text from a PDF can hold half a surrogate pair, which is no Unicode character.
        text = text.encode("utf-8", "replace").decode("utf-8")
        ids = np.array([self._tokenizer.encode(text).ids], np.int64)
        vector: NDArray[np.float32] = self._session.run(None, {"input_ids": ids})[0]
        return vector


_loading = threading.Lock()


def load_encoder(folder: Path) -> Encoder:
    """Return the encoder for the official files in ``folder``, loaded once per process.

    Raises:
        EmbeddingsError: a file is missing or altered, or onnxruntime refuses the model.
    """
    with _loading:
        return _load_encoder(folder)


@lru_cache(maxsize=1)
def _load_encoder(folder: Path) -> Encoder:
    tokenizer = read_checked(folder, TOKENIZER)
    model = cached(CACHED_MODEL, lambda: _build(folder))
    try:
        return Encoder(model, tokenizer)
    except Exception as error:  # onnxruntime raises classes of its own making
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise EmbeddingsError(
            f"onnxruntime cannot load all-MiniLM-L6-v2 ({reason}): update onnxruntime"
        ) from error


def _build(folder: Path) -> bytes:
    logger.info("Building the int8 form of all-MiniLM-L6-v2, once for this user")
    try:
        from headwise.retrievers.embeddings.minilm_onnx import build_onnx
    except ImportError as error:
        raise EmbeddingsError(
            f"all-MiniLM-L6-v2 cannot be built ({error}): install onnx"
        ) from error
    return build_onnx(read_tensors(read_checked(folder, MODEL)))


def available_cores() -> int:
    """Return how many cores this process may use (Linux: its affinity; else all)."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
