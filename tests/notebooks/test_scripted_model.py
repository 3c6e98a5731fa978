import json

import pytest

from headwise import sections_chain
from notebooks.scripted_model import ScriptedModel, reply_to

TASK = """Question: What does pooling do?

<passage id="1">
Maps are grids. Pooling halves each map. It has no weights. Strides are steps.
</passage>
"""


@pytest.mark.parametrize(
    ("instructions", "reply"),
    [
        ("", "Pooling halves each map. Maps are grids. It has no weights."),
        ("Write at most two sentences.", "Pooling halves each map. Maps are grids."),
        ("Write two sentences. At most one sentence.", "Pooling halves each map."),
        ("Use at most 3 words.", "Pooling halves each …"),
        (
            'No more than 1 sentence. Begin with "In short:".',
            "In short: Pooling halves each map.",
        ),
        ("At most one sentence, all sentences in upper case.", "POOLING HALVES EACH MAP."),
    ],
)
def test_it_follows_what_the_prompt_says(instructions, reply):
    assert reply_to(instructions, TASK) == reply


def test_triage_chooses_all_sections_or_as_many_as_the_prompt_says():
    task = "".join(f'<section id="{id_}">\nPooling\nOne.\n</section>\n' for id_ in (4, 7, 9))
    assert json.loads(reply_to("", task)) == {"ids": [4, 7, 9]}
    assert json.loads(reply_to("Choose at most two sections.", task)) == {"ids": [4, 7]}


def test_combining_drops_the_sentences_that_repeat_one():
    task = (
        '<summary id="1">\n[1] One.\n[2] Two.\n</summary>\n'
        '<summary id="2">\n[3] Two.\n[4] Three.\n</summary>'
    )
    assert json.loads(reply_to("", task)) == {"drop": [3], "same_as": []}


def test_in_the_chain_it_needs_no_repair_and_reports_tokens(hits):
    answer = sections_chain(ScriptedModel(), threshold=0.83).invoke(
        {"question": "What does a convolutional layer do?", "hits": hits}
    )
    assert len(answer.sections) == 4
    assert answer.usage.calls == 5
    assert answer.usage.input_tokens > answer.usage.output_tokens > 0
    assert answer.warnings == ()


def test_streamed_it_says_the_same():
    model = ScriptedModel()
    assert "".join(chunk.text for chunk in model.stream(TASK)) == model.invoke(TASK).text
