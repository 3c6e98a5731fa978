"""Every way in which a prompt file can be wrong has its line and its words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwise import PromptError, load_prompts
from headwise.prompts import Prompt
from headwise.prompts.checking import Part, PromptFormatError, check_parts
from headwise.prompts.files import format_prompt, parse_prompt

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


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


LINES_OF_A_FAULT = [
    ("", "line 1: must begin with front matter between two lines '---'"),
    (changed("---\nname", "name"), "line 1: must begin with front matter between two lines '---'"),
    ("\n" + GOOD, "line 1: must begin with front matter between two lines '---'"),
    (
        changed("]\n---\n", "]\n"),
        "line 1: the front matter has no second line '---' that ends it",
    ),
    ("---\n---\n# System\na\n# Human\nb", "line 2: the front matter must be lines 'key: value'"),
    ("---\n- name\n---\n", "line 2: the front matter must be lines 'key: value'"),
    ("---\nwords\n---\n", "line 2: the front matter must be lines 'key: value'"),
    (
        changed("[question, passages]", "[question, passages"),
        "line 4: the front matter is not YAML (put text with a colon or bracket in quotes)",
    ),
    (
        changed("description: Mine.", "description: Mine: all mine"),
        "line 3: the front matter is not YAML (put text with a colon or bracket in quotes)",
    ),
    (
        changed("description: Mine.", "\tdescription: Mine."),
        "line 3: the front matter is not YAML: a tab; use spaces",
    ),
    (changed("Mine.", "Mi\x07ne."), "line 2: the front matter is not YAML"),
    ("---\n" + "[" * 9000 + "\n---\n", "line 2: the front matter is not YAML"),
    (
        changed("description: Mine.", "author: me"),
        "line 3: unknown key 'author'; known are name, description, variables",
    ),
    (
        changed("description: Mine.", "Name: map"),
        "line 3: unknown key 'Name'; known are name, description, variables",
    ),
    (
        changed("description: Mine.", "name: map"),
        "line 3: the key 'name' is there twice, first in line 2",
    ),
    (changed("name: map\n", ""), "line 1: the front matter lacks the key 'name'"),
    (
        changed("variables: [question, passages]\n", ""),
        "line 1: the front matter lacks the key 'variables'",
    ),
    (changed("Mine.", "[a, b]"), "line 3: 'description' must be text"),
    (
        changed("[question, passages]", "question"),
        "line 4: 'variables' must be a list of names, as in [question, passages]",
    ),
    (
        changed("[question, passages]", "[question, [passages]]"),
        "line 4: 'variables' must be a list of names, as in [question, passages]",
    ),
    (
        changed("name: map", "name: reduce"),
        "line 2: the name must be 'map', as the file's, not 'reduce'",
    ),
    (
        changed("[question, passages]", "[question]"),
        "line 4: the variables must be question, passages, not question",
    ),
    (
        changed("[question, passages]", "[question, passages, passages]"),
        "line 4: the variables must be question, passages, not question, passages, passages",
    ),
    (
        changed("[question, passages]", "[question, text]"),
        "line 4: the variables must be question, passages, not question, text",
    ),
    (
        changed("# System\n\n", "# System\n\n\n").replace("{passages}", "{passage}"),
        (
            "line 14: unknown variable {passage}; known are question, passages "
            "(write {{ and }} for literal braces)"
        ),
    ),
    (
        changed("Be brief.", "Keep $\\frac{a}{b}$."),
        (
            "line 8: unknown variable {a}; known are question, passages "
            "(write {{ and }} for literal braces)"
        ),
    ),
    (
        changed('{{"a": 1}}', '{"a": 1}'),
        (
            'line 8: unknown variable {"a": 1}; known are question, passages '
            "(write {{ and }} for literal braces)"
        ),
    ),
    (changed("{passages}", "{ passages }"), "line 13: write {passages} alone, not { passages }"),
    (
        changed("{passages}", "{passages!r:>9}"),
        "line 13: write {passages} alone, not {passages!r:>9}",
    ),
    (
        changed("{passages}", "{passages.__class__}"),
        "line 13: write {passages} alone, not {passages.__class__}",
    ),
    (
        changed("{passages}", "{}"),
        (
            "line 13: empty braces; write {{}} for literal ones, or name a variable: "
            "question, passages"
        ),
    ),
    (
        changed("{passages}", "{passages}\n{"),
        "line 14: a single brace; write {{ or }} for a literal one",
    ),
    (
        changed("{passages}", "{passages}}"),
        "line 13: a single brace; write {{ or }} for a literal one",
    ),
    (
        changed("\n{passages}", ""),
        "line 12: the variable {passages} is in neither part; put it here",
    ),
    (
        changed("{passages}", "{{passages}}"),
        "line 12: the variable {passages} is in neither part; put it here",
    ),
    (
        changed('Be brief. JSON looks like {{"a": 1}}.', ""),
        "line 6: the part '# System' is empty",
    ),
    (changed("{question}\n{passages}", " \t"), "line 10: the part '# Human' is empty"),
    (changed("# Human", "# Reader"), "line 6: no line '# Human' follows this part"),
    (changed("# Human", "## Human"), "line 10: write '# Human', not '## Human'"),
    (changed("# System", "#System"), "line 6: write '# System', not '#System'"),
    (changed("# System", "**System:**"), "line 6: write '# System', not '**System:**'"),
    (changed("# System\n\n", ""), "line 6: '# System' must stand here, before anything else"),
    (
        changed("# System", "Some words.\n\n# System"),
        "line 6: '# System' must stand here, before anything else",
    ),
    (changed("Be brief.", "Be \0 brief."), "line 8: a NUL character; remove it"),
    (GOOD.encode("utf-16"), "line 1: is UTF-16 text; save it as UTF-8"),
    (
        changed("Be brief.", "Geprüft.").encode("latin-1"),
        "line 8: is not UTF-8 text; save it as UTF-8",
    ),
]


@pytest.mark.parametrize(("content", "says"), LINES_OF_A_FAULT)
def test_a_file_that_is_not_well_formed_is_named_with_its_line(tmp_path, content, says):
    path = tmp_path / "map.md"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(PromptError) as caught:
        load_prompts(tmp_path)
    assert str(caught.value) == f"{path}: {says}"


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        GOOD.replace("\n", "\r\n"),
        "\ufeff" + GOOD,
        GOOD.replace("---\n", "--- \n"),
        GOOD.replace("\n# Human", "\n# Human  "),
        GOOD.replace("Mine.", ""),
        GOOD.replace("[question, passages]", "\n  - passages\n  - question"),
    ],
)
def test_what_editors_do_to_a_file_changes_no_words(tmp_path, content):
    (tmp_path / "map.md").write_bytes(content.encode())
    read = load_prompts(tmp_path).map
    assert read.system == 'Be brief. JSON looks like {{"a": 1}}.'
    assert read.human == "{question}\n{passages}"


def test_a_line_that_only_looks_like_a_title_is_text():
    text = GOOD.replace("Be brief.", "Human:\nBe brief.").replace(
        "{passages}", "{passages}\n# Human"
    )
    read = parse_prompt(text, "map")
    assert read.system.startswith("Human:\nBe brief.")
    assert read.human.endswith("{passages}\n# Human")


SAFE = st.text(st.characters(exclude_characters="{}\0\r", exclude_categories=["Cs"]))


@given(system=SAFE, human=SAFE, description=SAFE)
def test_a_prompt_that_passes_the_checks_comes_back_from_its_file(system, human, description):
    system = f"{system} {{question}} {{{{".strip()
    human = f"{{passages}}{human}".strip()
    try:
        check_parts("map", Part("System", system), Part("Human", human))
    except PromptFormatError:
        return
    prompt = Prompt(
        name="map",
        description=description,
        variables=("question", "passages"),
        system=system,
        human=human,
    )
    read = parse_prompt(format_prompt(prompt), "map")
    assert (read.system, read.human, read.variables) == (system, human, prompt.variables)
