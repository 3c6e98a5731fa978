"""Files that are made once for a user, and read only if nobody else can have made them."""

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from headwise.retrievers.embeddings.file_cache import cache_folder, cached

SHA256 = hashlib.sha256(b"content").hexdigest()


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """A cache folder that does not exist yet."""
    monkeypatch.setenv("HEADWISE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_one_process_makes_what_several_ask_for(cache):
    made = []

    def make():
        made.append(1)
        return b"content"

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: cached("thing", make, SHA256), range(8))) == {b"content"}
    assert made == [1]


def test_an_interrupted_build_leaves_nothing(cache, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cached("thing", interrupted, SHA256)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", interrupted)
        with pytest.raises(KeyboardInterrupt):
            cached("thing", lambda: b"content", SHA256)
    assert [path for path in cache.iterdir() if path.suffix != ".lock"] == []
    (cache / "thing.part").write_bytes(b"of a process that was killed")
    assert cached("thing", lambda: b"content", SHA256) == b"content"
    assert cached("thing", _must_not_run, SHA256) == b"content"
    assert not (cache / "thing.part").exists()


def test_an_unusable_cache_folder_costs_time_not_the_answer(tmp_path, monkeypatch, caplog):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("HEADWISE_CACHE", str(tmp_path / "file" / "cache"))
    made = []
    assert cached("thing", lambda: made.append(1) or b"content", SHA256) == b"content"
    assert made == [1]
    assert "made anew each time" in caplog.text


def test_by_default_the_cache_is_the_users(monkeypatch):
    monkeypatch.delenv("HEADWISE_CACHE", raising=False)
    assert "headwise" in cache_folder().parts


# What is not trusted


def whole(content):
    return content + hashlib.sha256(content).digest()


def test_content_that_is_not_as_expected_is_taken_from_the_users_own_file_alone(cache):
    cache.mkdir()
    file = cache / "thing"
    file.write_bytes(whole(b"made by another version"))
    file.chmod(0o644)
    assert cached("thing", _must_not_run, SHA256) == b"made by another version"
    for mode in (0o664, 0o646):
        file.write_bytes(whole(b"put there"))
        file.chmod(mode)
        assert cached("thing", lambda: b"content", SHA256) == b"content"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives away")
def test_content_of_another_user_is_taken_only_if_it_is_as_expected(cache):
    cache.mkdir()
    file = cache / "thing"
    for content in (b"put there", b"content"):
        file.write_bytes(whole(content))
        os.chown(file, 12345, 12345)
        assert cached("thing", lambda: b"content", SHA256) == b"content"


def test_a_link_in_the_way_is_not_followed(cache, tmp_path):
    cache.mkdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(whole(b"put there"))
    (cache / "thing").symlink_to(elsewhere)
    (cache / "thing.part").symlink_to(elsewhere)
    assert cached("thing", lambda: b"content", SHA256) == b"content"
    assert elsewhere.read_bytes() == whole(b"put there")
    assert not (cache / "thing").is_symlink()


def test_a_pipe_in_the_way_does_not_hang(cache):
    cache.mkdir()
    os.mkfifo(cache / "thing")
    assert cached("thing", lambda: b"content", SHA256) == b"content"


def test_only_the_owner_can_read_what_is_kept(cache):
    cached("thing", lambda: b"content", SHA256)
    assert (cache / "thing").stat().st_mode & 0o077 == 0
    assert cache.stat().st_mode & 0o077 == 0


def _must_not_run(*_):
    raise AssertionError("made again")
