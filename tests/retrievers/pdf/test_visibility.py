"""What the page shows is read, and nothing else of what its file holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from headwise.retrievers.models import Document
from headwise.retrievers.pdf import read_pdf
from tests.retrievers.pdf.raw_pdf import A4, FONT, pdf_of, stream

SHOWN = b"BT /F1 11 Tf 72 700 Td (The pump moves water at a constant rate all day long.) Tj ET "
_PICTURE = b"q 595 0 0 842 0 0 cm /Im1 Do Q "
_IMAGE = (
    b"<</Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8"
    b"/ColorSpace/DeviceGray/Length 1>>stream\n\xf0\nendstream"
)


def read(folder: Path, content: bytes, *, page: bytes = b"", layer: bytes = b"") -> Document:
    """Return what is read of a page with a picture at hand and a layer named ``L``."""
    resources = b"/Font<</F1 6 0 R>>/XObject<</Im1 7 0 R>>/Properties<</L 5 0 R>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[5 0 R]/D<<%b>>>>>>" % layer,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox%b%b/Contents 4 0 R/Resources<<%b>>>>"
        % (A4, page, resources),
        stream(content),
        b"<</Type/OCG/Name(Layer one)>>",
        FONT,
        _IMAGE,
    ]
    path = folder / "page.pdf"
    path.write_bytes(pdf_of(objects))
    return read_pdf(path)


def text(words: str, x: int = 72, y: int = 600, before: str = "") -> bytes:
    """Return the operators that print words."""
    return f"q BT {before} /F1 11 Tf {x} {y} Td ({words}) Tj ET Q ".encode()


@pytest.mark.parametrize(
    "content",
    [
        text("SECRET words", before="3 Tr"),
        text("SECRET words", before="7 Tr"),
        text("SECRET words", before="1 g"),
        text("SECRET words", before="0.99 g"),
        text("SECRET words").replace(b"/F1 11", b"/F1 0.6"),
        text("SECRET words", x=-300),
        text("SECRET words", y=900),
        text("SECRET words") + b"0 g 60 590 200 30 re f ",
        b"0 0 .6 rg 60 590 200 30 re f " + text("SECRET words", before="0 0 .6 rg"),
        b"/OC /L BDC " + text("SECRET words") + b"EMC ",
    ],
    ids=[
        "no paint", "clip", "white", "nearly white", "tiny", "beside", "above", "covered",
        "as the box below", "layer off",
    ],
)  # fmt: skip
def test_what_the_page_does_not_show_is_left_out_and_said(tmp_path: Path, content: bytes) -> None:
    document = read(tmp_path, SHOWN + content, layer=b"/OFF[5 0 R]")
    text = "".join(section.text for section in document.sections)
    assert "constant rate" in text
    assert "SECRET" not in text
    assert "2 words that the page does not show left out, on page 1" in document.warnings


@pytest.mark.parametrize(
    "content",
    [
        b"0 0 .6 rg 60 590 200 30 re f " + text("SHOWN words", before="1 g"),
        b"0 g 60 590 200 30 re f " + text("SHOWN words", before="1 g"),
        b"/OC /L BDC " + text("SHOWN words") + b"EMC ",
        text("SHOWN words", before="0.7 g"),
        text("SHOWN words", before="1 Tr"),
    ],
    ids=["white on blue", "white on black", "layer on", "grey", "outlines"],
)
def test_what_it_shows_stays(tmp_path: Path, content: bytes) -> None:
    document = read(tmp_path, SHOWN + content)
    assert "SHOWN" in "".join(one.sub_heading + one.text for one in document.sections)
    assert not any("left out" in warning for warning in document.warnings)


def test_the_text_layer_of_a_scan_stays(tmp_path: Path) -> None:
    layer = b"".join(text(f"Scanned line number {n} of the page", y=700 - 20 * n, before="3 Tr")
                     for n in range(5))  # fmt: skip
    stamp = text("Archive copy", y=30)
    document = read(tmp_path, _PICTURE + layer + stamp)
    assert "line number 4" in "".join(section.text for section in document.sections)


def test_a_picture_behind_printed_text_hides_no_second_text(tmp_path: Path) -> None:
    shown = b"".join(text(f"The pump moves water number {n}", y=700 - 20 * n) for n in range(5))
    document = read(tmp_path, _PICTURE + shown + text("SECRET words", before="3 Tr"))
    assert "SECRET" not in "".join(section.text for section in document.sections)


def test_text_outside_the_crop_box_is_left_out(tmp_path: Path) -> None:
    document = read(tmp_path, SHOWN + text("SLUG", y=20), page=b"/CropBox[0 60 595 842]")
    assert "SLUG" not in "".join(section.text for section in document.sections)
