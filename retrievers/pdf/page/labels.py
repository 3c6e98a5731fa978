"""The numbers of pages as they are printed, which a book's reader knows: "1205", "xii"."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

import pypdfium2 as pdfium
from pypdfium2 import raw

from headwise.retrievers.pdf.page.records import Line
from headwise.retrievers.text.numbers import roman_value

_MIN_PAGES = 3  # that count on from each other; fewer say nothing
_MIN_SHARE = 0.4  # of the pages bear a number, where the printed ones are taken
_WORD = re.compile(r"\d{1,5}|[ivxlc]{1,8}")
_LONGEST = 40  # characters of a label


def file_labels(pdf: pdfium.PdfDocument) -> list[str]:
    """Return the label that a file gives each of its pages, empty where it gives none."""
    buffer = (ctypes.c_ushort * _LONGEST)()
    labels = []
    for index in range(len(pdf)):
        length = raw.FPDF_GetPageLabel(pdf.raw, index, buffer, ctypes.sizeof(buffer))
        size = length - 2 if 2 < length <= ctypes.sizeof(buffer) else 0
        labels.append(bytes(buffer)[:size].decode("utf-16-le", "replace").strip())
    return labels


def page_labels(
    pages: Sequence[Sequence[Line]], furniture: AbstractSet[int], given: Sequence[str]
) -> tuple[str, ...]:
    """Return the printed number of each page, none at all if they only count the pages.

    What is printed in heads and feet (``furniture``, by ``id``) goes before what the file says
    (``given``). Pages without a number get the one that the next numbered page counts from.
    """
    printed = _printed(pages, furniture)
    known = sum(label is not None for label in printed)
    labels = _filled(printed) if known >= _MIN_SHARE * len(pages) else list(given)
    if not any(labels) or all(label in {"", str(number)} for number, label in enumerate(labels, 1)):
        return ()
    return tuple(labels)


_Label = tuple[int, bool]  # its value, and whether it is a Roman numeral


def _printed(pages: Sequence[Sequence[Line]], furniture: AbstractSet[int]) -> list[_Label | None]:
    """Return the number on each page that counts on with those of other pages."""
    found: list[set[_Label]] = []
    for lines in pages:
        own: set[_Label] = set()
        for line in lines:
            words = line.text.split() if id(line) in furniture else []
            own.update(filter(None, map(_value, {*words[:1], *words[-1:]})))
        found.append(own)
    offsets = Counter(
        (value - index, roman) for index, own in enumerate(found) for value, roman in own
    )
    usual = [offset for offset, count in offsets.most_common() if count >= _MIN_PAGES]
    return [
        next(
            ((index + offset, roman) for offset, roman in usual if (index + offset, roman) in own),
            None,
        )
        for index, own in enumerate(found)
    ]


def _value(word: str) -> _Label | None:
    plain = word.strip("-–—.|[]()•·")
    if not _WORD.fullmatch(plain):
        return None
    if plain.isdecimal():
        return int(plain), False
    value = roman_value(plain)
    return None if value is None else (value, True)


def _filled(printed: Sequence[_Label | None]) -> list[str]:
    """Return labels; a page without a number counts back from the next, the last ones on."""
    labels = list(printed)
    for index in range(len(labels) - 2, -1, -1):
        labels[index] = labels[index] or _beside(labels[index + 1], -1)
    for index in range(1, len(labels)):
        labels[index] = labels[index] or _beside(labels[index - 1], 1)
    return [_written(*label) if label is not None else "" for label in labels]


def _beside(label: _Label | None, step: int) -> _Label | None:
    return None if label is None else (label[0] + step, label[1])


def _written(value: int, roman: bool) -> str:  # noqa: FBT001  a pair, as it is found
    if value < 1:
        return ""
    if not roman:
        return str(value)
    text = ""
    for worth, letters in (
        (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"),
        (1, "i"),
    ):  # fmt: skip
        text += letters * (value // worth)
        value %= worth
    return text
