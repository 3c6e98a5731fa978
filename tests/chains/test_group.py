from headwise.chains.answer import Source
from headwise.chains.group import group
from headwise.chains.prepare import Kept
from headwise.retrievers import Hit


def kept(heading, name="a", section_id=None, text="text"):
    hit = Hit(
        text=text,
        sub_heading=heading,
        collection_name=name,
        similarity=0.9,
        section_id=section_id,
    )
    return Kept(hit, (Source.of(hit),))


def test_hits_of_one_printed_section_are_one_group():
    groups = group([kept("1 Intro", text="one"), kept("2 More"), kept("1 Intro", text="two")])

    assert [one.heading for one in groups] == ["Intro", "More"]
    assert groups[0].text == "one\n\ntwo"
    assert [one.id for one in groups] == [1, 2]


def test_sections_of_one_heading_stay_apart():
    groups = group([kept("3.1 Results"), kept("4.1 Results"), kept("3.1 Results", name="b")])

    assert [one.heading for one in groups] == ["Results"] * 3


def test_sections_of_one_heading_can_be_merged():
    groups = group(
        [kept("3.1 Results"), kept("4.1 RESULTS"), kept("5 Outlook")], same_heading="merge"
    )

    assert [one.heading for one in groups] == ["Results", "Outlook"]
    assert [source.sub_heading for source in groups[0].sources] == ["3.1 Results", "4.1 RESULTS"]


def test_the_section_id_tells_sections_of_the_same_name_apart():
    groups = group([kept("Notes", section_id="x"), kept("Notes", section_id="y")])

    assert len(groups) == 2
