"""BERT encoders as ONNX graphs: token ids of one text in, its unit vector out.

Imported only to build the file: it needs the ``onnx`` package, which takes 0.15 s to import.

The graph takes one text at a time. So nothing is padded, no mask is needed, and the vector
of a text never depends on which texts happened to be embedded along with it (dynamic
quantisation takes its range from everything in the batch). Passages do not get faster in
batches either: an earlier graph with a mask did 48/s one by one, 44 by fours, 39 by sixteens
(short questions gained a third).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from headwise.retrievers.embeddings.onnx_graph import Graph
from headwise.retrievers.embeddings.tensors import Blocks, Tensors

HEADS = 12
EPSILON = 1e-12


def build_onnx(tensors: Tensors, max_tokens: int, *, quantized: bool = True) -> bytes:
    """Return the network as a serialised ONNX model.

    Input ``input_ids``: int64 (1, tokens); output ``embeddings``: float32 (1, dimension).

    Args:
        tensors: The weights by BERT's names.
        max_tokens: Longest input.
        quantized: Multiply matrices as int8.
    """
    graph = Graph(quantized=quantized)
    hidden = _embed_tokens(graph, tensors, max_tokens)
    layer = 0
    while f"encoder.layer.{layer}.output.dense.weight" in tensors:
        hidden = _encoder_layer(graph, tensors, f"encoder.layer.{layer}.", hidden)
        layer += 1
    mean = graph.node("ReduceMean", hidden, graph.constant(np.array([1])), keepdims=0)
    return graph.serialize(graph.node("LpNormalization", mean, axis=-1, p=2))


def _embed_tokens(graph: Graph, tensors: Tensors, max_tokens: int) -> str:
    """Word + position + type vectors, normalised. All tokens are of type 0."""
    words = graph.rows(tensors["embeddings.word_embeddings.weight"], "input_ids")
    positions = graph.constant(
        _floats(tensors, "embeddings.position_embeddings.weight")[:max_tokens]
        + _floats(tensors, "embeddings.token_type_embeddings.weight")[0]
    )
    length = graph.node("Shape", "input_ids", start=1, end=2)
    placed = graph.node("Slice", positions, graph.constant(np.array([0])), length)
    return _layer_norm(graph, tensors, "embeddings.LayerNorm", graph.node("Add", words, placed))


def _encoder_layer(graph: Graph, tensors: Tensors, layer: str, hidden: str) -> str:
    """Self-attention and the feed-forward network, each added to its input and normalised."""
    parts = [f"{layer}attention.self.{part}" for part in ("query", "key", "value")]
    joined = graph.linear(
        hidden,
        np.concatenate([_floats(tensors, f"{part}.weight") for part in parts]),
        np.concatenate([_floats(tensors, f"{part}.bias") for part in parts]),
    )
    query, key, value = graph.nodes("Split", 3, joined, axis=-1, num_outputs=3)
    attended = graph.node("MultiHeadAttention", query, key, value, num_heads=HEADS)

    output = f"{layer}attention.output."
    projected = _linear(graph, tensors, f"{output}dense", attended)
    hidden = _layer_norm(graph, tensors, f"{output}LayerNorm", graph.node("Add", projected, hidden))

    widened = graph.linear(hidden, _floats(tensors, f"{layer}intermediate.dense.weight"))
    bias = graph.constant(_floats(tensors, f"{layer}intermediate.dense.bias"))
    activated = graph.node("BiasGelu", widened, bias)
    narrowed = _linear(graph, tensors, f"{layer}output.dense", activated)
    return _layer_norm(
        graph, tensors, f"{layer}output.LayerNorm", graph.node("Add", narrowed, hidden)
    )


def _linear(graph: Graph, tensors: Tensors, name: str, value: str) -> str:
    return graph.linear(value, _floats(tensors, f"{name}.weight"), _floats(tensors, f"{name}.bias"))


def _layer_norm(graph: Graph, tensors: Tensors, name: str, value: str) -> str:
    gain = graph.constant(_floats(tensors, f"{name}.weight"))
    shift = graph.constant(_floats(tensors, f"{name}.bias"))
    return graph.node("LayerNormalization", value, gain, shift, axis=-1, epsilon=EPSILON)


def _floats(tensors: Tensors, name: str) -> NDArray[np.float32]:
    tensor = tensors[name]
    return tensor.floats() if isinstance(tensor, Blocks) else tensor
