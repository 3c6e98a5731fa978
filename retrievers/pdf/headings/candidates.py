"""Candidates for headings: one to four printed lines of one style."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from headwise.retrievers.pdf.headings.forms import is_other
from headwise.retrievers.pdf.headings.gaps import gaps_of, is_short, stands_off
from headwise.retrievers.pdf.page.records import Line
from headwise.retrievers.pdf.page.styles import Body, Style, alike, style_of
from headwise.retrievers.text.numbering import lone_label, split_number
from headwise.retrievers.text.vocabulary import squash

_MAX_LINES = 4
_MAX_LETTERS = 220
_ROOM = 0.08  # share of the width that is free behind a heading that ends in another font
_SINGLE = 1.4  # distance of baselines, in units of the size, up to which lines stand close
_LARGE = 1.15  # size relative to the body's from which "Problem 2" is a heading
_LABEL_GAP = 6.0  # em at most between "Chapter 3" and its title below


@dataclass(slots=True)
class Candidate:
    """Lines that may be a heading."""

    page: int
    start: int
    end: int
    """Line indices on the page, ``end`` excluded."""
    lines: list[Line]
    style: Style
    text: str
    number: str | None
    heading: str
    above: float | None
    """Distance from the baseline above in units of the body's pitch; None at a block's top."""
    below: float | None
    score: float = 0.0
    looks: float = 0.0
    """The part of the score that is due to style alone."""
    distinct: bool = False
    """Looks different from the body, be it smaller."""
    outline_level: int | None = None
    headed: bool = False
    """Stands right below another heading."""
    contents: int | None = None
    """Index of the entry in the table of contents."""
    supported: bool = False
    """Its number fits the numbers of headings around it."""
    notes: dict[str, float] = field(default_factory=dict)

    def add(self, why: str, amount: float) -> None:
        """Count a piece of evidence."""
        if amount:
            self.notes[why] = round(amount, 2)
            self.score += amount


def candidates_of(pages: Sequence[Sequence[Line]], body: Body) -> list[Candidate]:
    """Return every run of lines that may be a heading by its form."""
    found: list[Candidate] = []
    for printed in pages:
        lines = _small_caps_joined(printed)
        styles = [style_of(line) for line in lines]
        start = 0
        while start < len(lines):
            if not any(map(str.isalnum, lines[start].text)):
                start += 1  # an ornament
                continue
            run = _run_end(lines, styles, start, body)
            if run - start <= _MAX_LINES or lines[start].size > 1.3 * body.size:
                position = start
                while position < run:
                    end = _heading_end(lines, position, run, body)
                    if end - position == 1 and lone_label(lines[position].text):
                        end = _labelled_end(lines, styles, position, body)
                    candidate = _candidate(lines, styles, position, end, body)
                    if candidate is not None:
                        found.append(candidate)
                    position = end
                run = max(run, position)
            else:
                # The first line of a paragraph-like run may still be a heading that stands close.
                c = _candidate(lines, styles, start, start + 1, body)
                own = lines[start : start + 2]
                if c is not None and is_short(own[0]):
                    found += [c] if c.number or stands_off(c.above, c.below, own[1]) else []
            start = run
    return found


def _run_end(lines: Sequence[Line], styles: Sequence[Style], start: int, body: Body) -> int:
    """Return where lines of one look that follow each other closely end."""
    end = start + 1
    while end < len(lines):
        before, line = lines[end - 1], lines[end]
        if line.block != before.block or before.run_in or line.run_in:
            break
        if not alike(styles[end], styles[start]) and not _slants(lines, styles, end, body):
            break
        if styles[end].caps != styles[end - 1].caps and _capitals(line, before):
            break
        if line.y - before.y > max(1.5, 1.25 * body.pitch) * max(line.size, before.size):
            break
        end += 1
    return end


def _slants(lines: Sequence[Line], styles: Sequence[Style], index: int, body: Body) -> bool:
    """Whether a line goes on with a larger bold heading of which one line is mostly italic."""
    before, line = lines[index - 1], lines[index]
    one, other = styles[index - 1], replace(styles[index], italic=styles[index - 1].italic)
    open_end = before.text.endswith(",") or line.text[:1].islower()
    return open_end and one.bold and line.size > 1.15 * body.size and alike(one, other)


def _capitals(*lines: Line) -> bool:
    """Whether one of the lines is set in capitals, rather than being an acronym."""
    upper = [line.text for line in lines if line.text.isupper()]
    return any(len(text) >= 8 and sum(map(str.isalpha, text)) >= 6 for text in upper)


def _labelled_end(lines: Sequence[Line], styles: Sequence[Style], start: int, body: Body) -> int:
    """Return where the heading ends that the label at ``start`` ("Chapter 3") stands above."""
    first = start + 1
    if first >= len(lines) or lines[start].size < 0.95 * body.size:
        return first
    label, line = lines[start], lines[first]
    close = 0 < line.y - label.y < _LABEL_GAP * max(line.size, label.size)
    larger = line.size > 1.2 * body.size or line.bold > 0.5 or alike(styles[start], styles[first])
    larger = larger or (is_centred(label) and is_centred(line))
    if line.block != label.block or not close or not larger or line.size < 0.95 * label.size:
        return first
    text = line.text.strip("()")  # "Artigo 1.º" above "(Objeto)"
    if lone_label(text) or split_number(text)[0] or is_other(text, distinct=False):
        return first
    return _heading_end(lines, first, _run_end(lines, styles, first, body), body)


def _small_caps_joined(lines: Sequence[Line]) -> list[Line]:
    """Give the second lines of headings in small capitals the size of the first.

    Without an initial in them they are set in small letters only.
    """
    joined: list[Line] = []
    for printed in lines:
        line = printed
        before = joined[-1] if joined else None
        if (
            before is not None
            and before.small_caps
            and not line.small_caps
            and line.block == before.block
            and line.text.isupper()
            and 0.7 <= line.size / before.size <= 0.88
            and line.font == before.font
            and 0 < line.y - before.y < 1.6 * before.size
        ):
            line = replace(line, size=before.size, small_caps=True, text=line.text.lower())
        joined.append(line)
    return joined


def _heading_end(lines: Sequence[Line], start: int, stop: int, body: Body) -> int:
    """Return where the heading that begins at ``start`` ends: a full line goes on."""
    end = start + 1
    while end < stop and _goes_on(lines[end - 1], lines[end], body):
        end += 1
    return end


def _goes_on(before: Line, line: Line, body: Body) -> bool:
    """Whether a heading goes on from one line to the next."""
    if split_number(line.text)[0] is not None:
        return False
    first_word = line.cells[0].text.split(" ", 1)[0] if line.cells else ""
    room = before.right - before.x1
    room -= (line.x1 - line.x0) * len(first_word) / max(1, len(line.text))
    if is_centred(before) and is_centred(line):
        room /= 1.6
    full = room < 0.06 * (before.right - before.left) + before.size
    large = line.size > 1.2 * body.size and line.y - before.y < 1.4 * line.size
    open_end = before.text.endswith(("-", ",", ":", "&")) or line.text[:1].islower()
    return full or large or open_end


def is_centred(line: Line) -> bool:
    """Whether a line stands in the middle of its block."""
    left, right = line.x0 - line.left, line.right - line.x1
    return left > 1.5 * line.size and abs(left - right) < max(0.12 * (line.right - line.left), 6.0)


def _candidate(
    lines: Sequence[Line], styles: Sequence[Style], start: int, end: int, body: Body
) -> Candidate | None:
    own = list(lines[start:end])
    text = " ".join(line.text for line in own)
    letters = sum(map(str.isalpha, text))
    if letters < 2 or len(text) > _MAX_LETTERS or own[0].figure:
        return None
    distinct = own[0].size >= _LARGE * body.size or (styles[start].bold and not body.bold)
    if is_other(text, distinct=distinct):
        return None
    above, below = gaps_of(lines, start, end, body)
    lead = own[-1].lead if end - start > 1 else own[0].lead
    number, heading = split_number(text, known=_parted_number(own[0]))
    run_in = bool(lead) and any(map(str.isalpha, lead)) and _plain_rest(own, lead)
    spread = max(1.0, body.pitch / _SINGLE)  # in a text set widely, a line apart is enough
    apart = (above is None or above * spread >= 1.2) and (below is None or below * spread >= 1.12)
    if run_in and not (number and apart and _is_mixed(own, lead)):
        return None
    labelled = end - start > 1 and lone_label(own[0].text)
    if labelled:
        number, heading = own[0].text, " ".join(line.text for line in own[1:])
    return Candidate(
        own[0].page, start, end, own, styles[start + labelled], text, number, heading, above, below
    )


def _parted_number(line: Line) -> bool:
    """Whether a line begins with a number before a tab, so that it counts no minutes or pages."""
    cells = line.cells
    return len(cells) == 2 and cells[0].text.strip(" .").replace(".", "").isdecimal()


def _plain_rest(lines: Sequence[Line], lead: str) -> bool:
    """Whether the emphasis at the start stops in mid-line: a run-in heading or a term."""
    text = lines[-1].text
    rest = len(squash(text)) - len(squash(lead))
    enough = 0 if _ends_lead(text, lead) else 3
    return rest > enough and split_number(lead + " X")[1] != "X"


def _is_mixed(lines: Sequence[Line], lead: str) -> bool:
    """Whether a numbered heading ends in another font: with code, a formula, a citation.

    Unlike a run-in heading it has no sentence after it.
    """
    line = lines[-1]
    short = line.right - line.x1 > _ROOM * (line.right - line.left)
    return short and not _ends_lead(line.text, lead) and line.text[-1:] != "."


def _ends_lead(text: str, lead: str) -> bool:
    """Whether a sign after the emphasised words says that a text follows them."""
    after = text.partition(lead)[2].strip()
    return lead.endswith((".", "?", "!", ":", "–", "—")) or after[:1] in tuple(".:–—")
