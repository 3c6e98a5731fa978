"""Rerankers: their order wins, the threshold keeps its meaning, their failure costs nothing."""

import os
import subprocess
import sys
from importlib.util import find_spec

import pytest
from langchain_core.documents import BaseDocumentCompressor, Document

from headwise import HeadingRetriever, Library
from headwise.errors import RerankerError
from headwise.retrievers.search.ranking import Candidate, Match
from headwise.retrievers.search.rerankers import load_reranker
from headwise.retrievers.search.reranking import SEEN, reranked
from tests.support.hashing import HashingEmbeddings
from tests.support.small_pdf import write_pdf
from tests.support.tiny_models import build_cross_encoder, serving_hub

needs_fastembed = pytest.mark.skipif(
    find_spec("fastembed") is None, reason="the extra headwise[fastembed] is not installed"
)
WORDS = "how often is the pump serviced every thirty days valve closes".split()


class Reversing(BaseDocumentCompressor):
    """Returns the last passages first, and no more than ``top_n``."""

    top_n: int = 1000
    seen: list[str] = []  # noqa: RUF012 - a field of pydantic's, copied for each

    def compress_documents(self, documents, query, callbacks=None):
        self.seen = [document.page_content for document in documents]
        return [
            Document(one.page_content, metadata={"relevance_score": -7.0})
            for one in reversed(documents)
        ][: self.top_n]


class Failing(BaseDocumentCompressor):
    def compress_documents(self, documents, query, callbacks=None):
        raise ConnectionError("no route to the provider\nand more lines")


def matches(count):
    return [
        Match(Candidate(n, f"{n} Heading", f"text {n}", 0.5, {}), 1 - n / 100, 1 - n / 100)
        for n in range(count)
    ]


def sections(found):
    return [match.best.section for match in found]


def test_its_order_wins_and_the_scores_stay_in_place():
    found = reranked(matches(4), "question", Reversing())
    assert sections(found) == [3, 2, 1, 0]
    assert [match.score for match in found] == [1.0, 0.99, 0.98, 0.97]


def test_it_sees_the_best_passages_with_their_headings_and_the_others_follow():
    reranker = Reversing()
    found = reranked(matches(SEEN + 2), "question", reranker)
    assert len(reranker.seen) == SEEN
    assert reranker.seen[0] == "0 Heading\ntext 0"
    assert sections(found) == [*reversed(range(SEEN)), SEEN, SEEN + 1]


def test_what_it_leaves_out_comes_after_what_it_returns():
    assert sections(reranked(matches(4), "question", Reversing(top_n=2))) == [3, 2, 0, 1]


def test_its_failure_is_a_warning(caplog):
    assert reranked(matches(3), "question", Failing()) == matches(3)
    assert "Failing failed (ConnectionError: no route to the provider)" in caplog.text
    assert "more lines" not in caplog.text


def test_the_retriever_returns_as_many_sections_in_its_order(tmp_path):
    sections = [("1 Pump", "The pump is serviced."), ("2 Valve", "The pump has a valve.")]
    write_pdf(tmp_path / "a.pdf", "Plant", sections)
    library = Library(tmp_path / "library", HashingEmbeddings())
    library.index(tmp_path / "a.pdf")
    plain = HeadingRetriever(library=library, threshold=0.0)
    before = plain.search("the pump")
    after = plain.model_copy(update={"reranker": Reversing()}).search("the pump")
    assert [hit.sub_heading for hit in after.hits] == [hit.sub_heading for hit in before.hits][::-1]
    assert [hit.similarity for hit in after.hits] == [hit.similarity for hit in before.hits]
    assert after.hits[0].cosine == before.hits[-1].cosine


# By name


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("fastembed", "write provider:model"),
        ("nobody:model", "providers are cohere, fastembed, flashrank, jina, voyageai"),
        ("cohere:rerank-v3.5", "pip install langchain-cohere"),
        ("jina:jina-reranker-v2", "pip install langchain-community"),
    ],
)
def test_what_cannot_be_loaded_is_told_in_one_line(spec, words):
    with pytest.raises(RerankerError, match=words) as caught:
        load_reranker(spec)
    assert "\n" not in str(caught.value)


@needs_fastembed
def test_a_cross_encoder_from_a_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HEADWISE_CACHE", str(tmp_path / "cache"))
    build_cross_encoder(tmp_path / "model", WORDS)
    reranker = load_reranker(f"fastembed:{tmp_path / 'model'}")
    texts = ["the valve closes", "nothing known here", "the pump is serviced every thirty days"]
    ranked = reranker.compress_documents(
        [Document(text) for text in texts], "how often is the pump serviced"
    )
    assert [one.page_content for one in ranked] == [texts[2], texts[0], texts[1]]
    assert ranked[0].metadata["relevance_score"] > ranked[1].metadata["relevance_score"]


@needs_fastembed
def test_a_cross_encoder_from_a_hub(tmp_path):
    build_cross_encoder(tmp_path / "model", WORDS)
    code = (
        "from langchain_core.documents import Document\n"
        "from headwise.retrievers.search.rerankers import load_reranker\n"
        "reranker = load_reranker('fastembed:Xenova/ms-marco-MiniLM-L-6-v2')\n"
        "texts = [Document('the valve closes'), Document('the pump is serviced')]\n"
        "ranked = reranker.compress_documents(texts, 'how often is the pump serviced')\n"
        "print(ranked[0].page_content)"
    )
    cache = tmp_path / "cache"
    with serving_hub(tmp_path / "model") as address:
        own = {"HF_ENDPOINT": address, "HEADWISE_CACHE": str(cache), "HF_HOME": str(tmp_path)}
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, **own},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.stdout == "the pump is serviced\n", done.stderr
    assert list((cache / "fastembed").rglob("model.onnx"))


@needs_fastembed
def test_an_unknown_model_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("HEADWISE_CACHE", str(tmp_path / "cache"))
    reranker = load_reranker("fastembed:nobody/has-this")
    with pytest.raises(RerankerError, match=r"^fastembed:nobody/has-this: .*not supported"):
        reranker.compress_documents([Document("a")], "b")
