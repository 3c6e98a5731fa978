import pytest

from headwise.chains.extractive import extract, without_repetition
from headwise.chains.extractive.candidates import Candidate, find_candidates
from headwise.chains.extractive.choosing import paragraph
from headwise.chains.extractive.spoken import clean_verbatim, is_spoken
from headwise.chains.summarizer import CombineInput
from headwise.retrievers.embeddings import load_embeddings
from headwise.retrievers.sentences import sentences

QUESTION = "What does pooling do?"
SECTION = """Pooling layers reduce the width and the height of every feature map by taking the
largest value of each block. However, it loses the exact position of a pattern.

Figure 3: Pooling with blocks of two by two values, as it is used in most networks today.

| Layer | Size |
|-------|------|
| Pooling does reduce the map to this | 14 |

Figure 3 shows what pooling does to a feature map. The weather was fine on that particular day in
May. Pooling also makes a network less sensitive to small shifts of the image that it is given.

$$ p(x) = max x, pooling does that $$
"""


@pytest.fixture(scope="module")
def embeddings():
    return load_embeddings(None)


def test_sentences_that_answer_in_reading_order(embeddings):
    summary = extract(QUESTION, SECTION, embeddings)

    assert summary.startswith("Pooling layers reduce the width and the height of every feature map")
    assert summary.endswith("small shifts of the image that it is given.")


@pytest.mark.parametrize("other", ["weather", "|", "$$", "Figure 3:", "\n", "14"])
def test_no_tables_captions_formulas_or_other_matter(embeddings, other):
    assert other not in extract(QUESTION, SECTION, embeddings)


def test_a_sentence_that_leans_on_one_that_is_not_there_stays_out(embeddings):
    text = "It was raining all day in the old town by the sea. However, pooling reduces maps. "
    text += "Pooling reduces the size of all feature maps in a network by blocks."

    assert extract(QUESTION, text, embeddings).startswith("Pooling reduces the size")


def test_text_without_sentences_gives_its_opening(embeddings):
    assert extract(QUESTION, "pooling, stride, padding", embeddings) == "pooling, stride, padding"
    assert extract(QUESTION, "word " * 200, embeddings).endswith(" …")


def test_many_sentences_cost_a_bounded_number_of_embeddings(embeddings, monkeypatch):
    seen = []
    encode = type(embeddings).encode

    def counting(self, texts):
        seen.extend(texts)
        return encode(self, texts)

    monkeypatch.setattr(type(embeddings), "encode", counting)
    text = " ".join(f"Sentence number {n} tells of some other matter." for n in range(500))
    summary = extract(QUESTION, f"{text} Pooling does reduce every single map.", embeddings)

    assert len(seen) <= 61
    assert "Pooling does reduce" in summary


def test_what_an_earlier_section_says_is_not_said_again():
    shared = "Pooling halves the width and the height of every feature map."
    combined = without_repetition(
        CombineInput(QUESTION, {1: shared, 2: f"{shared} It keeps the depth as it is.", 3: shared})
    )

    assert combined.summaries == {1: shared, 2: "It keeps the depth as it is."}
    assert combined.same_as == {3: 1}


def test_a_connective_goes_where_the_sentence_before_is_missing(embeddings):
    text = "It rained. However, pooling reduces the size of all feature maps in a network."

    assert extract(QUESTION, text, embeddings) == (
        "Pooling reduces the size of all feature maps in a network."
    )


def test_a_connective_stays_behind_its_sentence():
    before = Candidate(0, "Pooling reduces maps.", "Pooling reduces maps.")
    after = Candidate(1, "However, pooling costs detail.", "Pooling costs detail.")

    assert paragraph([before, after]) == "Pooling reduces maps. However, pooling costs detail."
    assert paragraph([after]) == "Pooling costs detail."


@pytest.mark.parametrize(
    ("sentence", "leans"),
    [
        ("This is why pooling reduces the map.", True),
        ("However, it reduces the size of the map.", True),
        ("By taking the largest value, it reduces the map.", True),
        ("The latter reduces the size of the map.", True),
        ("We come to the second step of the method.", True),
        ("It is known that pooling reduces the map.", False),
        ("There are many ways to reduce a map.", False),
        ("This paper is on how pooling reduces maps.", False),
        ("However, pooling reduces the size of maps.", False),
    ],
)
def test_sentences_that_lean_on_the_one_before(sentence, leans):
    (candidate,) = find_candidates(sentence)

    assert candidate.leans is leans


@pytest.mark.parametrize(
    "text",
    [
        "Table 2: Pooling reduces the size of all maps in the network.",
        "| Pooling | reduces | the size of all maps. |",
        "[12] Author. Pooling reduces the size of all maps. In Proceedings, pp. 3–9, 2015.",
        "12 https://example.org/pooling reduces the size of all maps.",
        "© 2020 by those who reduce the size of all maps.",
        "pooling reduces the size of all maps in the network.",
        "Pooling reduces the size of all maps in the network by",
    ],
)
def test_what_is_no_prose_is_no_candidate(text):
    assert find_candidates(text) == []


def test_list_marks_ligatures_hyphens_and_footnote_marks_go():
    (candidate,) = find_candidates(
        "• Eﬃcient convo- lution reduces the size of pre- and post-maps.²"
    )

    assert candidate.text == "Efficient convolution reduces the size of pre- and post-maps."


def test_a_transcript_loses_its_fillers_and_nothing_else():
    text = (
        "So uh we we could um use a rubber case ,\nMm-hmm .\n"
        "because it is {disfmarker} it is soft . Yeah .\nUh the remote has 12 12 buttons you know ."
    )

    assert is_spoken(text)
    assert clean_verbatim(text) == (
        "So we could use a rubber case, because it is soft. Yeah.\n\nthe remote has 12 12 buttons."
    )
    assert not is_spoken("Um die Ecke steht ein Haus. " * 20)


def test_two_to_four_sentences_of_a_long_written_section(embeddings):
    text = " ".join(
        f"Pooling of kind {word} reduces maps of networks that hold {word} values in each block."
        for word in "red blue green yellow brown black white grey pink violet".split()
    )

    assert 2 <= len(sentences(extract(QUESTION, text, embeddings))) <= 4


def test_a_sentence_in_other_words_order_is_repetition_too():
    combined = without_repetition(
        CombineInput(
            QUESTION,
            {
                1: "Pooling halves the width and height of every feature map.",
                2: "Every feature map has its height and width halved by pooling.",
                3: "Pooling does not halve the width and height of every feature map.",
            },
        )
    )

    assert combined.same_as == {2: 1}
    assert set(combined.summaries) == {1, 3}
