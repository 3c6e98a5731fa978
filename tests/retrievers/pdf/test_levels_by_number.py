"""The levels of headings that are numbered."""

from headwise.retrievers.pdf.page.records import Line
from tests.retrievers.pdf.making import BOLD, found, line, paragraph


def test_numbers_give_levels() -> None:
    page: list[Line] = []
    texts = ["1 Roots", "1.1 Fine roots", "1.2 Tap roots", "2 Stems", "2.1 Bark"]
    for n, text in enumerate(texts):
        top = 50.0 + 120 * n
        page += [line(text, top, font=BOLD, size=12), *paragraph(top + 20)]
    headings = found([page])
    assert [(h.number, h.heading, h.level) for h in headings] == [
        ("1", "Roots", 1),
        ("1.1", "Fine roots", 2),
        ("1.2", "Tap roots", 2),
        ("2", "Stems", 1),
        ("2.1", "Bark", 2),
    ]


def test_roman_chapters_hold_lettered_sections() -> None:
    page: list[Line] = []
    texts = ["I. Roots", "A. Fine roots", "B. Tap roots", "II. Stems", "A. Bark", "III. Seed"]
    for n, text in enumerate(texts):
        top = 50.0 + 120 * n
        page += [line(text, top, font=BOLD, size=11), *paragraph(top + 20)]
    assert [h.level for h in found([page])] == [1, 2, 2, 1, 2, 1]


def test_appendices_stand_beside_chapters() -> None:
    page: list[Line] = []
    texts = ["1 Roots", "2 Stems", "A Proofs of roots", "A.1 Fine roots", "B Proofs of stems"]
    for n, text in enumerate(texts):
        top = 50.0 + 120 * n
        page += [line(text, top, font=BOLD, size=14), *paragraph(top + 20)]
    headings = found([page])
    assert [(h.number, h.level) for h in headings] == [
        ("1", 1), ("2", 1), ("A", 1), ("A.1", 2), ("B", 1),
    ]  # fmt: skip


def test_chapters_that_are_a_label_alone_hold_numbered_sections() -> None:
    page: list[Line] = []
    texts = [
        "CHAPTER 1",
        "1 Roots",
        "2 Stems",
        "CHAPTER 2",
        "3 Leaves",
        "4 Bark",
        "CHAPTER 3",
        "5 Seed",
    ]
    for n, text in enumerate(texts):
        top = 50.0 + 120 * n
        page += [line(text, top, font=BOLD), *paragraph(top + 20)]
    assert [h.level for h in found([page])] == [1, 2, 2, 1, 2, 2, 1, 2]


def test_appendices_are_told_from_subsections_by_their_look() -> None:
    page: list[Line] = []
    texts = ["I. TREES", "A. Oaks", "B. Elms", "II. GRASSES", "A. Rye", "A. PROOFS", "B. TABLES"]
    for n, text in enumerate(texts):
        top = 50.0 + 120 * n
        page += [line(text, top, font=BOLD, size=11), *paragraph(top + 20)]
    assert [h.level for h in found([page])] == [1, 2, 2, 1, 2, 1, 1]


def test_chinese_and_japanese_numbers_give_headings_and_levels() -> None:
    law = ["第一章 树根", "第1条（目的）", "第2条（范围）", "第二章 树干", "第3条（样式）"]
    plan = ["一、树根", "（一）细根", "（二）主根", "二、树干", "（一）树皮"]
    for texts in (law, plan):
        page: list[Line] = []
        for n, text in enumerate(texts):
            top = 50.0 + 120 * n
            page += [line(text, top), *paragraph(top + 20)]
        assert [(h.text, h.level) for h in found([page])] == list(
            zip(texts, (1, 2, 2, 1, 2), strict=True)
        )
