"""config, doctor, open and completion."""

import json
import sys
from pathlib import Path

import pytest


def test_config_says_where_each_setting_comes_from(headwise, tmp_path):
    (tmp_path / "headwise.toml").write_text("threshold = 0.7\n")
    done = headwise("config", "--json", cwd=tmp_path, HEADWISE_MAX_HITS="7")

    rows = {row["setting"]: row for row in json.loads(done.stdout)}
    assert rows["threshold"]["value"] == "0.7"
    assert rows["threshold"]["from"].endswith("headwise.toml")
    assert (rows["max-hits"]["value"], rows["max-hits"]["from"]) == ("7", "HEADWISE_MAX_HITS")
    assert rows["timeout"]["from"] == "default"


def test_config_prints_no_password(headwise):
    done = headwise("config", HEADWISE_PASSWORD="s3cret-word")
    assert "s3cret-word" not in done.stdout
    assert "(set)" in done.stdout


def test_doctor_finds_nothing_broken_and_prints_no_key(headwise):
    done = headwise("doctor", OPENAI_API_KEY="sk-very-secret")

    assert done.returncode == 0
    assert "OPENAI_API_KEY is set" in done.stdout
    assert "sk-very-secret" not in done.stdout + done.stderr


def test_doctor_names_what_is_broken(headwise, tmp_path):
    (tmp_path / "file").write_text("")
    done = headwise("doctor", "--json", "--library", tmp_path / "file")

    assert done.returncode == 1
    broken = [one for one in json.loads(done.stdout) if not one["ok"]]
    assert [one["what"] for one in broken] == ["library"]


def test_notebooks_are_copied_with_what_they_need_and_none_is_lost(headwise, tmp_path):
    done = headwise("notebooks", tmp_path / "mine")

    copied = [Path(line) for line in done.stdout.splitlines()]
    assert [file.name[:2] for file in copied] == ["01", "02", "03", "04"]
    assert all((file.parent / "papers" / "theory.pdf").exists() for file in copied)
    assert (tmp_path / "mine" / "scripted_model.py").exists()
    copied[0].write_text("my own")
    refused = headwise("notebooks", tmp_path / "mine")
    assert refused.returncode == 2
    assert "--force" in refused.stderr
    assert copied[0].read_text() == "my own"
    assert headwise("notebooks", tmp_path / "mine", "--force").returncode == 0
    assert copied[0].read_text() != "my own"


def test_open_knows_the_last_answers_sources(headwise, library_folder, tmp_path):
    state = {"XDG_STATE_HOME": str(tmp_path / "state")}
    headwise("ask", "What is pooling for?", "--library", library_folder, **state)
    done = headwise("open", 1, "--print", **state)

    file, page = done.stdout.rstrip("\n").split("\t")
    assert file.endswith(".pdf")
    assert int(page) >= 1
    assert headwise("open", 99, **state).returncode == 2


def test_open_without_an_answer_says_what_to_do(headwise, tmp_path):
    done = headwise("open", 1, XDG_STATE_HOME=str(tmp_path / "state"))
    assert done.returncode == 2
    assert "headwise ask" in done.stderr


VIEWER = """#!/bin/sh
echo "$(basename $0)" "$@" >> {log}
exit {status}
"""


@pytest.fixture
def desktop(tmp_path, headwise, library_folder):
    """Answers, then opens the first source on a desktop of programs that note how they are called.

    Each is given as a name and the status with which it ends; ``chosen`` is what the desktop says
    is its viewer.
    """
    place = {"XDG_STATE_HOME": str(tmp_path / "state"), "DISPLAY": ":7"}
    log = tmp_path / "log"

    def opening(chosen, /, **programs):
        folder = tmp_path / "programs"
        folder.mkdir()
        for name, status in {"xdg-open": 0, **programs}.items():
            (folder / name).write_text(VIEWER.format(log=log, status=status))
        (folder / "xdg-mime").write_text(f"#!/bin/sh\necho {chosen}\n")
        for program in folder.iterdir():
            program.chmod(0o755)
        headwise("ask", "What is pooling for?", "--library", library_folder, **place)
        source = headwise("open", 1, "--print", **place).stdout.strip().split("\t")
        done = headwise("open", 1, PATH=f"{folder}:/usr/bin:/bin", **place)
        called = log.read_text().split("\n") if log.exists() else []
        return done, called[0], source

    return opening


@pytest.mark.skipif(sys.platform == "darwin", reason="desktops of Linux are asked for their viewer")
class TestOpening:
    def test_the_chosen_viewer_is_told_the_page(self, desktop):
        done, called, (file, page) = desktop("org.gnome.Evince.desktop", evince=0)
        assert called == f"evince --page-index={page} {Path(file).resolve()}"
        assert done.returncode == 0

    def test_a_browser_is_told_the_page_in_the_address(self, desktop):
        _, called, (file, page) = desktop("firefox_firefox.desktop", firefox=0)
        assert called == f"firefox {Path(file).resolve().as_uri()}#page={page}"

    def test_another_viewer_gets_the_file_and_the_reader_the_page(self, desktop):
        done, called, (file, page) = desktop("org.example.Reads.desktop")
        assert called == f"xdg-open {Path(file).resolve()}"
        assert f"page {page}: turn to that page" in done.stderr

    def test_a_viewer_that_fails_is_said(self, desktop):
        done, _, (file, page) = desktop("org.gnome.Evince.desktop", evince=3)
        assert done.returncode == 1
        assert done.stderr.count("\n") == 1
        assert f"{file}, page {page}" in done.stderr


def test_open_runs_nothing_that_is_no_pdf(headwise, tmp_path):
    state, file = tmp_path / "state", tmp_path / "run.desktop"
    file.write_text("[Desktop Entry]\nExec=rm")
    (state / "headwise").mkdir(parents=True)
    (state / "headwise" / "last-sources.json").write_text(json.dumps([[str(file), 1]]))

    done = headwise("open", 1, XDG_STATE_HOME=str(state), DISPLAY=":7")
    assert done.returncode == 1
    assert "not a PDF" in done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_installed_by_one_command(headwise, tmp_path, shell):
    done = headwise("completion", shell, "--install", HOME=str(tmp_path), XDG_CONFIG_HOME="")

    assert done.returncode == 0
    written = [path for path in tmp_path.rglob("*headwise*") if path.is_file()]
    assert any("_HEADWISE_COMPLETE" in path.read_text() for path in written)
