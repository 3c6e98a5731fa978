"""Embedding models behind a server: OpenAI's protocol, its limits, faults and wrong replies."""

import math
import sys
import time
import types

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings

from headwise import EmbeddingsError, HeadingRetriever, Library, LibraryError
from headwise.retrievers.embeddings import embeddings_name, load_embeddings
from headwise.retrievers.embeddings.vectors import passage_vectors, question_vector
from tests.support.embeddings_server import KEY, Refusal, words_vector

MODEL = "openai:text-embedding-3-small"
FAST = {"retry-after-ms": "5"}


def unit(text, dimension=32):
    vector = np.asarray(words_vector(text, dimension))
    return vector / np.linalg.norm(vector)


def texts(count, words=3):
    return [" ".join(f"word{n}{w}" for w in range(words)) for n in range(count)]


class TestBatching:
    def test_texts_go_out_in_batches_as_text(self, embeddings_server):
        given = texts(600)
        vectors = passage_vectors(load_embeddings(MODEL), given)

        assert [len(request["input"]) for request in embeddings_server.requests] == [256, 256, 88]
        assert all(isinstance(t, str) for r in embeddings_server.requests for t in r["input"])
        assert vectors.shape == (600, 32)
        assert vectors[431] == pytest.approx(unit(given[431]), abs=1e-6)

    def test_a_server_with_small_batches_is_asked_in_smaller_ones(self, embeddings_server):
        embeddings_server.most_texts = 32
        given = texts(100)
        vectors = passage_vectors(load_embeddings(MODEL), given)

        served = [len(r["input"]) for r in embeddings_server.requests if len(r["input"]) <= 32]
        assert sum(served) == 100
        for n in (0, 31, 32, 99):
            assert vectors[n] == pytest.approx(unit(given[n]), abs=1e-6)

    def test_tokens_per_request_are_limited_the_same_way(self, embeddings_server):
        embeddings_server.most_tokens = 50
        given = texts(20, words=10)
        vectors = passage_vectors(load_embeddings(MODEL), given)

        assert vectors[19] == pytest.approx(unit(given[19]), abs=1e-6)

    def test_a_text_that_is_too_long_is_cut_and_averaged(self, embeddings_server):
        embeddings_server.longest = 60
        long = " ".join(["alpha beta gamma"] * 50)
        short, longer = passage_vectors(load_embeddings(MODEL), ["alpha", long])

        assert short == pytest.approx(unit("alpha"), abs=1e-6)
        assert float(longer @ unit(long)) > 0.99
        served = embeddings_server.requests[-1]["input"]
        assert max(len(text.split()) for text in served) <= 60

    def test_a_refusal_of_another_kind_is_not_tried_in_pieces(self, embeddings_server):
        embeddings_server.faults = [Refusal(400, "unknown parameter")] * 50
        with pytest.raises(EmbeddingsError, match="unknown parameter"):
            passage_vectors(load_embeddings(MODEL), texts(64))
        assert len(embeddings_server.requests) == 1

    def test_a_short_text_that_is_refused_ends_it(self, embeddings_server):
        embeddings_server.longest = 2
        with pytest.raises(EmbeddingsError, match="maximum context length is 2 tokens"):
            passage_vectors(load_embeddings(MODEL), texts(2))


class TestRetries:
    @pytest.mark.parametrize("status", [429, 500, 502, 503, 0])
    def test_faults_that_pass_are_outlasted(self, embeddings_server, status):
        embeddings_server.faults = [Refusal(status, headers=FAST)] * 2
        assert len(passage_vectors(load_embeddings(MODEL), ["a"])) == 1
        assert len(embeddings_server.requests) == 3

    def test_retry_after_is_heeded(self, embeddings_server, monkeypatch):
        pauses = []
        monkeypatch.setattr(time, "sleep", pauses.append)
        embeddings_server.faults = [Refusal(429, headers={"Retry-After": "7"})]
        passage_vectors(load_embeddings(MODEL), ["a"])
        assert 7 in pauses

    @pytest.mark.parametrize(
        ("status", "words"),
        [
            (429, "HTTP 429: .*also after retries; try again later"),
            (503, r"HTTP 503: .*also after retries; try again later"),
        ],
    )
    def test_faults_that_stay(self, embeddings_server, status, words):
        embeddings_server.faults = [Refusal(status, headers=FAST)] * 50
        with pytest.raises(EmbeddingsError, match=words):
            passage_vectors(load_embeddings(MODEL), ["a"])
        assert len(embeddings_server.requests) == 7


class TestFailures:
    def test_a_wrong_key_is_never_printed(self, embeddings_server, monkeypatch):
        monkeypatch.setenv("OPENAI_API_KEY", "sk-wrong-abcdefghij")
        with pytest.raises(
            EmbeddingsError, match=r"refuses the key; check OPENAI_API_KEY"
        ) as caught:
            question_vector(load_embeddings(MODEL), "a")
        assert "abcdefghij" not in str(caught.value)
        assert not embeddings_server.requests

    def test_nor_is_one_that_a_server_repeats(self, embeddings_server):
        embeddings_server.faults = [Refusal(400, f"odd header {KEY} and Bearer abcdef.123456")]
        with pytest.raises(EmbeddingsError, match="odd header … and …") as caught:
            question_vector(load_embeddings(MODEL), "a")
        assert KEY not in str(caught.value)

    def test_unknown_model(self, embeddings_server):
        embeddings_server.faults = [Refusal(404, "no such model")]
        with pytest.raises(EmbeddingsError, match=f"{MODEL}.*does not know this model"):
            question_vector(load_embeddings(MODEL), "a")

    def test_a_server_that_is_not_there_is_named(self, monkeypatch):
        from langchain_openai import OpenAIEmbeddings

        model = OpenAIEmbeddings(
            model="m", base_url="http://127.0.0.1:9/v1", api_key=KEY, max_retries=0,
            check_embedding_ctx_length=False,
        )  # fmt: skip
        with pytest.raises(EmbeddingsError, match="cannot be reached"):
            question_vector(model, "a")


class TestReplies:
    @pytest.mark.parametrize("floats_only", [True, False])
    def test_base64_and_floats_are_read(self, embeddings_server, floats_only):
        embeddings_server.floats_only = floats_only
        assert question_vector(load_embeddings(MODEL), "b c") == pytest.approx(
            unit("b c"), abs=1e-6
        )

    @pytest.mark.parametrize(
        ("alter", "words"),
        [
            (lambda vectors: vectors[:-1], "2 vectors for 3 texts"),
            (lambda vectors: [*vectors, vectors[0]], "4 vectors for 3 texts"),
            (lambda vectors: [*vectors[:-1], vectors[-1][:8]], "lengths: 8 and 32 dimensions"),
            (lambda vectors: [*vectors[:-1], [math.nan] * 32], "zero or not finite"),
            (lambda vectors: [*vectors[:-1], [0.0] * 32], "zero or not finite"),
            (lambda vectors: [[] for _ in vectors], "for 3 texts"),
        ],
    )
    def test_wrong_ones_are_an_error_that_names_the_model(self, embeddings_server, alter, words):
        embeddings_server.alter = alter
        with pytest.raises(EmbeddingsError, match=f"{MODEL} gave .*{words}"):
            passage_vectors(load_embeddings(MODEL), texts(3))

    def test_a_dimension_that_changes_between_requests(self, embeddings_server):
        calls = iter([32, 8])

        def shrink(vectors):
            width = next(calls)
            return [vector[:width] for vector in vectors]

        embeddings_server.alter = shrink
        with pytest.raises(EmbeddingsError, match="8 and 32 dimensions"):
            passage_vectors(load_embeddings(MODEL), texts(300))


class TestLibrary:
    @pytest.fixture
    def library(self, embeddings_server, tmp_path, papers):
        folder = tmp_path / "library"
        embeddings_server.dimension = 256
        assert Library(folder, MODEL).index(papers / "theory.pdf").new == 1
        return folder

    def test_index_and_search(self, library):
        retriever = HeadingRetriever(library=Library(library, MODEL), threshold=0.5)
        hits = retriever.search("translation equivariance of convolution").hits
        assert "equivariance" in " ".join(hit.sub_heading for hit in hits).lower()

    def test_another_model_is_an_error_that_names_both(self, library):
        other = Library(library, "openai:text-embedding-3-large")
        with pytest.raises(LibraryError, match=r"text-embedding-3-small, not .*-3-large"):
            HeadingRetriever(library=other).invoke("a question")
        with pytest.raises(LibraryError, match="text-embedding-3-small, not embedded:all-MiniLM"):
            HeadingRetriever(library=Library(library)).invoke("a question")

    def test_the_same_name_with_another_dimension(self, library, embeddings_server, papers):
        embeddings_server.dimension = 64
        shelf = Library(library, MODEL)
        with pytest.raises(EmbeddingsError, match=r"64 dimensions, but .* built with 256"):
            HeadingRetriever(library=shelf).invoke("a question")
        report = shelf.index(papers / "introduction.pdf")
        (failure,) = report.failures
        assert "64 dimensions, but" in str(failure)
        assert len(shelf.documents()) == 1


class TestAnyModel:
    def test_any_provider_that_langchain_knows(self, monkeypatch):
        """The integration package is not installed here; one of its form stands in."""

        class OllamaEmbeddings(Embeddings):
            def __init__(self, model):
                self.model = model

            def embed_documents(self, texts):
                return [words_vector(text, 16) for text in texts]

            def embed_query(self, text):
                return words_vector(text, 16)

        module = types.ModuleType("langchain_ollama")
        module.OllamaEmbeddings = OllamaEmbeddings
        monkeypatch.setitem(sys.modules, "langchain_ollama", module)
        model = load_embeddings("ollama:nomic-embed-text")

        assert embeddings_name(model) == "ollama:nomic-embed-text"
        assert question_vector(model, "b") == pytest.approx(unit("b", 16), abs=1e-6)

    @pytest.mark.parametrize(
        "form", [list, tuple, np.asarray, lambda vectors: [np.asarray(v) for v in vectors]]
    )
    def test_any_object_and_any_sequence_of_vectors(self, form):
        class Mine(Embeddings):
            def embed_documents(self, texts):
                return form([words_vector(text, 16) for text in texts])

            def embed_query(self, text):
                return form(words_vector(text, 16))

        vectors = passage_vectors(Mine(), ["b", "c d"])
        assert vectors[1] == pytest.approx(unit("c d", 16), abs=1e-6)
