"""Words of which one in place of the other turns a statement around."""

from __future__ import annotations

from headwise.chains.grounding.statement import Statement
from headwise.retrievers.text.stems import stems

_OPPOSITES = [
    (frozenset(a.split()), frozenset(b.split()))
    for a, b in (
        ("increase increases increased increasing rises rose raises raised grows grew",
         "decrease decreases decreased decreasing falls fell lowers lowered shrinks shrank"),
        ("higher", "lower"),
        ("more", "fewer less"),
        ("speeds speed", "slows slow"),
        ("larger bigger greater", "smaller"),
        ("faster quicker", "slower"),
        ("before", "after"),
        ("above", "below"),
        ("best", "worst"),
        ("better", "worse"),
        ("always", "never rarely"),
        ("first", "last"),
        ("improves improved", "worsens worsened harms harmed"),
        ("longer", "shorter"),
        ("stronger", "weaker"),
        ("earlier", "later"),
        ("cheap cheaper", "expensive dear dearer"),
        ("warmer hotter", "colder cooler"),
        ("north", "south"),
        ("east", "west"),
        ("most", "least"),
        ("easy easier", "hard harder difficult"),
        ("maximum", "minimum"),
        ("accepted", "rejected"),
        ("succeeded succeeds", "failed fails"),
    )
]  # fmt: skip
OPPOSITE_STEMS = frozenset(
    stem for pair in _OPPOSITES for words in pair for word in words for stem in stems(word)
)


def opposite(one: Statement, other: Statement) -> tuple[str, str] | None:
    """Return a word of ``one`` and its opposite in ``other``, if each has only one of them."""
    mine, theirs = set(one.words), set(other.words)
    for left, right in _OPPOSITES:
        for a, b in ((left, right), (right, left)):
            if mine & a and theirs & b and not mine & b and not theirs & a:
                return min(mine & a), min(theirs & b)
    return None
