"""Which pages have no text that can be read, though something is printed on them.

Two kinds: pictures of text (scans, or letters drawn as paths), and text in fonts that do
not say which letters they print, so that it comes out as other letters or as none.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from enum import Enum
from itertools import groupby

import pypdfium2 as pdfium
from pypdfium2 import raw

from headwise.retrievers.pdf.page.records import Page

_GARBLED = 0.5  # share of characters without a Unicode map; TeX's mathematics stays below .2
_VOWELS = (0.3, 0.55)  # share of the letters: English and German .38, French .44, Finnish .49
_FEW_UNREAD = 4  # characters of a font on a page; fewer are bullets
_SYMBOLS = re.compile(
    r"math|symbol|ding|icon|awesome|glyph|bullet|marlett|^cm(?:ex|sy|mi)|^(?:ms[ab]m|stmary|wasy|"
    r"lasy|euex|rsfs|fontello)|mt-?extra|mtsy|mtex|universal-?news|webding|barcode|emoji|logo",
    re.IGNORECASE,
)
"""Names of fonts whose characters are signs, which need no letters."""
_FEW_LETTERS = 100  # a page with a stamp or a caption has fewer beside its picture
_NO_LETTERS = 10
_WHOLE_PAGE = 0.8  # share of the page that a scan covers
_MOST_OF_PAGE = 0.4  # the same, where no letters stand beside it
_MANY_PATHS = 200  # letters drawn as paths; a figure with fewer has little to read
_DEEPEST_FORM = 4


class Illegible(Enum):
    """Why the text of a page cannot be read."""

    PICTURE = "no text layer but a picture"
    STAMPED = "a picture with few words of text"
    GARBLED = "fonts that do not say which letters they print"


def illegible(page: pdfium.PdfPage, read: Page) -> Illegible | None:
    """Return why a page needs OCR, or nothing if it does not; ``read`` is its text."""
    if read.unmapped >= _GARBLED and not _reads_like_language(read):
        return Illegible.GARBLED
    letters = count_letters([read])
    if letters >= _FEW_LETTERS:
        return None
    try:
        share, paths = _drawn(page)
    except pdfium.PdfiumError:
        return None  # damaged; what text was found is all that there is
    if letters < _NO_LETTERS:
        return Illegible.PICTURE if share >= _MOST_OF_PAGE or paths >= _MANY_PATHS else None
    return Illegible.STAMPED if share >= _WHOLE_PAGE else None


def has_drawings(page: pdfium.PdfPage) -> bool:
    """Whether images, lines or shapes are printed on a page."""
    try:
        return any(_drawn(page))
    except pdfium.PdfiumError:
        return False


def count_letters(pages: Iterable[Page]) -> int:
    """Return how many letters and digits pages have in all."""
    return sum(sum(map(str.isalnum, span.text)) for page in pages for span in page.spans)


def unreadable_fonts(pages: Iterable[Page]) -> frozenset[str]:
    """Return the names of fonts for text most of whose characters name no letter."""
    found: set[str] = set()
    for page in pages:
        unread = Counter(span.font.name for span in page.unread)
        read: Counter[str] = Counter()
        for span in page.spans if unread else ():
            read[span.font.name] += len(span.text)
        found.update(
            name
            for name, count in unread.items()
            if count >= max(_FEW_UNREAD, _GARBLED * (count + read[name]))
            and not _SYMBOLS.search(name)
        )
    return frozenset(found)


def page_list(numbers: Iterable[int]) -> str:
    """Return page numbers in words.

    >>> page_list([3, 4, 5, 9])
    'pages 3–5, 9'
    """
    ordered = sorted(numbers)
    runs = [
        [number for _, number in run]
        for _, run in groupby(enumerate(ordered), key=lambda pair: pair[1] - pair[0])
    ]
    names = [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
    return f"page{'s' if len(ordered) > 1 else ''} {', '.join(names)}"


def _reads_like_language(page: Page) -> bool:
    """Whether letters come as they do in words, so that fonts without maps print them right.

    Old fonts without a map often name their letters all the same. In languages with Latin
    letters three to five of ten letters are vowels, in garbled text hardly two.
    """
    text = "".join(span.text for span in page.spans).lower()
    letters = sum(map(str.isalpha, text))
    if letters < 0.6 * sum(not character.isspace() for character in text):
        return False
    plain = (unicodedata.normalize("NFD", character)[0] for character in text)
    vowels = sum(character in "aeiou" for character in plain)
    return _VOWELS[0] * letters <= vowels <= _VOWELS[1] * letters


def _drawn(page: pdfium.PdfPage) -> tuple[float, int]:
    """Return the share of the page under images (overlaps counted twice), and its paths."""
    left, bottom, right, top = page.get_cropbox()
    whole = abs(right - left) * abs(top - bottom)
    covered, paths = 0.0, 0
    kinds = (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH)
    for item in page.get_objects(filter=kinds, max_depth=_DEEPEST_FORM):
        if item.type == raw.FPDF_PAGEOBJ_PATH:
            paths += 1
            if paths >= _MANY_PATHS:
                break
            continue
        x0, y0, x1, y1 = item.get_bounds()
        form = item.container
        while form is not None:
            x0, y0, x1, y1 = form.get_matrix().on_rect(x0, y0, x1, y1)
            form = form.container
        across = min(x1, right) - max(x0, left)
        along = min(y1, top) - max(y0, bottom)
        covered += max(0.0, across) * max(0.0, along)
    return (covered / whole if whole else 0.0), paths
