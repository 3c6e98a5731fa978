import pytest

from headwise.chains.extractive import extract, without_repetition
from headwise.chains.summarizer import CombineInput
from headwise.retrievers.embeddings import load_embeddings

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
