import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwise.retrievers.sentences import sentence_spans, sentences


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
    ],
)
def test_sentences_end(text, count):
    assert len(sentences(text)) == count


@given(st.text(alphabet="Ab. \n?[1]”é", max_size=80))
def test_spans_cover_the_text(text):
    assert "".join(text[start:end] for start, end in sentence_spans(text)) == text
