"""Comparing summaries with their sources: unsupported figures and terms, and citations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from headwise.chains.extractive.spoken import is_spoken
from headwise.chains.grounding.citing import cited
from headwise.chains.grounding.claims import Claims
from headwise.chains.grounding.quantities import Quantity, quantities, supported
from headwise.chains.grounding.terms import Vocabulary, names, quoted_terms
from headwise.chains.grounding.units import UNITS
from headwise.retrievers.models import Hit
from headwise.retrievers.text.sentences import sentences

_TOKEN = re.compile(r"[+−-]?\d[\w.,]*\w|[+−-]?\d|\w+|[<>≤≥=≠±%$€£]")

FEWEST_WORDS = 4
"""Of an item of a list, from which on it counts as quoted with other items left out before it."""

NOT_IN_SOURCES = "not in the sources"
"""What a warning says of numbers, names and quoted terms that are missing there."""

__all__ = ["NOT_IN_SOURCES", "Finding", "Sources", "cited"]


@dataclass(frozen=True)
class Finding:
    """What is wrong with a sentence."""

    missing: tuple[str, ...] = ()
    """Numbers, names and quoted terms that the sources do not contain."""
    suspicion: str | None = None
    """What only seems wrong, in words."""

    @property
    def reason(self) -> str:
        """The finding in words; empty if there is none."""
        if self.missing:
            return f"{', '.join(map(repr, self.missing))} {NOT_IN_SOURCES}"
        return f"perhaps wrong, {self.suspicion}" if self.suspicion else ""


class Sources:
    """What the sources of a summary contain.

    >>> hit = Hit(text="It has seven layers.", sub_heading="LeNet", collection_name="cnn",
    ...           similarity=1.0)
    >>> Sources([hit]).check("It has 9 layers.").reason
    "'9' not in the sources"
    """

    def __init__(self, hits: Sequence[Hit]) -> None:
        self._text = "\n".join(f"{hit.sub_heading}\n\n{hit.text}\n" for hit in hits)
        self._flat = _flat(self._text)
        self._hits = hits

    # Extracts are quoted as they stand and need none of these.
    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(self._text)

    @cached_property
    def _quantities(self) -> list[Quantity]:
        return quantities(self._text)

    @cached_property
    def _is_spoken(self) -> bool:
        """Whether fillers and broken sentences make comparing statements guesswork."""
        return is_spoken(self._text)

    @cached_property
    def _claims(self) -> Claims:
        return Claims([one for hit in self._hits for one in sentences(hit.text)])

    def _has(self, sentence: str) -> bool:
        """Whether ``sentence`` is quoted, if need be without some of the items of a list."""
        end = 0
        for part in map(_flat, re.split(r"[:;—–]\s", sentence)):
            # What follows right after is quoted; a few words further on, "3 %", prove nothing.
            adjoins = end > 0 and self._flat.startswith(part, end - 1)
            if not adjoins and end > 0 and len(part.split()) < FEWEST_WORDS:
                return False
            at = end - 1 if adjoins else self._flat.find(part, max(0, end - 1))
            if at < 0:
                return False
            end = at + len(part)
        return True

    def check(self, sentence: str) -> Finding:
        """Return what the sources do not support of ``sentence``."""
        if self._has(sentence):
            return Finding()  # quoted as it stands
        vocabulary = self._vocabulary
        missing = [
            one.printed
            for one in quantities(sentence)
            if not one.counted and not supported(one, self._quantities)
        ]
        terms = quoted_terms(sentence)
        missing += [term for term in terms if not vocabulary.has_quote(term)]
        unquoted = sentence
        for term in terms:
            unquoted = unquoted.replace(term, " ")
        missing += [
            part
            for name in names(unquoted)
            if name.casefold() not in UNITS and (part := vocabulary.missing_in(name))
        ]
        if missing:
            return Finding(tuple(dict.fromkeys(missing)))
        if self._is_spoken:
            return Finding()
        return Finding(suspicion=self._claims.suspicion(sentence))


def _flat(text: str) -> str:
    """Return the words, numbers and relations of ``text`` without what is set around them."""
    return f" {' '.join(_TOKEN.findall(text.casefold()))} "
