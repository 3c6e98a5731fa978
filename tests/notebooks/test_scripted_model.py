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


def test_combining_gives_every_section_back_and_repeats_nothing():
    task = '<section id="1">\nOne. Two.\n</section>\n<section id="2">\nTwo.\n</section>'
    assert json.loads(reply_to("", task)) == {
        "sections": [
            {"id": 1, "summary": "One. Two.", "same_as": None},
            {"id": 2, "summary": "", "same_as": 1},
        ]
    }


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
