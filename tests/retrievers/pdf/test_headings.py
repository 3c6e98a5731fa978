"""Lines that are headings."""

import pytest

from headwise.retrievers.pdf import read_pdf
from headwise.retrievers.pdf.headings.contents import Contents, Entry
from headwise.retrievers.pdf.headings.headings import evidence_of
from headwise.retrievers.pdf.headings.model import likelihoods
from headwise.retrievers.pdf.page.guessed import even_sizes
from headwise.retrievers.pdf.page.records import Cell, Font, Line
from headwise.retrievers.pdf.page.styles import body_of, style_of
from tests.retrievers.pdf.making import BOLD, LOREM, Typeset, found, line, paragraph


def test_bold_lines_with_space_around_are_headings() -> None:
    page: list[Line] = []
    for n, text in enumerate(["Roots", "Stems", "Leaves"]):
        top = 50.0 + 120 * n
        page += [line(text, top, font=BOLD), *paragraph(top + 20)]
    assert [h.text for h in found([page])] == ["Roots", "Stems", "Leaves"]


def test_a_heading_over_two_lines_is_one() -> None:
    long = "A heading that is so long that it does not fit on a single line and"
    page = [line(long, 50, font=BOLD, size=12), line("needs two", 65, font=BOLD, size=12)]
    page += paragraph(90)
    assert [h.text for h in found([page])] == [f"{long} needs two"]


def test_the_table_of_contents_makes_a_heading_likelier() -> None:
    page = [*paragraph(50), line("Roots and Stems", 116), *paragraph(132)]
    body = body_of([page])

    def likely(contents: Contents) -> float:
        candidates = evidence_of([page], contents, [], body, "")
        which = [c.text for c in candidates].index("Roots and Stems")
        return likelihoods(candidates, [page], contents, body)[which]

    listed = Contents((Entry("Roots and Stems", 1, 0.0, (1, 0)),))
    assert likely(listed) > likely(Contents())


def test_note_marks_are_no_part_of_a_heading(typeset: Typeset) -> None:
    path = typeset(f"= Roots#super(typographic: false)[2]\n{LOREM * 3}")
    assert read_pdf(path).sections[0].sub_heading == "Roots"


def test_a_label_alone_belongs_to_the_title_below() -> None:
    page: list[Line] = []
    for n, text in enumerate(["Roots", "Stems"]):
        top = 50.0 + 300 * n
        page += [line(f"Chapter {n + 1}", top, font=BOLD, size=16)]
        page += [line(text, top + 50, font=BOLD, size=20), *paragraph(top + 80)]
    headings = found([page])
    assert [h.text for h in headings] == ["Chapter 1 Roots", "Chapter 2 Stems"]
    assert [h.number for h in headings] == ["Chapter 1", "Chapter 2"]


def test_a_numbered_heading_may_end_in_code(typeset: Typeset) -> None:
    path = typeset(
        f"#set heading(numbering: none)\n= 1 Roots\n{LOREM * 2}\n"
        f"#block(above: 14pt, below: 9pt)[#strong[2 The command] `root`]\n{LOREM * 2}"
    )
    sections = read_pdf(path, ignore_outline=True).sections
    assert [s.sub_heading for s in sections] == ["1 Roots", "2 The command root"]


@pytest.mark.parametrize("size", [10, 14])
def test_exercises_are_headings(size: float) -> None:
    page: list[Line] = []
    for n in (1, 2, 3):
        top = 120.0 * n
        page += [line(f"Problem {n}", top, font=BOLD, size=size), *paragraph(top + 20)]
    assert [h.text for h in found([page])] == ["Problem 1", "Problem 2", "Problem 3"]


@pytest.mark.parametrize(
    ("label", "titles"),
    [("§ {}", ("Roots", "Bark", "Seed")), ("Artigo {}.º", ("(Objeto)", "(Prazo)", "(Foro)"))],
)
def test_a_label_in_the_middle_belongs_to_the_title_below(
    typeset: Typeset, label: str, titles: tuple[str, ...]
) -> None:
    labels = [label.format(n) for n in range(1, len(titles) + 1)]
    path = typeset(
        "#let h(n, x) = align(center, block(above: 16pt, strong[#n \\ #x]))\n"
        + "\n".join(f"#h[{n}][{x}]\n{LOREM * 3}\n" for n, x in zip(labels, titles, strict=True))
    )
    sections = read_pdf(path, ignore_outline=True).sections
    assert [(s.number, s.heading) for s in sections][-3:] == list(zip(labels, titles, strict=True))


def test_numbers_and_space_alone_tell_headings_in_the_style_of_the_text() -> None:
    page = [line("2 Roots", 40, font=BOLD, size=14), *paragraph(65)]
    for n, text in enumerate(["2.1 Fine roots", "2.2 Tap roots", "2.3 Root hairs"]):
        top = 150.0 + 120 * n
        page += [line(text, top), *paragraph(top + 20)]
    texts = [h.text for h in found([page])]
    assert texts == ["2 Roots", "2.1 Fine roots", "2.2 Tap roots", "2.3 Root hairs"]


def test_a_deep_number_counts_though_its_text_is_close_below() -> None:
    page = [line("2 Roots", 40, font=BOLD, size=14), *paragraph(65)]
    for n, text in enumerate(["2.1 Fine roots", "2.2 Tap roots", "2.3 Root hairs"]):
        top = 150.0 + 120 * n
        page += [line(text, top), *paragraph(top + 14)]
    candidates = evidence_of([page], Contents(), [], body_of([page]), "")
    supported = [c.text for c in candidates if c.supported]
    assert supported == ["2.1 Fine roots", "2.2 Tap roots", "2.3 Root hairs"]


def test_signs_without_capitals_are_not_in_capitals() -> None:
    assert style_of(line("模板的组成部分")).caps == ""
    assert style_of(line("مقدمة الكتاب")).caps == ""
    assert style_of(line("ROOTS AND STEMS")).caps == "all"


def test_bold_headings_of_another_face_may_be_smaller_than_the_text() -> None:
    sans = Font("Helvetica-Bold", "helvetica", bold=True)
    page: list[Line] = []
    for n, text in enumerate(["Using roots", "Using stems", "Using leaves"]):
        top = 50.0 + 120 * n
        page += [line(text, top, font=sans, size=9), *paragraph(top + 20, rows=2)]
    assert [h.text for h in found([page])] == ["Using roots", "Using stems", "Using leaves"]


def test_a_heading_goes_on_though_one_line_of_it_is_mostly_italic() -> None:
    slanted = Font("Times-BoldItalic", "times", bold=True, italic=True)
    first = line("2 What is a fine, main, standard, or", 50, font=slanted, size=14)
    first.italic = 0.8
    page = [first, line("extra root?", 67, font=BOLD, size=14), *paragraph(95)]
    assert [h.text for h in found([page])] == ["2 What is a fine, main, standard, or extra root?"]


def test_a_numbered_heading_of_double_spaced_text_may_end_in_code(typeset: Typeset) -> None:
    source = "#set text(size: 10pt)\n#set par(leading: 1.9em, spacing: 1.9em)\n"
    for text in ["1.1 The command", "1.2 The option", "1.3 The file"]:
        source += f"#strong[{text}] `root`\n\n{LOREM * 4}\n\n"
    sections = read_pdf(typeset(source), ignore_outline=True).sections
    assert [s.sub_heading for s in sections] == [
        "1.1 The command root", "1.2 The option root", "1.3 The file root",
    ]  # fmt: skip


def test_a_heading_justified_in_a_narrow_column_is_no_row_of_cells() -> None:
    page: list[Line] = []
    for n, text in enumerate(["Using roots", "Using stems", "Using leaves"]):
        top = 50.0 + 150 * n
        wide = line(text, top, font=BOLD, size=13)
        first, second = text.split()
        wide.x0, wide.x1 = wide.left, wide.right
        wide.cells = wide.pieces = (
            Cell(first, wide.x0, wide.x0 + 40), Cell(second, wide.x1 - 40, wide.x1),
        )  # fmt: skip
        page += [wide, line("in winter", top + 16, font=BOLD, size=13), *paragraph(top + 40)]
    texts = [h.text for h in found([page])]
    assert texts == ["Using roots in winter", "Using stems in winter", "Using leaves in winter"]


def test_a_number_before_a_tab_counts_no_minutes() -> None:
    page: list[Line] = []
    for n, text in enumerate(["Minutes of May", "Matters arising", "Other business"], 1):
        made = line(f"{n} {text}", 20.0 + 100 * n, font=BOLD)
        made.cells = made.pieces = (
            Cell(str(n), 50, 55), Cell(text, 86, 86 + 5 * len(text)),
        )  # fmt: skip
        page += [made, *paragraph(45.0 + 100 * n)]
    assert [h.number for h in found([page])] == ["1", "2", "3"]


def test_underlined_lines_without_space_below_are_headings(typeset: Typeset) -> None:
    names = ("Roots", "Stems", "Leaves", "Bark")
    source = "\n\n".join(f"#underline[{name}] \\\n{LOREM * 2}" for name in names)
    sections = read_pdf(typeset(source)).sections
    assert [section.heading for section in sections] == list(names)


def test_a_heading_close_below_a_line_of_stars_is_found(typeset: Typeset) -> None:
    names = ("Roots", "Stems", "Leaves", "Bark")
    source = "\n".join(
        f"{LOREM * 2}\n\n#align(center)[\\* \\* \\*]\n#v(-6pt)\n*{name}*\n#v(-4pt)\n{LOREM}\n"
        for name in names
    )
    sections = read_pdf(typeset(source)).sections
    assert [section.heading for section in sections][1:] == list(names)
    assert all(section.text.endswith("* * *") for section in sections[:-1])


def test_the_pitch_is_that_within_paragraphs_be_they_short() -> None:
    page: list[Line] = []
    for n in range(6):
        top = 50.0 + 120 * n
        page += [line(LOREM[:79], top, right=450), line("and it ends.", top + 13)]
        page += [
            line("A clause that is one line, as most are.", top + 36 + 23 * k) for k in (0, 1, 2)
        ]
    assert body_of([page]).pitch == 1.3
    assert body_of([[one for one in page if "clause" in one.text]]).pitch == 2.3


@pytest.mark.parametrize("end", ["", ":"])
def test_headings_told_by_their_family_alone_are_credited_as_italic_ones_are(end: str) -> None:
    page: list[Line] = []
    for n, name in enumerate(("Roots", "Stems", "Leaves")):
        top = 50.0 + 120 * n
        page += [line(name + end, top, font=Font("Arial", "arial")), *paragraph(top + 20)]
    candidates = evidence_of([page], Contents(), [], body_of([page]), "")
    credited = [c.text.rstrip(":") for c in candidates if "shaped style" in c.notes]
    assert credited == ["Roots", "Stems", "Leaves"]


def test_headings_above_lines_with_dates_on_the_right_head_no_table(typeset: Typeset) -> None:
    source = "#set page(width: 480pt)\n#set text(size: 10pt)\n#text(20pt)[Ada Wood]\n\n"
    job = "*Forest of {0}* #h(1fr) 19{0} \\\n _Warden_ #h(1fr) North \\\n"
    for name, years in (("SUMMARY", ()), ("WORK", (71, 82)), ("SCHOOL", (60, 64)), ("SKILLS", ())):
        jobs = "".join(f"{job.format(year)} {LOREM}\n\n" for year in years)
        source += f"#v(6pt)\n*{name}* \\\n{jobs or LOREM}\n\n"
    headings = [s.heading for s in read_pdf(typeset(source), ignore_outline=True).sections]
    assert [name for name in headings if name.isupper()] == ["SUMMARY", "WORK", "SCHOOL", "SKILLS"]


def test_a_heading_close_above_a_drawn_table_is_not_its_head(typeset: Typeset) -> None:
    source = "#set page(width: 480pt)\n#set text(size: 11pt)\n#set par(spacing: 8pt)\n"
    table = "#v(-3pt)\n#table(columns: 3, [Date], [Issue], [By], [1990], [A], [Elm])"
    for name in ("Purpose", "Scope", "Duties", "History of it", "Contact"):
        below = table if name.startswith("History") else LOREM * 2
        source += f"#v(8pt)\n*{name}*\n\n{below}\n\n"
    headings = [s.heading for s in read_pdf(typeset(source), ignore_outline=True).sections]
    assert headings == ["Purpose", "Scope", "Duties", "History of it", "Contact"]


def test_a_label_above_an_exercise_is_a_heading_of_its_own() -> None:
    page: list[Line] = []
    texts: list[str] = []
    for n, label in enumerate(("SECTION A", "SECTION B", "SECTION C")):
        top = 50.0 + 150 * n
        page += [line(label, top, x0=220, font=BOLD)]
        page += [line(f"Question {n + 1}", top + 20, font=BOLD), *paragraph(top + 40)]
        texts += [label, f"Question {n + 1}"]
    assert [h.text for h in found([page])] == texts


def test_lines_close_above_their_text_are_headings_in_sizes_that_ocr_guessed() -> None:
    texts = ["Roots in the soil", "Stems and bark", "Leaves of trees", "Seeds"]
    page = paragraph(50)
    for n, text in enumerate(texts):
        top = 130.0 + 130 * n
        page += [line(text, top), *paragraph(top + 18, rows=7)]
    for index, own in enumerate(page):
        own.size = (11.6, 12.4, 11.8, 12.2, 12.0, 11.7, 12.3)[index % 7]
    even_sizes([page])
    assert [h.text for h in found([page])] == texts
