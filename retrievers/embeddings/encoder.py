"""Embedding models that run in this process, on onnxruntime, without the network."""

from __future__ import annotations

import os
import threading
from abc import abstractmethod
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import ClassVar

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from headwise.errors import EmbeddingsError
from headwise.retrievers.embeddings.weights import Weights

DIMENSION = 384


class EmbeddedModel(Embeddings):
    """A model whose weights are on this machine: unit vectors of 384 dimensions.

    Constructing it costs nothing; the model is loaded on first use, once for all instances,
    and on the very first use on a machine it is built into the cache folder (seconds). Safe to
    use from several threads.

    Args:
        folder: Where the official files are, and nowhere else; see `Weights.read`.
        threads: Texts embedded at the same time; default: the cores this process may use.

    Raises:
        EmbeddingsError: On first use, if the files are missing or not the official ones.
    """

    name: ClassVar[str]
    weights: ClassVar[Weights]
    language: ClassVar[str | None] = None
    """The only language that it knows, if there is only one."""
    passage_prefix: ClassVar[str] = ""
    question_prefix: ClassVar[str] = ""
    dimension = DIMENSION

    def __init__(self, folder: Path | None = None, *, threads: int | None = None) -> None:
        if threads is not None and threads < 1:
            raise EmbeddingsError(f"threads must be at least 1, not {threads}")
        self.folder = folder
        self.threads = threads

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the unit vectors of passages in their order, (n, 384) float32.

        A text's vector is the same whatever it is embedded along with.
        """
        return self._encode([self.passage_prefix + text for text in texts])

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return the unit vectors of ``texts`` in their order."""
        vectors: list[list[float]] = self.encode(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """Return the unit vector of a question."""
        vector: list[float] = self._encode([self.question_prefix + text])[0].tolist()
        return vector

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if not texts:
            return np.empty((0, DIMENSION), np.float32)
        encoder = loaded(type(self), self.weights.folder(self.folder))
        return encoder.encode(texts, self.threads or available_cores())

    @classmethod
    @abstractmethod
    def load(cls, folder: Path | None) -> Encoder:
        """Return the encoder from the files in ``folder``, or wherever they are."""


class Encoder:
    """A network and its tokenizer, loaded.

    Args:
        model: An ONNX model from ``build_onnx``.
        token_ids: What makes token ids of a text.
    """

    def __init__(self, model: bytes, token_ids: Callable[[str], list[int]]) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        # Texts run side by side, each on one thread: nothing spins, and 2 cores do 2 texts in
        # the time of 1, which splitting every matrix product among them does not reach.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        # Higher levels fuse into an operator that is slower here: see onnx_graph.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            model, options, providers=["CPUExecutionProvider"]
        )
        self._token_ids = token_ids

    def encode(self, texts: Sequence[str], threads: int = 1) -> NDArray[np.float32]:
        """Return the unit vectors of ``texts`` in their order, (n, 384) float32."""
        threads = min(threads, len(texts))
        if threads <= 1:
            vectors = [self._encode_one(text) for text in texts]
        else:
            with ThreadPoolExecutor(threads, "embedding") as pool:
                vectors = list(pool.map(self._encode_one, texts))
        return np.concatenate(vectors) if vectors else np.empty((0, DIMENSION), np.float32)

    def _encode_one(self, text: str) -> NDArray[np.float32]:
        # Text from a PDF can hold half a surrogate pair, which is no Unicode character.
        text = text.encode("utf-8", "replace").decode("utf-8")
        ids = np.array([self._token_ids(text)], np.int64)
        vector: NDArray[np.float32] = self._session.run(None, {"input_ids": ids})[0]
        return vector


_loading = threading.Lock()


def loaded(kind: type[EmbeddedModel], folder: Path | None) -> Encoder:
    """Return a model's encoder, loaded once per process.

    Raises:
        EmbeddingsError: A file is missing or altered, or onnxruntime refuses the model.
    """
    with _loading:
        return _loaded(kind, folder)


@lru_cache(maxsize=2)
def _loaded(kind: type[EmbeddedModel], folder: Path | None) -> Encoder:
    try:
        return kind.load(folder)
    except EmbeddingsError:
        raise
    except ImportError as error:
        raise EmbeddingsError(
            f"{kind.weights.model} cannot be built ({error}): install onnx"
        ) from error
    except Exception as error:  # onnxruntime raises classes of its own making
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise EmbeddingsError(
            f"onnxruntime cannot load {kind.weights.model} ({reason}): update onnxruntime"
        ) from error


def available_cores() -> int:
    """Return how many cores this process may use (Linux: its affinity; else all)."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
