import re
from dataclasses import replace

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


def check(*parts):
    """The draft with summaries that keep the contract."""
    checker = Checker()
    whole = None
    for part in parts:
        for checked in checker.feed(part):
            whole = checked if whole is None else whole + checked
    return whole.part([one for one in whole.summaries if one.text])


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


def test_piece_by_piece_an_earlier_summary_comes_again_with_more_sources():
    checker = Checker()
    whole = draft(LONG, "Strides skip positions of the image, too.", SHORT)
    parts = [part for one in whole.summaries for part in checker.feed(whole.part([one]))]

    assert [one.group.id for part in parts for one in part.summaries] == [1, 2, 1]
    assert [one.id for one in parts[2].summaries[0].groups] == [1, 3]
    assert parts[2].summaries[0].text == LONG


def test_a_summary_that_comes_again_shorter_has_all_looked_at_again():
    whole = draft(LONG, LONG)
    first, second = whole.summaries
    shorter = replace(first, text=SHORT)
    checked = check(whole.part([first]), whole.part([second]), whole.part([shorter]))

    assert [one.text for one in checked.summaries] == [
        SHORT,
        "Its layers have no weights to be learned at all.",
    ]


def test_what_is_left_of_a_summary_is_compared_once_more():
    """Without what another says, it would be a third one's only sentence."""
    checked = check(draft("It is small.", SHORT, f"{SHORT} It is small."))

    assert [one.text for one in checked.summaries] == ["It is small.", SHORT]


def test_a_sentence_in_other_words_order_is_repetition_too():
    checked = check(
        draft(
            "Pooling halves the width and height of every feature map.",
            "Every feature map has its height and width halved by pooling.",
            "Pooling does not halve the width and height of every feature map.",
        )
    )

    assert [one.group.id for one in checked.summaries] == [1, 3]


def test_same_as_is_followed_and_a_circle_is_without_effect():
    first, second, third, fourth = draft("One fact.", "Two facts.", "Three.", "Four.").summaries
    given_ones = [
        first,
        replace(second, same_as=3),
        replace(third, same_as=1),
        replace(fourth, same_as=4),
    ]
    checked = check(draft("", "", "", "").part(given_ones))

    assert [[one.id for one in summary.groups] for summary in checked.summaries] == [[1, 2, 3], [4]]


HEADING_LINE = re.compile(r"^ {0,3}#{1,6}(\s|$)")


@given(st.lists(st.text(max_size=200), min_size=1, max_size=4))
def test_whatever_is_written_the_markdown_keeps_the_contract(texts):
    whole = draft(*(plain_text(text) for text in texts))
    checked = check(whole)
    markdown = to_markdown(
        AnswerSection(heading=one.group.heading, summary=one.text, sources=())
        for one in checked.summaries
    )

    headings = [line for line in markdown.split("\n") if HEADING_LINE.match(line)]
    assert markdown.startswith("## ") or not checked.summaries
    assert len(headings) == len(checked.summaries)
    assert all(one.text.strip() for one in checked.summaries)
    held = {one.id for summary in checked.summaries for one in summary.groups}
    assert held == {one.group.id for one in whole.summaries if one.text}


SENTENCES = ["It is small.", SHORT, "Its layers have no weights.", "1. a", "# b", "Two maps of 3."]
some_text = st.one_of(
    st.text(max_size=40), st.lists(st.sampled_from(SENTENCES), max_size=4).map(" ".join)
)


@given(st.lists(st.tuples(some_text, some_text, st.none() | st.integers(0, 6)), max_size=6))
def test_no_two_sections_say_the_same_whatever_was_removed_before(given_texts):
    """First as map wrote them, then as combine and ground left them, in parts."""
    before = [plain_text(text) for text, _, _ in given_texts]
    after = [plain_text(text) for _, text, _ in given_texts]
    whole = draft(*before)
    shorter = [
        replace(one, text=text, same_as=same_as)
        for one, text, (*_, same_as) in zip(whole.summaries, after, given_texts, strict=True)
    ]
    checked = check(*(whole.part([one]) for one in whole.summaries), whole.part(shorter))

    shown = [" ".join(one.text.split()).casefold() for one in checked.summaries]
    assert len(set(shown)) == len(shown)
    held = [one.id for summary in checked.summaries for one in summary.groups]
    assert sorted(held) == [n for n, text in enumerate(after, start=1) if text]
