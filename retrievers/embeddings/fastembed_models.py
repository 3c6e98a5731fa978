"""Models that the package fastembed runs on onnxruntime: an extra, without PyTorch.

By its names ("BAAI/bge-small-en-v1.5"), which it fetches once from the hub that the machine
reaches, or from a folder with the files of such a model.
"""

from __future__ import annotations

import json
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_core.embeddings import Embeddings

from headwise.errors import EmbeddingsError, HeadwiseError
from headwise.retrievers.embeddings.file_cache import cache_folder

if TYPE_CHECKING:
    from fastembed import TextEmbedding

MODEL_FILES = ("onnx/model.onnx", "model.onnx", "onnx/model_quantized.onnx", "model_optimized.onnx")
"""Where a folder may have the network, in the order of preference."""


class FastEmbedEmbeddings(Embeddings):
    """An embedding model of fastembed's; it is loaded, and fetched if need be, on first use.

    Args:
        model: A name that fastembed knows, or a folder with ``config.json``, ``tokenizer.json``,
            ``tokenizer_config.json``, ``special_tokens_map.json`` and the network. A folder's
            token vectors are averaged, unless its ``1_Pooling/config.json`` says otherwise.

    Raises:
        EmbeddingsError: When used, if fastembed is not installed, does not know the model, or
            cannot fetch or load it.
    """

    def __init__(self, model: str) -> None:
        self.model = model
        self.name = f"fastembed:{model}"

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return the vectors of passages in their order."""
        return [vector.tolist() for vector in self._loaded.passage_embed(texts)]

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question."""
        vector: list[float] = next(iter(self._loaded.query_embed(text))).tolist()
        return vector

    @cached_property
    def _loaded(self) -> TextEmbedding:
        def add(kind: Any, folder: Path, **described: Any) -> None:  # noqa: ANN401 - its classes
            from fastembed.common.model_description import PoolingType

            pooling = _json(folder / "1_Pooling" / "config.json")
            by_first = pooling.get("pooling_mode_cls_token")
            kind.add_custom_model(
                pooling=PoolingType.CLS if by_first else PoolingType.MEAN,
                normalization=True,
                dim=int(_json(folder / "config.json").get("hidden_size", 0)),
                **described,
            )

        model: TextEmbedding = load("TextEmbedding", self.model, EmbeddingsError, add)
        return model


def load(kind: str, model: str, failure: type[HeadwiseError], add: Any = None) -> Any:  # noqa: ANN401
    """Return a model of fastembed's.

    Args:
        kind: ``TextEmbedding`` or ``TextCrossEncoder``.
        model: A name, or a folder.
        failure: What to raise.
        add: Makes a folder known to fastembed; see `FastEmbedEmbeddings`.

    Raises:
        HeadwiseError: ``failure``: fastembed is not there, or cannot load the model.
    """
    try:
        module = "fastembed" if kind == "TextEmbedding" else "fastembed.rerank.cross_encoder"
        loaded = getattr(import_module(module), kind)
    except ImportError as error:
        raise failure(f"fastembed:{model}: pip install 'headwise[fastembed]'") from error
    options: dict[str, Any] = {}
    try:
        folder = Path(model).expanduser()
        if folder.is_dir():
            model, options = _known(loaded, folder, add), {"specific_model_path": str(folder)}
        # By default it keeps models in the system's folder for temporary files, where anyone
        # may have put them.
        return loaded(model, cache_dir=str(cache_folder() / "fastembed"), **options)
    except Exception as error:  # fastembed, the hub's library and onnxruntime have their own
        reason = " ".join(str(error).split())[:300]
        raise failure(f"fastembed:{model}: {reason or type(error).__name__}") from error


def _known(kind: Any, folder: Path, add: Any) -> str:  # noqa: ANN401 - fastembed's classes
    """Make the model in a folder known to fastembed, and return its name there."""
    from fastembed.common.model_description import ModelSource

    name = str(folder.resolve())
    if any(known["model"] == name for known in kind.list_supported_models()):
        return name
    file = next((one for one in MODEL_FILES if (folder / one).is_file()), None)
    if file is None:
        raise FileNotFoundError(f"none of {', '.join(MODEL_FILES)} is in {folder}")
    described = {"model": name, "sources": ModelSource(hf=name), "model_file": file}
    if add:
        add(kind, folder, **described)
    else:
        kind.add_custom_model(**described)
    return name


def _json(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text("utf-8"))) if path.is_file() else {}
