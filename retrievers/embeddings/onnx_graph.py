"""An ONNX graph in the making, with matrices as float32 or int8, and tables of 4-bit blocks.

Choices for MiniLM, with passages/s on one core of an AVX512-VNNI machine (XQuAD,
158 tokens on average):

- float32 26; int8 weights and dynamically quantised activations 64.
- ``Add`` and ``LayerNormalization`` apart: 64; as ``SkipLayerNormalization``, into which
  onnxruntime fuses them at its extended level: 52. Hence ``ENABLE_BASIC`` in the session.
- ``DynamicQuantizeMatMul``: 48; ``MatMulNBits`` with 8 bits, more exact: 29 (earlier graph).
- Weights in 7 of the 8 bits. With 8, CPUs that have AVX2 but no VNNI saturate when they add
  two products in 16 bits: on an emulated Haswell, cosine 0.99 to the same text's vector from a
  VNNI machine. With 7 it is 0.9996 at least, also on a Nehalem, and ranking is as good:
  nDCG@10 on XQuAD .949, with 8 bits .950, float32 .950.

multilingual-e5 comes with its weights in 4 bits. Multiplied so by ``MatMulNBits``: 6.3 passages/s
on an AVX2 machine where MiniLM does 25; as int8: 11.3, of which two thirds are the products. The
vectors' cosine to those of float32 is 0.9999 and 0.996, nDCG@10 on XQuAD .987 and .983.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from headwise.retrievers.embeddings.tensors import BLOCK, Blocks, Matrix

WEIGHT_LEVELS = 63
"""Weights are integers from -63 to 63: 7 bits, see above."""
ROW_LEVELS = 127
"""Word vectors are only looked up, never multiplied as integers: 8 bits."""

_Attribute = Any  # whatever an ONNX operator's attribute may be


def quantize(
    matrix: NDArray[np.float32], levels: int
) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return each row as integers from -levels to levels, and the rows' scales, (rows, 1).

    >>> integers, scales = quantize(np.array([[0.5, -1.0], [0.0, 0.0]], np.float32), 64)
    >>> integers.tolist()
    [[32, -64], [0, 0]]
    """
    largest = np.abs(matrix).max(axis=1, keepdims=True)
    scales = np.where(largest > 0, largest, 1).astype(np.float32) / np.float32(levels)
    return np.rint(matrix / scales).astype(np.int8), scales


class Graph:
    """An ONNX graph in the making; values are referred to by name.

    Args:
        quantized: Keep float32 tables as int8, and multiply matrices as such.
    """

    def __init__(self, *, quantized: bool) -> None:
        self._quantized = quantized
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def constant(self, array: NDArray[Any]) -> str:
        """Add an array."""
        name = f"constant_{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, operator: str, *inputs: str, **attributes: _Attribute) -> str:
        """Add an operator with one output."""
        return self.nodes(operator, 1, *inputs, **attributes)[0]

    def nodes(self, operator: str, count: int, *inputs: str, **attributes: _Attribute) -> list[str]:
        """Add an operator with ``count`` outputs."""
        outputs = [f"{operator}_{len(self._nodes)}_{number}" for number in range(count)]
        domain = "com.microsoft" if operator in _MICROSOFT else ""
        self._nodes.append(helper.make_node(operator, inputs, outputs, domain=domain, **attributes))
        return outputs

    def linear(
        self, value: str, weight: NDArray[np.float32], bias: NDArray[np.float32] | None = None
    ) -> str:
        """``value @ weight.T + bias``; ``weight`` is (outputs, inputs), as PyTorch keeps it."""
        biases = [] if bias is None else [self.constant(bias)]
        if not self._quantized:
            product = self.node("MatMul", value, self.constant(weight.T))
            return self.node("Add", product, *biases) if biases else product
        integers, scales = quantize(weight, WEIGHT_LEVELS)
        zeros = np.zeros(len(weight), np.int8)
        quantized = [self.constant(array) for array in (integers.T, scales[:, 0], zeros)]
        return self.node("DynamicQuantizeMatMul", value, *quantized, *biases)

    def rows(self, table: Matrix, indices: str) -> str:
        """Look up rows of ``table``."""
        if isinstance(table, Blocks):
            return self._rows_of_blocks(table, indices)
        if not self._quantized:
            return self.node("Gather", self.constant(table), indices)
        integers, scales = quantize(table, ROW_LEVELS)
        picked = self.node("Gather", self.constant(integers), indices)
        factors = self.node("Gather", self.constant(scales), indices)
        return self.node("Mul", self.node("Cast", picked, to=TensorProto.FLOAT), factors)

    def _rows_of_blocks(self, table: Blocks, indices: str) -> str:
        picked = self.node("Gather", self.constant(table.nibbles), indices)
        low = self.node("BitwiseAnd", picked, self.constant(np.array(15, np.uint8)))
        four = self.constant(np.array(4, np.uint8))
        high = self.node("BitShift", picked, four, direction="RIGHT")
        nibbles = self.node("Concat", low, high, axis=-1)
        integers = self.node("Cast", nibbles, to=TensorProto.FLOAT)
        centred = self.node("Sub", integers, self.constant(np.array(8, np.float32)))
        scales = self.node("Gather", self.constant(table.scales[..., None]), indices)
        weights = self.node("Mul", centred, self.node("Cast", scales, to=TensorProto.FLOAT))
        width = table.scales.shape[1] * BLOCK
        return self.node("Reshape", weights, self.constant(np.array([1, -1, width])))

    def serialize(self, output: str) -> bytes:
        """Return the model that gives ``output`` for ``input_ids``."""
        self._nodes.append(helper.make_node("Identity", [output], ["embeddings"]))
        ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, "tokens"])
        vector = helper.make_tensor_value_info("embeddings", TensorProto.FLOAT, [1, None])
        graph = helper.make_graph(self._nodes, "bert", [ids], [vector], self._constants)
        opsets = [helper.make_opsetid("", 18), helper.make_opsetid("com.microsoft", 1)]
        # IR 9 came with opset 18's generation: runtimes older than ours read it too.
        model = helper.make_model(graph, opset_imports=opsets, ir_version=9)
        return bytes(model.SerializeToString())


_MICROSOFT = {"BiasGelu", "DynamicQuantizeMatMul", "MultiHeadAttention"}
"""Operators that are onnxruntime's own, outside the ONNX standard."""
