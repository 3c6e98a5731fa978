"""Forms of text that stand out on a page but head nothing: captions, callouts, prompts."""

from __future__ import annotations

import re

from headwise.retrievers.text.vocabulary import pattern

_COUNTED = r"(?:\s*\d[\d.\-–]*|\s+[IVX]+|\s+[A-Z](?:\.?\d+)*)(?:\s*[.:(|–—-]|\s+[A-Z(]|\s*$)"
_FLOATS = pattern("figure", "table", "listing", "theorem")
_CAPTION = re.compile(rf"(?i:(?:supplementary|extended data|online)\s+)?(?i:{_FLOATS}){_COUNTED}")
_EXERCISE = re.compile(rf"(?i:{pattern('exercise')}){_COUNTED}")
_CALLOUT = re.compile(rf"(?:[^\w\s]{{1,2}}\s*)?{pattern('callout')}\s*[:!.]?", re.IGNORECASE)
_BULLET = re.compile(  # and geometric shapes, symbols, dingbats but numbers in circles
    r"[\x88•‣⁃·∗*–—\u25a0-\u2775\u2794-\u27bf-]\s"
)
_SEPARATOR = re.compile(r"[\s*⁂❦❧~•·◆■◊–—_=#-]+")
_REFERENCE = re.compile(r"\[\w{1,8}\+?\d{0,2}\]\s")
_PROMPT = re.compile(r"(?:>{1,3}|[$%#]|\w{1,12}[>$])\s+\S|#{2,}")  # of a shell or an interpreter
_IN_BRACKETS = re.compile(r"\([^()]+\)|（[^（）]+）")  # "(unaudited)" below a statement's name
_SPELT_ALONE = re.compile(
    rf"{pattern('spelt_number', 'ordinal', 'sole')}$", re.IGNORECASE
)  # of "Chapter One" over two lines


def is_other(text: str, *, large: bool) -> bool:
    """Whether a line that stands out is a caption, an item, a callout or a command.

    ``large`` if it is set clearly larger than the text: then exercises are headings.

    >>> is_other("Table 2. Kinds of bark", large=True), is_other("Warning!", large=False)
    (True, True)
    >>> is_other("⚠ CAUTION", large=False), is_other("Warnings and cautions", large=False)
    (True, False)
    >>> is_other("(in thousands)", large=False), is_other("(a) Scope", large=False)
    (True, False)
    >>> is_other("Problem 2", large=False), is_other("Problem 2", large=True)
    (True, False)
    >>> is_other("♦ Low power", large=False), is_other("Figure 2 - Bark", large=False)
    (True, True)
    >>> is_other("> summary(model)", large=False), is_other("Notes on bark", large=False)
    (True, False)
    """
    forms = (_CAPTION, _BULLET, _REFERENCE, _PROMPT, _SPELT_ALONE)
    if any(form.match(text) for form in forms) or (
        _CALLOUT.fullmatch(text) or _IN_BRACKETS.fullmatch(text)
    ):
        return True
    return not large and bool(_EXERCISE.match(text))


def is_separator(text: str) -> bool:
    """Whether a line only parts what stands above and below it.

    >>> is_separator("* * *"), is_separator("2 * 3")
    (True, False)
    """
    return bool(_SEPARATOR.fullmatch(text))
