from headwise.chains.answer import Source
from headwise.chains.steps.group import group
from headwise.chains.steps.prepare import Kept
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


def test_overlapping_chunks_of_a_section_become_one_passage():
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    text = " ".join(
        f"Sentence {n} says what the number {n} squared is: {n * n}." for n in range(40)
    )
    splitter = RecursiveCharacterTextSplitter(chunk_size=300, chunk_overlap=80)
    chunks = splitter.split_text(text)
    assert len(chunks) > 5
    shuffled = chunks[1::2] + chunks[::2]
    hits = [kept("1 Squares", text=chunk) for chunk in shuffled]

    (whole,) = group(hits)

    assert whole.text == text


def test_a_joined_passage_knows_the_pages_of_its_chunks():
    shared = "This sentence stands at the end of one page of the document."
    first = kept("1 Intro", text=f"It begins. {shared}")
    second = kept("1 Intro", text=f"{shared} It goes on.")
    pages = [
        Kept(
            one.hit.model_copy(
                update={"page_start": page, "page_end": page, "page_labels": (label,)}
            ),
            one.sources,
        )
        for one, page, label in ((first, 4, "ii"), (second, 5, "iii"))
    ]

    (joined,) = group(pages)[0].hits

    assert (joined.page_start, joined.page_end) == (4, 5)
    assert joined.page_offsets == ((0, 4), (len("It begins. "), 5))
    assert joined.page_labels == ("ii", "iii")


def test_chunks_that_only_share_a_phrase_stay_apart():
    (both,) = group(
        [
            kept("1 A", text="One. See the table below."),
            kept("1 A", text="See the table below. Two."),
        ]
    )

    assert len(both.hits) == 2
