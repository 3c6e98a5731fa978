"""Measuring thresholds on question/passage pairs."""

import json
import sys

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings

from headwise import CalibrationError, EmbeddingsError, Library
from headwise.retrievers.calibration import (
    Pairs,
    library_pairs,
    measure,
    read_pairs,
    shipped_pairs,
)
from headwise.retrievers.calibration.pairs import LEAST
from headwise.retrievers.embeddings import load_embeddings
from headwise.retrievers.embeddings.scale import MINILM, Scale
from tests.support.copies import copy_library

COSINE = Scale(c0=0.0, c1=1.0)


class Directions(Embeddings):
    """Texts "q3" and "p3" lie in direction 3, with the cosine that is set, and in no other."""

    def __init__(self, cosines):
        self.cosines = cosines

    def embed_documents(self, texts):
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text):
        number, size = int(text[1:]), len(self.cosines)
        vector = np.zeros(2 * size)
        cosine = 1.0 if text[0] == "q" else self.cosines[number]
        vector[number] = cosine
        vector[size + number] = np.sqrt(1 - cosine**2)
        return vector.tolist()


def numbered(count):
    return [(f"q{n}", f"p{n}") for n in range(count)]


def lines(tmp_path, *texts):
    path = tmp_path / "pairs.jsonl"
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


def good(count):
    return [json.dumps({"question": f"Why {n}?", "passage": f"Because {n}."}) for n in range(count)]


class TestMeasuring:
    def test_precision_recall_and_hits_are_counted_over_all_pairs_of_question_and_passage(self):
        found = measure(Directions([0.9, 0.7, 0.5, 0.3]), numbered(4), scale=COSINE)
        low = found.at(0.55)

        assert (low.precision, low.recall, low.hits_per_question) == (1.0, 0.75, 0.75)
        assert found.at(0.95).precision is None
        assert found.at(0.0).precision == pytest.approx(4 / 16)
        assert found.at(0.0).hits_per_question == pytest.approx(4)

    def test_anchors_are_the_medians(self):
        found = measure(Directions([0.9, 0.7, 0.5, 0.3]), numbered(4), scale=COSINE)

        assert found.measured.c0 == pytest.approx(0, abs=1e-6)
        assert found.measured.c1 == pytest.approx(0.6)
        assert found.dimension == 8
        assert (found.pairs, found.questions, found.passages) == (4, 4, 4)

    def test_a_question_may_have_several_passages(self):
        pairs = [*numbered(3), ("q0", "p1")]
        found = measure(Directions([0.9] * 3), pairs, scale=COSINE)

        assert (found.pairs, found.questions, int((~found.paired).sum())) == (4, 3, 5)

    def test_outcomes_on_another_scale(self):
        found = measure(Directions([0.9, 0.7, 0.5, 0.3]), numbered(4), scale=COSINE)
        narrow = found.on(Scale(c0=0.0, c1=0.5))

        assert narrow.at(1.0).recall > found.at(1.0).recall
        assert narrow.at(1.0).cosine == found.at(1.0).cosine / 2

    def test_the_best_threshold_has_the_highest_f1(self):
        found = measure(load_embeddings(), shipped_pairs())
        best = found.best()

        assert all(one.f1 <= best.f1 for one in found.outcomes())
        assert 0.4 < best.threshold < 0.95

    def test_the_shipped_model_on_the_shipped_pairs(self):
        found = measure(load_embeddings(), shipped_pairs())
        default = found.at(0.85)

        assert found.scale == MINILM
        assert found.measured.c0 == pytest.approx(MINILM.c0, abs=0.01)
        assert found.measured.c1 == pytest.approx(MINILM.c1, abs=0.01)
        assert default.precision > 0.85
        assert default.recall > 0.5
        assert found.on(COSINE).at(0.95).recall < 0.2
        low, high = found.spread()
        assert low < found.measured.c1 < high

    def test_what_a_search_finds_is_what_is_measured(self, library_folder):
        """The similarity of a pair is that of the hit."""
        from headwise import HeadingRetriever
        from headwise.retrievers.indexing.passages import embedded_text

        library = Library(library_folder)
        question = "What does a pooling layer do?"
        hit = HeadingRetriever(library=library).search(question).hits[0]
        heading = hit.sub_heading.split(" ", 1)[1]
        pairs = [(question, embedded_text(heading, hit.best_passage)), ("q", "Something else.")]
        found = measure(library.embeddings, pairs, scale=library.scale)

        assert hit.similarity == pytest.approx(found.scores[0, 0], abs=0.01)
        assert hit.cosine == pytest.approx(found.cosines[0, 0], abs=0.01)

    def test_pairs_that_tell_nothing(self):
        with pytest.raises(CalibrationError, match="not its answer"):
            measure(Directions([0.5]), numbered(1), scale=COSINE)
        with pytest.raises(CalibrationError):
            measure(Directions([0.5]), [], scale=COSINE)

    def test_a_model_that_does_not_tell_answers_from_the_rest(self):
        pairs = [("q0", "p1"), ("q1", "p0"), ("q2", "p3"), ("q3", "p2")]
        with pytest.raises(EmbeddingsError, match="answers must be nearer"):
            measure(Directions([0.9] * 4), pairs, scale=COSINE)

    def test_table_json_and_repr_agree(self):
        found = measure(Directions([0.9, 0.7, 0.3, 0.1]), numbered(4), scale=COSINE)
        table = found.table().splitlines()
        as_json = json.loads(json.dumps(found.as_json()))

        assert table[1].split()[2:] == ["1.00", "0.50", "0.50"]
        assert [line for line in table if line.endswith("default")] == [table[8]]
        assert as_json["thresholds"][0]["recall"] == 0.5
        assert as_json["thresholds"][-1]["precision"] is None
        assert as_json["pairs"]["count"] == 4
        assert len(repr(found)) < 200
        assert "<table" in found._repr_html_()


class TestPlots:
    def test_both_plots_are_drawn(self, tmp_path):
        pytest.importorskip("matplotlib")
        found = measure(Directions([0.9, 0.7, 0.5, 0.3]), numbered(4), scale=COSINE)
        figure = found.figure()
        figure.savefig(tmp_path / "plot.png")

        titles = [axes.get_title() for axes in figure.axes]
        assert "How similar passages are to questions" in titles
        assert "What each threshold gives" in titles
        assert (tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG")

    def test_without_matplotlib(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
        found = measure(Directions([0.9, 0.7]), numbered(2), scale=COSINE)
        with pytest.raises(CalibrationError, match=r"pip install 'headwise\[plot\]'"):
            found.figure()


class TestReading:
    def test_pairs_of_a_file(self, tmp_path):
        rows = [*good(LEAST), "", '{"question": " And? ", "passage": "So.\\u2028", "domain": "x"}']
        found = read_pairs(lines(tmp_path, *rows))

        assert len(found) == LEAST + 1
        assert found.pairs[-1] == ("And?", "So.")

    def test_a_separator_inside_a_string_ends_no_line(self, tmp_path):
        row = json.dumps({"question": "Why\u2028?", "passage": "So."}, ensure_ascii=False)
        assert len(read_pairs(lines(tmp_path, *good(LEAST), row))) == LEAST + 1

    @pytest.mark.parametrize(
        ("row", "says"),
        [
            ("{question: 1}", "line 3: is not JSON"),
            ('["a", "b"]', "line 3: is not an object"),
            ('{"question": "Why?"}', "line 3: has no 'passage'"),
            ('{"passage": "So."}', "line 3: has no 'question'"),
            ('{"question": "", "passage": "So."}', "line 3: 'question' is empty"),
            ('{"question": "Why?", "passage": 1}', "line 3: 'passage' is not text"),
            ("[" * 100_000, "line 3: is"),
        ],
    )
    def test_a_bad_line_is_named(self, tmp_path, row, says):
        path = lines(tmp_path, *good(2), row, *good(LEAST))
        with pytest.raises(CalibrationError, match=says) as error:
            read_pairs(path)
        assert str(path) in str(error.value)
        assert "\n" not in str(error.value)

    def test_too_few(self, tmp_path):
        with pytest.raises(CalibrationError, match=f"3 different pairs; at least {LEAST}"):
            read_pairs(lines(tmp_path, *good(3), *good(3)))
        with pytest.raises(CalibrationError, match="1 different pair;"):
            read_pairs(lines(tmp_path, *good(1)))

    def test_one_passage_for_all(self, tmp_path):
        rows = [json.dumps({"question": f"{n}?", "passage": "So."}) for n in range(LEAST)]
        with pytest.raises(CalibrationError, match="the same passage"):
            read_pairs(lines(tmp_path, *rows))

    def test_files_that_cannot_be_read(self, tmp_path):
        with pytest.raises(CalibrationError, match="cannot be read"):
            read_pairs(tmp_path / "missing.jsonl")
        (tmp_path / "latin").write_bytes(b"\xe9")
        with pytest.raises(CalibrationError, match="not UTF-8"):
            read_pairs(tmp_path / "latin")


class TestLibraryPairs:
    def test_first_sentences_stand_for_questions(self, library_folder):
        found = library_pairs(Library(library_folder))

        assert len(found) > 30
        assert len(set(found.pairs)) == len(found)
        for question, passage in found.pairs:
            assert question[-1] in ".!?:"
            assert question not in passage

    def test_a_part_is_taken_evenly(self, library_folder):
        library = Library(library_folder)
        everything, few = library_pairs(library).pairs, library_pairs(library, most=10).pairs

        assert len(few) == 10
        assert [pair for pair in everything if pair in few] == list(few)
        assert everything.index(few[-1]) > len(everything) * 0.8

    def test_an_empty_library_gives_none(self, tmp_path):
        assert library_pairs(Library(tmp_path)) == Pairs(
            (), library_pairs(Library(tmp_path)).origin
        )


def test_a_library_keeps_other_anchors(library_folder, tmp_path):
    folder = copy_library(library_folder, tmp_path / "library")
    library = Library(folder)
    before = library.documents()
    library.rescale(Scale(c0=0.1, c1=0.9))

    for opened in (library, Library(folder)):
        assert (opened.scale.c0, opened.scale.c1) == (0.1, 0.9)
        assert opened.documents() == before
