"""The shipped prompts carry the instructions that the project began with."""

import json
import re

import pytest
from langchain_core.messages import HumanMessage

from headwise import load_prompts, sections_chain
from headwise.prompts import STEPS

NOTED = load_prompts()

CARRIED = {
    "only what the excerpts hold": {
        "map": "Use only what the passages say",
        "reduce": "Use only what the summaries say",
    },
    "clear and concise": {
        "map": "clear, concise and coherent",
        "reduce": "clear, concise and coherent",
    },
    "relevant to the question": {
        "triage": "says something about what is asked",
        "map": "Say what the passages say about the question",
        "reduce": "points that bear on the question",
    },
    "the most important insights, without redundancy": {
        "map": "the important points only, each once",
        "reduce": "the important points that bear on the question, each once",
        "combine": "Find what is said twice",
    },
    "well structured and coherent": {
        "map": "coherent sentences",
        "reduce": "coherent sentences",
    },
    "different perspectives become one account": {
        "map": "Join different sides of a matter into one account",
        "reduce": "Join different sides of a matter into one account",
    },
    "no unnecessary details": {
        "triage": "Leave out a section that only shares words with the question",
        "map": "the important points only",
        "reduce": "the important points",
    },
    "no preamble, no 'I understand'": {
        "map": 'no "I understand"',
        "reduce": "no opening remark",
        "repair": "without apology or remark",
    },
    "no heading at the start: code writes it": {
        "map": "without heading",
        "reduce": "without heading",
    },
    "sections of the same heading are all written, and differ": {
        "combine": "Keep every point that only one section makes",
    },
}
"""Each instruction of the origin that concerns a model: where the prompts carry it."""


@pytest.mark.parametrize("instruction", CARRIED)
def test_each_instruction_of_the_origin_is_carried(instruction):
    for step, words in CARRIED[instruction].items():
        prompt = NOTED.of(step)
        said = " ".join(f"{prompt.system}\n{prompt.human}".split())
        assert words in said, f"{step}: {words}"


def test_the_instructions_that_concern_headings_are_kept_by_code(hits):
    """``##`` before each, without the number, from the printed one: a model never sees it."""
    answer = sections_chain(threshold=0.83).invoke({"question": "What is pooling?", "hits": hits})
    headings = re.findall(r"^## (.*)$", answer.markdown, re.MULTILINE)
    printed = {hit["sub_heading"] for hit in hits}
    assert headings
    assert all(any(one.endswith(heading) for one in printed) for heading in headings)
    assert not any(heading[0].isdigit() for heading in headings)


def test_no_sentence_of_the_origin_is_copied(seeds):
    origin = (seeds / "heading-summary-prompt.txt").read_text(encoding="utf-8").lower()
    instructions = origin.split("input:")[0] + origin.rsplit("note:", 1)[1]
    for prompt in NOTED.steps():
        words = re.findall(r"[a-z]+", f"{prompt.system} {prompt.human}".lower())
        runs = {" ".join(words[i : i + 7]) for i in range(len(words) - 6)}
        theirs = " ".join(re.findall(r"[a-z]+", instructions))
        assert not [run for run in runs if run in theirs]


@pytest.mark.parametrize("step", ["triage", "combine"])
def test_the_form_of_the_reply_is_shown_once_and_is_of_integers(step):
    messages = NOTED.of(step).template().format_messages(question="Q", sections="S")
    shown = re.findall(r"\{.*\}", "\n".join(message.text for message in messages))
    assert len(shown) == 1
    assert not re.findall(r'(?<=: )"|\["', shown[0])
    assert json.loads(shown[0]).keys() <= {"ids", "drop", "same_as"}


def test_the_last_line_of_each_prompt_says_what_to_write_now():
    for prompt in NOTED.steps():
        last = prompt.human.split("\n\n")[-1]
        assert last.startswith(("Write ", "Reply ")), prompt.name
        assert len(prompt.system.split()) < 150, prompt.name


@pytest.mark.parametrize(
    "value", [r"\frac{a}{b}", "{question}", "{{x}}", "%s %(a)s", "$x_{1}$ and $$y$$", "{", "}}}"]
)
@pytest.mark.parametrize("step", STEPS)
def test_whatever_stands_in_a_passage_reaches_the_model_as_it_is(step, value):
    template = NOTED.of(step).template()
    variables = dict.fromkeys(STEPS[step], f"BEGIN {value} END")
    sent = [HumanMessage("Do it.")]
    messages = template.format_messages(**variables, sent=sent, reply="R")
    roles = ["human", "ai", "human"] if step == "repair" else ["system", "human"]
    assert [message.type for message in messages] == roles
    assert messages[-1].text.count(f"BEGIN {value} END") == len(STEPS[step])
