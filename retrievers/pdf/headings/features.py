"""What is known of each candidate, as one table of numbers: the evidence that the model weighs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from headwise.retrievers.pdf.headings.around import Around, Surroundings, is_prose, style_key
from headwise.retrievers.pdf.headings.candidates import Candidate, is_centred
from headwise.retrievers.pdf.headings.contents import Contents
from headwise.retrievers.pdf.page.records import Line
from headwise.retrievers.pdf.page.styles import Body, is_code, other_color
from headwise.retrievers.text.numbers import readings

_FAR = 6.0  # pitches; a gap beyond counts as this
_KINDS = ("decimal", "roman", "upper", "lower", "lower roman")
_NOTES = (
    "title block", "in references", "foreign style", "proven style", "regular style",
    "shaped style", "no text below", "standard word", "lower case", "in contents",
    "underlined",
)  # fmt: skip


class Own(NamedTuple):
    """What a candidate's own lines and those around them say."""

    score: float
    looks: float
    size: float
    size_above: float
    size_below: float
    bold: float
    italic: float
    capitals: float
    other_family: float
    other_color: float
    code: float
    lines: float
    characters: float
    words: float
    letters: float
    digits: float
    capitalised: float
    full_stop: float
    colon: float
    opens: float
    numbered: float
    number_kind: float
    supported: float
    above: float
    below: float
    top: float
    indent: float
    centred: float
    width: float
    height_on_page: float
    in_table: float
    cells: float
    cells_below: float
    letters_below: float
    prose_below: float
    same_style_below: float
    headed: float


NAMES = (*Own._fields, *Around._fields, *(f"note: {note}" for note in _NOTES))


def features_of(
    candidates: Sequence[Candidate],
    pages: Sequence[Sequence[Line]],
    contents: Contents,
    body: Body,
) -> NDArray[np.float32]:
    """Return one row for each candidate and one column for each of ``NAMES``."""
    document = Surroundings(candidates, pages, contents, body)
    rows = [
        (
            *_own(c, pages[c.page - 1], body),
            *document.of(index, c),
            *(c.notes.get(note, 0.0) for note in _NOTES),
        )
        for index, c in enumerate(candidates)
    ]
    return np.array(rows, dtype=np.float32).reshape(len(rows), len(NAMES))


def _own(c: Candidate, lines: Sequence[Line], body: Body) -> Own:
    first, last, style, text = c.lines[0], c.lines[-1], c.style, c.text
    above = lines[c.start - 1] if c.start else None
    below = lines[c.end] if c.end < len(lines) else None
    size = max(line.size for line in c.lines)
    visible = max(1, sum(not char.isspace() for char in text))
    words = text.split()
    long_words = [word for word in words if len(word) >= 4 and word[0].isalpha()]
    ways = readings(c.number or "")
    return Own(
        score=c.score,
        looks=c.looks,
        size=size / body.size,
        size_above=size / above.size if above else 0.0,
        size_below=size / below.size if below else 0.0,
        bold=sum(line.bold for line in c.lines) / len(c.lines),
        italic=style.italic,
        capitals={"": 0, "small": 1, "all": 2}[style.caps],
        other_family=style.family != body.family,
        other_color=other_color(style.color, body.color),
        code=is_code(style.family),
        lines=len(c.lines),
        characters=len(text),
        words=len(words),
        letters=sum(map(str.isalpha, text)) / visible,
        digits=sum(map(str.isdigit, text)) / visible,
        capitalised=sum(word[0].isupper() for word in long_words) / max(1, len(long_words)),
        full_stop=text.endswith((".", ",", ";", "。", "，", "；", "、")),
        colon=text.endswith((":", "：")),
        opens=0 if c.heading[:1].isupper() else 1 if c.heading[:1].isalnum() else 2,
        numbered=ways[0].depth if ways else 0.5 if c.number else 0,
        number_kind=_KINDS.index(ways[0].kind.rstrip(")")) if ways else -1,
        supported=c.supported,
        above=_FAR if c.above is None else min(c.above, _FAR),
        below=_FAR if c.below is None else min(c.below, _FAR),
        top=c.start == 0,
        indent=(first.x0 - first.left) / body.size,
        centred=all(map(is_centred, c.lines)),
        width=(last.x1 - last.x0) / max(1.0, last.right - last.left),
        height_on_page=first.y / max(1.0, *(line.y for line in (lines[-1], first))),
        in_table=first.in_table,
        cells=len(first.cells),
        cells_below=len(below.cells) if below else 0,
        letters_below=sum(map(str.isalpha, below.text)) if below else -1,
        prose_below=sum(is_prose(line, body) for line in lines[c.end : c.end + 4]),
        same_style_below=bool(below and style_key(below) == style_key(first)),
        headed=c.headed,
    )
