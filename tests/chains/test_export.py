"""An answer as an HTML page, and as Markdown with its sources."""

import html.parser

from headwise.chains import Answer, AnswerSection, Source
from headwise.chains.export import to_html, with_sources

HOSTILE = "<script>alert(1)</script> ![x](http://evil.example/p.png) </h2><img src=x>"


def answer(text="Pooling"):
    source = Source(
        collection_name="cnn",
        sub_heading=f"2 {text}",
        page_start=4,
        similarity=0.91,
        source="/papers/my cnn.pdf",
    )
    section = AnswerSection(heading=text, summary=f"{text} shrinks.\n\nTwice.", sources=(source,))
    return Answer(
        question=f"What is {text}?", llm="extractive", threshold=0.85, sections=(section,)
    )


def tags(page):
    found = []
    parser = html.parser.HTMLParser()
    parser.handle_starttag = lambda tag, attributes: found.append((tag, dict(attributes)))
    parser.feed(page)
    return found


def test_html_links_each_source_to_its_page():
    links = [attributes["href"] for tag, attributes in tags(to_html(answer())) if tag == "a"]
    assert links == ["file:///papers/my%20cnn.pdf#page=4"]


def test_html_needs_nothing_from_elsewhere_and_runs_nothing():
    page = to_html(answer(HOSTILE))

    assert {tag for tag, _ in tags(page)}.isdisjoint({"script", "img", "link", "iframe"})
    assert "default-src 'none'" in page


def test_html_without_sections_says_so():
    nothing = Answer(question="What?", llm="extractive", threshold=0.85)
    assert "Nothing in the documents" in to_html(nothing)


def test_markdown_names_the_sources_below_each_section():
    assert with_sources(answer()) == (
        "## Pooling\nPooling shrinks.\n\nTwice.\n\n*Sources: my cnn.pdf: 2 Pooling, p. 4 (0.91)*"
    )


def test_hostile_names_in_markdown_are_text():
    assert "![x](http" not in with_sources(answer(HOSTILE)).rpartition("*Sources")[2]
