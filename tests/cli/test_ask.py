"""`headwise ask`: status, streams, JSON."""

import json
import re
import subprocess
import sys
import textwrap

from tests.support.openai_server import is_triage, obedient
from tests.support.small_pdf import write_pdf

QUESTION = "What is pooling?"
ELSEWHERE = "What is the capital of Mongolia?"


def printed_headings(papers):
    truth = json.loads((papers / "truth.json").read_text(encoding="utf-8"))
    return {entry["title"] for entries in truth.values() for entry in entries}


class TestAsk:
    def test_markdown_under_printed_headings(self, headwise, library, papers):
        done = headwise("ask", QUESTION, *library)

        assert done.returncode == 0
        assert done.stdout.startswith("## ")
        headings = re.findall(r"^## (.*)$", done.stdout, re.MULTILINE)
        assert len(headings) >= 2
        assert set(headings) <= printed_headings(papers)
        assert done.stderr == ""

    def test_pdfs_are_indexed_first_and_the_answer_is_from_them(self, headwise, papers):
        first = headwise("ask", QUESTION, papers / "introduction.pdf")
        headwise("index", papers / "theory.pdf")
        again = headwise("ask", QUESTION, papers / "introduction.pdf", "--json")

        assert first.stdout.startswith("## ")
        assert "1 new; 8 pages" in first.stderr
        answer = json.loads(again.stdout)
        assert again.stderr == ""
        assert {s["collection_name"] for a in answer["sections"] for s in a["sources"]} == {
            "introduction"
        }

    def test_json_has_all_fields_in_their_order(self, headwise, library):
        answer = json.loads(headwise("ask", QUESTION, *library, "--json").stdout)

        assert list(answer) == [
            *("question", "sections", "markdown", "llm", "embeddings", "threshold", "hits"),
            *("dropped", "nearest", "warnings", "usage", "prompts"),
        ]
        assert list(answer["sections"][0]) == ["id", "heading", "summary", "sources"]
        assert list(answer["sections"][0]["sources"][0]) == [
            *("collection_name", "sub_heading", "page_start", "page_end", "page_labels"),
            *("similarity", "source", "section_id", "best_passage"),
        ]
        assert list(answer["dropped"]) == [
            *("below_threshold", "duplicates", "over_max_hits", "not_relevant"),
        ]
        assert list(answer["usage"]) == [
            *("calls", "input_tokens", "output_tokens", "seconds"),
            *("cached", "failed", "estimated", "steps"),
        ]
        assert answer["prompts"] is None
        assert answer["llm"] == "extractive"
        assert answer["embeddings"] == "embedded:all-MiniLM-L6-v2"
        assert answer["hits"] == len(answer["sections"])

    def test_nothing_similar(self, headwise, library, openai_server):
        done = headwise("ask", ELSEWHERE, *library, "--llm", "openai:scripted")

        assert done.returncode == 3
        assert done.stdout == ""
        assert re.search(r"nothing similar enough .*\(threshold 0\.85\)", done.stderr)
        assert openai_server.calls == 0

    def test_nothing_similar_as_json(self, headwise, library):
        done = headwise("ask", ELSEWHERE, *library, "--json")

        answer = json.loads(done.stdout)
        assert done.returncode == 3
        assert answer["sections"] == []
        assert len(answer["nearest"]) == 3

    def test_with_a_language_model(self, headwise, library, openai_server):
        done = headwise("ask", QUESTION, *library, "--llm", "openai:scripted", "--json")

        answer = json.loads(done.stdout)
        assert answer["llm"] == "openai:scripted"
        assert answer["usage"]["calls"] == openai_server.calls == len(answer["sections"]) + 1
        assert sum(is_triage(request) for request in openai_server.requests) == 1

    def test_a_key_in_the_environment_chooses_no_model(self, headwise, library, openai_server):
        done = headwise("ask", QUESTION, *library, "--json")

        assert json.loads(done.stdout)["llm"] == "extractive"
        assert openai_server.calls == 0

    def test_only_the_named_collection_answers(self, headwise, library):
        done = headwise("ask", QUESTION, *library, "--collection", "theory", "--json")

        sources = [s for a in json.loads(done.stdout)["sections"] for s in a["sources"]]
        assert {source["collection_name"] for source in sources} == {"theory"}

    def test_cite_adds_the_page_of_each_sentence(self, headwise, library):
        done = headwise("ask", QUESTION, *library, "--cite")

        places = re.findall(r"\((?:introduction|theory), (pp?\. [\d–]+)\)\.", done.stdout)
        assert len(places) >= 2
        # The sentence's page, not the pages of its section, which may be several.
        assert sum(place.startswith("p. ") for place in places) >= 0.8 * len(places)

    def test_strict_leaves_out_what_no_source_has(self, headwise, library, openai_server):
        openai_server.respond = lambda request: (
            obedient(request)
            if is_triage(request)
            else "Pooling layers keep the depth of a volume. It was invented in 1823 by XYZ9."
        )
        loose = headwise("ask", QUESTION, *library, "--llm", "openai:scripted")
        strict = headwise("ask", QUESTION, *library, "--llm", "openai:scripted", "--strict")

        assert "1823" in loose.stdout
        assert "'1823', 'XYZ9' not in the sources" in loose.stderr
        assert "1823" not in strict.stdout

    def test_more_than_max_hits(self, headwise, library):
        done = headwise("ask", QUESTION, *library, "--max-hits", "1")

        assert done.stdout.count("## ") == 1
        assert done.stderr == (
            "headwise: at least 1 more section is similar enough; --max-hits takes more of them\n"
        )


def test_ask_needs_no_network(headwise, tmp_path):
    """From PDFs to the answer with every socket blocked."""
    blocked = tmp_path / "blocked.py"
    blocked.write_text(
        textwrap.dedent(
            """
            import socket, sys

            def refuse(*arguments, **options):
                raise SystemExit("a socket was opened")

            socket.socket.connect = socket.socket.connect_ex = refuse
            socket.getaddrinfo = socket.create_connection = refuse

            from headwise.cli import run
            sys.exit(run(sys.argv[1:]))
            """
        )
    )
    text = "Pooling is a step that keeps the largest value of each window of a feature map."
    note = write_pdf(tmp_path / "note.pdf", "Notes", [("1 What pooling is", text)])
    done = subprocess.run(
        [sys.executable, str(blocked), "ask", QUESTION, str(note)],
        capture_output=True,
        text=True,
        env=headwise.environment(),
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("## ")
