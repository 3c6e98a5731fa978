"""What models think before they answer is not part of the answer."""

import pytest

from headwise import sections_chain
from headwise.chains.llm.transport.reasoning import without_reasoning
from tests.chains.llm.asking import MODEL, QUESTION
from tests.support.openai_server import obedient


class TestThoughts:
    @pytest.mark.parametrize(
        "reply",
        [
            "<think>\nLet me see.\n</think>\n\nPumps move water.",
            "Let me see.\n</think>\nPumps move water.",
            "<think>One</think> and <think>two</think>Pumps move water.",
            "Hm. </thinking>Pumps move water.",
            "[THINK]Let me see.[/THINK]Pumps move water.",
            "◁think▷Let me see.◁/think▷Pumps move water.",
            "<seed:think>Let me see.</seed:think>Pumps move water.",
            (
                "<|channel|>analysis<|message|>Let me see.<|end|><|start|>assistant"
                "<|channel|>final<|message|>Pumps move water.<|return|>"
            ),
            (
                "<|START_THINKING|>Hm.<|END_THINKING|><|START_RESPONSE|>Pumps move water."
                "<|END_RESPONSE|>"
            ),
            "<think>Hm.</think><answer>Pumps move water.</answer>",
            "Pumps move water.<|im_end|>",
            "Pumps move water.",
        ],
    )
    def test_only_the_answer_is_left(self, reply):
        assert without_reasoning(reply) == "Pumps move water."

    @pytest.mark.parametrize(
        "reply", ["<think>Let me see", "[THINK]Let me", "<|channel|>analysis<|message|>Let me see"]
    )
    def test_a_thought_without_end_leaves_nothing(self, reply):
        assert without_reasoning(reply) == ""

    @pytest.mark.parametrize("text", ["a < b and [1] holds", "<b>bold</b>", "It costs < 5."])
    def test_other_text_with_such_signs_stays(self, text):
        assert without_reasoning(text) == text

    def test_in_streams_too(self, hits, openai_server):
        openai_server.respond = lambda request: (
            "Okay, let me check.\n</think>\n" + obedient(request)
        )
        for part in sections_chain(MODEL).stream({"question": QUESTION, "hits": hits}):
            assert "let me check" not in part.markdown
            assert "think" not in part.markdown
