from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwise.retrievers.text.sentences import sentence_spans, sentences

GOLD = Path(__file__).parents[2] / "data" / "sentence_boundaries.txt"
"""One text a line; ¦ stands where a sentence ends, ⏎ for a line end."""


def gold():
    lines = GOLD.read_text(encoding="utf-8").splitlines()
    return [line.replace("⏎", "\n") for line in lines]


def ends(parts):
    """Return after how many characters other than white space each part ends, but for the last."""
    lengths, done = set(), 0
    for part in parts[:-1]:
        done += len("".join(part.split()))
        lengths.add(done)
    return lengths


def decisions(text):
    """Return how many places of a text could be a sentence's end."""
    plain = text.replace("¦", "")
    return sum(
        mark in ".!?…" and plain[index + 1 : index + 2].isspace()
        for index, mark in enumerate(plain)
    ) + text.count("\n¦")


def test_boundaries_of_the_gold_set():
    texts = gold()
    wrong = [
        text for text in texts if ends(text.split("¦")) ^ ends(sentences(text.replace("¦", "")))
    ]

    assert sum(map(decisions, texts)) >= 200
    assert not wrong


@pytest.mark.parametrize(
    "text",
    [
        "Smith et al. agree with this.",
        "See Fig. 3 and Eq. 4 for it.",
        "It was found by J. Smith and Geoffrey E. Hinton.",
        "The value is 3.5 m at most.",
        "Small kernels, e.g. 3 × 3, do.",
        "It holds for cats, i.e. Felidae.",
        "It follows Alg. 2 of that paper [30, p. 269].",
        "Values (approx. 4) vs. Others were compared.",
    ],
)
def test_a_full_stop_inside_a_sentence_does_not_end_it(text):
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two. Three.", 3),
        ("It ends [3, 4]. Next one.", 2),
        ('He said "yes." Then he left.', 2),
        ("As in Appendix B. Then it ends.", 2),
        ("Is it so? Yes! It is.", 3),
        ("A heading\n\nA paragraph. And more", 3),
        ("Größe zählt. Äpfel auch.", 2),
        ("It ends here.² The next one begins.", 2),
        ("It ends here. ⁴ For example, this is next.", 2),
        ("It was found by Ioffe et al. Later it was refined.", 2),
        ("これは文です。これも文です。", 2),
    ],
)
def test_sentences_end(text, count):
    assert len(sentences(text)) == count


@given(st.text(alphabet="AbeI. \n?![1]”é•-$。", max_size=80))
def test_spans_cover_the_text(text):
    spans = list(sentence_spans(text))

    assert "".join(text[start:end] for start, end in spans) == text
    assert all(start < end for start, end in spans)


@pytest.mark.parametrize(
    "text",
    [
        "In Smith v. Jones the court held this.",
        "See Decision No. Four and No. 12 of it.",
        "Under Art. IV and Art. 5 it holds.",
        "Voir l'art. L. 123 du code.",
        "Según el Art. Tercero y la Sra. García.",
        "Siehe Abs. 2 und Nr. Drei sowie Hr. Maier.",
        "Cfr. Rossi e il sig. Bianchi.",
        "Conforme o Sr. Silva e a Dra. Costa.",
        "Zie dhr. Jansen.",
        "См. рис. А и г. Москва.",
        "Schools under Reg. Section 5 and Sched. A apply.",
    ],
)
def test_abbreviations_of_the_languages_that_we_read_end_no_sentence(text: str) -> None:
    assert sentences(text) == [text]


def test_no_and_art_as_words_end_sentences() -> None:
    assert sentences("No. Bees fly.") == ["No.", "Bees fly."]
    assert sentences("This is art. The rest is craft.") == ["This is art.", "The rest is craft."]
