"""The title of a document: printed in the largest letters, or known from its metadata."""

from __future__ import annotations

import re
from collections.abc import Sequence

from headwise.retrievers.pdf.headings.candidates import is_centred
from headwise.retrievers.pdf.page.joining import Words
from headwise.retrievers.pdf.page.records import Line
from headwise.retrievers.pdf.page.styles import Body
from headwise.retrievers.text.vocabulary import squash

_UNUSABLE = re.compile(
    r"untitled|microsoft word|^\W*$"
    r"|\.(?:pdf|docx?|tex|dvi|indd|qxd|ps|pptx?|rtf|fm|html?|odt|odp|xlsx?|txt|md|pub|wps|hwp)$"
    r"|^(?:title|document|slide|presentation|template)\d*$|[\\/_]|^\S*\d\S*$|^doi:|^pii:",
    re.IGNORECASE,
)
_NOTE_MARK = re.compile(r"(?:(?<!\s)\s++)?(?<![*∗†‡§¶¹²³⁴⁵⁶⁷⁸⁹⁰])[*∗†‡§¶¹²³⁴⁵⁶⁷⁸⁹⁰]++$")
_MAX_LETTERS = 300
_SAME = 0.3  # points between letters of one size
_CLOSE = 1.7  # em from line to line of a title in the text's own size; sections stand further off
_LARGEST_SECTION = 1.4  # sections below a title in the text's own size are hardly larger
_SECTIONS = 3  # lines of their size, at least
_STANDS_OUT = 1.5  # times the size of what is longer, from which two words are a title
_FIRST = 12  # lines of the page, among which the title begins
_LARGER = 1.12  # the title's size relative to the body's, at least


def find_title(
    pages: Sequence[Sequence[Line]], body: Body, metadata: str, stem: str, words: Words
) -> str:
    """Return the title: metadata that are also printed, the largest print, metadata, file name.

    Before the file name come lines in the middle, as of memoranda in typewriter letters.
    """
    metadata = " ".join(metadata.split())
    usable = not _UNUSABLE.search(metadata) and 4 <= len(metadata) <= _MAX_LETTERS
    front = "".join(squash(line.text) for lines in pages[:2] for line in lines)
    if usable and len(metadata.split()) >= 2 and squash(metadata) in front:
        return metadata
    emphasised = _emphasised(pages[0], body, words)
    for lines in pages[:2]:
        printed, size = _largest(lines, body, words)
        if printed:
            below = size < _LARGEST_SECTION * body.size and _recurs(pages, size)
            return emphasised if emphasised and below else printed
    return emphasised or (metadata if usable else _centred(pages[0], words) or stem)


def _recurs(pages: Sequence[Sequence[Line]], size: float) -> bool:
    """Whether letters of a size head sections rather than being the title's alone."""
    own = [line for lines in pages for line in lines if abs(line.size - size) < _SAME]
    return sum(1 for line in own if _has_words(line.text)) >= _SECTIONS


def _largest(lines: Sequence[Line], body: Body, words: Words) -> tuple[str, float]:
    """Return the lines in the largest letters that read like a title, and their size.

    A single word is taken only if nothing longer is set larger than the body: it may be a label
    in a drawing or a logo. Two words are taken that stand out from anything longer.
    """
    short = "", 0.0
    lettered = [line for line in lines if _has_words(line.text) and not line.figure]
    for size in sorted({line.size for line in lettered}, reverse=True):
        if size < _LARGER * body.size:
            break
        text = _run([line if abs(line.size - size) < _SAME else None for line in lines], words)
        if len(text.split()) >= 3 and len(text) <= _MAX_LETTERS:
            stands_out = len(short[0].split()) == 2 and short[1] > _STANDS_OUT * size
            return short if stands_out else (text, size)
        if 4 <= len(text) <= _MAX_LETTERS and not short[0]:
            short = text, size
    return short


def _emphasised(lines: Sequence[Line], body: Body, words: Words) -> str | None:
    """Return the first bold lines of the page, where the title is no larger than the text.

    Two words in the middle are enough: "LEASE AGREEMENT".
    """
    bold = [line if line.bold > 0.9 and not body.bold else None for line in lines[:_FIRST]]
    text = _run(bold, words, gap=_CLOSE)
    first = next(filter(None, bold), None)
    fewest = 2 if first is not None and is_centred(first) else 3
    return text if len(text.split()) >= fewest and len(text) <= _MAX_LETTERS else None


def _centred(lines: Sequence[Line], words: Words) -> str | None:
    """Return the first lines of the page that stand in the middle."""
    middle = [
        line if is_centred(line) and _has_words(line.text) else None for line in lines[:_FIRST]
    ]
    text = _run(middle, words, gap=_CLOSE)
    return text if len(text.split()) >= 3 and len(text) <= _MAX_LETTERS else None


def _run(lines: Sequence[Line | None], words: Words, gap: float = 2.2) -> str:
    """Return the first lines up to a gap (None, or white space) as one text, note marks off."""
    run: list[Line] = []
    for line in lines:
        if run and (line is None or line.y - run[-1].y > gap * line.size):
            break
        if line is not None:
            run.append(line)
    return _NOTE_MARK.sub("", words.paragraph([line.text for line in run]))


def _has_words(text: str) -> bool:
    return sum(map(str.isalpha, text)) >= 4
