from hypothesis import given
from hypothesis import strategies as st

from headwise.chains.draft import Draft, HeadingGroup, Summary
from headwise.chains.steps.combine import Settling
from headwise.chains.summarizer import Combined

GROUPS = tuple(HeadingGroup(id=id_, heading=f"H{id_}", hits=(), sources=()) for id_ in range(1, 6))
DRAFT = Draft("q", GROUPS, tuple(Summary(one, f"own {one.id}") for one in GROUPS))


def settled(combined):
    """The draft with what combining made of its summaries, all at once."""
    settling = Settling(DRAFT)
    parts = [*settling.feed(combined), *settling.end()]
    final = {one.group.id: one for part in parts for one in part.summaries}
    return DRAFT.part(tuple(final.values()))


def test_edited_text_replaces_the_own_and_the_rest_stays():
    combined = settled(Combined({2: "edited", 9: "unknown"}, {}))

    assert [one.text for one in combined.summaries] == [
        "own 1",
        "edited",
        "own 3",
        "own 4",
        "own 5",
    ]


def test_a_merged_group_is_named_in_the_one_that_stays():
    combined = settled(Combined({}, {5: 3, 3: 2}))

    assert [one.group.id for one in combined.summaries] == [1, 2, 4]
    assert {one.id for one in combined.summaries[1].groups} == {2, 3, 5}


ids = st.integers(0, 7)


@given(st.dictionaries(ids, st.text(max_size=5)), st.dictionaries(ids, ids))
def test_whatever_comes_back_no_group_is_lost(summaries, same_as):
    combined = settled(Combined(summaries, same_as))

    held = [one.id for summary in combined.summaries for one in summary.groups]
    assert sorted(held) == [1, 2, 3, 4, 5]
    assert all(summary.text for summary in combined.summaries)
