"""Tables of candidates with their truth, of documents at hand and of variants of them.

A variant is a document set in another way: all letters alike, bold but no larger, italic,
without numbers, with headings hardly larger than the text. So a class of documents that is
not at hand, as typewritten ones, is trained for with the texts of others.
"""

import difflib
import importlib.util
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from headwise.retrievers.pdf.headings.candidates import Candidate
from headwise.retrievers.pdf.headings.contents import Contents, find_contents
from headwise.retrievers.pdf.headings.features import features_of
from headwise.retrievers.pdf.headings.headings import evidence_of
from headwise.retrievers.pdf.headings.titles import find_title
from headwise.retrievers.pdf.page.characters import read_page
from headwise.retrievers.pdf.page.furniture import find_furniture, without_line_numbers
from headwise.retrievers.pdf.page.joining import Words
from headwise.retrievers.pdf.page.lines import lines_of
from headwise.retrievers.pdf.page.records import Font, Line
from headwise.retrievers.pdf.page.styles import Body, body_of
from headwise.retrievers.pdf.page.watermarks import without_watermarks
from headwise.retrievers.pdf.reader import opened
from headwise.retrievers.text.numbering import split_number

SHARED = Path(__file__).parents[3] / "shared"
VARIANTS = ("plain", "own size", "no bold", "italic", "no numbers", "small steps")
_PER_DOCUMENT = {"paper": 1}
_USUAL_PER_DOCUMENT = 3


@dataclass(frozen=True)
class Table:
    """The candidates of one document, or of a variant of one."""

    name: str
    kind: str
    """Its class: ``law``, ``slides``; documents without one are papers."""
    variant: str
    features: NDArray[np.float32]
    truth: NDArray[np.int8]
    """1 for a heading, 0 for none, -1 where either is right."""
    candidates: Sequence[Candidate]
    required: int
    """How many headings the document has, be they candidates or not."""


def documents() -> list[tuple[Path, str, str]]:
    """Return path, class and title of every document with a truth."""
    found = []
    for folder in (SHARED / "corpus", SHARED / "corpus-wild"):
        manifest = folder / "manifest.json"
        about = json.loads(manifest.read_text()) if manifest.exists() else {}
        for truth in sorted(folder.glob("*.truth.json")):
            name = truth.name.removesuffix(".truth.json")
            own = about.get(name, {})
            kind = own.get("class", "paper") if folder.name != "corpus" else "paper"
            found.append((folder / f"{name}.pdf", kind, own.get("title") or ""))
    return found


def tables_of(document: tuple[Path, str, str]) -> list[Table]:
    """Return the table of a document and those of some of its variants."""
    path, kind, title = document
    truth = json.loads(path.with_suffix(".truth.json").read_text())
    lines, contents, metadata = _read(path)
    body = body_of(lines)
    draw = random.Random(path.stem)
    drawn = draw.sample(VARIANTS, _PER_DOCUMENT.get(kind, _USUAL_PER_DOCUMENT))
    made = []
    for variant in ("as it is", *drawn):
        own = [[_varied(line, variant, body) for line in page] for page in lines]
        style = body_of(own)
        words = Words(line.text for page in own for line in page)
        shown = find_title(own, style, metadata, path.stem, words)
        candidates = evidence_of(own, contents, [], style, shown)
        features = features_of(candidates, own, contents, style)
        labels, required = _labelled(candidates, truth, title)
        made.append(Table(path.stem, kind, variant, features, labels, candidates, required))
    return made


def _read(path: Path) -> tuple[list[list[Line]], Contents, str]:
    with opened(path, None) as pdf:
        pages = [read_page(pdf[index], index + 1) for index in range(len(pdf))]
        metadata = pdf.get_metadata_dict().get("Title", "")
    pages = [without_line_numbers(page) for page in without_watermarks(pages)]
    lines = lines_of(pages)
    furniture = find_furniture(lines, [page.height for page in pages])
    lines = [[line for line in own if id(line) not in furniture] for own in lines]
    contents = find_contents(lines)
    lines = [[line for line in own if id(line) not in contents.lines] for own in lines]
    return lines, contents, metadata


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
    candidates: Sequence[Candidate], truth: list[dict], title: str
) -> tuple[NDArray[np.int8], int]:
    """Return what each candidate is by the scorer's rules, and how many headings there are."""
    rules = _scorer()
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
    return any(_alike(a, b) for a in ours for b in theirs)


def _alike(a: str, b: str) -> bool:
    """Return what the scorer's ``alike`` returns, sooner."""
    if min(len(a), len(b)) < 8 or abs(len(a) - len(b)) > 0.25 * max(len(a), len(b)):
        return False
    match = difflib.SequenceMatcher(None, a, b, autojunk=False)
    return all(part() >= 0.9 for part in _ratios(match))


def _ratios(match: difflib.SequenceMatcher) -> Iterator:
    yield from (match.real_quick_ratio, match.quick_ratio, match.ratio)


def _scorer():
    spec = importlib.util.spec_from_file_location(
        "score_headings", SHARED / "tools" / "score_headings.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
