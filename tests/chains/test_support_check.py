import asyncio
import json

import pytest
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, BaseMessage

from headwise.chains.answer import Answer, AnswerSection, Source
from headwise.chains.support_check import check_support
from headwise.retrievers import Hit

HIT = Hit(text="It has seven layers.", sub_heading="3 LeNet", collection_name="h", similarity=1.0)
OTHER = Hit(text="Birds sing.", sub_heading="9 Birds", collection_name="h", similarity=1.0)
ANSWER = Answer(
    question="q",
    sections=(
        AnswerSection(
            heading="LeNet",
            summary="It has seven layers. It has nine heads.",
            sources=(Source.of(HIT),),
        ),
    ),
    llm="x",
    threshold=0.5,
)
GOOD = json.dumps(
    {
        "verdicts": [
            {"sentence": 1, "verdict": "supported"},
            {"sentence": 2, "verdict": "unsupported", "reason": "no heads"},
        ]
    }
)


class Judge(GenericFakeChatModel):
    """Answers from a script and keeps what it was asked."""

    asked: list[list[BaseMessage]]

    def _generate(self, messages, *args, **kwargs):
        self.asked.append(messages)
        return super()._generate(messages, *args, **kwargs)


def judged(reply):
    judge = Judge(messages=iter([AIMessage(reply)]), asked=[])
    return check_support(judge).invoke({"answer": ANSWER, "hits": [HIT, OTHER]}), judge


@pytest.mark.parametrize("reply", [GOOD, f"Sure:\n```json\n{GOOD}\n```", GOOD[13:-1]])
def test_each_sentence_gets_its_verdict(reply):
    report, _ = judged(reply)

    assert [one.verdict for one in report.verdicts] == ["supported", "unsupported"]
    assert report.warnings == ("LeNet: judged unsupported (no heads): It has nine heads.",)


def test_the_model_sees_the_passages_of_the_section_and_no_others():
    _, judge = judged(GOOD)
    human = judge.asked[0][1].content

    assert "It has seven layers." in human
    assert "Birds sing." not in human
    assert "{" not in human


@pytest.mark.parametrize("reply", ["I cannot do that.", '{"verdicts": [{"sentence": "x"}]}', ""])
def test_a_reply_of_no_use_leaves_the_sentences_unjudged(reply):
    report, _ = judged(reply)

    assert {one.verdict for one in report.verdicts} == {"unjudged"}
    assert "form" in report.warnings[0]


def test_a_failed_call_is_reported_too():
    report = check_support(Judge(messages=iter([]), asked=[])).invoke(
        {"answer": ANSWER, "hits": [HIT]}
    )

    assert {one.verdict for one in report.verdicts} == {"unjudged"}
    assert "failed" in report.warnings[0]


def test_async_and_an_answer_without_sections():
    judge = check_support(Judge(messages=iter([AIMessage(GOOD)]), asked=[]))
    report = asyncio.run(judge.ainvoke({"answer": ANSWER, "hits": [HIT]}))
    assert len(report.verdicts) == 2

    empty = ANSWER.model_copy(update={"sections": ()})
    assert judge.invoke({"answer": empty, "hits": []}).verdicts == ()
