"""The commands as designed: status, streams, JSON."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from tests.support.openai_server import is_triage, obedient
from tests.support.small_pdf import write_pdf

QUESTION = "What is pooling?"
ELSEWHERE = "What is the capital of Mongolia?"


@pytest.fixture
def library(library_folder):
    return ("--library", library_folder)


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


class TestIndex:
    def test_new_then_unchanged(self, headwise, papers):
        first = headwise("index", papers)
        second = headwise("index", papers)

        assert (first.returncode, second.returncode) == (0, 0)
        assert "3 new; 23 pages" in first.stderr
        assert second.stderr == "headwise: 3 unchanged\n"
        assert first.stdout == ""

    def test_status_1_if_any_file_failed_and_the_others_are_in(self, headwise, papers):
        done = headwise("index", "missing.pdf", papers / "theory.pdf")

        assert done.returncode == 1
        assert "missing.pdf" in done.stderr
        assert len(json.loads(headwise("list", "--json").stdout)) == 1

    def test_json_is_the_report(self, headwise, papers):
        report = json.loads(headwise("index", papers / "theory.pdf", "--json").stdout)

        assert (report["new"], report["failed"], report["pages"]) == (1, 0, 5)

    @pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
    def test_progress_bar_on_a_terminal_only(self, headwise, tmp_path):
        note = write_pdf(tmp_path / "note.pdf", "Notes", [("1 Tea", "Tea is made of leaves.")])
        master, slave = pty.openpty()
        process = subprocess.Popen(
            headwise.command("index", note),
            stderr=slave,
            stdout=subprocess.DEVNULL,
            env={**headwise.environment(), "TERM": "xterm", "COLUMNS": "80"},
        )
        os.close(slave)
        shown = b""
        while chunk := _read(master):
            shown += chunk
        os.close(master)
        assert process.wait(timeout=60) == 0
        assert b"note.pdf" in shown
        assert b"100%" in shown


def _read(terminal):
    try:
        return os.read(terminal, 4096)
    except OSError:  # Linux says so when the other side is closed
        return b""


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


class TestOutline:
    def test_json_is_the_truth(self, headwise, papers):
        truth = json.loads((papers / "truth.json").read_text(encoding="utf-8"))
        for name, expected in truth.items():
            found = json.loads(headwise("outline", papers / name, "--json").stdout)
            assert list(found[0]) == [
                *("sub_heading", "heading", "number", "level", "page", "page_end"),
                *("page_labels", "characters"),
            ]
            printed = [
                (s["number"].rstrip(".") if s["number"] else None, s["heading"], s["page"])
                for s in found
            ]
            wanted = [
                (e["number"].rstrip(".") if e["number"] else None, e["title"], e["page"])
                for e in expected
                if e["title"] != "Contents"
            ]
            # The title may head what stands before the first heading.
            assert printed[-len(wanted) :] == wanted
            assert len(printed) - len(wanted) <= 1

    def test_the_tree_is_indented_and_its_page_numbers_line_up(self, headwise, papers):
        lines = headwise("outline", papers / "introduction.pdf").stdout.splitlines()

        assert lines[0].startswith("An Introduction to Convolutional Neural Networks (8 pages")
        assert any(re.fullmatch(r"    2\.3 Pooling layer \.+ p\. 3", line) for line in lines)
        assert len({len(line) for line in lines[1:]}) == 1

    def test_check_draws_onto_a_copy(self, headwise, papers, tmp_path):
        out = tmp_path / "out.pdf"
        plain = headwise("outline", papers / "theory.pdf")
        done = headwise("outline", papers / "theory.pdf", "--check", out)

        assert done.stdout == plain.stdout
        assert done.stderr.startswith(f"headwise: {out}: boxes show the headings")
        assert out.read_bytes().startswith(b"%PDF-")

    @pytest.mark.parametrize("name", ["theory.pdf", "out.png"])
    def test_check_overwrites_no_source_and_makes_pdfs_only(self, headwise, papers, tmp_path, name):
        source = tmp_path / "theory.pdf"
        source.write_bytes((papers / "theory.pdf").read_bytes())
        done = headwise("outline", source, "--check", tmp_path / name)

        assert done.returncode == 2
        assert "--check" in done.stderr
        assert source.read_bytes() == (papers / "theory.pdf").read_bytes()


class TestRest:
    def test_list_prints_a_line_and_json_a_record_for_each_document(self, headwise, library):
        done = headwise("list", *library)
        documents = json.loads(headwise("list", *library, "--json").stdout)

        assert len(done.stdout.splitlines()) == 4
        assert [one["collection_name"] for one in documents] == [
            "introduction",
            "theory",
            "training",
        ]

    def test_prompts_export_writes_a_file_for_each_step(self, headwise, tmp_path):
        done = headwise("prompts", "export", tmp_path / "own")

        names = sorted(path.name for path in (tmp_path / "own").iterdir())
        assert names == ["combine.md", "map.md", "reduce.md", "repair.md", "triage.md"]
        assert sorted(Path(line).name for line in done.stdout.splitlines()) == names

    def test_settings_come_from_file_environment_and_option_in_rising_order(
        self, headwise, library, tmp_path
    ):
        settings = "threshold = 0.99\nmax-hits = 1\nquiet = true\n"
        (tmp_path / "headwise.toml").write_text(settings)

        def threshold(*options, **variables):
            done = headwise(
                "ask", QUESTION, *library, "--json", *options, cwd=tmp_path, **variables
            )
            return json.loads(done.stdout)["threshold"]

        assert threshold() == 0.99
        assert threshold(HEADWISE_THRESHOLD="0.9") == 0.9
        assert threshold("--threshold", "0.8", HEADWISE_THRESHOLD="0.9") == 0.8

    def test_version_and_help(self, headwise):
        assert headwise("--version").stdout.startswith("headwise 0.")
        assert "ask" in headwise("--help").stdout


class TestProcess:
    """What the other tests, which run in this process, do not show."""

    def test_hits_and_their_status_on_a_terminal_that_knows_ascii_only(self, headwise, library):
        done = headwise.process(
            *("search", QUESTION, *library), PYTHONUTF8="0", PYTHONIOENCODING="ascii"
        )

        here = headwise("search", QUESTION, *library)
        assert json.loads(done.stdout) == json.loads(here.stdout)
        assert done.stdout.isascii()
        assert not here.stdout.isascii()
        assert (done.returncode, done.stderr) == (here.returncode, here.stderr) == (0, "")

    def test_a_failure_is_one_line(self, headwise):
        done = headwise.process("ask", QUESTION)

        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith("headwise: ")
        assert done.stderr.count("\n") == 1

    @pytest.mark.skipif(os.name == "nt", reason="needs signals")
    def test_interrupted(self, headwise, openai_server, library):
        asked = threading.Event()
        go_on = threading.Event()

        def respond(_request):
            asked.set()
            go_on.wait(60)
            return "Late."

        openai_server.respond = respond
        code = (  # ended by Ctrl-C although these tests may run where it is ignored
            "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
            "from headwise.cli import main; main()"
        )
        arguments = ("ask", QUESTION, *library, "--llm", "openai:scripted")
        process = subprocess.Popen(
            [sys.executable, "-c", code, *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=headwise.environment(),
            text=True,
        )
        with process:
            assert asked.wait(60)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate()
        go_on.set()

        assert (process.returncode, out) == (130, "")
        assert err.strip() == "headwise: interrupted; documents indexed so far are kept"

    def test_a_reader_that_goes_away_is_no_error(self, headwise, library):
        process = subprocess.Popen(
            headwise.command("search", QUESTION, *library),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=headwise.environment(),
        )
        process.stdout.close()
        with process.stderr:
            errors = process.stderr.read()
        process.wait(timeout=60)
        assert errors == b""


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
    environment = {**headwise.environment(), "HEADWISE_CACHE": str(tmp_path / "cache")}
    done = subprocess.run(
        [sys.executable, str(blocked), "ask", QUESTION, str(note)],
        capture_output=True,
        text=True,
        env=environment,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("## ")
