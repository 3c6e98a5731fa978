"""Loading embedding models by name, their names, and checked vectors from any of them."""

import subprocess
import sys

import numpy as np
import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding, Embeddings

from headwise.errors import EmbeddingsError
from headwise.retrievers.embeddings import embeddings_name, load_embeddings
from headwise.retrievers.embeddings.minilm import MiniLM
from headwise.retrievers.embeddings.vectors import passage_vectors, question_vector
from tests.support.tiny_models import build_word_vectors


class Given(Embeddings):
    """Answers with what it was given."""

    def __init__(self, vectors):
        self.vectors = vectors

    def embed_documents(self, texts):
        if isinstance(self.vectors, Exception):
            raise self.vectors
        return self.vectors

    def embed_query(self, text):
        return self.embed_documents([text])[0]


# By name


@pytest.mark.parametrize("spec", [None, "default", "minilm", MiniLM.name])
def test_the_embedded_default(spec):
    assert isinstance(load_embeddings(spec), MiniLM)


def test_an_object_comes_back_as_it_is():
    model = DeterministicFakeEmbedding(size=8)
    assert load_embeddings(model) is model


def test_openai_by_name_sends_text_not_tokens(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "test")
    model = load_embeddings("OpenAI: text-embedding-3-small")
    assert model.model == "text-embedding-3-small"
    assert model.check_embedding_ctx_length is False  # else tiktoken downloads its tables
    assert model.chunk_size == 256


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("openai:text-embedding-3-small", "set the environment variable OPENAI_API_KEY"),
        ("azure_openai:mine", "set the environment variable AZURE_OPENAI_API_KEY"),
        ("cohere:embed-english-v3.0", "pip install langchain-cohere"),
        (
            "nobody:model",
            "knows no embeddings of a provider 'nobody'; name one that it knows, such as openai",
        ),
        ("text-embedding-3-small", "write provider:model"),
        ("openai:", "write provider:model"),
        (":model", "write provider:model"),
        ("", "write provider:model"),
    ],
)
def test_errors_are_one_line_with_the_name_and_the_remedy(spec, words, monkeypatch):
    for name in ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "AZURE_OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(EmbeddingsError, match=words) as caught:
        load_embeddings(spec)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith((f"{spec}:", repr(spec)))


# Names


def test_a_model_by_name_and_by_hand_is_the_same(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "test")
    from langchain_openai import OpenAIEmbeddings

    by_hand = OpenAIEmbeddings(model="text-embedding-3-large")
    by_name = load_embeddings("openai:text-embedding-3-large")
    assert embeddings_name(by_hand) == embeddings_name(by_name) == "openai:text-embedding-3-large"


def test_the_default_can_be_loaded_by_the_name_it_gives():
    assert embeddings_name(load_embeddings(embeddings_name(MiniLM()))) == MiniLM.name


def test_other_objects_are_named_by_class_and_model():
    model = Given([])
    assert embeddings_name(model) == "Given"
    model.model_name = "intfloat/multilingual-e5-small"
    assert embeddings_name(model) == "Given:intfloat/multilingual-e5-small"


# Vectors


def test_vectors_are_made_unit():
    model = Given([[3.0, 4.0], [0.0, -2.0]])
    assert passage_vectors(model, ["a", "b"]) == pytest.approx(np.array([[0.6, 0.8], [0, -1]]))
    assert question_vector(model, "a") == pytest.approx(np.array([0.6, 0.8]))


def test_no_texts_ask_nothing_of_the_model():
    assert len(passage_vectors(Given(RuntimeError("asked")), [])) == 0


def test_minilm_gives_the_same_either_way():
    assert (passage_vectors(MiniLM(), ["a b"])[0] == question_vector(MiniLM(), "a b")).all()


@pytest.mark.parametrize(
    ("vectors", "words"),
    [
        ([[1.0, 0.0]], "1 vectors for 2 texts"),
        ([[1.0, 0.0], [1.0]], "different lengths"),
        ([[1.0, 0.0], [0.0, 0.0]], "zero or not finite"),
        ([[1.0, 0.0], [float("nan"), 0.0]], "zero or not finite"),
        ([[], []], "for 2 texts"),
        (RuntimeError("quota\nexceeded"), "Given did not embed the text: RuntimeError: quota exc"),
        (EmbeddingsError("as it is"), "^as it is$"),
    ],
)
def test_unusable_vectors_are_an_error_that_names_the_model(vectors, words):
    with pytest.raises(EmbeddingsError, match=words):
        passage_vectors(Given(vectors), ["a", "b"])


def test_importing_the_package_is_cheap():
    code = (
        "import sys, headwise.retrievers.embeddings, headwise.retrievers.embeddings.scale;"
        "assert not {'langchain_core', 'numpy', 'onnxruntime'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# fastembed


def test_fastembed_by_name_costs_nothing_until_it_is_used():
    model = load_embeddings("fastembed:BAAI/bge-small-en-v1.5")
    assert embeddings_name(model) == "fastembed:BAAI/bge-small-en-v1.5"


def test_without_fastembed_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "fastembed", None)
    with pytest.raises(EmbeddingsError, match=r"pip install 'headwise\[fastembed\]'"):
        load_embeddings("fastembed:BAAI/bge-small-en-v1.5").embed_query("hello")


def test_a_fastembed_model_from_a_folder(tmp_path, monkeypatch):
    pytest.importorskip("fastembed", reason="the extra headwise[fastembed] is not installed")
    monkeypatch.setenv("HEADWISE_CACHE", str(tmp_path / "cache"))
    build_word_vectors(tmp_path / "model", ["pump", "valve", "closes"])
    model = load_embeddings(f"fastembed:{tmp_path / 'model'}")
    passages = passage_vectors(model, ["the pump", "the valve closes"])
    assert passages.shape == (2, 8)
    assert (passages @ question_vector(model, "valve")).argmax() == 1
    with pytest.raises(EmbeddingsError, match=r"model\.onnx"):
        load_embeddings(f"fastembed:{tmp_path}").embed_query("hello")
