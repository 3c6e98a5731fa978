"""What was filled into a form stands where it is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from headwise.retrievers.pdf import read_pdf
from headwise.retrievers.pdf.page.fields import chosen
from headwise.retrievers.pdf.page.fonts import font_from
from headwise.retrievers.pdf.page.lines import lines_of
from headwise.retrievers.pdf.page.records import Page, Span
from tests.retrievers.pdf.raw_pdf import A4, FONT, pdf_of, stream

LABELS = (
    b"BT /F1 11 Tf 72 700 Td (Name of the vessel:) Tj 0 -30 Td (Insured:) Tj "
    b"150 0 Td (yes) Tj 60 0 Td (no) Tj -210 -60 Td (The boat was seen in the harbour.) Tj ET"
)


def form(folder: Path, flags: int = 4) -> str:
    """Return what is read of a form with a name, two boxes and a note."""
    mark = b"/DA(/Helv 11 Tf 0 g)/F %d" % flags
    widget = b"<</Type/Annot/Subtype/Widget%b" % mark
    box = widget + b"/FT/Btn/T(%b)/V/%b/AS/%b/Rect[%b]>>"
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox%b/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>"
        b"/Annots[6 0 R 7 0 R 8 0 R 9 0 R]>>"
    )
    note = (
        b"<</Type/Annot/Subtype/FreeText%b/Contents(Refused until repaired.)/Rect[72 500 400 540]>>"
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R 7 0 R 8 0 R]>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page % A4,
        stream(LABELS),
        FONT,
        widget + b"/FT/Tx/T(name)/V(Silver Heron)/Rect[200 696 400 714]>>",
        box % (b"yes", b"Yes", b"Yes", b"204 668 216 680"),
        box % (b"no", b"Off", b"Off", b"264 668 276 680"),
        note % mark,
    ]
    path = folder / "form.pdf"
    path.write_bytes(pdf_of(objects))
    return "\n".join(section.text for section in read_pdf(path).sections)


def test_values_ticks_and_notes_are_read_in_place(tmp_path: Path) -> None:
    text = form(tmp_path)
    assert "Name of the vessel: Silver Heron" in text
    assert "Insured: yes" in text.splitlines()
    assert "Refused until repaired." in text


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("Gear: ☐ trawl ☒ long line ☒ pots", "Gear: long line, pots"),
        ("Versichert: ja ☒ nein ☐", "Versichert: ja"),
        ("Insured: ☐ yes ☐ no", "Insured: ☐ yes ☐ no"),
        ("Terms: ☒ I have read the rules and accept them ☐ I decline", None),
        ("☒ yes ☐ no", None),
        ("At 12:30 ☒ came", None),
    ],
)
def test_what_is_ticked_is_the_answer_to_its_question(printed: str, read: str | None) -> None:
    assert chosen(printed) == (read or printed)


def test_questions_side_by_side_have_their_own_answers() -> None:
    font = font_from("Helvetica")
    texts = [(72, "Insured: ☒ yes ☐ no"), (300, "Licensed: ☐ yes ☒ no")]
    spans = [Span(text, x, x + 100.0, 100.0, 10.0, font) for x, text in texts]
    ((line,),) = lines_of([Page(1, 595.0, 842.0, spans)])
    assert line.text == "Insured: yes Licensed: no"


def test_hidden_fields_are_not_read(tmp_path: Path) -> None:
    text = form(tmp_path, flags=2)
    assert "Silver Heron" not in text
    assert "Refused" not in text
