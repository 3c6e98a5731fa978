"""Print how well sentences are found on their pages: ``python -m tests.benchmarks.highlights``.

    python -m tests.benchmarks.highlights [--each N] [--show] [FOLDER ...]

From each document of the corpora in ``../shared`` some sentences of sections are drawn, and each is
looked for on its section's pages as the page of ``headwise serve`` does. A highlight is right if
nearly all of the sentence stands under its boxes and hardly anything else does. What stands there
pdfium is asked anew, by area.
"""

from __future__ import annotations

import argparse
import ctypes
import logging
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2 as pdfium
from pypdfium2 import raw

from headwise.errors import PdfError
from headwise.retrievers.models import Section
from headwise.retrievers.pdf.picture import Box, Place, locate
from headwise.retrievers.pdf.reader import read_pdf
from headwise.retrievers.text.sentences import sentences
from headwise.retrievers.text.vocabulary import squash

CORPORA = Path(__file__).resolve().parents[3] / "shared"
RIGHT = 0.9
"""Least share of the sentence under the boxes, and of what is under the boxes in the sentence."""
LENGTHS = range(40, 300)
"""Letters and digits of the sentences that are drawn."""
RUN = 3
"""Letters of the runs that are compared: so order counts, but not where a line begins."""


@dataclass(frozen=True)
class Found:
    """A sentence, and what stands under its boxes."""

    sentence: str
    page: int
    under: str
    classes: frozenset[str]

    @property
    def shares(self) -> tuple[float, float]:
        """Shares of the sentence that is marked, and of the marked text that is the sentence."""
        wanted, marked = _runs(self.sentence), _runs(self.under)
        both = (wanted & marked).total()
        return both / max(1, wanted.total()), both / max(1, marked.total())

    @property
    def is_right(self) -> bool:
        return min(self.shares) >= RIGHT


def drawn(
    sections: Sequence[Section], count: int, chance: random.Random
) -> Iterator[tuple[Section, str]]:
    """Yield sentences with the sections they are of, each section as likely as it is long."""
    every = [
        (section, sentence)
        for section in sections
        for sentence in sentences(section.text)
        if len(squash(sentence)) in LENGTHS and "|" not in sentence
    ]
    yield from chance.sample(every, min(count, len(every)))


def look_for(path: Path, pdf: pdfium.PdfDocument, section: Section, sentence: str) -> Found:
    """Return what the page's reader would see marked."""
    place = locate(path, (section.page_start, section.page_end), sentence)
    if place is None:
        return Found(sentence, section.page_start, "", frozenset({"not found"}))
    found = _under(pdf, place)
    classes = frozenset(_classes(pdf[place.page - 1], place.boxes, found))
    return Found(sentence, place.page, found, classes)


def with_rest(path: Path, pdf: pdfium.PdfDocument, section: Section, found: Found) -> Found:
    """Return what is seen after turning the page, where a part of the sentence stands there."""
    for beside in (found.page - 1, found.page + 1):
        if section.page_start <= beside <= section.page_end and found.shares[0] < RIGHT:
            rest = locate(path, (beside, beside), found.sentence)
            if rest is not None:
                both = f"{found.under} {_under(pdf, rest)}"
                found = replace(found, under=both, classes=found.classes | {"two pages"})
    return found


def _under(pdf: pdfium.PdfDocument, place: Place) -> str:
    page = pdf[place.page - 1]
    return " ".join(_text_under(page, box) for box in place.boxes)


def _text_under(page: pdfium.PdfPage, box: Box) -> str:
    """Return the text in a box, which is given in shares of the page as it is displayed."""
    corners = []
    for across, down in ((box[0], box[1]), (box[0] + box[2], box[1] + box[3])):
        x, y = ctypes.c_double(), ctypes.c_double()
        place = round(10_000 * across), round(10_000 * down)
        raw.FPDF_DeviceToPage(page, 0, 0, 10_000, 10_000, 0, *place, x, y)
        corners.append((x.value, y.value))
    (xa, ya), (xb, yb) = corners
    # A margin of nothing: what only touches the box is not under it.
    left, right, bottom, top = min(xa, xb), max(xa, xb), min(ya, yb), max(ya, yb)
    return str(page.get_textpage().get_text_bounded(left, bottom, right, top))


def _classes(page: pdfium.PdfPage, boxes: Sequence[Box], under: str) -> Iterator[str]:
    yield "all"
    if page.get_rotation():
        yield "turned page"
    if any(box[3] > 3 * box[2] for box in boxes):
        yield "upright text"
    if len(boxes) > 1 and max(box[2] for box in boxes) < 0.45:
        yield "narrow column"
    if any(mark in under for mark in "\x02\ufffe\u00ad-"):
        yield "hyphen"


def _runs(text: str) -> Counter[str]:
    letters = squash(text)
    return Counter(letters[at : at + RUN] for at in range(max(1, len(letters) - RUN + 1)))


def measure(path: Path, count: int) -> list[Found]:
    """Return what was found of some sentences of a document, always the same ones."""
    sections = read_pdf(path).sections
    chance = random.Random(path.name)
    with pdfium.PdfDocument(path) as pdf:
        found = [(one[0], look_for(path, pdf, *one)) for one in drawn(sections, count, chance)]
        return [with_rest(path, pdf, section, one) for section, one in found]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--each", type=int, default=4, help="sentences of each document")
    parser.add_argument("--show", action="store_true", help="print those that are wrong")
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    for folder in options.folders or [CORPORA / "corpus", CORPORA / "corpus-wild"]:
        if not folder.is_dir():
            print(f"{folder} is not there: nothing measured")
            continue
        counts: defaultdict[str, list[bool]] = defaultdict(list)
        for path in sorted(folder.glob("*.pdf")):
            try:
                every = measure(path, options.each)
            except PdfError as error:
                print(f"{path.name}: not read: {error}")
                continue
            for found in every:
                for name in found.classes | {"all"}:
                    counts[name].append(found.is_right)
                if options.show and not found.is_right:
                    shares = "/".join(f"{share:.2f}" for share in found.shares)
                    print(f"{path.name} p. {found.page} {shares}\n  {found.sentence!r}")
                    print(f"  {found.under!r}", flush=True)
        for name, right in counts.items():
            print(f"{folder.name:14}{name:16}{sum(right):5} of{len(right):5} right")


if __name__ == "__main__":
    main()
