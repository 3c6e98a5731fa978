"""A PDF writer for tests: objects as bytes in, a file out, sound or damaged on purpose."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence

FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
A4 = b"[0 0 595 842]"


def pdf_of(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """Return a PDF of numbered objects; the first is the catalog."""
    data = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (
        data
        + b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<</Size %d/Root 1 0 R%b>>\n"
        % (
            len(objects) + 1,
            table,
            len(objects) + 1,
            trailer,
        )
        + b"startxref\n%d\n%%%%EOF\n" % len(data)
    )


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """Return a stream object."""
    return b"<</Length %d%b>>\nstream\n%b\nendstream" % (len(content), entries, content)


def deflated(content: bytes, times: int = 1) -> bytes:
    """Return a stream object, compressed once or more."""
    for _ in range(times):
        content = zlib.compress(content, 9)
    filters = b"/FlateDecode " * times
    return stream(content, b"/Filter[" + filters + b"]")


def text(lines: Sequence[str], size: float = 11, top: float = 780) -> bytes:
    """Return a content stream that prints lines from the top of a page downwards."""
    shown = b" T* ".join(b"(%b) Tj" % line.encode("cp1252") for line in lines)
    return b"BT /F1 %g Tf %g TL 72 %g Td %b ET" % (size, 1.3 * size, top, shown)


def simple_pdf(
    contents: Sequence[bytes],
    *,
    boxes: Mapping[int, bytes] | None = None,
    catalog: bytes = b"",
    extra: Sequence[bytes] = (),
) -> bytes:
    """Return a PDF with a page for each content stream (an object's bytes).

    Objects are: 1 catalog, 2 page tree, 3 font, then ``extra`` from 4 on, then for each page
    the page and its content. ``boxes`` gives the MediaBox of a page by its index.
    """
    first = 4 + len(extra)
    kids = b" ".join(b"%d 0 R" % (first + 2 * index) for index in range(len(contents)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R%b>>" % catalog,
        b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, len(contents)),
        FONT,
        *extra,
    ]
    for index, content in enumerate(contents):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox%b/Contents %d 0 R"
            b"/Resources<</Font<</F1 3 0 R>>>>>>"
            % ((boxes or {}).get(index, A4), first + 2 * index + 1)
        )
        objects.append(content)
    return pdf_of(objects)
