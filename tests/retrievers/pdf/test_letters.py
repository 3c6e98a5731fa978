"""Letters and numbers come out as they are printed, whatever way a file stores them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from headwise.retrievers.pdf import ocr, read_pdf
from headwise.retrievers.pdf.page.accents import with_accents
from headwise.retrievers.pdf.page.direction import mirrored
from headwise.retrievers.pdf.page.joining import Words
from headwise.retrievers.pdf.page.records import Span
from headwise.retrievers.pdf.page.shifted import shifts_of
from tests.retrievers.pdf.making import PLAIN, Typeset, span
from tests.retrievers.pdf.raw_pdf import A4, pdf_of, simple_pdf, stream
from tests.support.browser import skip_without_chromium

FILLER = "The gauge records the height of the water every ten minutes of the day."


def read(path: Path) -> str:
    """Return the text of all sections."""
    return "\n".join(section.text for section in read_pdf(path).sections)


def printed(folder: Path, *operators: str) -> str:
    """Return what is read of a page that prints a line by operators, below one of text."""
    shown = "".join(f"({part}) Tj " if not part.startswith("/") else part for part in operators)
    content = f"BT /F1 11 Tf 14 TL 72 700 Td ({FILLER}) Tj T* {shown} ET"
    path = folder / "letters.pdf"
    path.write_bytes(simple_pdf([stream(content.encode("cp1252"))]))
    return read(path)


@pytest.mark.parametrize("size", ["6.4", "7.7", "9", "11"])
@pytest.mark.parametrize("rise", ["3.6", "5.5"])
def test_exponents_of_any_size_stay_with_their_number(tmp_path: Path, size: str, rise: str) -> None:
    up, down = f"/F1 {size} Tf {rise} Ts ", "/F1 11 Tf 0 Ts "
    text = printed(tmp_path, "It held 10", up, "5", down, " cells per cm", up, "3", down,
                   ", or 3.2 x 10", up, "-4", down, " a second.")  # fmt: skip
    assert "It held 10^5 cells per cm^3, or 3.2 x 10^(-4) a second." in text


def test_the_mark_of_a_note_is_no_exponent(tmp_path: Path) -> None:
    up, down = "/F1 7 Tf 4 Ts ", "/F1 11 Tf 0 Ts "
    text = printed(tmp_path, "The gauge", up, "3", down, " was moved (see below)", up, "12", down,
                   " and read.")  # fmt: skip
    assert "The gauge³ was moved (see below)¹² and read." in text


def test_a_word_over_an_underline_is_no_fraction(tmp_path: Path) -> None:
    lines = "(You may not sell the goods that you) Tj T* (hold in trust for others at all.) Tj"
    content = f"BT /F1 11 Tf 13 TL 72 700 Td {lines} ET 93 698 18 .5 re f"
    path = tmp_path / "rule.pdf"
    path.write_bytes(simple_pdf([stream(content.encode())]))
    assert "You may not sell the goods that you hold in trust for others" in read(path)


@pytest.mark.parametrize(
    ("spans", "text"),
    [
        ([("Garc", 0, 20), ("´", 19, 24), ("ı", 20, 23), ("a", 23, 28)], "García"),
        ([("´", 0, 5), ("E", 0, 7), ("cole", 7, 27)], "École"),
        ([("fac", 0, 15), ("¸", 11, 14), ("ade", 15, 30)], "façade"),
        ([("a´", 0, 10), ("b", 20, 25)], "a´b"),
    ],
)
def test_accents_printed_apart_join_their_letters(
    spans: list[tuple[str, float, float]], text: str
) -> None:
    made = [Span(part, x0, x1, 100.0, 11.0, PLAIN) for part, x0, x1 in spans]
    assert "".join(one.text for one in with_accents(made)) == text


def test_a_code_in_arabic_keeps_its_order() -> None:
    spans = [Span("يفتح", 10, 30, 0, 10, PLAIN), Span("-12", 45, 60, 0, 10, PLAIN),
             Span("SV", 34, 45, 0, 10, PLAIN), Span("الصمام", 64, 90, 0, 10, PLAIN)]  # fmt: skip
    assert [one.text for one in mirrored(spans)] == ["الصمام", "SV-12", "يفتح"]


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        ("the price of self-", "employed sellers", "the price of self-employed sellers"),
        ("an anti-", "inflammatory drug", "an anti-inflammatory drug"),
        ("the COVID-", "19 charge", "the COVID-19 charge"),
        ("a cost-", "based price", "a cost-based price"),
        ("the sub-", "committee met", "the subcommittee met"),
        ("die All-", "gemeinheit", "die Allgemeinheit"),
        ("因此不需要", "更换机油", "因此不需要更换机油"),
        ("통합 관리", "시스템", "통합 관리 시스템"),
        ("the years 1990–", "1995 were", "the years 1990–1995 were"),
    ],
)
def test_line_ends_join_as_words_are_written(first: str, second: str, text: str) -> None:
    assert Words([]).join(first, second) == text


def test_a_column_of_years_is_no_line_number(typeset: Typeset) -> None:
    rows = ",".join(f"[{1990 + n}],[{100 + 3 * n}],[{20 + n}]" for n in range(16))
    table = f"#table(columns: 3, stroke: none, [Year], [Level], [Flow], {rows})"
    text = read(typeset(f"= Flow\nThe flow by year.\n\n{table}\n\nThe gauge was moved.\n"))
    assert all(f"| {1990 + n} | {100 + 3 * n} | {20 + n} |" in text for n in range(16))


def test_a_rising_column_under_a_header_row_is_no_contents(typeset: Typeset) -> None:
    rows = ",".join(f"[Part {chr(65 + n)}],align(right)[{100 + 3 * n}]" for n in range(12))
    grid = f"#grid(columns: (120pt, 60pt), row-gutter: 8pt, [Part], align(right)[Weight], {rows})"
    text = read(typeset(f"= Parts\nThe weights follow.\n\n{grid}\n\nAll in grams.\n= Next\nEnd."))
    assert all(f"| Part {chr(65 + n)} | {100 + 3 * n} |" in text for n in range(12))


def _font_map(shift: int) -> bytes:
    """Return a map that names each letter ``shift`` codes lower than it is."""
    pairs = "".join(f"<{code:02x}><{code - shift:04x}>\n" for code in range(32, 127))
    head = "/CIDInit/ProcSet findresource begin begincmap 1 begincodespacerange<00><ff>"
    return f"{head}endcodespacerange 95 beginbfchar\n{pairs}endbfchar endcmap end".encode()


@pytest.mark.parametrize("shift", [29, 31, 1, 3])
def test_letters_that_a_font_shifts_are_shifted_back(tmp_path: Path, shift: int) -> None:
    shown = "".join(f"({FILLER}) Tj T* " for _ in range(3))
    content = f"BT /F2 11 Tf 14 TL 72 700 Td {shown} ET".encode()
    extra = [
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 5 0 R>>",
        stream(_font_map(shift)),
    ]
    data = simple_pdf([stream(content)], extra=extra)
    path = tmp_path / "shifted.pdf"
    path.write_bytes(data.replace(b"/F1 3 0 R", b"/F2 4 0 R"))
    assert "records the height of the water every ten minutes" in read(path)


@pytest.mark.parametrize(
    "text",
    [
        "PLANS OF TYPE 401(K) & ACCIDENTS: RENTERS, OWNERS AND PETS IN ALL HOMES OF TENANTS",
        "x y m x x y z t x y m n x y t x y m x x y z t x y m n x y t x y m x x y z t x y m n x y",
        "| " * 80,
        "TI TK OD OI UD UI TP FP FN TP FP FN TP TD TI TK FP OD OI FN UD UI TP FP FN TP TP FP TP",
        "1.1 GOALS 5 1.2 ASSETS 71 1.3 TERMS 80 2.1 RISKS 91 2.2 UNRESOLVED COMMENTS 102 2.3 LOSS",
    ],
)
def test_capitals_and_formulas_are_not_shifted(text: str) -> None:
    assert not shifts_of([span(text)])


def test_a_font_that_names_no_letters_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: False)
    nothing = b"<</Type/Font/Subtype/Type1/BaseFont/Heavy/ToUnicode 5 0 R>>"
    pairs = "".join(f"<{code:02x}><0001>\n" for code in range(32, 127))
    head = "begincmap 1 begincodespacerange<00><ff>endcodespacerange 95 beginbfchar\n"
    content = f"BT /F2 14 Tf 72 740 Td (Pump) Tj /F1 11 Tf 14 TL 0 -40 Td ({FILLER}) Tj ET"
    data = simple_pdf(
        [stream(content.encode())],
        extra=[nothing, stream(f"{head}{pairs}endbfchar endcmap".encode())],
    )
    path = tmp_path / "unnamed.pdf"
    path.write_bytes(data.replace(b"/F1 3 0 R", b"/F1 3 0 R/F2 4 0 R"))
    warning = read_pdf(path).warnings[0]
    assert warning.startswith("letters on page 1 not read, their font does not name them")


def test_plain_spans_stay_as_they_are() -> None:
    spans = [span("A"), span("B", 20)]
    assert with_accents(spans) == spans


def bitmaps(folder: Path, *lines: bytes, formula: bytes = b"") -> str:
    """Return what is read of lines in a font as TeX makes them of bitmaps, without a name.

    A formula below them is in another such font.
    """
    used = sorted(set(b"".join((*lines, formula))))
    names = b" ".join(b"%d/a%d" % (code, code) for code in used)
    glyphs = b" ".join(b"/a%d 6 0 R" % code for code in used)
    font = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 50 50]/FontMatrix[.02 0 0 .02 0 0]/FirstChar 0"
        b"/LastChar 255/Widths[%b]/Encoding<</Type/Encoding/Differences[%b]>>/CharProcs<<%b>>>>"
    ) % (b"25 " * 256, names, glyphs)
    shown = b" T* ".join(b"<%b> Tj" % line.hex().encode() for line in lines)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox%b/Contents 4 0 R/Resources"
        b"<</Font<</F1 5 0 R/F2 7 0 R>>>>>>" % A4,
        stream(
            b"BT /F1 11 Tf 14 TL 72 700 Td %b T* /F2 11 Tf <%b> Tj ET"
            % (shown, formula.hex().encode())
        ),
        font,
        stream(b"25 0 0 0 25 50 d1 0 0 20 40 re f"),
        font,
    ]
    path = folder / "bitmaps.pdf"
    path.write_bytes(pdf_of(objects))
    return read(path)


def test_bitmap_fonts_of_tex_have_ligatures_and_accents(tmp_path: Path) -> None:
    t1 = bitmaps(tmp_path, b"The e\x1ecient o\x1ecer \x1cnds \x10quoted\x11 \x1dows \x15 o\x1b to",
                 b"Stra\xffe, \x8a\xf3d\xb9 and na\xefve \xf7uvres, where he stays.")  # fmt: skip
    assert "The efficient officer finds “quoted” flows – off to" in t1
    assert "Straße, Łódź and naïve œuvres, where he stays." in t1
    ot1 = bitmaps(tmp_path, b'The e\x0ecient o\x0ecer \x0cnds \\quoted" \x0dows { o\x0b to them.')
    assert ot1 == "The efficient officer finds “quoted” flows – off to them."


def test_formulas_in_bitmap_fonts_have_no_ligatures(tmp_path: Path) -> None:
    text = bitmaps(tmp_path, FILLER.encode(), formula=b"x \x0bt + \x0c = \x1by + \x0bx + z")
    assert FILLER in text
    assert not set("fœø") & set(text.removeprefix(FILLER))


def test_words_that_overlap_keep_the_space_between_them(tmp_path: Path) -> None:
    """As in the text layer of a scan, whose font is wider than the printed one."""
    first, then = "/F1 11 Tf 18.9 0 Td ", "/F1 11 Tf 49.5 0 Td "
    text = printed(tmp_path, "The ", first, "processes ", then, "agree")
    assert "The processes agree" in text


def test_arabic_letters_stored_from_left_to_right_are_read_from_the_right(tmp_path: Path) -> None:
    skip_without_chromium()
    text = (
        "تصرف الرواتب في اليوم الأخير، وتهدف هذه اللائحة إلى تنظيم العلاقة بين الإدارة والعاملين."
    )
    page = tmp_path / "page.html"
    page.write_text(
        f'<meta charset="utf-8"><p dir="rtl" style="font: 12pt DejaVu Sans">{text}</p>',
        encoding="utf-8",
    )
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    options += [f"--user-data-dir={tmp_path / 'profile'}", "--print-to-pdf=arabic.pdf"]
    subprocess.run(["chromium", *options, page.as_uri()], cwd=tmp_path, check=True)
    assert " ".join(read(tmp_path / "arabic.pdf").split()) == text
