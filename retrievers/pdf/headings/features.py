"""What is known of each candidate, as one table of numbers: the evidence that the model weighs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from headwise.retrievers.pdf.headings.candidates import Candidate, is_centred
from headwise.retrievers.pdf.headings.contents import Contents
from headwise.retrievers.pdf.headings.weights import WEIGHTS
from headwise.retrievers.pdf.page.records import Line
from headwise.retrievers.pdf.page.styles import Body, is_code, other_color
from headwise.retrievers.text.numbering import lone_label, readings
from headwise.retrievers.text.vocabulary import squash

_FAR = 6.0  # pitches; a gap beyond counts as this
_KINDS = ("decimal", "roman", "upper", "lower", "lower roman")
_NOTES = (
    "title block", "title page", "above the first text", "in references", "foreign style",
    "proven style", "regular style", "shaped style", "number taken", "number of another",
    "no text below", "head of a table", "standard word", "date", "address", "few letters",
    "beside text", "title again", "lower case", "in contents",
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
    label: float
    above: float
    below: float
    top: float
    bottom: float
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


class Around(NamedTuple):
    """What the page and the document say: how the style is used, what else stands out."""

    body_bold: float
    pitch: float
    pages: float
    page: float
    lines_on_page: float
    letters_a_page: float
    prose_on_page: float
    style_letters: float
    style_count: float
    style_alone: float
    style_spaced: float
    style_score: float
    style_length: float
    style_stops: float
    style_numbered: float
    style_listed: float
    style_a_page: float
    repeated: float
    contents: float
    listed: float
    score_before: float
    score_behind: float
    best_on_page: float
    larger_styles: float


NAMES = (*Own._fields, *Around._fields, *(f"note: {note}" for note in _NOTES))

StyleKey = tuple[float, float, float, str, int]


def features_of(
    candidates: Sequence[Candidate],
    pages: Sequence[Sequence[Line]],
    contents: Contents,
    body: Body,
) -> NDArray[np.float32]:
    """Return one row for each candidate and one column for each of ``NAMES``."""
    document = _Document(candidates, pages, contents, body)
    rows = [
        (
            *_own(c, pages[c.page - 1], body),
            *document.around(index, c),
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
        label=bool(ways and ways[0].label) or lone_label(text),
        above=_FAR if c.above is None else min(c.above, _FAR),
        below=_FAR if c.below is None else min(c.below, _FAR),
        top=c.start == 0,
        bottom=c.end == len(lines),
        indent=(first.x0 - first.left) / body.size,
        centred=all(map(is_centred, c.lines)),
        width=(last.x1 - last.x0) / max(1.0, last.right - last.left),
        height_on_page=first.y / max(1.0, *(line.y for line in (lines[-1], first))),
        in_table=first.in_table,
        cells=len(first.cells),
        cells_below=len(below.cells) if below else 0,
        letters_below=sum(map(str.isalpha, below.text)) if below else -1,
        prose_below=sum(_is_prose(line, body) for line in lines[c.end : c.end + 4]),
        same_style_below=bool(below and style_key(below) == style_key(first)),
        headed=c.headed,
    )


def _is_prose(line: Line, body: Body) -> bool:
    wide = line.x1 - line.x0 > 0.6 * (line.right - line.left)
    return wide and 0.85 <= line.size / body.size <= 1.2 and sum(map(str.isalpha, line.text)) > 20


def style_key(line: Line) -> StyleKey:
    """Return what lines of one style share, as far as it is told apart here."""
    return round(line.size, 1), line.bold > 0.55, line.italic > 0.6, line.font.family, line.color


class _Document:
    """The candidates of a document by style, text and page."""

    def __init__(
        self,
        candidates: Sequence[Candidate],
        pages: Sequence[Sequence[Line]],
        contents: Contents,
        body: Body,
    ) -> None:
        self.candidates, self.pages, self.contents, self.body = candidates, pages, contents, body
        self.letters: Counter[StyleKey] = Counter()
        self.alone: Counter[StyleKey] = Counter()
        for lines in pages:
            for key, run in groupby(lines, style_key):
                own = list(run)
                self.letters[key] += sum(len(line.text) for line in own)
                if not own[-1].text.endswith("."):
                    self.alone[key] += len(own)
        self.listed = sum(c.contents is not None for c in candidates)
        self.total = max(1, sum(self.letters.values()))
        self.styles: dict[StyleKey, list[Candidate]] = defaultdict(list)
        self.best: dict[int, float] = defaultdict(float)
        for c in candidates:
            self.styles[style_key(c.lines[0])].append(c)
            self.best[c.page] = max(self.best[c.page], c.score)
        self.texts = Counter(squash(c.text) for c in candidates)
        self.sizes = sorted({c.style.size for c in candidates if c.score >= WEIGHTS.threshold})
        self.prose = [sum(_is_prose(line, body) for line in lines) for lines in pages]
        self.style_facts = {key: self._facts(key, group) for key, group in self.styles.items()}

    def _facts(self, key: StyleKey, group: Sequence[Candidate]) -> dict[str, float]:
        count = len(group)
        spaced = sum(c.above is None or c.above >= 1.3 or c.headed for c in group)
        return {
            "style_letters": self.letters[key] / self.total,
            "style_count": count,
            "style_alone": sum(c.end - c.start for c in group) / max(1, self.alone[key]),
            "style_spaced": spaced / count,
            "style_score": sum(c.score for c in group) / count,
            "style_length": sum(len(c.text) for c in group) / count,
            "style_stops": sum("full stop" in c.notes for c in group) / count,
            "style_numbered": sum(c.number is not None for c in group) / count,
            "style_listed": sum(c.contents is not None for c in group) / count,
            "style_a_page": count / len({c.page for c in group}),
        }

    def around(self, index: int, c: Candidate) -> Around:
        """Return what the rest of the document says about a candidate."""
        before = self.candidates[index - 1] if index else None
        behind = self.candidates[index + 1] if index + 1 < len(self.candidates) else None
        adjoins_before = before and (before.page, before.end) == (c.page, c.start)
        adjoins_behind = behind and (behind.page, behind.start) == (c.page, c.end)
        lines = len(self.pages[c.page - 1])
        return Around(
            body_bold=self.body.bold,
            pitch=self.body.pitch,
            pages=len(self.pages),
            page=min(c.page, 10),
            lines_on_page=lines,
            letters_a_page=self.total / max(1, len(self.pages)),
            prose_on_page=self.prose[c.page - 1] / max(1, lines),
            **self.style_facts[style_key(c.lines[0])],
            repeated=self.texts[squash(c.text)],
            contents=len(self.contents.entries),
            listed=self.listed,
            score_before=before.score if before and adjoins_before else -9.0,
            score_behind=behind.score if behind and adjoins_behind else -9.0,
            best_on_page=self.best[c.page],
            larger_styles=sum(size > c.style.size + 0.3 for size in self.sizes),
        )
