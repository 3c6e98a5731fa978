"""What the page and the document say about candidates: how styles are used, what stands out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from headwise.retrievers.pdf.headings.candidates import Candidate
from headwise.retrievers.pdf.headings.contents import Contents
from headwise.retrievers.pdf.headings.weights import WEIGHTS
from headwise.retrievers.pdf.page.records import Line
from headwise.retrievers.pdf.page.styles import Body
from headwise.retrievers.text.vocabulary import squash

StyleKey = tuple[float, bool, bool, str, int, bool]


class Around(NamedTuple):
    """What the rest of the document says, in numbers."""

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


def is_prose(line: Line, body: Body) -> bool:
    """Whether a line is one of running text."""
    wide = line.x1 - line.x0 > 0.6 * (line.right - line.left)
    return wide and 0.85 <= line.size / body.size <= 1.2 and sum(map(str.isalpha, line.text)) > 20


def style_key(line: Line) -> StyleKey:
    """Return what lines of one style share, as far as it is told apart here."""
    bold, italic = line.bold > 0.55, line.italic > 0.6
    underlined = line.underlined and not (bold or italic)
    return round(line.size, 1), bold, italic, line.font.family, line.color, underlined


class Surroundings:
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
        self.prose = [sum(is_prose(line, body) for line in lines) for lines in pages]
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

    def of(self, index: int, c: Candidate) -> Around:
        """Return what the rest of the document says about a candidate."""
        before = self.candidates[index - 1] if index else None
        behind = self.candidates[index + 1] if index + 1 < len(self.candidates) else None
        adjoins_before = before and (before.page, before.end) == (c.page, c.start)
        adjoins_behind = behind and (behind.page, behind.start) == (c.page, c.end)
        lines = len(self.pages[c.page - 1])
        return Around(
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
