"""What a candidate's own lines say for and against its being a heading."""

from __future__ import annotations

import re
from collections.abc import Sequence

from headwise.retrievers.pdf.headings.candidates import Candidate, is_centred
from headwise.retrievers.pdf.headings.weights import WEIGHTS
from headwise.retrievers.pdf.page.records import Line
from headwise.retrievers.pdf.page.styles import Body, other_color
from headwise.retrievers.text.vocabulary import pattern, squash, titles

_MATH = re.compile(r"[=≤≥≠∈∑∏∫√∞≈→⇒∀∃⊆⊂∪∩±×÷∂∇{}\\|<>_^]")
_WORD = re.compile(r"[^\W\d_]{2}")
_MONTH = pattern("month") + r"\b\.?"
_DATE = re.compile(
    rf"(?:\w++,?\s++)?(?:\d{{1,2}}(?:st|nd|rd|th|\.|er)?\s++(?:de\s++)?)?{_MONTH}"
    r"(?:\s++\d{1,2}(?:st|nd|rd|th)?)?,?\s*+\d{4}\.?|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}",
    re.IGNORECASE,
)
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")  # kana and Chinese signs
_LONG, _LONG_STRONG = 12, 20  # words of a heading, and of one that stands out by its looks
_NEARLY = 0.88  # size relative to the body's at which letters of another face look as large
_WIDE = 1.8  # pitch of a text set so widely that headings need no more space above
_GUTTER = 1.6  # em between the text of a column and where the next one begins
_STRONG = 3.0  # from where on it does, by size and weight together
_STOPS = (".", ",", ";", "。", "\uff0c", "\uff1b", "、")
_COLONS = (":", "\uff1a")
_FRONT_PAGES = 3  # where a date is that of the document
_STANDARD = titles(
    "abstract", "introduction", "references", "back_matter", "usual_heading"
)  # fmt: skip


def score_lines(candidate: Candidate, lines: Sequence[Line], body: Body) -> None:
    """Score a candidate by its looks, place, words and cells; ``lines`` are those of its page."""
    _score_looks(candidate, body)
    _score_place(candidate, lines, body)
    _score_words(candidate)
    _score_cells(candidate)


def _score_looks(candidate: Candidate, body: Body) -> None:
    weights, style = WEIGHTS, candidate.style
    relative = max(line.size for line in candidate.lines) / body.size
    candidate.add("size", next(score for limit, score in weights.sizes if relative >= limit))
    other_face = style.bold and style.family != body.family
    if other_face and _NEARLY <= relative < 0.96:
        candidate.add("of another face", weights.other_face)
    if style.bold and not body.bold:
        candidate.add("bold", weights.bold)
    if style.caps == "small":
        candidate.add("small caps", weights.small_caps)
    elif style.caps == "all":
        candidate.add("all caps", weights.all_caps)
    if style.italic and not body.italic:
        candidate.add("italic", weights.italic)
    if style.underlined:
        candidate.add("underlined", weights.underlined)
    if style.family != body.family and relative > 0.85:
        candidate.add("family", weights.family)
    if other_color(style.color, body.color):
        candidate.add("color", weights.color)
    candidate.looks = candidate.score
    candidate.distinct = candidate.score - min(0.0, candidate.notes.get("size", 0.0)) >= 0.4


def _score_place(candidate: Candidate, lines: Sequence[Line], body: Body) -> None:
    weights = WEIGHTS
    if candidate.above is None or candidate.above >= 1.3:
        candidate.add("gap above", weights.gap_above)
    elif (
        candidate.above < 1.12
        and body.pitch < _WIDE
        and candidate.style.size <= lines[candidate.start - 1].size + 0.5
    ):
        candidate.add("no gap above", weights.no_gap_above)
    if candidate.below is not None and candidate.below >= 1.2:
        candidate.add("gap below", weights.gap_below)
    if all(map(is_centred, candidate.lines)):
        candidate.add("centred", weights.centred)


def _score_words(candidate: Candidate) -> None:
    weights, text = WEIGHTS, candidate.text
    if candidate.number:
        candidate.add("number", weights.number)
    if squash(candidate.heading) in _STANDARD:
        candidate.add("standard word", weights.standard_word)
    if text.endswith(_STOPS) and not text.endswith(("...", "etc.", "al.")):
        candidate.add("full stop", weights.full_stop)
    elif text.endswith(_COLONS):
        candidate.add("colon", weights.colon)
    if candidate.heading[:1].islower():
        candidate.add("lower case", weights.lower_case)
    if candidate.page <= _FRONT_PAGES and _DATE.fullmatch(text.strip()):
        candidate.add("date", weights.date)
    words = _words(candidate.heading)
    if words > (_LONG_STRONG if candidate.looks >= _STRONG else _LONG):
        candidate.add("long", weights.very_long if words > 20 else weights.long)
    if _few_letters(candidate.heading):
        candidate.add("few letters", weights.few_letters)


def _words(text: str) -> int:
    """Return the number of words; of scripts without spaces, two signs are about one."""
    return len(text.split()) + len(_UNSPACED.findall(text)) // 2


def _score_cells(candidate: Candidate) -> None:
    weights, first = WEIGHTS, candidate.lines[0]
    if first.in_table:
        candidate.add("in table", weights.in_table)
    number_cell = 1 if candidate.number and len(first.cells) > 1 else 0
    if len(first.cells) - number_cell >= 2 and not _is_justified(candidate.lines):
        candidate.add("row of cells", weights.row_of_cells)


def _is_justified(lines: Sequence[Line]) -> bool:
    """Whether a heading goes on below a line whose gaps are wide because it fills its column."""
    first = lines[0]
    fills = first.x0 - first.left < 1.0 and first.right - first.x1 < _GUTTER * first.size
    return len(lines) > 1 and fills and len(lines[-1].cells) < 2


def _few_letters(text: str) -> bool:
    """Whether a text is more formula or figures than words."""
    visible = sum(1 for c in text if not c.isspace())
    letters = sum(map(str.isalpha, text))
    sound = sum(map(str.isalnum, text))
    signs = len(_MATH.findall(text))
    few = letters < 0.4 * visible or sound < 0.5 * visible
    return few or signs >= 3 or (signs > 0 and not _WORD.search(text))
