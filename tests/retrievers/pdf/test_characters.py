from pathlib import Path

import pytest

from headwise.retrievers.pdf.page.lines import lines_of
from tests.retrievers.pdf.making import Typeset, pages_of
from tests.retrievers.pdf.raw_pdf import pdf_of, simple_pdf, stream


def test_spans_have_text_place_and_font(typeset: Typeset) -> None:
    (page,) = pages_of(typeset("#set page(width: 300pt, height: 200pt)\nPlain *and bold* text"))
    assert (round(page.width), round(page.height)) == (300, 200)
    assert [s.text for s in page.spans] == ["Plain", "and bold", "text"]
    assert [s.font.bold for s in page.spans] == [False, True, False]
    xs = [x for s in page.spans for x in (s.x0, s.x1)]
    assert xs == sorted(xs)


def test_ligatures_are_letters(typeset: Typeset) -> None:
    (page,) = pages_of(typeset("efficient flow of offline files"))
    assert page.spans[0].text == "efficient flow of offline files"


def test_text_across_the_main_direction_is_left_out(typeset: Typeset) -> None:
    source = "#place(rotate(90deg)[stamp in the margin])\nThis is the text of the page, upright."
    (page,) = pages_of(typeset(source))
    assert "stamp" not in " ".join(s.text for s in page.spans)


def test_a_page_that_lies_on_its_side_is_turned(typeset: Typeset) -> None:
    source = "#set page(width: 400pt, height: 400pt)\n#rotate(90deg, reflow: true)[Upper \\ Lower]"
    (page,) = pages_of(typeset(source))
    upper, lower = sorted(page.spans, key=lambda s: s.y)
    assert (upper.text, lower.text) == ("Upper", "Lower")
    assert upper.x0 < upper.x1


def test_rules_are_found(typeset: Typeset) -> None:
    (page,) = pages_of(typeset("Text\n#line(length: 5cm)\n#line(length: 2cm, angle: 90deg)"))
    assert sorted(rule.horizontal for rule in page.rules) == [False, True]


def spaced(text: str, extra: float) -> bytes:
    """Return a page whose title is set in letters with ``extra`` points between them."""
    return stream(b"BT /F1 14 Tf %g Tc 72 700 Td (%b) Tj ET" % (extra, text.encode()))


@pytest.mark.parametrize("extra", [3.0, 6.0])
@pytest.mark.parametrize("text", ["CAPITAL AND RISK REPORT", "article and more info"])
def test_letter_spaced_words_are_read_as_words(tmp_path: Path, text: str, extra: float) -> None:
    path = tmp_path / "spaced.pdf"
    path.write_bytes(simple_pdf([spaced(text, extra)]))
    (lines,) = lines_of(pages_of(path))
    assert [line.text for line in lines] == [text]


@pytest.mark.parametrize("text", ["CHAPTER 12", "RESERVE PARKS"])
def test_letters_that_are_placed_one_by_one_are_read_as_words(tmp_path: Path, text: str) -> None:
    letters = [
        b"BT /F1 14 Tf %d 700 Td (%b) Tj ET" % (72 + 14 * place, letter.encode())
        for place, letter in enumerate(text)
        if letter != " "
    ]
    path = tmp_path / "placed.pdf"
    path.write_bytes(simple_pdf([stream(b"\n".join(letters))]))
    (lines,) = lines_of(pages_of(path))
    assert [line.text for line in lines] == [text]


@pytest.mark.parametrize("text", ["u v w u v w", "a b c d e f", "X y Z w V u", "1 0 0 1 0 1"])
def test_single_letters_and_figures_stay_apart(tmp_path: Path, text: str) -> None:
    path = tmp_path / "letters.pdf"
    path.write_bytes(simple_pdf([stream(b"BT /F1 14 Tf 72 700 Td (%b) Tj ET" % text.encode())]))
    (lines,) = lines_of(pages_of(path))
    assert [line.text for line in lines] == [text]


def test_a_slanted_f_that_reaches_into_the_space_joins_no_words(typeset: Typeset) -> None:
    boxes = '#text(style: "italic", for letter in "Cost of Revenues".clusters() {'
    boxes += ' if letter == " " { h(2.2pt) } else { box(letter) } })'
    (lines,) = lines_of(pages_of(typeset(boxes)))
    assert [line.text for line in lines] == ["Cost of Revenues"]


def test_letters_of_a_font_that_is_not_in_the_file_are_as_wide_as_it_says(tmp_path: Path) -> None:
    widths = b" ".join([b"480"] * 95)
    font = b"<</Type/Font/Subtype/TrueType/BaseFont/Nowhere/Encoding/WinAnsiEncoding"
    font += b"/FirstChar 32/LastChar 126/Widths[%b]/FontDescriptor 4 0 R>>" % widths
    about = b"<</Type/FontDescriptor/FontName/Nowhere/Flags 32/ItalicAngle 0/Ascent 900"
    about += b"/Descent -200/CapHeight 700/StemV 80/FontBBox[-100 -200 1000 900]>>"
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 6 0 R"
    page += b"/Resources<</Font<</F1 5 0 R>>>>>>"
    shown = stream(b"BT /F1 10 Tf 72 700 Td (CONTENTS) Tj ET")
    path = tmp_path / "substituted.pdf"
    path.write_bytes(pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", pages, page, about, font, shown]))
    ((span,),) = (read.spans for read in pages_of(path))
    assert (span.x0, span.x1) == pytest.approx((72.0, 72.0 + 8 * 4.8))
