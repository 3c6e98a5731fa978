"""Codes of a question mean what they say: the passage that has one is a hit."""

import pytest

from headwise import HeadingRetriever, Library
from headwise.retrievers.search import codes
from tests.support.typesetting import typeset


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("What does E-1447 mean?", ["E-1447"]),
        ("Is RFC2616 older than ISO/IEC-27001?", ["RFC2616", "ISO/IEC-27001"]),
        ("What is wrong with part 48213 after err_no_fuel?", ["48213", "err_no_fuel"]),
        ("错误E-1447是什么意思", ["E-1447"]),
        ("How long is ship 37, and what does Table 3 say?", ["ship 37", "Table 3"]),
        ("Which fuse is F3, and which lamp is h2?", ["F3"]),
        ("How many in 2012?", []),
        ("Is it due within 14 days, or 30 % of it?", []),
        ("What happened on 12.11.2020, in 2019/20?", []),
        ("Who ruled in the 1970s, from the 19th century on, in 2012-2014 or 2012-14?", []),
        ("Is a 30-day term with 250ml enough for part 48-213?", ["48-213"]),
        ("What is long-term storage in version 6.1?", []),
    ],
)
def test_words_that_stand_for_one_thing_are_codes(question, found):
    assert codes.of(question) == found


def test_a_code_is_not_part_of_a_longer_one():
    assert codes.has_one_of(["e-1447"], "| E-1447 | pump |")
    assert codes.has_one_of(["E-1447"], "错误E-1447表示")
    assert not codes.has_one_of(["E-1447"], "E-14470 and FE-1447")


def test_the_section_that_has_the_code_is_the_hit(tmp_path):
    rows = "".join(
        f"[{number}], [{'fan' if number % 2 else 'pump'} {number % 7} stalled; restart], "
        for number in range(1, 90)
    )
    cells = rows.replace("[23],", "[Q-7731],")
    filler = "\n\n".join(
        f"= Note {n}\n\n" + f"A fault code tells what failed. {n} " * 9 for n in range(60)
    )
    source = f"{filler}\n\n= Faults\n\n#table(columns: 2, {cells})"
    (tmp_path / "faults.pdf").write_bytes(typeset(source))
    library = Library(tmp_path / "library")
    library.index(tmp_path / "faults.pdf")

    hits = HeadingRetriever(library=library).search("What does fault code q-7731 mean?").hits

    assert hits[0].sub_heading == "Faults"
    assert "Q-7731" in hits[0].best_passage
