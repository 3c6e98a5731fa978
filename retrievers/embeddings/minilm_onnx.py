"""all-MiniLM-L6-v2 as an ONNX graph: token ids of one text in, its unit vector out.

Imported only to build the file: it needs the ``onnx`` package, which takes 0.15 s to import.

The graph takes one text at a time. So nothing is padded, no mask is needed, and the vector
of a text never depends on which texts happened to be embedded along with it (dynamic
quantisation takes its range from everything in the batch). Passages do not get faster in
batches either: an earlier graph with a mask did 48/s one by one, 44 by fours, 39 by sixteens
(short questions gained a third).

Choices, with passages/s on one core of an AVX512-VNNI machine (XQuAD, 158 tokens on average):

- float32 26; int8 weights and dynamically quantised activations 64.
- ``Add`` and ``LayerNormalization`` apart: 64; as ``SkipLayerNormalization``, into which
  onnxruntime fuses them at its extended level: 52. Hence ``ENABLE_BASIC`` in the session.
- ``DynamicQuantizeMatMul``: 48; ``MatMulNBits`` with 8 bits, more exact: 29 (earlier graph).
- Weights in 7 of the 8 bits. With 8, CPUs that have AVX2 but no VNNI saturate when they add
  two products in 16 bits: on an emulated Haswell, cosine 0.99 to the same text's vector from a
  VNNI machine. With 7 it is 0.9996 at least, also on a Nehalem, and ranking is as good:
  nDCG@10 on XQuAD .949, with 8 bits .950, float32 .950.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from headwise.retrievers.embeddings.weights import MAX_TOKENS

LAYERS, HEADS = 6, 12
EPSILON = 1e-12
WEIGHT_LEVELS = 63
"""Weights are integers from -63 to 63: 7 bits, see above."""
ROW_LEVELS = 127
"""Word vectors are only looked up, never multiplied as integers: 8 bits."""

_Attribute = Any  # whatever an ONNX operator's attribute may be

Tensors = Mapping[str, NDArray[np.float32]]


def build_onnx(tensors: Tensors, *, quantized: bool = True) -> bytes:
    """Return the network as a serialised ONNX model.

    Input ``input_ids``: int64 (1, tokens), at most 256; output ``embeddings``: float32 (1, 384).

    Args:
        tensors: the float32 tensors of ``model.safetensors``, by name.
        quantized: int8 (22 MB) instead of float32 (90 MB).
    """
    graph = _Graph(quantized=quantized)
    hidden = _embed_tokens(graph, tensors)
    for layer in range(LAYERS):
        hidden = _encoder_layer(graph, tensors, f"encoder.layer.{layer}.", hidden)
    mean = graph.node("ReduceMean", hidden, graph.constant(np.array([1])), keepdims=0)
    return graph.serialize(graph.node("LpNormalization", mean, axis=-1, p=2))


def _embed_tokens(graph: _Graph, tensors: Tensors) -> str:
    """Word + position + type vectors, normalised. All tokens are of type 0."""
    words = graph.rows(tensors["embeddings.word_embeddings.weight"], "input_ids")
    positions = graph.constant(
        tensors["embeddings.position_embeddings.weight"][:MAX_TOKENS]
        + tensors["embeddings.token_type_embeddings.weight"][0]
    )
    length = graph.node("Shape", "input_ids", start=1, end=2)
    placed = graph.node("Slice", positions, graph.constant(np.array([0])), length)
    return _layer_norm(graph, tensors, "embeddings.LayerNorm", graph.node("Add", words, placed))


def _encoder_layer(graph: _Graph, tensors: Tensors, layer: str, hidden: str) -> str:
    """Self-attention and the feed-forward network, each added to its input and normalised."""
    parts = [f"{layer}attention.self.{part}" for part in ("query", "key", "value")]
    joined = graph.linear(
        hidden,
        np.concatenate([tensors[f"{part}.weight"] for part in parts]),
        np.concatenate([tensors[f"{part}.bias"] for part in parts]),
    )
    query, key, value = graph.nodes("Split", 3, joined, axis=-1, num_outputs=3)
    attended = graph.node("MultiHeadAttention", query, key, value, num_heads=HEADS)

    output = f"{layer}attention.output."
    projected = _linear(graph, tensors, f"{output}dense", attended)
    hidden = _layer_norm(graph, tensors, f"{output}LayerNorm", graph.node("Add", projected, hidden))

    widened = graph.linear(hidden, tensors[f"{layer}intermediate.dense.weight"])
    bias = graph.constant(tensors[f"{layer}intermediate.dense.bias"])
    activated = graph.node("BiasGelu", widened, bias)
    narrowed = _linear(graph, tensors, f"{layer}output.dense", activated)
    return _layer_norm(
        graph, tensors, f"{layer}output.LayerNorm", graph.node("Add", narrowed, hidden)
    )


def _linear(graph: _Graph, tensors: Tensors, name: str, value: str) -> str:
    return graph.linear(value, tensors[f"{name}.weight"], tensors[f"{name}.bias"])


def _layer_norm(graph: _Graph, tensors: Tensors, name: str, value: str) -> str:
    gain, shift = graph.constant(tensors[f"{name}.weight"]), graph.constant(tensors[f"{name}.bias"])
    return graph.node("LayerNormalization", value, gain, shift, axis=-1, epsilon=EPSILON)


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


class _Graph:
    """An ONNX graph in the making; values are referred to by name."""

    def __init__(self, *, quantized: bool) -> None:
        self._quantized = quantized
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def constant(self, array: NDArray[Any]) -> str:
        name = f"constant_{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, operator: str, *inputs: str, **attributes: _Attribute) -> str:
        return self.nodes(operator, 1, *inputs, **attributes)[0]

    def nodes(self, operator: str, count: int, *inputs: str, **attributes: _Attribute) -> list[str]:
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

    def rows(self, table: NDArray[np.float32], indices: str) -> str:
        """Look up rows of ``table``."""
        if not self._quantized:
            return self.node("Gather", self.constant(table), indices)
        integers, scales = quantize(table, ROW_LEVELS)
        picked = self.node("Gather", self.constant(integers), indices)
        factors = self.node("Gather", self.constant(scales), indices)
        return self.node("Mul", self.node("Cast", picked, to=TensorProto.FLOAT), factors)

    def serialize(self, output: str) -> bytes:
        self._nodes.append(helper.make_node("Identity", [output], ["embeddings"]))
        ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, "tokens"])
        vector = helper.make_tensor_value_info("embeddings", TensorProto.FLOAT, [1, None])
        graph = helper.make_graph(self._nodes, "minilm", [ids], [vector], self._constants)
        opsets = [helper.make_opsetid("", 18), helper.make_opsetid("com.microsoft", 1)]
        # IR 9 came with opset 18's generation: runtimes older than ours read it too.
        model = helper.make_model(graph, opset_imports=opsets, ir_version=9)
        return bytes(model.SerializeToString())


_MICROSOFT = {"BiasGelu", "DynamicQuantizeMatMul", "MultiHeadAttention"}
"""Operators that are onnxruntime's own, outside the ONNX standard."""
