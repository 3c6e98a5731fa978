"""Tiny real models in ONNX, and a hub on loopback that has one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import numpy as np

REVISION = "a" * 40
FLOAT = 1
"""ONNX's number for float32."""


def build_cross_encoder(folder: Path, words: list[str]) -> None:
    """Write a model that scores a passage by how often its words equal the question's."""
    _write_tokenizer(folder, words)
    constants = {"first": np.array([1]), "second": np.array([2]), "last_special": np.array(3)}
    nodes = [
        ("Unsqueeze", "input_ids first", "across"),
        ("Unsqueeze", "input_ids second", "down"),
        ("Equal", "across down", "same"),
        ("Greater", "across last_special", "is_word"),
        ("And", "same is_word", "shared"),
        ("Cast", "shared", "numbers"),
        ("ReduceSum", "numbers second", "rows"),
        ("ReduceSum", "rows first", "logits"),
    ]
    attributes = {"numbers": {"to": FLOAT}, "rows": {"keepdims": 0}, "logits": {"keepdims": 1}}
    _write_model(folder, nodes, constants, attributes, ["batch", 1])


def build_word_vectors(folder: Path, words: list[str]) -> None:
    """Write an embedding model that has a vector of 8 numbers for each word."""
    _write_tokenizer(folder, words, hidden_size=8)
    table = np.eye(len(words) + 4, 8, k=-4, dtype=np.float32) + np.float32(0.01)
    _write_model(folder, [("Gather", "table input_ids", "logits")], {"table": table}, {}, None)


def _write_tokenizer(folder: Path, words: list[str], **config: int) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    vocabulary = {word: number for number, word in enumerate([*special, *words])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    (folder / "onnx").mkdir(parents=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    settings = {
        "config.json": {"pad_token_id": 0, **config},
        "tokenizer_config.json": {"model_max_length": 64, "pad_token": "[PAD]"},
        "special_tokens_map.json": {"pad_token": "[PAD]", "unk_token": "[UNK]"},
    }
    for name, content in settings.items():
        (folder / name).write_text(json.dumps(content))


def _write_model(
    folder: Path,
    nodes: list[tuple[str, str, str]],
    constants: dict[str, np.ndarray],
    attributes: dict[str, dict[str, int]],
    shape: list[str | int] | None,
) -> None:
    import onnx
    from onnx import helper, numpy_helper

    made = [
        helper.make_node(operator, inputs.split(), [output], **attributes.get(output, {}))
        for operator, inputs, output in nodes
    ]
    ids = helper.make_tensor_value_info("input_ids", onnx.TensorProto.INT64, ["batch", "tokens"])
    logits = helper.make_tensor_value_info("logits", FLOAT, shape)
    kept = [numpy_helper.from_array(array, name) for name, array in constants.items()]
    graph = helper.make_graph(made, "tiny", [ids], [logits], kept)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    onnx.save(model, str(folder / "onnx" / "model.onnx"))


@contextmanager
def serving_hub(folder: Path) -> Iterator[str]:
    """Serve ``folder`` as any repository of a hub, and give the hub's address."""
    files = {str(one.relative_to(folder)): one for one in folder.rglob("*") if one.is_file()}

    class Hub(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if "/resolve/" in path:
                name = path.split("/resolve/")[1].partition("/")[2]
                self._send(files[name].read_bytes() if name in files else None)
            elif "/tree/" in path:
                self._send(json.dumps([
                    {"type": "file", "path": name, "size": one.stat().st_size, "oid": _oid(one)}
                    for name, one in files.items()
                ]).encode())  # fmt: skip
            else:
                siblings = [{"rfilename": name} for name in files]
                self._send(
                    json.dumps({"id": "x/y", "sha": REVISION, "siblings": siblings}).encode()
                )

        do_HEAD = do_GET  # noqa: N815 - the name that http.server calls

        def _send(self, content: bytes | None) -> None:
            self.send_response(200 if content is not None else 404)
            content = content or b""
            self.send_header("Content-Length", str(len(content)))
            self.send_header("X-Repo-Commit", REVISION)
            self.send_header("ETag", f'"{hashlib.sha1(content).hexdigest()}"')
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def _oid(file: Path) -> str:
    return hashlib.sha1(file.read_bytes()).hexdigest()
