from hypothesis import given
from hypothesis import strategies as st

from headwise.chains.draft import Draft, HeadingGroup, Summary
from headwise.chains.steps.combine import Alike
from headwise.chains.summarizer import Combined

TEXTS = [
    "A kernel slides over every position of an image. Its depth is that of the input.",
    "Over images, one kernel is moved position by position and never pauses. Weights are learned.",
    "Birds sing in May.",
]
GROUPS = tuple(HeadingGroup(id=id_, heading=f"H{id_}", hits=(), sources=()) for id_ in (1, 2, 3))
DRAFT = Draft("How does it work?", GROUPS, tuple(map(Summary, GROUPS, TEXTS)))


def shortened(drop=(), same_as=None):
    summaries = Alike(DRAFT).without(Combined(frozenset(drop), same_as or {}))
    return [(one.text, one.same_as) for one in summaries]


def test_only_summaries_with_sentences_that_resemble_each_other_are_sent():
    assert list(Alike(DRAFT).task.summaries) == [1, 2]
    assert Alike(Draft("q", GROUPS, DRAFT.summaries[1:])).task is None


def test_what_only_the_question_shares_is_no_resemblance():
    question = "How does a kernel slide over positions of an image?"

    assert Alike(Draft(question, GROUPS, DRAFT.summaries)).task is None


def test_what_the_code_can_tell_is_not_asked():
    twice = (Summary(GROUPS[0], TEXTS[0]), Summary(GROUPS[1], TEXTS[0]))

    assert Alike(Draft("q", GROUPS, twice)).task is None


def test_a_dropped_sentence_goes_and_nothing_else_changes():
    assert shortened([3]) == [(TEXTS[0], None), ("Weights are learned.", None), (TEXTS[2], None)]


def test_of_two_that_say_the_same_one_stays():
    texts = [text for text, _ in shortened([1, 2, 3, 4, 5, 99])]

    assert texts == [TEXTS[0], "Weights are learned.", TEXTS[2]]


def test_a_section_is_the_same_as_another_only_if_it_resembles_it():
    assert shortened(same_as={2: 1, 3: 1, 1: 1})[1:] == [(TEXTS[1], 1), (TEXTS[2], None)]


@given(st.frozensets(st.integers(-1, 9)), st.dictionaries(st.integers(0, 4), st.integers(0, 4)))
def test_whatever_comes_back_no_text_is_moved_or_made(drop, same_as):
    for (text, _), own in zip(shortened(drop, same_as), TEXTS, strict=True):
        assert text
        assert all(sentence in own for sentence in text.split(". "))
