"""Every way in which a prompt file can be wrong has its line and its words."""

import gc

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


FENCES = (
    "line 1: front matter between two lines '---' must come first, then '# System' and '# Human'"
)
TITLES = "line 6: a line '# System' must stand here, and '# Human' follow"
NOT_YAML = "the front matter is not YAML (put text with a colon or bracket in quotes)"
KEYS = (
    "line 2: the front matter must be lines 'name: …', 'description: …' and "
    "'variables: [question, passages]'"
)
UNKNOWN = "known are question, passages (write {{ and }} for literal braces)"
LINES_OF_A_FAULT = [
    ("", FENCES),
    (changed("---\nname", "name"), FENCES),
    ("\n" + GOOD, FENCES),
    (changed("]\n---\n", "]\n"), FENCES),
    (changed("# System\n\n", "Some words.\n\n# System\n\n"), FENCES),
    (changed("# System\n\n", ""), FENCES),
    ("---\nwords\n---\n# System\na\n# Human\nb", KEYS),
    ("---\n- name\n---\n# System\na\n# Human\nb", KEYS),
    (changed("[question, passages]", "[question, passages"), f"line 4: {NOT_YAML}"),
    (changed("Mine.", "Mine: all mine"), f"line 3: {NOT_YAML}"),
    (changed("description: Mine.", "\tdescription: Mine."), f"line 3: {NOT_YAML}"),
    (changed("Mine.", "Mi\x07ne."), f"line 2: {NOT_YAML}"),
    (changed("Mine.", "[" * 500), f"line 2: {NOT_YAML}"),
    (changed("description: Mine.", "author: me"), f"{KEYS}; see 'author'"),
    (changed("name: map\n", ""), f"{KEYS}; see 'name'"),
    (changed("variables: [question, passages]\n", ""), f"{KEYS}; see 'variables'"),
    (changed("Mine.", "[a, b]"), f"{KEYS}; see 'description'"),
    (changed("[question, passages]", "question"), f"{KEYS}; see 'variables'"),
    (
        changed("name: map", "name: reduce"),
        "line 1: the name must be 'map', as the file's, not 'reduce'",
    ),
    (
        changed("[question, passages]", "[question, text]"),
        "line 1: the variables must be question, passages, not question, text",
    ),
    (
        changed("# System\n\n", "# System\n\n\n").replace("{passages}", "{passage}"),
        f"line 14: unknown variable {{passage}}; {UNKNOWN}",
    ),
    (
        changed("Be brief.", "Keep $\\frac{a}{b}$."),
        f"line 8: unknown variable {{a}}; {UNKNOWN}",
    ),
    (changed('{{"a": 1}}', '{"a": 1}'), f'line 8: unknown variable {{"a": 1}}; {UNKNOWN}'),
    (changed("{passages}", "{}"), f"line 13: unknown variable {{}}; {UNKNOWN}"),
    (
        changed("{passages}", "{passages!r:>9}"),
        f"line 13: unknown variable {{passages!r:>9}}; {UNKNOWN}",
    ),
    (
        changed("{passages}", "{passages}\n{"),
        "line 14: a single brace; write {{ or }} for a literal one",
    ),
    (
        changed("\n{passages}", ""),
        "line 12: the variable {passages} is in neither part; put it here",
    ),
    (
        changed('Be brief. JSON looks like {{"a": 1}}.', ""),
        "line 6: the part '# System' is empty",
    ),
    (changed("{question}\n{passages}", " \t"), "line 10: the part '# Human' is empty"),
    (changed("# Human", "# Reader"), TITLES),
    (changed("# Human", "## Human"), TITLES),
    (
        changed("Be brief.", "Geprüft.").encode("latin-1"),
        "line 8: is not UTF-8 text; save it as UTF-8",
    ),
    (GOOD.encode("utf-16"), "line 1: is not UTF-8 text; save it as UTF-8"),
]


@pytest.fixture
def no_garbage():
    """Collect none in the depth of a recursion, where to warn of what other tests left fails."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize(("content", "says"), LINES_OF_A_FAULT)
def test_a_file_that_is_not_well_formed_is_named_with_its_line(tmp_path, content, says, no_garbage):
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
