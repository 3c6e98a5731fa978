"""What was filled into a form stands where it is shown."""

from __future__ import annotations

from pathlib import Path

from headwise.retrievers.pdf import read_pdf
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
    assert "Insured: ☒ yes ☐ no" in text
    assert "Refused until repaired." in text


def test_hidden_fields_are_not_read(tmp_path: Path) -> None:
    text = form(tmp_path, flags=2)
    assert "Silver Heron" not in text
    assert "Refused" not in text
