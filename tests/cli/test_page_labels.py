"""Pages by their printed numbers, from the PDF to wherever a source is named."""

import json

import pytest

from tests.support.typesetting import typeset

BOOK = """
#set page(width: 12cm, height: 10cm, numbering: "i")
#counter(page).update(11)
= Preface
The lighthouse keeper wrote down the weather each morning for forty years. #lorem(40)
#pagebreak()
= Ports
A harbour pilot guides large ships through shallow water near the coast. #lorem(40)
#pagebreak()
= Ropes
Sailors splice a rope by weaving its strands into one another. #lorem(40)
"""
QUESTION = "Who guides large ships through shallow water?"
ASKED = ("ask", QUESTION, "--threshold", "0.5")


@pytest.fixture
def indexed(headwise):
    (headwise.folder / "book.pdf").write_bytes(typeset(BOOK))
    assert headwise("index", "book.pdf").returncode == 0
    return headwise


def test_sources_citations_and_json_name_the_printed_page(indexed):
    assert "Ports, p. xii (PDF p. 2)" in indexed(*ASKED, "--sources").stdout
    assert "(book, p. xii)" in indexed(*ASKED, "--cite").stdout
    assert "Ports, p. xii (PDF p. 2)" in indexed(*ASKED, "--format", "html").stdout

    source = json.loads(indexed(*ASKED, "--format", "json").stdout)["sections"][0]["sources"][0]
    assert (source["page_start"], source["page_labels"]) == (2, ["xii"])


def test_open_uses_the_page_of_the_file(indexed):
    indexed(*ASKED)
    assert indexed("open", "1", "--print").stdout.split() == [
        str(indexed.folder / "book.pdf"), "2"]  # fmt: skip
