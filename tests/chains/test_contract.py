"""Whatever a model replies: the Markdown keeps the contract and no group is lost silently."""

import json
import re

from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.language_models import FakeListChatModel

from headwise import ModelError, sections_chain
from tests.conftest import HITS

HITS_GIVEN = json.loads(HITS.read_text(encoding="utf-8"))
HEADINGS = {
    "Convolutional layer",
    "CNN architecture",
    "Convolutional Neural Networks",
    "General Convolutional Neural Network Architectures",
}
HEADING_LINE = re.compile(r"^ {0,3}#{1,6}(?:\s|$)")

ids = st.one_of(st.integers(-1, 6), st.none(), st.text(max_size=2))
section = st.fixed_dictionaries(
    {}, optional={"id": ids, "summary": st.text(max_size=30), "same_as": ids, "x": st.none()}
)
reply = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["", "# A", "## A\n\n## B", "```json\n{}\n```", "null", "[[[", "Setext\n---", "|"]
    ),
    st.lists(section, max_size=6).map(lambda sections: json.dumps({"sections": sections})),
    st.lists(section, max_size=6).map(lambda sections: f"Sure! {json.dumps(sections)} Done."),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(reply, min_size=1, max_size=9))
def test_any_reply_gives_a_valid_answer_or_one_clear_error(replies):
    chain = sections_chain(FakeListChatModel(responses=replies), threshold=0.83)
    try:
        answer = chain.invoke({"question": "How do layers work?", "hits": HITS_GIVEN})
    except ModelError:  # no reply had any text in it
        return

    lines = answer.markdown.split("\n")
    printed = [line.removeprefix("## ") for line in lines if HEADING_LINE.match(line)]
    assert lines[0].startswith("## ")
    assert not any(re.fullmatch(r" {0,3}(?:=+|-+)\s*", line) for line in lines)
    assert printed == [one.heading for one in answer.sections]
    assert len(set(printed)) == len(printed)
    assert set(printed) <= HEADINGS
    assert all(one.summary.strip() for one in answer.sections)
    assert len({one.summary for one in answer.sections}) == len(answer.sections)
    sources = {source.sub_heading for one in answer.sections for source in one.sources}
    assert len(sources) == 4
