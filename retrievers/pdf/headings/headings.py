"""Which candidates are headings, by all evidence together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from headwise.retrievers.pdf.headings.candidates import Candidate, candidates_of
from headwise.retrievers.pdf.headings.contents import Contents
from headwise.retrievers.pdf.headings.context import score_context
from headwise.retrievers.pdf.headings.counts import score_numbers
from headwise.retrievers.pdf.headings.evidence import score_lines
from headwise.retrievers.pdf.headings.forms import is_exercise
from headwise.retrievers.pdf.headings.front import is_title, score_titles
from headwise.retrievers.pdf.headings.levels import assign_levels
from headwise.retrievers.pdf.headings.outline import Match
from headwise.retrievers.pdf.page.joining import Words
from headwise.retrievers.pdf.page.records import Line
from headwise.retrievers.pdf.page.styles import Body, alike, style_of
from headwise.retrievers.text.numbering import lone_label, split_number

_NOTE_MARK = re.compile(r"(?<=\w)\s*[*∗†‡§¶⁰¹²³⁴⁵⁶⁷⁸⁹]+$")
_FEW_ENDED = 0.25  # share of the headings that end in a full stop, up to which they are few
_SENTENCE, _LAST = 3, 4  # words of a sentence, and letters of its last, at least


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: lines ``start`` to ``end`` (excluded) of its page, and what it says."""

    page: int
    start: int
    end: int
    text: str
    number: str | None
    heading: str
    level: int


def find_headings(
    pages: Sequence[Sequence[Line]],
    contents: Contents,
    matches: Sequence[Match],
    body: Body,
    words: Words,
    title: str = "",
) -> list[Heading]:
    """Return the headings in reading order; ``pages`` are lines without furniture and contents."""
    # The model needs numpy, which what only imports this package does not.
    from headwise.retrievers.pdf.headings.model import LIKELY, likelihoods

    candidates = evidence_of(pages, contents, matches, body, title)
    likely = likelihoods(candidates, pages, contents, body)
    chosen = [
        c
        for c, probability in zip(candidates, likely, strict=True)
        if c.outline_level is not None or c.lines[0].run_in or probability >= LIKELY
    ]
    chosen = _without_sentences(chosen)
    if sum(c.end - c.start for c in chosen) == sum(map(len, pages)):
        return []  # they would head nothing, and their words be lost
    return headings_of(chosen, contents, words, title)


def _without_sentences(chosen: Sequence[Candidate]) -> list[Candidate]:
    """Drop what ends in a full stop where few headings do: a sentence that is emphasised."""
    few = sum("full stop" in c.notes for c in chosen) <= _FEW_ENDED * len(chosen)
    return [c for c in chosen if not (few and _is_sentence(c))]


def _is_sentence(c: Candidate) -> bool:
    known = c.outline_level is not None or c.contents is not None or c.supported
    words = c.text.split()
    whole = len(words) >= _SENTENCE and len(words[-1].rstrip(".")) >= _LAST  # not "m.v."
    return whole and not known and c.text.endswith(".") and "full stop" in c.notes


def headings_of(
    chosen: Sequence[Candidate],
    contents: Contents,
    words: Words,
    title: str,
) -> list[Heading]:
    """Return chosen candidates as headings with their levels."""
    levels = _levels(chosen, contents, title)
    return [_heading(c, level, words) for c, level in zip(chosen, levels, strict=True)]


def evidence_of(
    pages: Sequence[Sequence[Line]],
    contents: Contents,
    matches: Sequence[Match],
    body: Body,
    title: str,
) -> list[Candidate]:
    """Return all candidates with the evidence for and against them."""
    candidates = candidates_of(pages, body)
    for candidate in candidates:
        score_lines(candidate, pages[candidate.page - 1], body)
    candidates = _with_matches(candidates, pages, matches)
    score_numbers(candidates)
    score_context(candidates, pages, contents, body, outlined=bool(matches))
    score_titles(candidates, pages, body, title)
    return _without_exercises(candidates)


def _without_exercises(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Drop an exercise that is the only one, and those of a book whose contents list none."""
    exercises = [c for c in candidates if is_exercise(c.text) and c.outline_level is None]
    dropped = {id(c) for c in exercises if "foreign style" in c.notes or len(exercises) == 1}
    return [c for c in candidates if id(c) not in dropped]


def _levels(chosen: Sequence[Candidate], contents: Contents, title: str) -> list[int]:
    """Return the levels; a title printed on top, in letters of its own, is above no section."""
    first = chosen[0] if chosen else None
    if first is None or first.page > 2 or not is_title(first.text, title):
        return assign_levels(chosen, contents)
    if any(alike(first.style, c.style) for c in chosen[1:]) or len(chosen) == 1:
        return assign_levels(chosen, contents)
    return [1, *assign_levels(chosen[1:], contents)]


def _heading(c: Candidate, level: int, words: Words) -> Heading:
    """Return a candidate as the heading that it is: lines joined, note marks off."""
    text = _NOTE_MARK.sub("", words.paragraph([line.text for line in c.lines])) or c.text
    number, heading = split_number(text, known=c.supported)
    return Heading(c.page, c.start, c.end, text, number, heading, level)


def _with_label(match: Match, candidates: Sequence[Candidate]) -> Match:
    """Put the "Chapter 3" that stands above a bookmarked title with it."""
    for c in candidates:
        inside = c.page == match.page and c.start == match.start - 1 and c.end == match.end
        if inside and lone_label(c.lines[0].text):
            return replace(match, start=c.start)
    return match


def _with_matches(
    candidates: list[Candidate],
    pages: Sequence[Sequence[Line]],
    matches: Sequence[Match],
) -> list[Candidate]:
    """Put each bookmark's lines in place of the candidates that they overlap."""
    if not matches:
        return candidates
    matches = [_with_label(match, candidates) for match in matches]
    by_page: dict[int, list[Match]] = defaultdict(list)
    for match in matches:
        by_page[match.page].append(match)
    kept = [
        c
        for c in candidates
        if not any(m.start < c.end and c.start < m.end for m in by_page[c.page])
    ]
    for match in matches:
        lines = list(pages[match.page - 1][match.start : match.end])
        text = " ".join(line.text for line in lines)
        number, heading = split_number(text)
        candidate = next(
            (
                c
                for c in candidates
                if (c.page, c.start, c.end) == (match.page, match.start, match.end)
            ),
            None,
        ) or Candidate(
            match.page,
            match.start,
            match.end,
            lines,
            style_of(lines[0]),
            text,
            number,
            heading,
            None,
            None,
        )
        candidate.outline_level = match.level
        kept.append(candidate)
    kept.sort(key=lambda c: (c.page, c.start))
    return kept
