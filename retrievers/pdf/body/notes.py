"""What stands apart from the running text: captions, footnotes, words in drawings."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence

from headwise.retrievers.pdf.body.breaks import ends_sentence
from headwise.retrievers.pdf.body.tables import table_end
from headwise.retrievers.pdf.page.records import Line
from headwise.retrievers.pdf.page.scripts import SUPERSCRIPTS
from headwise.retrievers.pdf.page.styles import Body

CAPTION = re.compile(
    r"(?:fig(?:ure|\.)?|table|tab\.|scheme|algorithm|listing|abbildung|abb\.|tabelle|exhibit)"
    r"\s*[\dIVXA-Z]{1,5}(?:[.\-]\d+)*\s*(?:[.:|–—(]|$|[A-Z])",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"(?:fig(?:ure|\.)?|abbildung|abb\.|scheme)", re.IGNORECASE)
_SURE_CAPTION = re.compile(r"\w+\.?\s*[\dIVX]{1,5}(?:[.\-]\d+)*\s*(?:[.:|–—]|$)")
_FOOTNOTE = re.compile(r"[\d¹²³⁴⁵⁶⁷⁸⁹⁰]{1,3}\W?\s*\S|[*∗†‡§¶]\s*\S")
# The mark of a note: words follow, and no number as behind the marks of an axis.
_MARK = re.compile(r"(?:\d{1,3}|[¹²³⁴⁵⁶⁷⁸⁹⁰]{1,3}|[*∗†‡§¶]{1,3})(?=\s*(?:[^\W\d]|[“”‘\"'(\[]))")
_END_BEFORE_MARK = r"(?<=[^\W\d_][.,;:)”])"
_WORD_BEFORE_MARK = r"(?<=[a-zäöüß]{3})|(?<=\b1[5-9]\d\d)|(?<=\b20\d\d)"
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_SMALL = 0.93  # footnotes are set at most this large, relative to the body
_FOOT = 0.6  # share of the page's height below which footnotes stand


def starts_caption(lines: Sequence[Line], index: int, before: Line | None, body: Body) -> bool:
    """Whether a line begins a caption; "Figure 3 shows" in a text does not.

    ``before`` is the last line of the text so far, which may stand in another column.
    """
    line = lines[index]
    if not CAPTION.match(line.text):
        return False
    above = lines[index - 1] if index else None
    if above is None or above.block != line.block:
        ended = before is None or ends_sentence(before.text)
        return ended or bool(_SURE_CAPTION.match(line.text))
    gap = (line.y - above.y) / (body.pitch * body.size)
    other = abs(line.size - body.size) > 0.4
    return gap > 1.25 or other or ends_sentence(above.text)


def caption_end(lines: Sequence[Line], start: int, tables: Container[int] = ()) -> int:
    """Return where a caption ends: at a gap, another size, a table, or the block's end.

    ``tables`` are the indices at which tables with rules between their rows begin.
    """
    end = start + 1
    while end < len(lines):
        before, line = lines[end - 1], lines[end]
        if end in tables or line.in_table > before.in_table:
            break
        if line.block != before.block or abs(line.size - before.size) > 0.3:
            break
        if line.y - before.y > 1.45 * line.size or table_end(lines, end) > end:
            break
        end += 1
    return end


def figure_labels(lines: Sequence[Line], body: Body) -> set[int]:
    """Return the indices of words printed in drawings: short lines right above a caption."""
    found: set[int] = set()
    for index, line in enumerate(lines):
        if not (_FIGURE.match(line.text) and _SURE_CAPTION.match(line.text)):
            continue
        for above in range(index - 1, -1, -1):
            other = lines[above]
            if other.block != line.block or CAPTION.match(other.text):
                break
            foreign = other.size < 0.93 * body.size or other.font.family != body.family
            wide = other.x1 - other.x0 > (0.85 if foreign else 0.5) * (other.right - other.left)
            words = len(other.text.split())
            if wide or words > (12 if foreign else 5) or (ends_sentence(other.text) and words > 2):
                break
            found.add(above)
    return found


def footnotes(lines: Sequence[Line], body: Body, height: float) -> set[int]:
    """Return the indices of lines that are footnotes: small print below a column's text."""
    found: set[int] = set()
    for block in _blocks(lines):
        small: list[int] = []
        above: Line | None = None
        for index in reversed(block):
            line = lines[index]
            is_text = line.size > _SMALL * body.size or line.in_table
            if is_text or line.y < (1.0 - _FOOT) * height:
                above = line
                break
            small.append(index)
        captions = [i for i in small if CAPTION.match(lines[i].text)]
        if captions:
            end = caption_end(lines, max(captions))  # a caption and what it is of are no notes
            small = [i for i in small if i >= end]
            while small and not _MARK.match(lines[small[-1]].text):
                small.pop()
            above = lines[end - 1]
        while small and above is not None:
            first = lines[small[-1]]
            apart = first.y - above.y > 1.2 * body.pitch * body.size
            if CAPTION.match(first.text) or len(first.cells) > 2:
                break
            if _FOOTNOTE.match(first.text) or apart:
                found.update(small)
                break
            above = lines[small.pop()]
    return found


def split_notes(lines: Sequence[Line], indices: Iterable[int]) -> list[list[int]]:
    """Return the indices of footnotes' lines, note by note."""
    notes: list[list[int]] = []
    for index in sorted(indices):
        if not notes or notes[-1][-1] != index - 1 or _FOOTNOTE.match(lines[index].text):
            notes.append([])
        notes[-1].append(index)
    return notes


def mark_place(lines: Sequence[Line], note: Sequence[int], notes: Container[int]) -> int | None:
    """Return the index of the line that bears the mark of a note, if one does.

    A mark that the font prints as a raised figure of full size, as if it stood on the line,
    is made a raised one.
    """
    match = _MARK.match(lines[note[0]].text)
    if match is None:
        return None
    mark = match[0].translate(SUPERSCRIPTS)
    text = [(i, line) for i, line in enumerate(lines) if i not in notes and i < note[0]]
    raised = re.compile(rf"(?<=[^\s⁰¹²³⁴⁵⁶⁷⁸⁹]){re.escape(mark)}(?![⁰¹²³⁴⁵⁶⁷⁸⁹])")
    for index, line in text:
        if raised.search(line.text):
            return index
    plain = match[0].translate(_DIGITS)
    if plain.isdecimal():
        for before in (_END_BEFORE_MARK, _WORD_BEFORE_MARK):
            level = re.compile(rf"(?:{before}){plain}(?=[\s.,;]|$)")
            for index, line in text:
                if level.search(line.text):
                    line.text = level.sub(mark, line.text, count=1)
                    return index
    return None


def note_text(text: str) -> str:
    """Return a footnote with its mark raised and apart, as it is in the text.

    >>> note_text("1A remark."), note_text("¹ A remark."), note_text("In 1999.")
    ('¹ A remark.', '¹ A remark.', 'In 1999.')
    """
    match = _MARK.match(text)
    if match is None:
        return text
    return f"{match[0].translate(SUPERSCRIPTS)} {text[match.end() :].lstrip()}"


def _blocks(lines: Sequence[Line]) -> Iterable[list[int]]:
    blocks: dict[int, list[int]] = {}
    for index, line in enumerate(lines):
        blocks.setdefault(line.block, []).append(index)
    return blocks.values()
