"""Small PDFs with headings, made as tests need them."""

import textwrap
from collections.abc import Sequence
from pathlib import Path

from tests.retrievers.pdf.raw_pdf import A4, pdf_of, stream

BOLD = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold>>"
PLAIN = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def write_pdf(path: Path, title: str, sections: Sequence[tuple[str, str]]) -> Path:
    """Write a PDF of a title and sections (heading, text), one page each."""
    kids = b" ".join(b"%d 0 R" % (3 + 2 * page) for page in range(len(sections)))
    fonts = 3 + 2 * len(sections)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, len(sections)),
    ]
    for number, (heading, text) in enumerate(sections):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox%b/Contents %d 0 R"
            b"/Resources<</Font<</F1 %d 0 R/F2 %d 0 R>>>>>>"
            % (A4, 4 + 2 * number, fonts, fonts + 1)
        )
        top = 730 - 17 * number  # at one height on all pages it would pass for a running head
        lines = [f"/F1 20 Tf 60 780 Td ({title}) Tj"] if number == 0 else []
        lines.append(f"/F1 14 Tf 60 {top} Td ({heading}) Tj")
        for row, line in enumerate(textwrap.wrap(text, 90)):
            lines.append(f"/F2 10 Tf 60 {top - 25 - 13 * row} Td ({line}) Tj")
        content = "\n".join(f"BT {line} ET" for line in lines)
        objects.append(stream(content.encode("ascii")))
    path.write_bytes(pdf_of([*objects, BOLD, PLAIN]))
    return path
