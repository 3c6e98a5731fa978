"""Documents and questions in languages that the library's model knows, or does not."""

import pytest

from headwise import HeadingRetriever, Library
from headwise.retrievers.embeddings.e5 import MultilingualE5
from headwise.retrievers.embeddings.minilm import MiniLM
from headwise.retrievers.indexing import languages
from tests.support.small_pdf import write_pdf

GERMAN = (
    "Die Pumpe wird alle dreissig Tage gewartet, und dabei ist der Filter zu reinigen. "
    "Wenn der Druck nicht mehr stimmt, muss das Ventil vor dem Start ersetzt werden. "
)
ENGLISH = (
    "The pump is serviced every thirty days, and the filter has to be cleaned as well. "
    "When the pressure is not right any more, the valve must be replaced before the start. "
)

needs_weights = pytest.mark.skipif(
    not MultilingualE5.weights.is_here(),
    reason="the extra headwise[multilingual] is not installed",
)


@pytest.fixture
def german(tmp_path):
    return write_pdf(tmp_path / "de.pdf", "Anlage", [("1 Wartung", GERMAN)])


@pytest.fixture
def english(tmp_path):
    return write_pdf(tmp_path / "en.pdf", "Plant", [("1 Service", ENGLISH)])


@pytest.fixture
def without_extra(monkeypatch):
    monkeypatch.setenv("HEADWISE_E5_DIR", "/nowhere")


@needs_weights
def test_a_new_library_of_other_languages_uses_the_model_for_many_and_says_so(tmp_path, german):
    library = Library(tmp_path / "library")
    report = library.index(german)
    assert report.notes == [
        "the first documents are in German: the library uses embedded:multilingual-e5-small"
    ]
    again = Library(tmp_path / "library")  # which need not be told
    assert isinstance(again.embeddings, MultilingualE5)
    hits = HeadingRetriever(library=again).search("Wie oft wird die Pumpe gewartet?").hits
    assert [hit.sub_heading for hit in hits] == ["1 Wartung"]


def test_without_the_extra_one_line_tells_what_to_install(tmp_path, german, without_extra):
    library = Library(tmp_path / "library")
    (note,) = library.index(german).notes
    assert note == (
        "1 document is in German, but the library's model embedded:all-MiniLM-L6-v2 knows English "
        "only, and most questions will miss them: pip install 'headwise[multilingual]' and index "
        "the documents into a new library"
    )
    assert isinstance(library.embeddings, MiniLM)
    assert library.index(german).notes == []


def test_english_documents_need_no_word(tmp_path, english):
    library = Library(tmp_path / "library")
    assert library.index(english).notes == []
    assert isinstance(library.embeddings, MiniLM)


def test_a_model_that_the_user_names_is_kept(tmp_path, german):
    library = Library(tmp_path / "library", "minilm")
    (note,) = library.index(german).notes
    assert note.startswith("1 document is in German")


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Wie oft muss der Filter der Pumpe gereinigt werden?", "German"),
        ("循环水泵的维护周期是多少天？", "Chinese or Japanese"),
        ("ปั๊มต้องบำรุงรักษาบ่อยแค่ไหน", "Thai"),
    ],
)
def test_a_question_in_another_language_is_told_once(question, language, caplog):
    languages._warn_once.cache_clear()
    for _ in range(2):
        languages.warn_of_question(MiniLM(), question)
    (record,) = caplog.records
    assert f"the question is in {language}, but" in record.getMessage()


def test_an_english_question_is_not_told(caplog):
    languages.warn_of_question(MiniLM(), "How often does the filter have to be cleaned?")
    languages.warn_of_question(MultilingualE5(), "Wie oft muss der Filter gereinigt werden?")
    assert not caplog.records


def test_all_languages_are_named(without_extra):
    (note,) = languages.language_notes(MiniLM(), ["Chinese", "German", "English", None, "German"])
    assert note.startswith("3 documents are in German and Chinese, but")
