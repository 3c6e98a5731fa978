"""Tables of candidates with their truth, of documents at hand and of variants of them.

A variant is a document set in another way: all letters alike, bold but no larger, italic,
without numbers, with headings hardly larger than the text. So a class of documents that is
not at hand, as typewritten ones, is trained for with the texts of others.
"""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from headwise.retrievers.pdf.headings.candidates import Candidate
from headwise.retrievers.pdf.headings.features import features_of
from headwise.retrievers.pdf.headings.headings import evidence_of, headings_of
from headwise.retrievers.pdf.headings.titles import find_title
from headwise.retrievers.pdf.page.joining import Words
from headwise.retrievers.pdf.page.records import Font, Line
from headwise.retrievers.pdf.page.styles import Body, body_of
from headwise.retrievers.text.numbering import split_number
from tests.benchmarks.heading_documents import RULES, Read, read

VARIANTS = ("plain", "own size", "no bold", "italic", "no numbers", "small steps")
_PER_DOCUMENT = {"paper": 1, "generated": 0}
_USUAL_PER_DOCUMENT = 3
_UNDERLINED = 0.5  # share of the documents that are also set with underlined headings


@dataclass(frozen=True, eq=False)
class Table:
    """The candidates of one document, or of a variant of one."""

    name: str
    kind: str
    variant: str
    features: NDArray[np.float32]
    truth: NDArray[np.int8]
    """1 for a heading, 0 for none, -1 where either is right."""
    candidates: Sequence[Candidate]
    required: int
    """How many headings the document has, be they candidates or not."""
    read: Read | None = None
    """What was read, for the document as it is."""
    shown: str = ""
    """The title as it was found."""

    def score(self, likely: NDArray[np.bool_]) -> tuple[float, float]:
        """Return F1 and F1 with the right level of the candidates that are likely."""
        chosen = [c for c, own in zip(self.candidates, likely, strict=True) if own]
        words = Words(line.text for page in self.read.lines for line in page)
        return self.read.score(headings_of(chosen, self.read.contents, words, self.shown))


def tables_of(document: tuple[Path, str, str]) -> list[Table]:
    """Return the table of a document and those of some of its variants."""
    own = read(document)
    body = body_of(own.lines)
    draw = random.Random(own.name)
    drawn = draw.sample(VARIANTS, _PER_DOCUMENT.get(own.kind, _USUAL_PER_DOCUMENT))
    if own.kind not in _PER_DOCUMENT and draw.random() < _UNDERLINED:
        drawn.append("underlined")
    made = []
    for variant in ("as it is", *drawn):
        as_it_is = variant == "as it is"
        lines = own.lines
        if not as_it_is:
            lines = [[_varied(line, variant, body) for line in page] for page in own.lines]
        style = body_of(lines)
        words = Words(line.text for page in lines for line in page)
        shown = find_title(lines, style, own.metadata, own.name, words)
        candidates = evidence_of(lines, own.contents, [], style, shown)
        features = features_of(candidates, lines, own.contents, style)
        labels, required = _labelled(candidates, own.truth, own.title)
        kept = (own, shown) if as_it_is else ()
        made.append(
            Table(own.name, own.kind, variant, features, labels, candidates, required, *kept)
        )
    return made


def _varied(line: Line, variant: str, body: Body) -> Line:
    """Return a line as it is set in a variant."""
    family = replace(line.font, family=body.family)
    size = body.size if line.size >= 0.9 * body.size else line.size
    one_face = {"size": size, "font": family, "color": body.color, "small_caps": False}
    stands_out = line.bold > 0.5 or line.size > 1.1 * body.size
    changes: dict[str, object] = {}
    if variant == "plain":
        font = Font(body.family, body.family)
        changes = one_face | {"size": body.size, "font": font, "bold": 0.0, "italic": 0.0}
        changes["lead"] = ""
    elif variant == "own size":
        changes = one_face
    elif variant == "underlined":
        font = Font(body.family, body.family)
        changes = {"size": body.size, "font": font, "bold": 0.0, "italic": 0.0, "lead": ""}
        changes["underlined"] = line.bold > 0.5 or line.size > 1.1 * body.size
    elif variant == "no bold":
        changes = {"bold": 0.0, "font": replace(family, bold=False)}
        changes["lead"] = "" if line.bold else line.lead
    elif variant == "italic":
        changes = one_face | {"bold": 0.0, "italic": 1.0 if line.bold > 0.5 else line.italic}
    elif variant == "no numbers" and stands_out:
        number, rest = split_number(line.text, known=True)
        if number:
            changes = {"text": rest, "cells": line.cells[-1:]}
    elif variant == "small steps" and line.size > body.size:
        changes = {"size": round(body.size + 0.25 * (line.size - body.size), 1)}
    return replace(line, **changes)


def _labelled(
    candidates: Sequence[Candidate], truth: Sequence[dict], title: str
) -> tuple[NDArray[np.int8], int]:
    """Return what each candidate is by the scorer's rules, and how many headings there are."""
    rules = RULES
    truth = [{**entry} for entry in truth]
    for entry in truth:
        both = f"{entry.get('number') or ''}{entry['title']}"
        entry["keys"] = {rules.squash(entry["title"]), rules.squash(both)} - {""}
    sure = [t for t in truth if not t.get("runin") and not t.get("unverified")]
    unsure = {key for t in truth if t.get("runin") or t.get("unverified") for key in t["keys"]}
    keys = [rules.keys(c.text) for c in candidates]
    pages = defaultdict(list)
    for index, c in enumerate(candidates):
        pages[c.page].append(index)
    labels = np.zeros(len(candidates), np.int8)
    matched: set[int] = set()
    for exact in (True, False):
        for order, entry in enumerate(sure):
            near = [i for page in range(entry["page"] - 1, entry["page"] + 2) for i in pages[page]]
            hits = [
                (abs(candidates[i].page - entry["page"]), -candidates[i].score, i)
                for i in near
                if order not in matched and labels[i] == 0
                and (keys[i] & entry["keys"] or (not exact and _any_alike(keys[i], entry["keys"])))
            ]  # fmt: skip
            if hits:
                labels[min(hits)[2]] = 1
                matched.add(order)
    titles = rules.squash(title)
    by_page = defaultdict(set)
    for entry in sure:
        by_page[entry["page"]] |= entry["keys"]
    for i, c in enumerate(candidates):
        if labels[i] == 0 and (
            not keys[i]
            or keys[i] & (rules.NEUTRAL | unsure)
            or _any_alike(keys[i], unsure)
            or (c.page <= 2 and any(len(key) >= 6 and key in titles for key in keys[i]))
            or any(_part(key, other) for key in keys[i] for other in by_page[c.page])
        ):
            labels[i] = -1
    return labels, len(sure)


def _part(key: str, other: str) -> bool:
    """Whether one is a part of the other: a heading cut otherwise than in the truth."""
    return min(len(key), len(other)) >= 8 and (key in other or other in key)


def _any_alike(ours: set[str], theirs: set[str]) -> bool:
    return any(RULES.alike(a, b) for a in ours for b in theirs)
