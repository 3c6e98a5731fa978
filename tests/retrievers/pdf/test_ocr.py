"""Scans are read like text where the extra ``headwise[ocr]`` is installed."""

import re
import socket
from collections import Counter
from dataclasses import replace

import numpy as np
import pypdfium2 as pdfium
import pytest

from headwise.errors import NoTextError
from headwise.retrievers.pdf import PdfReader, ocr, read_pdf
from headwise.retrievers.pdf.ocr import Scan, pages_of
from headwise.retrievers.pdf.page.fonts import font_from
from headwise.retrievers.pdf.page.ink import Type, measure
from headwise.retrievers.pdf.page.records import Span
from headwise.retrievers.pdf.scans import lines_over

needs_extra = pytest.mark.skipif(
    not ocr.installed(), reason="the extra headwise[ocr] is not installed"
)
# RapidOCR's own warnings are not ours to mend.
unruffled = pytest.mark.filterwarnings("ignore")


def rasterised(source, path, pages, keep=()):
    """Write pages of a PDF as pictures, those in ``keep`` as they are."""
    with pdfium.PdfDocument(source) as pdf, pdfium.PdfDocument.new() as out:
        for index in pages:
            if index in keep:
                out.import_pages(pdf, [index])
                continue
            page = pdf[index]
            width, height = page.get_size()
            image = pdfium.PdfImage.new(out)
            image.set_bitmap(page.render(scale=200 / 72, grayscale=True))
            image.set_matrix(pdfium.PdfMatrix().scale(width, height))
            made = out.new_page(width, height)
            made.insert_obj(image)
            made.gen_content()
        out.save(path)
    return path


def words(document):
    text = " ".join(f"{section.sub_heading} {section.text}" for section in document.sections)
    return Counter(re.findall(r"[a-z]{2,}", text.lower()))


@needs_extra
@unruffled
def test_a_scanned_paper_gives_its_headings_and_words(papers, tmp_path):
    pages = range(1, 5)
    source = papers / "introduction.pdf"
    printed = read_pdf(rasterised(source, tmp_path / "text.pdf", pages, keep=pages))
    with PdfReader() as reader:
        scanned = reader.read(rasterised(source, tmp_path / "scan.pdf", pages))

    def headings(document):
        return {(s.sub_heading, s.level, s.page_start) for s in document.sections[1:]}

    wanted = headings(printed)
    assert len(wanted) >= 8
    assert len(wanted & headings(scanned)) >= 0.8 * len(wanted)
    found = words(printed) & words(scanned)
    assert found.total() >= 0.95 * words(printed).total()


@needs_extra
@unruffled
def test_scanned_pages_among_others(papers, tmp_path, monkeypatch):
    def refuse(*arguments, **options):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    path = rasterised(papers / "introduction.pdf", tmp_path / "mixed.pdf", [0, 1, 2], keep=[0, 2])
    found = {section.sub_heading: section.page_start for section in read_pdf(path).sections}
    assert found["1 Introduction"] == 1
    assert found["2.2 Convolutional layer"] == 2
    assert found["2.3 Pooling layer"] == 3


@pytest.mark.skipif(ocr.installed(), reason="the extra headwise[ocr] is installed")
def test_without_the_extra_the_error_names_it(papers, tmp_path):
    path = rasterised(papers / "introduction.pdf", tmp_path / "scan.pdf", [0, 1])
    with pytest.raises(NoTextError) as error:
        read_pdf(path)
    assert str(error.value) == (
        f"{path}: no text on its 2 pages, probably a scan, "
        "so it needs OCR: pip install 'headwise[ocr]'"
    )


def drawn(*, stroke):
    """Return a picture of letters like "nh": x-height 20, ascenders 31, descender 8."""
    picture = np.full((60, 200), 255, dtype=np.uint8)
    for left in range(10, 180, 15):
        picture[30:50, left : left + stroke] = 0
        picture[30 : 30 + stroke, left : left + 10] = 0
    picture[19:50, 10 : 10 + stroke] = 0
    picture[30:58, 100 : 100 + stroke] = 0
    return picture


def test_ink_tells_baseline_size_and_weight():
    thin = measure(drawn(stroke=3), (0, 0, 200, 60), "hnnpn")
    thick = measure(drawn(stroke=5), (0, 0, 200, 60), "hnnpn")
    assert thin is not None
    assert thick is not None
    assert thin.baseline == thick.baseline == 50
    assert thin.size == thick.size == pytest.approx(44, abs=1)
    assert thick.stroke > 1.3 * thin.stroke
    assert measure(np.full((9, 9), 255, dtype=np.uint8), (0, 0, 9, 9), "a") is None


def test_sizes_and_weights_are_settled_over_the_document():
    def line(text, size, stroke=0.06):
        return ocr._Line(text, 100, 900, Type(baseline=100, size=size, stroke=stroke * size))

    first = Scan(1, 600, 800, 2.0, (line("Heading of this", 29, 0.09), line("Body " * 20, 20.3)))
    second = Scan(2, 600, 800, 2.0, (line("Body " * 20, 19.8), line("More body " * 9, 20.6)))
    heading, *body = [span for page in pages_of([first, second]) for span in page.spans]
    assert {span.size for span in body} == {body[0].size}
    assert not any(span.font.bold for span in body)
    assert heading.font.bold
    assert heading.size == pytest.approx(14.5, rel=0.04)
    assert (heading.x0, heading.x1, heading.y) == (50, 450, 50)


def test_the_file_says_where_words_end_in_recognised_lines():
    font = font_from("Nameless")
    places = [(50, 56), (60, 66), (67, 73), (74, 80), (81, 87)]
    letters = [Span("", x0, x1, 100, 12, font) for x0, x1 in places]
    recognised = Span("1Pump", 50, 87, 101, 11, font_from("Recognised"))
    (line,) = lines_over(letters, [recognised, replace(recognised, y=200)])
    assert (line.text, line.y, line.size, line.font) == ("1 Pump", 100, 12, font)
    (line,) = lines_over(letters[1:], [recognised])
    assert line.text == "1Pump"
