from headwise.retrievers.pdf import read_pdf
from headwise.retrievers.pdf.page.bullets import with_bullets
from tests.retrievers.pdf.making import LOREM, Typeset, span

BULLET = "place(dy: 3pt, circle(radius: 1.6pt, fill: black))"


def test_items_with_drawn_bullets_are_paragraphs_of_their_own(typeset: Typeset) -> None:
    items = ("Oak", f"Beech {LOREM}", "Fir")
    rows = "\n".join(f"#grid(columns: (14pt, 1fr), {BULLET}, [{item}])\n#v(-6pt)" for item in items)
    (section,) = read_pdf(typeset(f"= Trees\n{LOREM}\n{rows}")).sections
    assert [" ".join(item.split()) for item in section.text.split("\n\n")][1:] == [
        "• Oak", f"• Beech {LOREM.strip()}", "• Fir",
    ]  # fmt: skip


def test_dots_between_words_and_single_ones_are_no_bullets() -> None:
    spans = [span("oak", 20, 50), span("beech", 50, 50), span("fir", 20, 70), span("elm", 50, 70)]
    dots = [(40.0, 45.0, 43.0, 48.0), (40.0, 65.0, 43.0, 68.0)]
    assert with_bullets(spans, dots) == spans
    assert with_bullets(spans, [(10.0, 45.0, 13.0, 48.0)]) == spans


def test_marks_in_a_drawn_grid_of_figures_are_no_bullets() -> None:
    spans = [span("0", x, y) for x in (20, 60) for y in (50, 70, 90)]
    dots = [(40.0, y - 5.0, 43.0, y - 2.0) for y in (50.0, 70.0, 90.0)]
    assert with_bullets(spans, dots) == spans


def test_dots_at_the_pins_of_a_drawing_are_no_bullets() -> None:
    pins = [span(name, 50, y) for name, y in (("SCLK", 50), ("RA0/CIN", 70), ("DOUT", 90))]
    dots = [(40.0, y - 5.0, 43.0, y - 2.0) for y in (50.0, 70.0, 90.0)]
    assert with_bullets(pins, dots) == pins
    beside = [*pins, span("a remark", 200, 70)]
    assert with_bullets(beside, dots) == beside
    items = [*pins, span("is high", 90, 70)]
    assert sum(one.text == "•" for one in with_bullets(items, dots)) == 3


def test_small_drawn_bullets_are_no_bars_of_fractions(typeset: Typeset) -> None:
    items = ("Oak", "Elm", "Ash", "Fir")
    square = "place(dy: 4pt, rect(width: 3.002pt, height: 2.998pt, fill: black))"
    rows = "\n".join(f"#grid(columns: (14pt, 1fr), {square}, [{item} tree])" for item in items)
    source = f"#set text(size: 10.5pt)\n#set block(spacing: 8pt)\n= Trees\n{LOREM}\n{rows}"
    (section,) = read_pdf(typeset(source)).sections
    assert section.text.split("\n\n")[1:] == [f"• {item} tree" for item in items]
