from dataclasses import replace

from headwise.retrievers.pdf.page.records import Line, Rule
from headwise.retrievers.pdf.page.underlines import mark_underlined
from tests.retrievers.pdf.making import BOLD, line


def marked(lines: list[Line], rules: list[Rule]) -> list[str]:
    mark_underlined([lines], [rules])
    return [one.text for one in lines if one.underlined]


def test_lines_underlined_from_end_to_end() -> None:
    lines = [line("Roots", 50), line("Stems and leaves", 70)]
    rules = [Rule(50, 51, 75, 51.5), Rule(50, 71, 75, 71.5)]
    assert marked(lines, rules) == ["Roots"]


def test_no_underlines_where_bold_headings_have_styles_enough() -> None:
    slanted = replace(BOLD, italic=True)
    styles = [(14.0, BOLD, "Roots"), (11.0, BOLD, "Fine roots"), (11.0, slanted, "In clay")]
    bold = [
        line(text, 100.0 + 20 * n, size=size, font=font)
        for n in range(3)
        for size, font, text in styles
    ]
    for one in bold:
        one.italic = float(one.font.italic)
    underlined, rules = line("Domestic", 50), [Rule(50, 51, 90, 51.5)]
    assert marked([underlined, *bold[:6]], rules) == ["Domestic"]
    assert marked([replace(underlined, underlined=False), *bold], rules) == []
