from headwise.chains.hits import read_hits
from headwise.chains.steps.prepare import prepare
from headwise.retrievers import Hit


def hit(text="Some text of a section.", similarity=0.9, name="a", heading="1 Intro", **more):
    return Hit(text=text, sub_heading=heading, collection_name=name, similarity=similarity, **more)


def test_hits_below_the_threshold_do_not_count(hits):
    prepared = prepare(read_hits(hits), 0.85)

    assert [one.hit.sub_heading for one in prepared.kept] == [
        "2.2 Convolutional layer",
        "1.5 Convolutional Neural Networks",
    ]
    assert len(prepared.below) == 3
    assert prepared.duplicates == 1


def test_the_threshold_is_compared_with_a_tolerance():
    prepared = prepare([hit(similarity=0.8499999), hit("Other words here.", 0.8499)], 0.85)

    assert len(prepared.kept) == 1


def test_the_same_passage_with_another_table_layout_is_a_duplicate(hits):
    first, second = read_hits(hits)[:2]

    assert first.text != second.text
    assert prepare([first, second], 0.85).duplicates == 1


def test_a_table_with_other_numbers_is_not_a_duplicate(hits):
    first = read_hits(hits)[0]
    table = "| Run | Loss |\n|---|---|\n| 1 | 0.52 |\n| 2 | 0.37 |\n"
    other = "| Run | Loss |\n|---|---|\n| 1 | 9.11 |\n| 2 | 8.84 |\n"
    a = first.model_copy(update={"text": table})
    b = first.model_copy(update={"text": other})

    assert prepare([a, b], 0.85).duplicates == 0


def test_the_same_paper_under_two_names_stays_once_with_both_sources():
    text = "Pooling halves the width and the height of every feature map, and keeps its depth."
    prepared = prepare([hit(text, name="a"), hit(text, name="b")], 0.85)

    (kept,) = prepared.kept
    assert [source.collection_name for source in kept.sources] == ["a", "b"]


def test_a_passage_inside_a_longer_hit_gives_way_to_it():
    short = "Pooling halves the width and the height of every feature map."
    long = f"{short} It keeps the depth, and has no weights that would have to be learned."
    prepared = prepare([hit(short, heading="3 Pooling"), hit(long, heading="3 Pooling")], 0.85)

    assert [one.hit.text for one in prepared.kept] == [long]
    assert prepared.duplicates == 1


def test_order_is_kept_and_misses_come_best_first():
    prepared = prepare(
        [hit("low one", 0.2), hit("first text", 0.86), hit("next words", 0.99), hit("high", 0.8)],
        0.85,
    )

    assert [one.hit.text for one in prepared.kept] == ["first text", "next words"]
    assert [miss.similarity for miss in prepared.below] == [0.8, 0.2]


def test_a_section_takes_the_place_of_all_its_passages():
    passages = [
        f"Passage {name} tells in some words of its own what the letter {name} stands for here."
        for name in "abc"
    ]
    texts = [passages[0], passages[2], " ".join(passages)]
    hits = [
        Hit(text=text, sub_heading=f"{n} Letters", collection_name="a", similarity=0.9)
        for n, text in enumerate(texts)
    ]

    prepared = prepare(hits, 0.85)

    assert [one.hit.text for one in prepared.kept] == [" ".join(passages)]
    assert [source.sub_heading for source in prepared.kept[0].sources] == [
        "2 Letters", "1 Letters", "0 Letters",
    ]  # fmt: skip
    assert prepared.duplicates == 2
