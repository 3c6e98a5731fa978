from headwise.retrievers.pdf import read_pdf
from headwise.retrievers.pdf.body.breaks import Measure, begins_paragraph
from headwise.retrievers.pdf.body.listings import listing_text
from headwise.retrievers.pdf.page.styles import body_of
from tests.retrievers.pdf.making import LOREM, Typeset, line

PAGE = "#set page(width: 400pt, height: 500pt, margin: 50pt)\n#set par(justify: true)\n"


def test_sections_have_path_pages_and_text(typeset: Typeset) -> None:
    source = f"""
    #set heading(numbering: "1.1")
    = Roots
    {LOREM}
    == Fine roots
    {LOREM * 9}
    = Stems
    {LOREM}
    """
    roots, fine, stems = read_pdf(typeset(PAGE + source)).sections
    assert (roots.sub_heading, roots.heading, roots.number) == ("1 Roots", "Roots", "1")
    assert (roots.level, fine.level, stems.level) == (1, 2, 1)
    assert fine.heading_path == ("1 Roots", "1.1 Fine roots")
    assert stems.heading_path == ("2 Stems",)
    assert (fine.page_start, fine.page_end, stems.page_start) == (1, 2, 2)
    assert fine.text.count("quick brown fox") == 9
    assert fine.text == (LOREM * 9).strip()


def test_text_before_the_first_heading_stands_under_the_title(typeset: Typeset) -> None:
    source = f"""
    #align(center, text(size: 20pt)[On the Growth of Trees])
    Jo Doe

    {LOREM * 2}
    = Roots
    {LOREM * 2}
    """
    document = read_pdf(typeset(PAGE + source))
    front, roots = document.sections
    assert document.title == front.sub_heading == "On the Growth of Trees"
    assert front.level == roots.level == 1
    assert front.text.startswith("Jo Doe\n\nThe quick")
    assert roots.heading_path == ("Roots",)


def test_without_headings_each_page_is_a_section(typeset: Typeset) -> None:
    document = read_pdf(typeset(f"{PAGE}{LOREM}\n#pagebreak()\n#pagebreak()\n{LOREM}"))
    assert [(s.sub_heading, s.page_start, s.page_end) for s in document.sections] == [
        (document.title, 1, 1),
        (document.title, 3, 3),
    ]


def test_programs_keep_their_lines(typeset: Typeset) -> None:
    program = "def fee(value):\n    if value < 0:\n        raise ValueError\n    return value / 3"
    path = typeset(f"{PAGE}= Roots\n{LOREM}\n```\n{program}\n```\n{LOREM}")
    paragraphs = read_pdf(path).sections[0].text.split("\n\n")
    assert paragraphs == [LOREM.strip(), program, LOREM.strip()]


def test_a_program_far_off_and_without_width_is_kept() -> None:
    lines = [line("if x:", x0=50.0), line("go()", x0=9e6)]
    for one in lines:
        one.x1 = one.x0
    assert listing_text(lines) == "if x:\n" + 80 * " " + "go()"


def test_text_runs_on_below_what_it_stands_beside() -> None:
    beside = [line(f"{LOREM[:60]}", 50.0 + 12 * n, x0=80.0) for n in range(2)]
    body = body_of([beside])
    measure = Measure(12.0, 450.0)
    assert not begins_paragraph(line("below the picture", 74.0), beside, measure, body)
    assert begins_paragraph(line("Below the picture", 74.0), beside, measure, body)


def test_short_lines_below_unequal_columns_stay_with_what_follows(typeset: Typeset) -> None:
    columns = f"#grid(columns: 2, gutter: 20pt, [{LOREM}], [{LOREM * 3}])"
    source = f"{PAGE}#text(18pt)[Trees]\n\n{columns}\n#v(20pt)\nShort line\n\n{LOREM * 2}"
    (text,) = (one.text for one in read_pdf(typeset(source)).sections)
    assert f"Short line\n\n{(LOREM * 2).strip()}" in text


def test_lines_of_one_length_broken_on_purpose_stay_apart(typeset: Typeset) -> None:
    lines = ["Python, R", "Statistics", "Swedish (A2)"]
    source = f"{PAGE}= Skills\n{' #linebreak() '.join(lines)}\n= Life\n{LOREM * 3}"
    assert read_pdf(typeset(source)).sections[0].text == "\n\n".join(lines)


def test_paragraphs_are_parted_by_blank_lines(typeset: Typeset) -> None:
    path = typeset(f"{PAGE}= Roots\n{LOREM * 2}\n\n{LOREM}\n\n- First item\n- Second item")
    paragraphs = read_pdf(path).sections[0].text.split("\n\n")
    assert paragraphs == [(LOREM * 2).strip(), LOREM.strip(), "• First item", "• Second item"]


def test_hyphenated_words_are_joined(typeset: Typeset) -> None:
    source = PAGE + "#set text(lang: 'en', hyphenate: true)\n".replace("'", '"')
    text = "incomprehensibility characteristically state-of-the-art internationalization " * 12
    path = typeset(f"{source}= Roots\n{text}")
    read = read_pdf(path).sections[0].text
    assert set(read.split()) == set(text.split())


def test_footnotes_come_after_the_text(typeset: Typeset) -> None:
    source = f"= Roots\n{LOREM}Here#footnote[A remark at the foot of the page.] it stands. "
    path = typeset(f"{PAGE}{source}{LOREM * 12}\n= Stems\n{LOREM}")
    roots = read_pdf(path).sections[0]
    assert roots.text.endswith("A remark at the foot of the page.")
    assert roots.text.count("quick brown fox") == 13
    assert "haste at all. The quick" in roots.text


def test_captions_do_not_cut_a_paragraph(typeset: Typeset) -> None:
    figure = "#place(top, float: true, figure(rect(height: 60pt), caption: [Oaks and firs.]))"
    path = typeset(f"{PAGE}{figure}\n= Roots\n{LOREM * 14}")
    document = read_pdf(path)
    whole = "\n\n".join(section.text for section in document.sections)
    assert "Oaks and firs." in whole.split("\n\n")[0] or "\n\nFigure 1: Oaks" in whole
    assert (LOREM * 14).strip() in whole


def test_running_heads_and_page_numbers_are_in_no_section(typeset: Typeset) -> None:
    head = '#set page(header: [On the growth of trees #h(1fr) Jo Doe], numbering: "1")\n'
    path = typeset(f"{PAGE}{head}= Roots\n{LOREM * 40}")
    document = read_pdf(path)
    assert document.pages >= 4
    (section,) = document.sections
    assert "growth of trees" not in section.text
    assert section.text == (LOREM * 40).strip()


def test_a_table_of_contents_is_no_section(typeset: Typeset) -> None:
    chapters = "\n".join(f"= Chapter on {x}\n{LOREM * 3}" for x in ("roots", "stems", "leaves"))
    path = typeset(f"{PAGE}#outline()\n#pagebreak()\n{chapters}")
    for ignore in (False, True):
        sections = read_pdf(path, ignore_outline=ignore).sections
        assert [s.sub_heading for s in sections] == [
            "Chapter on roots", "Chapter on stems", "Chapter on leaves",
        ]  # fmt: skip
        assert not any(". . ." in s.text for s in sections)


def test_two_columns(typeset: Typeset) -> None:
    source = f"""
    #set page(width: 500pt, height: 400pt, margin: 30pt, columns: 2)
    #set heading(numbering: "1")
    = Roots
    {LOREM * 8}
    = Stems
    {LOREM * 8}
    """
    roots, stems = read_pdf(typeset(source)).sections
    assert roots.text == stems.text == (LOREM * 8).strip()
