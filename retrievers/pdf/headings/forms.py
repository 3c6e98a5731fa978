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


def is_other(text: str, *, distinct: bool) -> bool:
    """Whether a line that stands out is a caption, an item, a callout or a command.

    ``distinct`` if it is set bold or clearly larger than the text: then exercises may be headings.

    >>> is_other("Table 2. Kinds of bark", distinct=True), is_other("Warning!", distinct=False)
    (True, True)
    >>> is_other("⚠ CAUTION", distinct=False), is_other("Warnings and cautions", distinct=False)
    (True, False)
    >>> is_other("(in thousands)", distinct=False), is_other("(a) Scope", distinct=False)
    (True, False)
    >>> is_other("Problem 2", distinct=False), is_other("Problem 2", distinct=True)
    (True, False)
    >>> is_other("♦ Low power", distinct=False), is_other("Figure 2 - Bark", distinct=False)
    (True, True)
    >>> is_other("> summary(model)", distinct=False), is_other("Notes on bark", distinct=False)
    (True, False)
    """
    forms = (_CAPTION, _BULLET, _REFERENCE, _PROMPT, _SPELT_ALONE)
    if any(form.match(text) for form in forms) or (
        _CALLOUT.fullmatch(text) or _IN_BRACKETS.fullmatch(text)
    ):
        return True
    return not distinct and is_exercise(text)


def is_exercise(text: str) -> bool:
    """Whether a line numbers an exercise: a heading in examinations, less than one in textbooks.

    >>> is_exercise("Question 2"), is_exercise("Questions of style")
    (True, False)
    """
    return bool(_EXERCISE.match(text))


def is_separator(text: str) -> bool:
    """Whether a line only parts what stands above and below it.

    >>> is_separator("* * *"), is_separator("2 * 3")
    (True, False)
    """
    return bool(_SEPARATOR.fullmatch(text))
