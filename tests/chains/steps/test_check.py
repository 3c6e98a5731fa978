import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwise.chains.answer import AnswerSection, to_markdown
from headwise.chains.draft import Draft, HeadingGroup, Summary
from headwise.chains.steps.check import Checker
from headwise.retrievers.text.plain import plain_text


def group(id_, heading="Pooling"):
    return HeadingGroup(id=id_, heading=heading, hits=(), sources=())


def draft(*texts):
    groups = tuple(group(number) for number in range(1, len(texts) + 1))
    return Draft("q", groups, tuple(map(Summary, groups, texts)))


def check(whole):
    """The draft with summaries that keep the contract."""
    checked = Checker().check(whole)
    final = {summary.group.id: summary for summary in checked.summaries}
    return whole.with_summaries(tuple(final.values()), checked.warnings)


@pytest.mark.parametrize(
    "reply",
    [
        "It shrinks maps.",
        "## Pooling\nIt shrinks maps.",
        "Here is the summary:\n\nIt shrinks maps.",
        "Here's a concise summary of the section:\nIt shrinks maps.",
        "Sure! Here is the answer: It shrinks maps.",
        "I understand. It shrinks maps.",
        "Summary: It shrinks maps.",
        "**It shrinks maps.**",
        "- It shrinks maps.",
        "```\nIt shrinks maps.\n```",
        "Pooling\n=======\nIt shrinks maps.",
        "---\nIt shrinks maps.\n---",
    ],
)
def test_heading_preamble_and_markup_go(reply):
    assert plain_text(reply) == "It shrinks maps."


@pytest.mark.parametrize(
    "text",
    [
        "Here the gradient is zero.",
        "Sure-fire methods do not exist.",
        "C# and F# are languages.",
        "A 2 * 3 * 4 tensor holds 24 values.",
        "The loss is $x_1 < 3$ and __init__ stays.",
    ],
)
def test_ordinary_text_stays(text):
    assert plain_text(text) == text


SHORT = "Pooling halves the width and the height of all feature maps."
LONG = f"{SHORT} Its layers have no weights to be learned at all."


def test_a_summary_that_says_no_more_than_an_earlier_one_is_given_up_for_it():
    (summary,) = check(draft(LONG, SHORT)).summaries

    assert summary.text == LONG
    assert {one.id for one in summary.groups} == {1, 2}


def test_what_an_earlier_summary_says_is_not_said_again():
    first, second = check(draft(SHORT, LONG)).summaries

    assert first.text == SHORT
    assert second.text == "Its layers have no weights to be learned at all."


def test_what_passed_once_stays_as_it_is_and_comes_again_with_more_sources():
    checker = Checker()
    whole = draft(LONG, "Strides skip positions of the image, too.", SHORT)
    parts = [checker.check(whole.part([one])) for one in whole.summaries]

    assert [one.group.id for part in parts for one in part.summaries] == [1, 2, 1]
    assert [one.id for one in parts[2].summaries[0].groups] == [1, 3]
    assert parts[2].summaries[0].text == LONG


def test_a_group_without_text_keeps_its_place():
    checked = check(draft("", "Pooling halves the width."))

    assert [summary.group.id for summary in checked.summaries] == [1, 2]
    assert checked.summaries[0].text
    assert len(checked.warnings) == 1


HEADING_LINE = re.compile(r"^ {0,3}#{1,6}(\s|$)")


@given(st.lists(st.text(max_size=200), min_size=1, max_size=4))
def test_whatever_is_written_the_markdown_keeps_the_contract(texts):
    checked = check(draft(*texts))
    markdown = to_markdown(
        AnswerSection(heading=one.group.heading, summary=one.text, sources=())
        for one in checked.summaries
    )

    headings = [line for line in markdown.split("\n") if HEADING_LINE.match(line)]
    assert markdown.startswith("## ")
    assert len(headings) == len(checked.summaries)
    assert all(one.text.strip() for one in checked.summaries)
    held = {one.id for summary in checked.summaries for one in summary.groups}
    assert held == {one.id for one in checked.groups}
