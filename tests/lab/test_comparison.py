"""What the lab shows: side by side, differences marked, figures."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwise.chains import Answer, AnswerSection, Source
from headwise.lab import Comparison, PromptLab, Scores, Trial
from headwise.lab.comparison import rows_of
from headwise.lab.difference import differences, marked_html, marked_text
from headwise.lab.journal import Call
from headwise.lab.scores import overlap
from notebooks.scripted_model import ScriptedModel

PAIRS = st.lists(
    st.sampled_from(["a", "b", "the", " ", "\n", "$x_1$", "<b>", "&", ".", "pooling"]), max_size=30
).map("".join)


def source(heading):
    return Source(collection_name="cnn", sub_heading=heading, similarity=0.9)


def section(heading, summary, *others):
    return AnswerSection(
        heading=heading, summary=summary, sources=tuple(map(source, (heading, *others)))
    )


def trial(variant, *sections, calls=(), warnings=()):
    answer = Answer(
        question="Q?", sections=sections, llm="x", threshold=0.85, warnings=tuple(warnings)
    )
    return Trial(variant, "Q?", answer, tuple(calls))


class Balance(HTMLParser):
    """Fails on tags that do not match."""

    EMPTY = ("br",)

    def __init__(self, html):
        super().__init__()
        self.open, self.seen = [], []
        self.feed(html)
        assert not self.open
        assert "<style" not in html

    def handle_starttag(self, tag, attrs):
        if tag not in self.EMPTY:
            self.open.append(tag)
        self.seen.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


class TestDifferences:
    @given(PAIRS, PAIRS)
    def test_both_texts_can_be_read_off(self, old, new):
        pieces = differences(old, new)
        assert "".join(piece.same + piece.old for piece in pieces) == old
        assert "".join(piece.same + piece.new for piece in pieces) == new
        assert all(bool(piece.same) != bool(piece.old or piece.new) for piece in pieces)
        Balance(marked_html(pieces))

    def test_html_in_a_text_is_shown_and_not_obeyed(self):
        html = marked_html(differences("a <script>", "a <img src=x onerror=y> & b"))
        assert set(Balance(html).seen) == {"ins", "del"}

    def test_a_formula_is_one_word(self):
        html = marked_html(differences("by $x_1 + 1$.", "by $x_1 + 2$."))
        html = re.sub(r" style=\"[^\"]*\"", "", html)
        assert html == "by <del>$x_1 + 1$</del><ins>$x_1 + 2$</ins>."

    def test_another_sentence_is_one_difference(self):
        marked = marked_text(
            differences(
                "Pooling lowers the cost of all later layers.",
                "Strides move the kernel by more than one position.",
            )
        )
        assert marked.count("[-") <= 2


class TestComparison:
    def test_sections_are_matched_by_where_they_come_from(self):
        first = trial("a", section("Pooling", "One."), section("Strides", "Two."))
        second = trial("b", section("Strides", "Two!"), section("Pooling", "One!"))
        assert [(row.heading, row.texts) for row in rows_of([first, second])] == [
            ("Pooling", ("One.", "One!")),
            ("Strides", ("Two.", "Two!")),
        ]

    def test_what_only_one_has_and_what_was_merged(self):
        first = trial("a", section("Pooling", "One."), section("Strides", "Two."))
        second = trial("b", section("Pooling", "Both.", "Strides"), section("Kernels", "New."))
        text = repr(Comparison([first, second]))
        assert "b: (merged into “Pooling”)" in text
        assert "a: (not in this answer)" in text
        assert "b: New." in text

    def test_sections_of_the_same_heading_stay_apart(self):
        one = trial("a", section("3.1 Results", "One."), section("4.1 Results", "Two."))
        assert [row.texts for row in rows_of([one])] == [("One.",), ("Two.",)]

    def test_every_form_shows_texts_differences_warnings_and_figures(self):
        calls = [Call("map", (), "x", reused=False, input_tokens=90, output_tokens=10, seconds=2)]
        first = trial("a", section("Pooling", "It halves maps."), calls=calls)
        second = trial("b", section("Pooling", "It halves <maps> | twice."), warnings=["check 7"])
        shown = Comparison([first, second])
        html = shown._repr_html_()
        Balance(html)
        for form in (repr(shown), html):
            assert "100 tokens" in form
            assert "2.0 s of the model" in form
            assert "Pooling" in form
        assert "check 7" in repr(shown)
        assert "check 7" in html
        assert "<ins " in html
        assert "<maps" not in html

    def test_colours_are_not_fixed_to_one_theme(self):
        html = Comparison([trial("a", section("P", "x")), trial("b", section("P", "y"))])
        styles = re.findall(r'style="([^"]*)"', html._repr_html_())
        assert not [style for style in styles if re.search(r"(?<!-)color:", style)]

    def test_nothing_similar_enough(self):
        assert "Nothing was similar enough" in Comparison([trial("a")])._repr_html_()
        assert "Nothing was similar enough" in repr(trial("a"))


class TestScores:
    @pytest.mark.parametrize(
        ("texts", "expected"),
        [
            (["one two three four", "one two three four"], 1.0),
            (["one two three four", "five six seven"], 0.0),
            (["one two three four five", "one two three"], 1.0),
            (["a b c d e", "a b c x y z"], 1 / 3),
            (["alone"], 0.0),
        ],
    )
    def test_overlap_is_of_the_two_most_alike_sections(self, texts, expected):
        answer = trial("a", *(section(f"S{i}", text) for i, text in enumerate(texts))).answer
        assert overlap(answer) == pytest.approx(expected)

    def test_figures_are_means_and_measures_of_ones_own_count(self):
        def shouted(answer):
            return answer.sections[0].summary.isupper()

        repair = Call("repair", (), "x", reused=True)
        trials = [
            trial("a", section("P", "ONE TWO"), calls=[repair]),
            trial("a", section("P", "one two three four")),
            trial("b", section("P", "one"), warnings=["P: '7' not in the sources (check it): …"]),
        ]
        scores = Scores(trials, [shouted])
        first, second = scores.rows
        assert (first["variant"], first["questions"], first["words"]) == ("a", 2, 3)
        assert (first["repairs"], first["shouted"]) == (0.5, 0.5)
        assert (second["unsupported"], second["repairs"]) == (1, 0)
        assert Scores(trials, {"loud": shouted}).rows[0]["loud"] == 0.5
        assert len(scores.by_question) == 3
        for form in (repr(scores), scores._repr_html_()):
            assert "shouted" in form
            assert "0.50" in form
        Balance(scores._repr_html_())


def test_every_object_of_the_lab_has_all_forms(hits):
    lab = PromptLab(hits, ScriptedModel(), "What is pooling?", threshold=0.83)
    variant = lab.variant("shorter", map=lambda words: words + "\nAt most one <b>sentence</b>.")
    for shown in (lab, variant, lab.run(), lab.run()[0], lab.compare(), lab.messages("map")):
        assert repr(shown)
        html = shown._repr_html_()
        Balance(html)
        assert "<b>sentence" not in html
