"""Which sentences of a section answer a question."""

import numpy as np
import pytest

from headwise.chains.extractive import extract
from headwise.chains.extractive.candidates import Candidate
from headwise.chains.extractive.choosing import choose, paragraph
from headwise.chains.extractive.scoring import overlap
from headwise.chains.extractive.spoken import clean_verbatim, is_spoken
from headwise.retrievers.text.sentences import sentences

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


def test_sentences_that_answer_in_reading_order(embeddings):
    summary = extract(QUESTION, SECTION, embeddings)

    assert summary.startswith("Pooling layers reduce the width and the height of every feature map")
    assert summary.endswith("small shifts of the image that it is given.")


FREQUENT = """Q: How long does shipping take?

A: Three working days. Abroad it takes a week, or two if customs looks at what you have ordered.

Q: Can I return a product?

A: Yes. The costs are yours.

Q: Who pays the duties that are due when a product is sent abroad and is returned from there?

A: The customer pays all duties."""


def test_a_question_that_the_text_asks_gets_the_answer_that_follows(embeddings):
    assert extract("can I return products?", FREQUENT, embeddings) == "Yes. The costs are yours."
    assert extract("How long does shipping take", FREQUENT, embeddings).startswith("Three working")


@pytest.mark.parametrize("other", ["weather", "|", "$$", "Figure 3:", "\n", "14"])
def test_no_tables_captions_formulas_or_other_matter(embeddings, other):
    assert other not in extract(QUESTION, SECTION, embeddings)


def test_text_without_sentences_gives_its_opening(embeddings):
    assert extract(QUESTION, "pooling, stride, padding", embeddings) == "pooling, stride, padding"
    assert extract(QUESTION, "word " * 200, embeddings) == f"{'word ' * 30}…"
    assert extract(QUESTION, "", embeddings) == ""


def test_many_sentences_cost_a_bounded_number_of_embeddings(embeddings, monkeypatch):
    seen = []
    encode = type(embeddings).encode

    def counting(self, texts):
        seen.extend(texts)
        return encode(self, texts)

    monkeypatch.setattr(type(embeddings), "encode", counting)
    text = " ".join(f"Sentence number {n} tells of some other matter." for n in range(500))
    summary = extract(QUESTION, f"{text} Pooling does reduce every single map.", embeddings)

    assert len(seen) <= 25
    assert "Pooling does reduce" in summary


def test_a_connective_goes_where_the_sentence_before_is_missing(embeddings):
    text = "It rained. However, pooling reduces the size of all feature maps in a network."

    assert extract(QUESTION, text, embeddings) == (
        "Pooling reduces the size of all feature maps in a network."
    )


def test_a_sentence_that_refers_back_yields_to_one_that_does_not():
    text = "word " * 95
    both = [Candidate(n, text, text, refers_back=n == 1) for n in (1, 3)]
    score = np.array([0.55, 0.5], dtype=np.float32)

    assert choose(both, score, np.eye(2, dtype=np.float32)) == [1]


def test_a_connective_stays_behind_its_sentence():
    before = Candidate(0, "Pooling reduces maps.", "Pooling reduces maps.")
    after = Candidate(1, "However, pooling costs detail.", "Pooling costs detail.")

    assert paragraph([before, after]) == "Pooling reduces maps. However, pooling costs detail."
    assert paragraph([after]) == "Pooling costs detail."


def test_function_words_of_a_question_in_another_language_do_not_count():
    stray, fitting = overlap(
        "Was ist die Aufgabe der Schicht?", ["Das ist die Stadt.", "Eine Schicht."]
    )

    assert stray == 0.0 < fitting


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
