"""Step 2: hits of one printed section belong together."""

from __future__ import annotations

from collections.abc import Sequence

from headwise._inert import heading_or_page
from headwise.chains.draft import HeadingGroup
from headwise.chains.options import SameHeading
from headwise.chains.steps.overlaps import without_overlaps
from headwise.chains.steps.prepare import Kept
from headwise.retrievers.models import Hit
from headwise.retrievers.text.numbering import split_number


def group(kept: Sequence[Kept], same_heading: SameHeading = "separate") -> list[HeadingGroup]:
    """Group hits by printed section, in the order of each section's first hit.

    Chunks of a section that overlap, as text splitters make them, become one passage.

    Args:
        kept: Hits without duplicates.
        same_heading: ``separate`` keeps the sections of one heading apart ("3.1 Results"
            and "4.1 Results"); ``merge`` makes one group of them.
    """
    members: dict[object, list[Kept]] = {}
    for one in kept:
        key = _heading(one.hit).casefold() if same_heading == "merge" else _section(one.hit)
        members.setdefault(key, []).append(one)
    return [
        HeadingGroup(
            id=number,
            heading=_heading(together[0].hit),
            hits=tuple(without_overlaps([one.hit for one in together])),
            sources=tuple(dict.fromkeys(source for one in together for source in one.sources)),
        )
        for number, together in enumerate(members.values(), start=1)
    ]


def _section(hit: Hit) -> object:
    return hit.section_id or (hit.collection_name, " ".join(hit.sub_heading.split()))


def _heading(hit: Hit) -> str:
    printed = heading_or_page(hit.sub_heading, hit.page_start)
    return heading_or_page(split_number(printed)[1], hit.page_start)
