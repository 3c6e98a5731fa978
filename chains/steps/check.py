"""Step 5: the contract, enforced by code on whatever was written."""

from __future__ import annotations

from dataclasses import replace

from headwise.chains.draft import Draft, Summary
from headwise.retrievers.text.duplicates import Fingerprint
from headwise.retrievers.text.plain import plain_text
from headwise.retrievers.text.sentences import sentences

LEAST_REPEATED = 6
"""Words of a sentence, from which it may be taken for one that an earlier section says."""


class Checker:
    """Takes the summaries of one answer in their order, and lets pass what keeps the contract.

    What has passed stays as it is, so that it can be shown at once: a later summary gives way
    to an earlier one, never the other way round.
    """

    def __init__(self) -> None:
        self._passed: dict[int, tuple[Summary, Fingerprint]] = {}

    def check(self, draft: Draft) -> Draft:
        """Return this part of the draft with plain text that no earlier summary contains.

        Sentences that an earlier summary says go out. A summary of nothing else is given up
        for the earlier one, which then comes again with more sources, so that no group is
        lost. A group without any text keeps its place with a sentence that says so. The
        warnings are those of this step alone.
        """
        warnings: list[str] = []
        summaries = [self._again(one) or self._first(one, warnings) for one in draft.summaries]
        return draft.part(summaries, warnings)

    def _again(self, given: Summary) -> Summary | None:
        """Return a summary that passed before, standing for more groups now."""
        if given.group.id not in self._passed:
            return None
        old, fingerprint = self._passed[given.group.id]
        merged = tuple(dict.fromkeys((*old.merged, *given.merged)))
        self._passed[old.group.id] = (replace(old, merged=merged), fingerprint)
        return self._passed[old.group.id][0]

    def _first(self, given: Summary, warnings: list[str]) -> Summary:
        text = plain_text(given.text)
        if not text:
            text = "This section could not be summarised."
            warnings.append(f"{given.group.heading}: nothing was written about this section")
        new, fingerprint = replace(given, text=text), Fingerprint(text)
        for old, known in self._passed.values():
            if known.contains(fingerprint):
                return self._merged(old, new)
        fresh = self._fresh(text)
        if not fresh:
            said = next(
                old
                for old, known in self._passed.values()
                if any(known.contains(Fingerprint(one)) for one in sentences(text))
            )
            return self._merged(said, new)
        if fresh != text:
            new, fingerprint = replace(new, text=fresh), Fingerprint(fresh)
        self._passed[new.group.id] = (new, fingerprint)
        return new

    def _merged(self, old: Summary, new: Summary) -> Summary:
        _, fingerprint = self._passed[old.group.id]
        self._passed[old.group.id] = (old.absorb(new), fingerprint)
        return self._passed[old.group.id][0]

    def _fresh(self, text: str) -> str:
        """Return ``text`` without the sentences that an earlier summary says."""
        paragraphs = []
        for paragraph in text.split("\n\n"):
            kept = [one for one in sentences(paragraph) if not self._says(one)]
            if kept:
                paragraphs.append(" ".join(kept))
        return "\n\n".join(paragraphs)

    def _says(self, sentence: str) -> bool:
        if len(sentence.split()) < LEAST_REPEATED:
            return False
        fingerprint = Fingerprint(sentence)
        return any(earlier.contains(fingerprint) for _, earlier in self._passed.values())
