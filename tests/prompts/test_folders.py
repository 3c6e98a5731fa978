import re

import pytest

from headwise import PromptError, load_prompts
from headwise.prompts import STEPS, export_prompts, save_prompts
from headwise.prompts.files import format_prompt, parse_prompt


def own(step, system):
    prompts = load_prompts()
    return prompts.of(step).model_copy(update={"system": system})


def test_a_folder_overrides_some_and_the_rest_is_shipped(tmp_path):
    (tmp_path / "map.md").write_text(format_prompt(own("map", "Be brief.")))
    loaded = load_prompts(tmp_path)

    assert loaded.map.system == "Be brief."
    assert loaded.combine == load_prompts().combine
    assert loaded.sha256 != load_prompts().sha256


def test_exported_prompts_are_the_shipped_ones(tmp_path):
    paths = export_prompts(tmp_path / "new" / "folder")

    assert [path.name for path in paths] == [f"{step}.md" for step in STEPS]
    assert load_prompts(tmp_path / "new" / "folder") == load_prompts()


def test_saved_prompts_come_back_as_they_are(tmp_path):
    prompts = load_prompts().replaced(own("reduce", "Kürze: {{x}}, $\\frac{{a}}{{b}}$, 100 %s"))
    save_prompts(prompts, tmp_path / "own")
    loaded = load_prompts(tmp_path / "own")

    assert loaded == prompts
    assert loaded.sha256 == prompts.sha256


def test_files_that_are_there_stay_unless_forced(tmp_path):
    (tmp_path / "combine.md").write_text("mine")
    with pytest.raises(PromptError, match=r"combine\.md: is there already; .*--force"):
        export_prompts(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["combine.md"]

    export_prompts(tmp_path, force=True)
    assert load_prompts(tmp_path) == load_prompts()


def test_the_hash_is_of_the_words_alone(tmp_path):
    prompts = load_prompts()
    described = prompts.replaced(prompts.map.model_copy(update={"description": "Other."}))
    assert described.sha256 == prompts.sha256

    for step in STEPS:
        for part in ("system", "human"):
            words = getattr(prompts.of(step), part) + "!"
            other = prompts.replaced(prompts.of(step).model_copy(update={part: words}))
            assert other.sha256 != prompts.sha256


def test_a_folder_without_prompts(tmp_path):
    with pytest.raises(PromptError, match=r"holds none of triage\.md, map\.md"):
        load_prompts(tmp_path)


def test_a_folder_that_is_not_there_or_is_a_file(tmp_path):
    with pytest.raises(PromptError, match="no such folder"):
        load_prompts(tmp_path / "away")
    (tmp_path / "map.md").write_text("x")
    with pytest.raises(PromptError, match="is a file, not a folder"):
        load_prompts(tmp_path / "map.md")


@pytest.mark.parametrize("name", ["Map.md", "maps.md", "map (1).md"])
def test_a_prompt_under_a_name_that_no_step_reads_is_not_passed_over(tmp_path, name):
    export_prompts(tmp_path)
    (tmp_path / "map.md").rename(tmp_path / name)
    known = r"no step has this name; use triage\.md, map\.md, reduce\.md"
    with pytest.raises(PromptError, match=known):
        load_prompts(tmp_path)


def test_other_files_beside_the_prompts_are_no_fault(tmp_path):
    export_prompts(tmp_path)
    (tmp_path / "README.md").write_text("# Notes")
    (tmp_path / ".map.md.swp").write_bytes(b"\0")
    assert load_prompts(tmp_path) == load_prompts()


def test_a_folder_or_a_broken_link_in_place_of_a_file(tmp_path):
    (tmp_path / "map.md").mkdir()
    with pytest.raises(PromptError, match=r"map\.md: cannot be read"):
        load_prompts(tmp_path)
    (tmp_path / "map.md").rmdir()
    (tmp_path / "map.md").symlink_to(tmp_path / "away.md")
    with pytest.raises(PromptError, match=r"map\.md: cannot be read"):
        load_prompts(tmp_path)


def test_on_the_command_line_prompts_are_shown_and_checked(headwise, tmp_path):
    assert headwise("prompts", "export", tmp_path / "own").returncode == 0
    file = tmp_path / "own" / "map.md"
    file.write_text(file.read_text().replace("two to five", "two"))
    (tmp_path / "own" / "repair.md").unlink()

    checked = headwise("prompts", "check", tmp_path / "own")
    assert checked.stdout.splitlines() == [
        "triage: as shipped",
        "map: changed",
        "reduce: as shipped",
        "combine: as shipped",
        "repair: not in DIR, the shipped one is used",
        f"sha256: {load_prompts(tmp_path / 'own').sha256}",
    ]
    shown = headwise("prompts", "show", "map", "--prompts", tmp_path / "own")
    assert parse_prompt(shown.stdout, "map") == load_prompts(tmp_path / "own").map

    file.write_text(file.read_text().replace("{passages}", "{passage}"))
    wrong = headwise("prompts", "check", tmp_path / "own")
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert re.search(r"map\.md: line \d+: unknown variable \{passage\}", wrong.stderr)
