"""First mistakes of a new user: each is one clear line, the right status and no traceback."""

import json
import os
import shutil

import pytest

needs_permissions = pytest.mark.skipif(
    os.name == "nt" or (os.geteuid() == 0 and not shutil.which("setpriv")),
    reason="needs a user, or a root, that permissions stop",
)
QUESTION = "What is pooling for?"


@pytest.fixture
def one_line(headwise):
    """Run the command line and expect one line on stderr, nothing on stdout, no traceback."""

    def run(*arguments, status, says, **settings):
        done = headwise(*arguments, **settings)
        assert done.returncode == status, done.stderr
        assert done.stdout == ""
        lines = done.stderr.splitlines()
        assert len(lines) == 1, done.stderr
        assert lines[0].startswith("headwise: ")
        assert "Traceback" not in done.stderr
        for words in [says] if isinstance(says, str) else says:
            assert words in lines[0]
        return lines[0]

    return run


@pytest.fixture
def not_a_pdf(tmp_path):
    path = tmp_path / "letter.pdf"
    path.write_text("Dear reader,\n" * 50)
    return path


def hits_file(tmp_path, text):
    path = tmp_path / "hits.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


class TestQuestionAndOptions:
    def test_empty_question(self, one_line):
        one_line("ask", "   ", status=2, says="the question is empty")

    def test_no_question(self, one_line):
        one_line("ask", status=2, says=["Missing argument", "headwise ask --help"])

    def test_threshold_out_of_range(self, one_line):
        one_line("ask", QUESTION, "--threshold", "1.5", status=2, says=["--threshold", "1.5"])

    def test_threshold_that_is_no_number(self, one_line):
        one_line("ask", QUESTION, "--threshold", "nan", status=2, says=["--threshold", "nan"])

    def test_threshold_from_the_environment(self, one_line):
        says = ["1.5", "HEADWISE_THRESHOLD"]
        one_line("ask", QUESTION, status=2, says=says, HEADWISE_THRESHOLD="1.5")

    def test_threshold_in_percent(self, one_line):
        says = "'85' is not a number from 0 to 1"
        one_line("ask", QUESTION, "--threshold", "85", status=2, says=says)

    def test_threshold_in_words(self, one_line):
        says = "'high' is not a number from 0 to 1"
        one_line("search", QUESTION, "--threshold", "high", status=2, says=says)

    def test_max_hits_of_none(self, one_line):
        one_line("search", QUESTION, "--max-hits", "0", status=2, says="--max-hits")

    def test_unknown_command(self, one_line):
        one_line("answer", QUESTION, status=2, says="answer")

    def test_unknown_option(self, one_line):
        one_line("ask", QUESTION, "--treshold", "0.8", status=2, says="--treshold")


class TestFiles:
    def test_question_and_pdf_the_wrong_way_round(self, one_line, papers):
        for first in (papers / "theory.pdf", "missing.pdf", papers):
            one_line("ask", first, QUESTION, status=2, says="the question comes first")

    def test_a_folder_and_no_question(self, one_line, papers):
        one_line("ask", f"{papers}/", status=2, says="the question comes first")

    def test_a_question_without_quotes(self, one_line):
        one_line("ask", *QUESTION.split(), status=2, says="put the question in quotes")

    def test_missing_file(self, one_line):
        one_line("ask", QUESTION, "missing.pdf", status=1, says="missing.pdf: no such file")

    def test_folder_without_pdfs(self, one_line, tmp_path):
        (tmp_path / "empty").mkdir()
        one_line("index", tmp_path / "empty", status=1, says=["empty", "no PDF"])

    def test_not_a_pdf(self, one_line, not_a_pdf):
        one_line("index", not_a_pdf, status=1, says=["letter.pdf", "not a PDF"])

    def test_empty_file(self, one_line, tmp_path):
        (tmp_path / "empty.pdf").touch()
        one_line("ask", QUESTION, tmp_path / "empty.pdf", status=1, says=["empty.pdf", "empty"])

    def test_outline_of_a_missing_file(self, one_line):
        one_line("outline", "missing.pdf", status=1, says="missing.pdf")

    def test_outline_of_a_folder(self, one_line, tmp_path):
        one_line("outline", tmp_path, status=1, says="folder")

    def test_one_bad_file_among_good_ones(self, headwise, papers, not_a_pdf):
        done = headwise("ask", QUESTION, papers / "introduction.pdf", not_a_pdf)

        assert done.returncode == 0
        assert done.stdout.startswith("## ")
        assert "letter.pdf" in done.stderr
        assert "Traceback" not in done.stderr

    @needs_permissions
    def test_unreadable_file(self, one_line, tmp_path, papers):
        locked = tmp_path / "locked.pdf"
        locked.write_bytes((papers / "theory.pdf").read_bytes())
        locked.chmod(0)
        says = ["locked.pdf", "Permission denied"]
        one_line("index", locked, status=1, says=says, unprivileged=True)


class TestLibrary:
    def test_empty_library(self, one_line):
        one_line("ask", QUESTION, status=1, says=["library is empty", "name PDFs"])

    def test_unknown_collection(self, one_line, library_folder):
        one_line(
            *("ask", QUESTION, "--library", library_folder, "--collection", "nowhere"),
            status=1,
            says=["nowhere: no such collection", "introduction, theory, training"],
        )

    def test_removing_nothing(self, one_line, library_folder):
        one_line("remove", "", "--library", library_folder, status=2, says="the name is empty")

    def test_library_that_is_a_file(self, one_line, not_a_pdf):
        one_line("list", "--library", not_a_pdf, status=1, says=["letter.pdf", "is a file"])

    def test_damaged_library(self, one_line, tmp_path):
        (tmp_path / "damaged").mkdir()
        (tmp_path / "damaged" / "chroma.sqlite3").write_bytes(b"no database" * 100)
        one_line("ask", QUESTION, "--library", tmp_path / "damaged", status=1, says="damaged")

    @needs_permissions
    def test_unreadable_library(self, one_line, tmp_path):
        (tmp_path / "locked").mkdir(mode=0)
        one_line(
            *("ask", QUESTION, "--library", tmp_path / "locked"),
            status=1,
            says=["locked", "Permission denied"],
            unprivileged=True,
        )

    @needs_permissions
    def test_library_folder_that_cannot_be_written(self, one_line, tmp_path, papers):
        (tmp_path / "readonly").mkdir(mode=0o555)
        one_line(
            *("index", papers / "theory.pdf", "--library", tmp_path / "readonly" / "library"),
            status=1,
            says=["library", "Permission denied"],
            unprivileged=True,
        )

    def test_library_in_a_place_that_cannot_be_written(self, one_line, tmp_path, papers):
        (tmp_path / "file").touch()
        one_line(
            *("index", papers / "theory.pdf", "--library", tmp_path / "file" / "library"),
            status=1,
            says=["library", "cannot be"],
        )

    def test_server_that_is_not_there(self, one_line):
        says = ["http://127.0.0.1:9", "Chroma server"]
        one_line("ask", QUESTION, "--library", "http://127.0.0.1:9", status=1, says=says)

    def test_address_of_another_kind(self, one_line):
        says = ["htp://localhost:8000", "begins with http:// or https://"]
        one_line("ask", QUESTION, "--library", "htp://localhost:8000", status=1, says=says)

    def test_another_embedding_model_than_the_librarys(self, one_line, library_folder, monkeypatch):
        monkeypatch.setenv("OPENAI_API_KEY", "sk-x")
        model = "openai:text-embedding-3-small"
        one_line(
            *("ask", QUESTION, "--library", library_folder, "--embeddings", model),
            status=1,
            says=["embedded:all-MiniLM-L6-v2", model],
        )


class TestModels:
    def test_missing_key(self, one_line, library_folder, monkeypatch):
        monkeypatch.delenv("OPENAI_API_KEY", raising=False)
        one_line(
            *("ask", QUESTION, "--library", library_folder, "--llm", "openai:gpt-5-mini"),
            status=1,
            says=["openai:gpt-5-mini", "OPENAI_API_KEY"],
        )

    def test_missing_key_is_found_out_before_indexing(self, headwise, papers, monkeypatch):
        monkeypatch.delenv("OPENAI_API_KEY", raising=False)
        headwise("ask", QUESTION, papers, "--llm", "openai:gpt-5-mini")

        assert json.loads(headwise("list", "--json").stdout) == []

    def test_model_without_provider(self, one_line, library_folder):
        one_line(
            *("ask", QUESTION, "--library", library_folder, "--llm", "gpt-5-mini"),
            status=1,
            says=["gpt-5-mini", "provider:model"],
        )

    def test_model_of_an_unknown_provider(self, one_line, library_folder):
        line = one_line(
            *("ask", QUESTION, "--library", library_folder, "--llm", "chatgpt:gpt-5-mini"),
            status=1,
            says=["chatgpt:gpt-5-mini", "no provider 'chatgpt'", "OPENAI_BASE_URL"],
        )
        assert len(line) < 300  # LangChain's own goes on with the names of all providers

    def test_model_server_that_is_not_there(self, one_line, library_folder, openai_server):
        one_line(
            *("ask", QUESTION, "--library", library_folder, "--llm", "openai:scripted"),
            status=1,
            says="cannot be reached",
            OPENAI_BASE_URL="http://127.0.0.1:9/v1",
        )

    def test_refused_key(self, one_line, library_folder, openai_server):
        from tests.support.openai_server import Reply

        openai_server.respond = lambda _: Reply(status=401, error="Incorrect key sk-scripted")
        line = one_line(
            *("ask", QUESTION, "--library", library_folder, "--llm", "openai:scripted"),
            status=1,
            says=["refuses the key", "401"],
        )
        assert "sk-scripted" not in line

    def test_unknown_embeddings(self, one_line, papers):
        says = "nonsense:model"
        one_line("index", papers / "theory.pdf", "--embeddings", says, status=1, says=says)


class TestHits:
    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("{", "is not JSON (line 1"),
            ('{"hits": []}', "not a list"),
            ('[{"text": "only"}]', "hit 1"),
            (
                '[{"text": 1, "sub_heading": "a", "collection_name": "b", "similarity": 1}]',
                "'text'",
            ),
            (b"\xff\xfe\x00", "UTF-8"),
            ("", "is not JSON"),
            ("[" * 100_000, "hits.json"),
        ],
    )
    def test_hits_that_cannot_be_used(self, one_line, tmp_path, text, says):
        file = hits_file(tmp_path, text)
        line = one_line("summarize", file, "--question", QUESTION, status=1, says=says)
        assert "hits.json" in line

    def test_missing_hits_file(self, one_line):
        one_line("summarize", "no.json", "--question", QUESTION, status=1, says="no.json")

    def test_missing_question(self, one_line, tmp_path):
        one_line("summarize", hits_file(tmp_path, "[]"), status=2, says="--question")


class TestSettings:
    def test_unknown_setting(self, one_line, tmp_path):
        (tmp_path / "headwise.toml").write_text('model = "openai:x"\n')
        one_line("list", cwd=tmp_path, status=2, says=["headwise.toml", "'model'", "llm"])

    def test_setting_out_of_range(self, one_line, tmp_path):
        (tmp_path / "headwise.toml").write_text("threshold = 3\n")
        one_line("search", QUESTION, cwd=tmp_path, status=2, says=["3", "headwise.toml"])

    def test_setting_for_a_command_of_a_group(self, headwise, tmp_path):
        (tmp_path / "headwise.toml").write_text('prompts = "no-folder"\n')
        trusting = ("--trust", "prompts", "show", "map")
        done = headwise(*trusting, cwd=tmp_path)
        assert done.returncode == 1
        assert "no-folder: no such folder" in done.stderr.splitlines()[-1]

    def test_broken_toml(self, one_line, tmp_path):
        (tmp_path / "headwise.toml").write_text("threshold =\n")
        one_line("list", cwd=tmp_path, status=2, says=["headwise.toml", "TOML"])


class TestPrompts:
    def test_missing_prompt_folder(self, one_line, library_folder):
        one_line(
            *("ask", QUESTION, "--library", library_folder, "--prompts", "nowhere"),
            status=1,
            says="nowhere: no such folder",
        )

    def test_prompt_with_an_unknown_variable(self, one_line, headwise, tmp_path, library_folder):
        headwise("prompts", "export", tmp_path / "own")
        file = tmp_path / "own" / "map.md"
        file.write_text(file.read_text() + "\n{answer}\n")
        one_line(
            *("ask", QUESTION, "--library", library_folder, "--prompts", tmp_path / "own"),
            status=1,
            says=["map.md", "line", "{answer}"],
        )

    def test_export_does_not_overwrite(self, one_line, headwise, tmp_path):
        headwise("prompts", "export", tmp_path / "own")
        one_line(
            "prompts", "export", tmp_path / "own", status=1, says="triage.md: is there already"
        )
