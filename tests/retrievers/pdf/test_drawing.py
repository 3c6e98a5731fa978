"""``--check``: boxes stand where the headings are printed, however the page is turned."""

import pypdfium2 as pdfium
import pytest
from pypdfium2 import raw

from headwise.errors import PdfError
from headwise.retrievers.pdf import read_pdf, read_pdf_isolated
from tests.retrievers.pdf.raw_pdf import simple_pdf, stream
from tests.retrievers.pdf.test_bad_input import PAGES

WIDE = b"[20 30 862 625]"


def boxes_and_headings(path):
    """Return the stroked boxes, and the texts inside each, of every page."""
    found = []
    with pdfium.PdfDocument(path) as pdf:
        for page in pdf:
            text = page.get_textpage()
            found += [
                text.get_text_bounded(*item.get_bounds()).split()
                for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH])
                if _is_stroked(item)
            ]
    return found


def _is_stroked(item):
    mode, stroke = raw.c_int(), raw.c_int()
    raw.FPDFPath_GetDrawMode(item.raw, mode, stroke)
    return bool(stroke.value) and item.get_bounds()[3] - item.get_bounds()[1] > 5


def test_each_heading_is_boxed(papers, tmp_path):
    out = tmp_path / "out.pdf"
    document = read_pdf_isolated(papers / "introduction.pdf", check=out)
    assert document == read_pdf(papers / "introduction.pdf")
    found = [" ".join(words) for words in boxes_and_headings(out)]
    wanted = [section.sub_heading for section in document.sections[1:]]
    assert [heading for heading in wanted if not any(heading in text for text in found)] == []


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_turned_pages(tmp_path, turn):
    cosine, sine = ((1, 0), (0, 1), (-1, 0), (0, -1))[turn]
    x, y = ((60, 560), (110, 60), (800, 90), (770, 590))[turn]
    lines = "".join(f" T* (Body text number {n} of the page that it is on) Tj" for n in range(20))
    content = (
        f"BT /F1 18 Tf 15 TL {cosine} {sine} {-sine} {cosine} {x} {y} Tm (1 Introduction) Tj "
        f"/F1 11 Tf 0 -12 Td {lines} ET"
    )
    path, out = tmp_path / "turned.pdf", tmp_path / "out.pdf"
    data = simple_pdf([stream(content.encode())], boxes={0: WIDE})
    path.write_bytes(data.replace(b"/MediaBox", b"/Rotate %d/MediaBox" % (90 * turn)))
    document = read_pdf_isolated(path, check=out)
    assert [section.sub_heading for section in document.sections] == ["1 Introduction"]
    assert boxes_and_headings(out) == [["1", "Introduction"]]


def test_a_place_that_cannot_be_written(papers, tmp_path):
    out = tmp_path / "none" / "out.pdf"
    with pytest.raises(PdfError) as error:
        read_pdf_isolated(papers / "theory.pdf", check=out)
    assert str(error.value).startswith(f"{out}: cannot be written")


def test_a_file_without_headings(tmp_path):
    path, out = tmp_path / "plain.pdf", tmp_path / "out.pdf"
    path.write_bytes(simple_pdf(PAGES[:1]))
    read_pdf_isolated(path, check=out)
    assert out.read_bytes().startswith(b"%PDF-")
