"""Whatever a model replies: the Markdown keeps the contract and no group is lost silently."""

import json
import os

from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

from headwise import ModelError, sections_chain
from tests.chains.contract import keeps_contract, same, whole
from tests.conftest import HITS

EXAMPLES = int(os.environ.get("HEADWISE_FAULT_PLANS", "24"))
"""``make faults`` takes 1,000."""
HITS_GIVEN = json.loads(HITS.read_text(encoding="utf-8"))
COUNTED = [hit for hit in HITS_GIVEN if hit["similarity"] >= 0.83]

ids = st.one_of(st.integers(-1, 6), st.none(), st.text(max_size=2))
section = st.fixed_dictionaries(
    {}, optional={"id": ids, "summary": st.text(max_size=30), "same_as": ids, "x": st.none()}
)
sections = st.lists(section, max_size=6)
reply = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            *("", "# A", "## A\n\n## B", "```json\n{}\n```", "null", "[[[", "Setext\n---", "|"),
            *("<think>{}", "I'm sorry, but I cannot help with that.", '{"sections": [{"id": 1'),
            "Die Schicht ist das, was aus der Summe und den Werten für das Netz wird.",
            "卷积层对输入图像的每个位置计算加权和，权重在训练过程中学习得到。",
        ]
    ),
    sections.map(lambda sections: json.dumps({"sections": sections})),
    sections.map(lambda sections: f"Sure! {json.dumps(sections)} Done."),
    sections.map(lambda sections: json.dumps({"sections": sections})[:-7]),
)


class Scripted(GenericFakeChatModel):
    """Says one reply after the other, and the last for ever."""

    replies: list[str]
    messages: object = None
    at: int = 0

    def _generate(self, messages, stop=None, run_manager=None, **kwargs):
        self.messages = iter([AIMessage(self.replies[min(self.at, len(self.replies) - 1)])])
        self.at += 1
        return super()._generate(messages, stop, run_manager, **kwargs)


def model(replies):
    # One call at a time, so that the replies come in their order.
    return sections_chain(Scripted(replies=replies), threshold=0.83, max_concurrency=1)


@settings(max_examples=EXAMPLES)
@given(st.lists(reply, min_size=1, max_size=9))
def test_any_reply_gives_a_valid_answer_or_one_clear_error(replies):
    asked = {"question": "How do layers work?", "hits": HITS_GIVEN}
    try:
        answer = model(replies).invoke(asked)
    except ModelError:  # no reply had any text in it
        return
    keeps_contract(answer, COUNTED)


@settings(max_examples=EXAMPLES // 2)
@given(st.lists(reply, min_size=1, max_size=9))
def test_what_is_streamed_adds_up_to_what_is_returned(replies):
    asked = {"question": "How do layers work?", "hits": HITS_GIVEN}
    try:
        answer = model(replies).invoke(asked)
    except ModelError:
        return
    parts = list(model(replies).stream(asked))
    shown = [section for part in parts for section in part.sections]

    assert same(whole(parts), answer)
    for section in shown:  # what was shown once is never changed
        (final,) = (one for one in answer.sections if one.id == section.id)
        assert (section.heading, section.summary) == (final.heading, final.summary)
