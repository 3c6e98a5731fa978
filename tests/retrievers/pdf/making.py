"""Helpers of these tests: positioned text without a PDF."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium

from headwise.retrievers.pdf.headings.contents import Contents
from headwise.retrievers.pdf.headings.headings import Heading, find_headings
from headwise.retrievers.pdf.page.characters import read_page
from headwise.retrievers.pdf.page.joining import Words
from headwise.retrievers.pdf.page.records import Font, Line, Page, Span
from headwise.retrievers.pdf.page.styles import body_of

LOREM = (
    "The quick brown fox jumps over the lazy dog while the network learns its many weights "
    "from images of foxes and dogs, and the reader follows along without any haste at all. "
)
PLAIN = Font("Times-Roman", "times")
BOLD = Font("Times-Bold", "times", bold=True)

Typeset = Callable[[str], Path]


def pages_of(path: Path) -> list[Page]:
    """Return the positioned text of a file."""
    with pdfium.PdfDocument(path) as pdf:
        pages = []
        for index in range(len(pdf)):
            page = pdf[index]
            pages.append(read_page(page, index + 1))
            page.close()
        return pages


def span(text: str, x0: float = 0.0, y: float = 0.0, *, size: float = 10.0) -> Span:
    """Return a span whose letters are half as wide as they are high."""
    return Span(text, x0, x0 + 0.5 * size * len(text), y, size, PLAIN)


def line(
    text: str,
    y: float = 0.0,
    *,
    x0: float = 50.0,
    size: float = 10.0,
    font: Font = PLAIN,
    page: int = 1,
    right: float = 450.0,
) -> Line:
    """Return a line of a one-column page, whose letters are half as wide as they are high."""
    return Line(
        page=page,
        text=text,
        x0=x0,
        x1=min(right, x0 + 0.5 * size * len(text)),
        y=y,
        size=size,
        font=font,
        bold=float(font.bold),
        left=50.0,
        right=right,
    )


_PAD = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")


def paragraph(y: float, rows: int = 5, page: int = 1) -> list[Line]:
    """Return lines of running text."""
    words = "the running text of a paragraph is set in plain letters and fills its lines well "
    return [line(words, y + 12 * row, page=page) for row in range(rows)]


def found(pages: list[list[Line]], contents: Contents | None = None) -> list[Heading]:
    """Return the headings of pages without furniture."""
    return find_headings(pages, contents or Contents(), [], body_of(pages), Words([]))


def encrypted_pdf(text: str, *, user: str, owner: str) -> bytes:
    """Return a PDF of one line, encrypted by the standard handler (revision 2, 40 bits)."""
    identity = b"0123456789abcdef"
    permissions = -64  # no printing, copying or changing
    user_padded = (user.encode() + _PAD)[:32]
    owner_key = hashlib.md5((owner.encode() + _PAD)[:32]).digest()[:5]
    o_entry = _rc4(owner_key, user_padded)
    seed = user_padded + o_entry + permissions.to_bytes(4, "little", signed=True) + identity
    key = hashlib.md5(seed).digest()[:5]
    u_entry = _rc4(key, _PAD)
    object_key = hashlib.md5(key + (4).to_bytes(3, "little") + b"\0\0").digest()[:10]
    stream = _rc4(object_key, f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode())
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources 7 0 R>>",
        b"<</Length %d>>\nstream\n%b\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Filter/Standard/V 1/R 2/O<%b>/U<%b>/P %d>>"
        % (o_entry.hex().encode(), u_entry.hex().encode(), permissions),
        b"<</Font<</F1 5 0 R>>>>",
    ]
    data = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<</Size %d/Root 1 0 R/Encrypt 6 0 R"
        b"/ID[<%b><%b>]>>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, table, len(objects) + 1, identity.hex().encode(),
           identity.hex().encode(), len(data))
    )  # fmt: skip


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out = bytearray()
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
