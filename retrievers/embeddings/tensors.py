"""Matrices of embedding models, as they stand in files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BLOCK = 32
"""Weights that share a scale in `Blocks`."""


@dataclass(frozen=True)
class Blocks:
    """A matrix in 4 bits: each 32 weights of a row are (nibble - 8) times a scale."""

    nibbles: NDArray[np.uint8]
    """(rows, columns / 32, 16): byte j has weight j in its low half and weight j + 16 above."""
    scales: NDArray[np.float16]
    """(rows, columns / 32)"""

    def floats(self) -> NDArray[np.float32]:
        """Return the weights, (rows, columns).

        >>> nibbles, scales = np.full((1, 1, 16), 0x9F, np.uint8), np.array([[2]], np.float16)
        >>> Blocks(nibbles, scales).floats()[0, ::16]
        array([14.,  2.], dtype=float32)
        """
        halves = np.concatenate([self.nibbles & 15, self.nibbles >> 4], axis=-1)
        centred = halves.astype(np.float32) - 8
        weights = centred * self.scales[..., None].astype(np.float32)
        return weights.reshape(len(weights), -1)


Matrix = NDArray[np.float32] | Blocks
Tensors = Mapping[str, Matrix]
"""Matrices and vectors by their names in BERT's ``model.safetensors``."""


def read_safetensors(content: bytes) -> dict[str, NDArray[np.float32]]:
    """Return the float32 tensors of a safetensors file, as views on its bytes.

    The format is the header's length (8 bytes, little-endian), a JSON header, then the raw
    data: https://huggingface.co/docs/safetensors/index#format
    """
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])
    tensors = {}
    for name, entry in header.items():
        if entry.get("dtype") == "F32":
            begin, end = entry["data_offsets"]
            flat = np.frombuffer(content, "<f4", (end - begin) // 4, start + begin)
            tensors[name] = flat.reshape(entry["shape"])
    return tensors
