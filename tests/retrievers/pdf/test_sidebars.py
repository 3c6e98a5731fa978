import pytest

from headwise.retrievers.pdf import read_pdf
from tests.retrievers.pdf.making import LOREM, Typeset

MAIN = {
    "Profile": LOREM,
    "Work": f"*Warden*\n\n_Forest of Elm_\n\n- {LOREM}\n- {LOREM}",
    "School": f"*Forestry*\n\n_School of Ash_\n\n- {LOREM}",
}
SIDE = {
    "Contact": "Oak Lane 3 \\\n Elm \\\n 555 010 \\\n ada\\@wood.example",
    "Skills": "Felling \\\n Planting \\\n Counting",
    "Languages": "Latin \\\n Greek",
}


def column(parts: dict[str, str], size: int) -> str:
    """Return a column of sections."""
    return "".join(f"#text({size}pt)[*{name}*]\n\n{text}\n\n" for name, text in parts.items())


@pytest.mark.parametrize("left", [True, False])
@pytest.mark.parametrize("size", [12, 13])
def test_a_sidebar_is_read_apart_from_the_text_beside_it(
    typeset: Typeset, size: int, *, left: bool
) -> None:
    side, main = column(SIDE, size), column(MAIN, size)
    columns = f"(110pt, 1fr), [{side}], [{main}]" if left else f"(1fr, 110pt), [{main}], [{side}]"
    source = "#set page(width: 500pt, height: 700pt, margin: 40pt)\n#set text(size: 10pt)\n"
    source += f"#text(22pt)[Ada Wood]\n\n#grid(columns: {columns}, gutter: 20pt)"
    sections = read_pdf(typeset(source), ignore_outline=True).sections
    names = [*SIDE, *MAIN] if left else [*MAIN, *SIDE]
    assert [s.heading for s in sections if s.heading in names] == names
    assert all("Latin" in s.text for s in sections if s.heading == "Languages")


def test_rows_of_a_table_without_rules_are_no_sidebar(typeset: Typeset) -> None:
    names = ("Oak", "Elm", "Ash", "Fir", "Yew", "Box", "Bay", "Fig", "Pear", "Plum")
    rows = "".join(f"[{name}], [The {name.lower()} is a tree of the wood.]," for name in names)
    table = f"#table(columns: (90pt, 1fr), stroke: none, {rows})"
    (section,) = read_pdf(typeset(f"= Trees\n{LOREM}\n{table}\n{LOREM}")).sections
    assert "Fig The fig is a tree of the wood." in section.text.replace("|", "").replace("  ", " ")


def test_figures_between_lines_of_a_table_are_no_sidebar(typeset: Typeset) -> None:
    names = "".join(f"Tree {n} of the old wood in the north \\\n" for n in range(12))
    values = "".join(f"{n}{n} \\\n" for n in range(10, 20))
    grid = f"#grid(columns: (1fr, 60pt), gutter: 20pt, [{names}], [#v(5pt)\n{values}])"
    (section,) = read_pdf(typeset(f"= Trees\n{LOREM}\n\n{grid}\n\n{LOREM}")).sections
    assert section.text.index("1919") < section.text.index("Tree 11")
