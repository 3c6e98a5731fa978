"""The headwise.toml of the current folder chooses nothing that sends or writes elsewhere."""

import os

import pytest

QUESTION = "What is pooling for?"


@pytest.fixture
def asked(headwise, library_folder, tmp_path):
    def run(settings: str, *before: str):
        (tmp_path / "headwise.toml").write_text(settings)
        arguments = (*before, "ask", QUESTION, "--library", library_folder)
        return headwise(*arguments, cwd=tmp_path)

    return run


@pytest.mark.parametrize(
    "setting",
    ['llm = "openai:gpt-5"', 'embeddings = "openai:x"', 'prompts = "p"', 'cache = "replies"'],
)
def test_untrusted_file_chooses_no_model_words_or_file(asked, setting, tmp_path):
    done = asked(setting + "\n")

    assert done.returncode == 0
    assert done.stdout.startswith("## ")
    name = setting.split()[0]
    assert f"{tmp_path}/headwise.toml: {name} ignored" in done.stderr
    assert "headwise trust" in done.stderr


def test_untrusted_file_chooses_no_server(headwise, tmp_path):
    (tmp_path / "headwise.toml").write_text('library = "http://127.0.0.1:9"\nthreshold = 0.5\n')
    done = headwise("list", cwd=tmp_path)
    assert done.returncode == 0
    assert "library ignored" in done.stderr


def test_trusted_file_chooses_until_it_changes(headwise, asked, tmp_path):
    (tmp_path / "headwise.toml").write_text('llm = "no-such-provider:x"\n')
    assert "trusted" in headwise("trust", cwd=tmp_path).stderr

    trusted = asked('llm = "no-such-provider:x"\n')
    assert trusted.returncode == 1
    assert "no-such-provider" in trusted.stderr
    assert f"{tmp_path}/headwise.toml: trusted, sets llm" in trusted.stderr

    changed = asked('llm = "other-provider:x"\n')
    assert changed.returncode == 0
    assert "llm ignored" in changed.stderr


def test_trust_can_be_taken_back(headwise, asked, tmp_path):
    (tmp_path / "headwise.toml").write_text('llm = "no-such-provider:x"\n')
    headwise("trust", cwd=tmp_path)
    headwise("trust", "--remove", cwd=tmp_path)
    assert "llm ignored" in asked('llm = "no-such-provider:x"\n').stderr


def test_flag_trusts_once(asked):
    assert asked('llm = "no-such-provider:x"\n', "--trust").returncode == 1
    assert asked('llm = "no-such-provider:x"\n').returncode == 0


def test_users_own_configuration_chooses(headwise, library_folder, tmp_path):
    config = tmp_path / "home" / "config" / "headwise"
    config.mkdir(parents=True)
    (config / "headwise.toml").write_text('llm = "no-such-provider:x"\n')
    done = headwise("ask", QUESTION, "--library", library_folder)
    assert done.returncode == 1
    assert "no-such-provider" in done.stderr


def test_trust_without_a_file_is_one_line(headwise, tmp_path):
    done = headwise("trust", cwd=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_settings_that_are_no_file_do_not_hang(headwise, tmp_path, make):
    make(tmp_path / "headwise.toml")
    done = headwise("list", cwd=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


def test_deeply_nested_settings_are_one_line(headwise, tmp_path):
    (tmp_path / "headwise.toml").write_text("collection = " + "[" * 100_000)
    done = headwise("list", cwd=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
