"""Comparing summaries with their sources: unsupported figures and terms, and citations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from headwise.chains.draft import Draft, Summary
from headwise.retrievers.models import Hit
from headwise.retrievers.sentences import sentence_spans

_NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*(?![\w])")
_QUOTED = re.compile(r"“([^”]{2,80})”|\"([^\"\n]{2,80})\"")
_NAME = re.compile(r"\b(?:[A-Z][a-z]*[A-Z0-9][\w-]*|[A-Z]{2,}[\w-]*)\b")
"""Acronyms and names with a capital inside: ``CNN``, ``ResNet-50``, ``LeNet``."""
_WORD = re.compile(r"\w+")
_SPELLED = dict(
    zip(
        "0 1 2 3 4 5 6 7 8 9 10 11 12".split(),
        "zero one two three four five six seven eight nine ten eleven twelve".split(),
        strict=True,
    )
)


def ground(draft: Draft, *, strict: bool = False, cite: bool = False) -> Draft:
    """Report what summaries state that their sources do not contain.

    Numbers, quoted terms and names such as acronyms are looked up in the group's hits.
    That finds invented figures and terms, not wrong statements made of right words.

    Args:
        draft: With summaries that keep the contract.
        strict: Take out sentences with unsupported numbers or terms, and say so; a section
            of nothing else keeps its text and the warning.
        cite: Put ``(collection, p. N)`` after each sentence.
    """
    summaries, warnings = [], []
    for summary in draft.summaries:
        hits = [hit for group in summary.groups for hit in group.hits]
        material = _Material(hits)
        kept = ""
        for sentence, gap in _sentences(summary.text):
            missing = material.missing(sentence)
            if missing:
                what = ", ".join(repr(term) for term in missing)
                fate = "left out" if strict else "check it"
                warnings.append(
                    f"{summary.group.heading}: {what} not in the sources ({fate}): {sentence}"
                )
            if not (missing and strict):
                kept += (cited(sentence, hits) if cite else sentence) + gap
        text = kept.strip() or summary.text
        summaries.append(Summary(summary.group, text, summary.merged))
    return draft.with_summaries(summaries, warnings)


def cited(sentence: str, hits: Sequence[Hit]) -> str:
    """Return ``sentence`` with the place of the hit that shares most words with it.

    >>> hit = Hit(text="It shrinks.", sub_heading="Pooling", collection_name="cnn",
    ...           similarity=1.0, page_start=3, page_end=4)
    >>> cited("It shrinks maps.", [hit])
    'It shrinks maps (cnn, pp. 3–4).'
    """
    words = set(_WORD.findall(sentence.casefold()))
    best = max(hits, key=lambda hit: len(words & set(_WORD.findall(hit.text.casefold()))))
    body = sentence.rstrip(".")
    return f"{body} ({_place(best)})" + ("." if body != sentence else "")


def _place(hit: Hit) -> str:
    if hit.page_start is None:
        return f"{hit.collection_name}, {hit.sub_heading}"
    if hit.page_end is None or hit.page_end == hit.page_start:
        return f"{hit.collection_name}, p. {hit.page_start}"
    return f"{hit.collection_name}, pp. {hit.page_start}–{hit.page_end}"


class _Material:
    """What the sources of a summary contain."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        text = "\n".join(f"{hit.sub_heading}\n{hit.text}" for hit in hits)
        self._flat = " ".join(text.casefold().split())
        self._numbers = {_plain(number) for number in _NUMBER.findall(text)}
        self._words = set(_WORD.findall(self._flat))

    def missing(self, sentence: str) -> list[str]:
        """Return the numbers, quoted terms and names of ``sentence`` that are not there."""
        terms = [a or b for a, b in _QUOTED.findall(sentence)] + _NAME.findall(sentence)
        absent = [n for n in _NUMBER.findall(sentence) if not self._has_number(n)]
        absent += [term for term in terms if not self._has_term(term)]
        return list(dict.fromkeys(absent))

    def _has_number(self, number: str) -> bool:
        return _plain(number) in self._numbers or _SPELLED.get(number) in self._words

    def _has_term(self, term: str) -> bool:
        flat = " ".join(term.casefold().strip(".,;:!?").split())
        return flat in self._flat or flat.removesuffix("s") in self._flat


def _plain(number: str) -> str:
    """Return a number without thousands separators and trailing zeros."""
    digits = re.sub(r",(?=\d{3}(?!\d))", "", number)
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _sentences(text: str) -> Iterator[tuple[str, str]]:
    """Yield each sentence and the white space after it."""
    for start, end in sentence_spans(text):
        sentence = text[start:end].rstrip()
        yield sentence, text[start + len(sentence) : end]
