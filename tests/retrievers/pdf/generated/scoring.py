"""How well detected headings agree with the truth: the rule of the development corpus."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from headwise.retrievers.pdf.headings.contents import is_contents_title
from headwise.retrievers.text.numbering import split_number
from tests.retrievers.pdf.generated.render import Truth
from tests.retrievers.pdf.generated.words import LANGUAGES

_ALIKE = 0.9


@dataclass(frozen=True)
class Found:
    """A heading as it was read."""

    text: str
    level: int
    page: int


@dataclass(frozen=True)
class Score:
    """F1 of headings, of headings with their level, and what went wrong."""

    f1: float
    level_f1: float
    missed: tuple[str, ...]
    false: tuple[str, ...]
    misplaced: tuple[str, ...]
    """Found, but with the wrong level."""


def score(truth: Sequence[Truth], found: Iterable[Found], title: str) -> Score:
    """Match headings by title, with or without number, at most a page apart."""
    open_ = list(found)
    required = [own for own in truth if not own.run_in and not own.neutral]
    pairs: list[tuple[Truth, Found]] = []
    missed: list[Truth] = []
    for own in required:
        wanted = {_squash(own.title), _squash(own.number + own.title)}
        near = [f for f in open_ if abs(f.page - own.page) <= 1]
        hits = [f for f in near if _keys(f.text) & wanted] or [
            f for f in near if any(_alike(a, b) for a in _keys(f.text) for b in wanted)
        ]
        if hits:
            best = min(hits, key=lambda f: abs(f.page - own.page))
            open_.remove(best)
            pairs.append((own, best))
        else:
            missed.append(own)
    neutral = {_squash(own.title) for own in truth if own.run_in or own.neutral}
    neutral |= {_squash(words.abstract) for words in LANGUAGES.values()}
    false = [
        f for f in open_
        if not _keys(f.text) & neutral
        and not is_contents_title(f.text)
        and not (f.page <= 2 and _squash(f.text) in _squash(title))
    ]  # fmt: skip
    shift = max(
        range(-5, 6),
        key=lambda s: (sum(f.level + s == own.level for own, f in pairs), -abs(s)),
    )
    misplaced = [f for own, f in pairs if f.level + shift != own.level]
    total = max(1, len(required) + len(pairs) + len(false))
    return Score(
        2 * len(pairs) / total,
        2 * (len(pairs) - len(misplaced)) / total,
        tuple(f"{own.number} {own.title} (p. {own.page})" for own in missed),
        tuple(f"{f.text} (p. {f.page})" for f in false),
        tuple(f"{f.text} ({f.level})" for f in misplaced),
    )


def _squash(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in plain if c.isalnum())


def _keys(text: str) -> set[str]:
    return {_squash(text), _squash(split_number(text, known=True)[1])}


def _alike(a: str, b: str) -> bool:
    ratio = difflib.SequenceMatcher(None, a, b, autojunk=False).ratio
    return min(len(a), len(b)) >= 8 and ratio() >= _ALIKE
