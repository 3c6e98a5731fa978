"""What says the same is said once, and finding it compares few texts."""

from hypothesis import given
from hypothesis import strategies as st

from headwise.retrievers.text.duplicates import Fingerprint, without_duplicates

TEXTS = st.lists(
    st.lists(st.sampled_from("abcdefg123"), max_size=24).map(" ".join)
    | st.integers(1, 30).map(lambda n: "The valve is serviced by the crew. " * 2 + f"Pump {n}."),
    max_size=12,
)


def one_by_one(texts):
    """Compare each text with all before it."""
    standing = []
    for number, text in enumerate(texts):
        one, says, place = [number], Fingerprint(text), len(standing)
        for index in reversed(range(len(standing))):
            old, known = standing[index]
            if known.contains(says):
                one, says = old + one, known
            elif says.contains(known):
                one = one + old
            else:
                continue
            del standing[index]
            place = index
        standing.insert(place, (one, says))
    return [one for one, _ in standing]


@given(TEXTS)
def test_the_result_is_that_of_comparing_each_with_all(texts):
    joined = without_duplicates(
        [[number] for number in range(len(texts))],
        lambda numbers: texts[numbers[0]],
        lambda stays, goes: stays + goes,
    )

    assert joined == one_by_one(texts)


def test_thousands_of_different_texts_are_hardly_compared(monkeypatch):
    compared = []
    contains = Fingerprint.contains

    def counted(one, other):
        compared.append(1)
        return contains(one, other)

    monkeypatch.setattr(Fingerprint, "contains", counted)
    texts = [
        f"The valve of pump {n} is serviced every {n * 7} months by crew {n}." for n in range(3000)
    ]
    kept = without_duplicates(texts, str, lambda stays, _: stays)

    assert kept == texts
    assert len(compared) < 10 * len(texts)
