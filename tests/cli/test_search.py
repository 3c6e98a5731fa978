"""`headwise search`, and `summarize`, which takes what it prints."""

import json
import re

import pytest

QUESTION = "What is pooling?"
ELSEWHERE = "What is the capital of Mongolia?"


class TestSearch:
    def test_hits_in_the_fixed_form(self, headwise, library):
        done = headwise("search", QUESTION, *library)

        hits = json.loads(done.stdout)
        assert list(hits[0])[:4] == ["text", "sub_heading", "collection_name", "similarity"]
        assert hits[0]["sub_heading"] == "2.3 Pooling layer"
        assert all(hit["similarity"] >= 0.85 for hit in hits)

    def test_what_search_prints_summarize_takes(self, headwise, library):
        hits = headwise("search", QUESTION, *library).stdout
        piped = headwise("summarize", "-", "--question", QUESTION, stdin=hits)

        assert piped.stdout == headwise("ask", QUESTION, *library).stdout

    def test_nothing_similar(self, headwise, library):
        plain = headwise("search", ELSEWHERE, *library)
        as_json = headwise("search", ELSEWHERE, *library, "--json")

        assert (plain.returncode, plain.stdout) == (3, "")
        assert "(threshold 0.85)" in plain.stderr
        assert (as_json.returncode, as_json.stdout) == (3, "[]\n")


class TestSummarize:
    ORIGIN = "How do convolutional layers work in a CNN?"

    def headings(self, done):
        return re.findall(r"^## (.*)$", done.stdout, re.MULTILINE)

    def run(self, headwise, file, *arguments):
        return headwise("summarize", file, "--question", self.ORIGIN, *arguments)

    @pytest.fixture(params=["own", "seed"])
    def file(self, request, tmp_path, hits):
        if request.param == "seed":
            return request.getfixturevalue("seeds") / "hits.json"
        path = tmp_path / "hits.json"
        path.write_text(json.dumps(hits), encoding="utf-8")
        return path

    def test_the_origin_at_085_and_083(self, headwise, file):
        assert self.headings(self.run(headwise, file)) == [
            "Convolutional layer",
            "Convolutional Neural Networks",
        ]
        assert self.headings(self.run(headwise, file, "--threshold", "0.83")) == [
            "Convolutional layer",
            "CNN architecture",
            "Convolutional Neural Networks",
            "General Convolutional Neural Network Architectures",
        ]

    def test_an_empty_list_of_hits_is_nothing_similar(self, headwise):
        done = headwise("summarize", "-", "--question", "Anything?", stdin="[]")

        assert (done.returncode, done.stdout) == (3, "")
