"""What notebooks and terminals show: readable, safe with any text, never too long."""

import html.parser
from pathlib import Path

import pytest

from headwise import (
    Answer,
    AnswerSection,
    Document,
    HeadingRetriever,
    Hit,
    Library,
    Section,
    Source,
)
from headwise import _html as show
from headwise._inert import without_secrets
from headwise.retrievers import IndexedDocument, IndexFailure, IndexReport, SearchResult

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)> </div></details> $x^2$ $$y$$ \\(z\\) "
    "[link](http://evil.example) ![pixel](http://evil.example/p.png) http://evil.example "
    "**bold** `code` \"quoted' \u202eturned\u202c \x1b[31mred\x00 | cell | &amp;"
)


def objects(text):
    """One of each object that is displayed, with ``text`` wherever text can be."""
    hit = Hit(
        text=f"{text}\n\n| {text} | b |\n| --- | --- |\n| 1 | 2 |\n\n# {text}\n\n{text * 30}",
        sub_heading=f"2.1 {text}",
        collection_name=text,
        similarity=0.93,
        page_start=3,
        page_end=5,
        source=f"/somewhere/{text.replace('/', '')}.pdf",
    )
    source = Source.of(hit)
    section = AnswerSection(heading=text, summary=f"{text}\n\n# {text}", sources=(source,) * 5)
    part = Section(
        sub_heading=text,
        heading=text,
        heading_path=(text, text),
        page_start=1,
        page_end=2,
        text=text,
    )
    indexed = IndexedDocument(
        document_id="0",
        collection_name=text,
        title=text,
        source=text,
        sha256="0",
        pages=1234,
        sections=1,
        passages=1,
        indexed_at="2026-01-01",
    )
    made = {"question": text, "markdown": text, "llm": text, "threshold": 0.85}
    return {
        "hit": hit,
        "source": source,
        "answer section": section,
        "answer": Answer(sections=(section,), warnings=(text,), hits=1, **made),
        "no answer": Answer(nearest=(source,), **made),
        "section": part,
        "document": Document(path=Path("a.pdf"), title=text, pages=3, sections=(part,) * 40),
        "indexed document": indexed,
        "report": IndexReport(
            new=1, failures=[IndexFailure(source=text, error=text)], documents=[indexed]
        ),
        "search result": SearchResult(hits=(hit,) * 30, over_max_hits=2),
        "no hits": SearchResult(hits=(), nearest=(hit,)),
    }


each = pytest.mark.parametrize("kind", objects("x"))


class Reader(html.parser.HTMLParser):
    """Collects elements, and checks that they close in order."""

    VOID = frozenset({"br", "hr", "img", "input", "meta", "link"})

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.text, self.open = set(), set(), "", []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def read(markup):
    reader = Reader()
    reader.feed(markup)
    reader.close()
    assert reader.open == []
    return reader


@each
def test_hostile_text_stays_text_in_html(kind):
    reader = read(objects(HOSTILE)[kind]._repr_html_())

    assert reader.tags <= {
        *("div", "strong", "span", "p", "h4", "details", "summary", "b"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    }
    assert reader.attributes <= {"class", "style"}
    assert "<script>alert(1)</script>" in reader.text
    assert not set("\u202e\u202c\x1b\x00") & set(reader.text)


@each
def test_nothing_in_html_is_taken_for_mathematics(kind):
    markup = objects(HOSTILE)[kind]._repr_html_()

    assert markup.startswith('<div class="headwise mathjax_ignore tex2jax_ignore"')
    assert read(markup).open == []


@each
def test_one_short_line_in_a_terminal(kind):
    line = repr(objects(HOSTILE)[kind])

    assert len(line) < 500
    assert line.isprintable()


@each
def test_text_that_is_printed_is_short_too(kind):
    text = str(objects("word " * 2000)[kind])

    assert len(text) < 500 or kind == "answer"


@each
def test_long_texts_do_not_swell_a_notebook(kind):
    markup = objects("word " * 6_000)[kind]._repr_html_()
    longest = {"search result": 30, "answer": 2}.get(kind, 1) * show.SHOWN_CHARACTERS

    assert len(markup) < longest + 40_000


def test_an_answer_shows_headings_sources_and_what_it_was_made_with(library_folder):
    from headwise import ask_chain

    answer = ask_chain(HeadingRetriever(library=Library(library_folder))).invoke(
        "What is pooling for?"
    )
    shown = read(answer._repr_html_()).text

    for section in answer.sections:
        assert section.heading in shown
        assert section.sources[0].sub_heading in shown
        assert f"p. {section.sources[0].page_start}" in shown
    assert "extractive" in shown
    assert repr(answer).startswith("<Answer to 'What is pooling for?': ")
    assert str(answer) == answer.markdown


def test_no_answer_says_so_and_what_came_nearest():
    answer = objects("Pooling")["no answer"]

    assert "Nothing similar enough" in answer._repr_html_()
    assert "2.1 Pooling" in answer._repr_html_()
    assert "nothing similar enough" in repr(answer)


def test_a_similarity_is_a_number_and_a_bar():
    bar = show.bar(0.934)

    assert "width:93%" in bar
    assert read(bar).text == "0.93"
    assert "width:100%" in show.bar(1.7)
    assert "width:0%" in show.bar(-0.2)


def test_markdown_tables_become_tables_and_nothing_else_does():
    shown = show.prose("| a | b |\n| --- | --- |\n| <b>1 | 2 |\n\n# no heading\n\n- no list")

    assert read(shown).tags == {"table", "thead", "tbody", "tr", "th", "td", "p"}


def test_a_library_shows_its_documents_and_no_path(library_folder):
    library = Library(library_folder)
    shown = library._repr_html_()

    assert "introduction" in shown
    assert "3 documents" in shown
    assert str(library_folder.parent) not in shown
    assert str(library_folder) in repr(library)


def test_a_library_that_cannot_be_opened_is_shown_with_the_reason(tmp_path):
    (tmp_path / "file").write_text("no folder")

    assert "a library is a folder" in Library(tmp_path / "file")._repr_html_()


def test_a_password_in_a_url_is_not_shown():
    library = Library("http://me:secret@localhost:1/path")

    assert "secret" not in repr(library)
    assert "localhost:1/path" in repr(library)
    assert "secret" not in without_secrets("https://me:sec@ret@host")


def test_a_search_shows_more_than_a_dozen_hits_folded():
    shown = objects("x")["search result"]._repr_html_()

    assert "30 hits" in shown
    assert "18 more" in shown
    assert "2 more sections are similar enough" in shown
