"""Joining printed lines to running text: hyphens at line ends, spaces, comparing words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from headwise.retrievers.pdf.page.glyphs import closed_up

_LONGEST_WORD = 100
_WORD_AT_END = re.compile(r"(?<![^\W\d_])(?<![^\W\d_]-)([^\W\d_]++(?:-[^\W\d_]++)*+)[-\u00ad]$")
_WORD_AT_START = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
# First parts that English keeps hyphenated far more often than not.
_KEPT_PREFIXES = frozenset(
    "self well non ex quasi semi pseudo cross half all high low long short real large small "
    "multi first second third one two three full end so state".split()
)
_ALWAYS_KEPT = frozenset(("self",))
# Second parts that hardly a single word ends with.
_SECOND_MEMBERS = frozenset(
    "based related specific oriented driven dependent determining aware term level like type free "
    "wide making taking setting sharing saving intensive friendly efficient linked induced "
    "mediated employed defined known year dimensional neutral resistant effective quality".split()
)
# Prefixes that keep the hyphen where the same vowel follows: "anti-inflammatory", "re-entry".
_OPEN_PREFIXES = frozenset("anti semi multi re pre de micro macro neo intra ultra".split())
# First words that make closed compounds: "some-" "times", "over-" "come".
_CLOSED_PREFIXES = frozenset(
    "some any every over under with there where here with out up down fore back inter after "
    "may there under net data soft hard fire frame key water counter further more other".split()
)


class Words:
    """The words of a document, to tell a hyphen that is part of a word from a line break's."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._count: Counter[str] = Counter()
        cut = False
        for line in lines:
            # A word that is cut at the line's end proves nothing, nor does its other half.
            words = _WORD.findall(line.lower())[cut:]
            cut = line.endswith(("-", "\u00ad"))
            self._count.update(words[:-1] if cut else words)

    def join(self, first: str, second: str) -> str:
        """Return two lines as one text; a hyphenated word is joined.

        The hyphen stays when the document prints the word with it elsewhere, more often
        than without, or when a part of it is no ordinary word half: "COVID-" "19".
        """
        if not first or not second:
            return first or second
        kept, space = self._seam(first, second)
        return f"{kept}{space}{second}"

    def paragraph(self, lines: Sequence[str]) -> str:
        """Return lines as one paragraph."""
        parts: list[str] = []
        last = ""
        for line in map(str.strip, lines):
            if last and line:
                parts.extend(self._seam(last, line))
            last = line or last
        text = "".join([*parts, last])
        return " ".join(text.replace("\u00ad", "").split())

    def _seam(self, first: str, second: str) -> tuple[str, str]:
        """Return what stays of a line, and what stands between it and the next."""
        tail = first[-_LONGEST_WORD:]
        match = _WORD_AT_END.search(tail)
        start = _WORD_AT_START.match(second)
        if match is None or start is None:
            dash = first.endswith(("-", "–", "\u00ad")) and first[-2:-1].isalnum()
            return first, "" if dash or closed_up(first[-1], second[0]) else " "
        if first.endswith("\u00ad") or not self._keeps_hyphen(match[1], start[0]):
            return first[:-1], ""
        return first, ""

    def _keeps_hyphen(self, left: str, right: str) -> bool:
        with_hyphen = self._count[f"{left}-{right}".lower()]
        without = self._count[f"{left}{right}".lower()]
        if with_hyphen or without:
            return with_hyphen > without
        if not right[0].islower() or (left.isupper() and len(left) > 1):
            return True
        last = left.rsplit("-", 1)[-1].lower()
        if "-" in left or last in _ALWAYS_KEPT or right.lower() in _SECOND_MEMBERS:
            return True
        if last in _OPEN_PREFIXES and last[-1] == right[0].lower():
            return True
        both = self._count[left.lower()] > 0 and self._count[right.lower()] > 0
        if last in _KEPT_PREFIXES:
            return self._count[right.lower()] > 0
        return both and last not in _CLOSED_PREFIXES and min(len(left), len(right)) >= 4
