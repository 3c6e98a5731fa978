"""Single matters of running text: formulas, notes, figures, scripts, directions."""

from __future__ import annotations

from headwise.retrievers.pdf import read_pdf
from tests.retrievers.pdf.bodies.measures import markdown_tables, text_of
from tests.retrievers.pdf.bodies.prose import CUTS, plain, whole
from tests.retrievers.pdf.making import Typeset

PAGE = "#set page(width: 400pt, height: 560pt, margin: 45pt)\n#set par(justify: true)\n"
NUMBERED = '#set math.equation(numbering: "(1)")\n'
TEXT = plain(1, 6)


def paragraphs(typeset: Typeset, source: str) -> list[str]:
    document = read_pdf(typeset(f"{PAGE}= Part\n{source}"))
    return [p for section in document.sections for p in section.text.split("\n\n")]


def test_displayed_formulas_are_paragraphs_of_their_own(typeset: Typeset) -> None:
    found = paragraphs(typeset, f"{NUMBERED}{TEXT} has $ y = a x + b $ positions. {TEXT}")
    assert "y = ax + b (1)" in found


def test_fractions_roots_and_sums_are_on_one_line(typeset: Typeset) -> None:
    formulas = (
        "$ o = floor((n + 2p - k) / s) + 1 $ " + TEXT,
        "$ s = sqrt((a + b) / 2) $ " + TEXT,
        "$ t = sum_(u=0)^(n-1) h_u x_(t-u) $ " + TEXT,
    )
    found = "\n".join(paragraphs(typeset, TEXT + "\n\n".join(formulas)))
    assert "(n + 2p − k)/s" in found
    assert "√((a + b)/2)" in found
    assert "∑_(u=0)^(n−1) h_u x_(t−u)" in found


def test_letters_of_formulas_are_plain(typeset: Typeset) -> None:
    found = " ".join(paragraphs(typeset, f"{TEXT} Let $bold(x) in cal(C)$ and $alpha != RR$."))
    assert "Let x ∈ C and α ≠ R." in found
    assert not any(0x1D400 <= ord(c) < 0x1D800 or ord(c) == 0xFFFE for c in found)


def test_exponents_are_told_from_marks_of_notes(typeset: Typeset) -> None:
    source = f"About $10^3$ of it#super(typographic: false)[4] and H#sub[2]O, $x^2$ too. {TEXT}"
    found = paragraphs(typeset, source)[0]
    assert found.startswith("About 10^3 of it⁴ and H2O, x^2 too.")


def test_a_footnote_ends_the_section_with_its_mark(typeset: Typeset) -> None:
    source = f"{PAGE}= Roots\n{TEXT} Here.#footnote[A remark.] {TEXT}\n= Stems\n{TEXT}"
    roots, stems = read_pdf(typeset(source)).sections
    assert roots.text.endswith("A remark.")
    assert "Here.¹" in roots.text
    assert "remark" not in stems.text


def test_labels_of_drawings_and_captions_stand_apart(typeset: Typeset) -> None:
    drawing = (
        "rect(width: 80%, height: 90pt)[#for n in range(4) {place(dx: n * 40pt, dy: 20pt, "
        "circle(radius: 9pt)); place(dx: n * 40pt, dy: 50pt, text(7pt)[layer #n])}]"
    )
    figure = f"#figure({drawing}, caption: [Layers of leaves.])"
    found = paragraphs(typeset, f"{TEXT}\n\n{figure}\n\n{TEXT}")
    assert "Figure 1: Layers of leaves." in found
    assert "layer 0 layer 1 layer 2 layer 3" in {p.replace(" · ", " ") for p in found}
    assert found.count(TEXT) == 2


def test_items_of_lists_are_paragraphs(typeset: Typeset) -> None:
    items = [plain(seed, 2) for seed in range(20, 24)]
    found = paragraphs(typeset, f"{TEXT}\n- {items[0]}\n- {items[1]}\n\n+ {items[2]}\n+ {items[3]}")
    assert found == [TEXT, f"• {items[0]}", f"• {items[1]}", f"1. {items[2]}", f"2. {items[3]}"]


def test_a_table_goes_on_over_a_page(typeset: Typeset) -> None:
    rows = [[whole(word), f"{n * 37 % 23}.{n % 9} m"] for n, word in enumerate(CUTS[:54])]
    cells = ", ".join(f"[{cell}]" for row in rows for cell in row)
    source = f"{TEXT}\n#table(columns: 2, table.header([Word], [Height]), {cells})\n{TEXT}"
    document = read_pdf(typeset(f"{PAGE}= Part\n{source}"))
    assert document.pages > 1
    assert markdown_tables(text_of(document)) == [[["Word", "Height"], *rows]]


def test_text_turned_on_its_side_is_kept_apart(typeset: Typeset) -> None:
    turned = plain(31, 3)
    box = f"#rotate(-90deg, reflow: true, box(width: 250pt)[{turned}])"
    found = paragraphs(typeset, f"{TEXT}\n\n{box}\n\n{TEXT}")
    assert found.count(TEXT) == 2
    assert any(set(turned.split()) <= set(p.split()) for p in found)


def test_hebrew_reads_from_right_to_left(typeset: Typeset) -> None:
    text = "שלום עולם זה מבחן קצר של טקסט עברי שנקרא בסדר הנכון עם מספר 123 בתוך משפט"
    source = f'#set text(font: "DejaVu Sans", lang: "he", dir: rtl)\n{text}'
    assert text in text_of(read_pdf(typeset(PAGE + source)))


def test_accents_and_ligatures_are_letters(typeset: Typeset) -> None:
    text = "Müller fand die naïve façade von Čapek in Łódź effizient und flüssig."
    assert text in paragraphs(typeset, f"{text} {TEXT}")[0]


def test_pages_of_several_sizes(typeset: Typeset) -> None:
    wide = "#set page(width: 620pt, height: 420pt)"
    parts = [plain(seed, 20) for seed in (41, 42)]
    document = read_pdf(typeset(f"{PAGE}= One\n{parts[0]}\n{wide}\n= Two\n{parts[1]}"))
    assert [section.text for section in document.sections] == parts
