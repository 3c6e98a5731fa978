import pytest

from headwise import PromptError, load_prompts
from headwise.prompts import STEPS, export_prompts

GOOD = """---
name: map
description: Mine.
variables: [question, passages]
---
# System

Be brief. JSON looks like {{"a": 1}}.

# Human

{question}
{passages}
"""


@pytest.fixture
def write(tmp_path):
    def write(text, name="map.md"):
        data = text if isinstance(text, bytes) else text.encode()
        (tmp_path / name).write_bytes(data)
        return tmp_path

    return write


def test_the_shipped_prompts_make_two_messages_each():
    prompts = load_prompts()
    for step, variables in STEPS.items():
        template = getattr(prompts, step).template()
        messages = template.format_messages(**dict.fromkeys(variables, "VALUE {x} \\frac{1}{2}"))
        assert [message.type for message in messages] == ["system", "human"]
        assert messages[1].content.count("VALUE {x} \\frac{1}{2}") == len(variables)


def test_a_folder_overrides_some_and_the_rest_is_shipped(write):
    own = load_prompts(write(GOOD))

    assert own.map.system == 'Be brief. JSON looks like {{"a": 1}}.'
    assert own.combine == load_prompts().combine
    assert own.sha256 != load_prompts().sha256


def test_exported_prompts_are_the_shipped_ones(tmp_path):
    export_prompts(tmp_path / "own")

    assert load_prompts(tmp_path / "own") == load_prompts()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (GOOD.replace("---\nname", "name"), "line 1: .*front matter"),
        (GOOD.replace("description: Mine.", "author: me"), "line 3: unknown key 'author'"),
        (GOOD.replace("name: map", "name: reduce"), "line 2: the name must be 'map'"),
        (GOOD.replace("[question, passages]", "[question]"), "line 4: the variables must be"),
        (GOOD.replace("variables: [question, passages]\n", ""), "'variables'"),
        (GOOD.replace("{passages}", "{passage}"), r"line 13: unknown variable \{passage\}"),
        (GOOD.replace("{passages}", ""), r"\{passages\} is used nowhere"),
        (GOOD.replace("{passages}", "{passages} {"), "line 13: a single brace"),
        (GOOD.replace("# Human", "## Human"), "line 6: '# System' and then '# Human'"),
        (GOOD.replace('Be brief. JSON looks like {{"a": 1}}.', ""), "line 6: the part is empty"),
        (GOOD.replace("[question, passages]", "[question"), "not YAML"),
        (GOOD.encode("utf-16"), "not UTF-8"),
    ],
)
def test_a_file_that_is_not_well_formed_is_named_with_its_line(write, text, says):
    folder = write(text)
    with pytest.raises(PromptError, match=says) as caught:
        load_prompts(folder)
    assert "map.md" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_without_prompts(tmp_path):
    with pytest.raises(PromptError, match=r"holds none of map\.md"):
        load_prompts(tmp_path)
