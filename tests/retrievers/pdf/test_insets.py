import pytest

from headwise.retrievers.pdf.page.columns import fragments_of
from headwise.retrievers.pdf.page.insets import insets_of
from headwise.retrievers.pdf.page.lines import lines_of
from headwise.retrievers.pdf.page.records import Page, Rule, Span
from tests.retrievers.pdf.making import span

PROSE = "the river runs past the mill"
BOX = "a note in a box"


def page_of(spans: list[Span], rules: list[Rule] | None = None) -> Page:
    return Page(1, 400.0, 600.0, spans, rules or [])


def prose(count: int, *, x0: float = 40.0, top: float = 100.0) -> list[Span]:
    return [span(f"{PROSE} {n}", x0, top + 12 * n) for n in range(count)]


def box(count: int, pitch: float, x0: float = 240.0) -> list[Span]:
    return [span(f"{BOX} {n}", x0, 105 + pitch * n, size=8) for n in range(count)]


def texts_of(page: Page) -> list[str]:
    return [line.text for line in lines_of([page])[0]]


@pytest.mark.parametrize(("left", "right"), [(40.0, 240.0), (140.0, 40.0)])
def test_text_that_flows_around_a_box_is_read_without_it(left: float, right: float) -> None:
    spans = [*prose(8, x0=left), *box(6, 10.0, right), span(f"{PROSE} at last", 40, 204)]
    texts = texts_of(page_of(spans))
    flowing, boxed = [f"{PROSE} {n}" for n in range(8)], [f"{BOX} {n}" for n in range(6)]
    assert texts == [*flowing, *boxed, f"{PROSE} at last"]


def test_rows_of_a_table_are_no_inset() -> None:
    level = prose(8) + [span(f"{BOX} {n}", 240, 100 + 12 * n, size=8) for n in range(8)]
    assert insets_of(fragments_of(level), page_of(level)) == []
    ruled = prose(8) + box(6, 10.0)
    rules = [Rule(40, 120, 400, 120.5)]
    assert insets_of(fragments_of(ruled), page_of(ruled, rules)) == []
    borders = [Rule(40, 120, 235, 120.5), Rule(235, 120, 400, 120.5)]
    assert insets_of(fragments_of(ruled), page_of(ruled, borders)) == []


def test_labels_of_a_drawing_are_no_inset() -> None:
    spans = prose(8) + [span(f"{n}", 240, 105 + 10 * n, size=8) for n in range(6)]
    assert insets_of(fragments_of(spans), page_of(spans)) == []


def test_blocks_side_by_side_are_read_one_after_the_other() -> None:
    address, office = ("Example and Sons", "High Street", "Anytown"), ("boats", "rivers", "mills")
    left = [span(text, 40, 100 + 14.0 * n) for n, text in enumerate(address)]
    right = [span(f"Office of {text}", 240, 107 + 14.0 * n) for n, text in enumerate(office)]
    texts = texts_of(page_of(left + right))
    assert texts == [*address, *(f"Office of {text}" for text in office)]
