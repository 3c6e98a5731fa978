"""Looking after a library from the command line: list, remove, verify, moved files."""

import json
import shutil

import pytest

from tests.support.copies import copy_library


@pytest.fixture
def folder(tmp_path, library_folder, no_grace):
    """A library of the sample papers that may be changed."""
    return copy_library(library_folder, tmp_path / "own")


def test_list_remove_and_list_again(headwise, folder):
    listed = json.loads(headwise("list", "--library", folder, "--json").stdout)
    assert [one["collection_name"] for one in listed] == ["introduction", "theory", "training"]
    assert {"document_id", "source", "sha256", "passages", "duplicates"} <= set(listed[0])

    removed = headwise("remove", "theory", "--library", folder)
    assert (removed.returncode, removed.stdout) == (0, "")
    assert removed.stderr.startswith("headwise: removed ")
    as_json = headwise("remove", "training.pdf", "--library", folder, "--json", "--quiet")
    assert [one["collection_name"] for one in json.loads(as_json.stdout)] == ["training"]
    assert as_json.stderr == ""
    left = headwise("list", "--library", folder).stdout.splitlines()
    assert len(left) == 2
    assert left[1].startswith("introduction ")


def test_removing_what_is_not_there(headwise, folder):
    done = headwise("remove", "nothing", "--library", folder)

    assert (done.returncode, done.stdout) == (1, "")
    assert "nothing: no such collection or document" in done.stderr
    assert "introduction, theory, training" in done.stderr


def test_verify_finds_and_mends(headwise, folder):
    from headwise import Library

    assert headwise("verify", "--library", folder).stderr.endswith("no problems\n")
    store, documents = Library(folder).searched()
    store.passages.delete(where={"document_id": documents[0].document_id})
    done = headwise("verify", "--library", folder, "--json")

    report = json.loads(done.stdout)
    assert (done.returncode, report["documents"], report["unmended"]) == (0, 3, 0)
    (problem,) = report["problems"]
    assert (problem["kind"], problem["done"]) == ("incomplete", "indexed again")
    assert headwise("verify", "--library", folder, "--quiet").stderr == ""


def test_what_cannot_be_mended_is_a_failure(headwise, tmp_path, papers):
    from headwise import Library

    paper = shutil.copy(papers / "theory.pdf", tmp_path / "paper.pdf")
    headwise("index", paper)
    store, _ = Library(tmp_path / "library").searched()
    store.passages.delete(ids=store.passages.get(limit=1)["ids"])
    (tmp_path / "paper.pdf").unlink()
    done = headwise("verify")

    assert done.returncode == 1
    assert "its file is gone or cannot be read" in done.stderr


def test_verify_where_there_is_nothing(headwise):
    done = headwise("verify")

    assert done.returncode == 0
    assert "the library is empty; nothing to check" in done.stderr


def test_moved_and_copied_files(headwise, tmp_path, papers):
    shutil.copy(papers / "theory.pdf", tmp_path / "paper.pdf")
    headwise("index", tmp_path / "paper.pdf")
    (tmp_path / "paper.pdf").rename(tmp_path / "renamed.pdf")
    moved = headwise("index", tmp_path / "renamed.pdf")
    shutil.copy(tmp_path / "renamed.pdf", tmp_path / "twin.pdf")
    twin = headwise("index", tmp_path / "twin.pdf")

    assert moved.stderr == "headwise: 1 moved\n"
    assert "twin.pdf: the same document as" in twin.stderr
    assert twin.stderr.endswith("headwise: 1 duplicate\n")
    (row,) = headwise("list").stdout.splitlines()[1:]
    assert row.startswith("renamed ")
    assert row.endswith("renamed.pdf (and 1 more)")
