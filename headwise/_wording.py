"""Plain wording that messages and displays share: counts, lists, pages, short quotations."""

from __future__ import annotations

from collections.abc import Sequence

from headwise._inert import visible

LINE_CHARACTERS = 60
"""Longest text quoted in a ``repr``."""


def shortened(text: str, most: int = LINE_CHARACTERS) -> str:
    """Return text on one line, cut at a word where it is longer than ``most`` characters.

    >>> shortened("A pooling layer reduces the size.", 20)
    'A pooling layer…'
    """
    line = " ".join(text[: 4 * most + 4].split())
    if len(line) <= most and len(text) <= 4 * most + 4:
        return line
    cut = line[: most - 1]
    return (cut[: cut.rfind(" ")] if " " in cut[most // 2 :] else cut).rstrip(" ,;:") + "…"


def first_words(text: str, most: int) -> str:
    r"""Return the first ``most`` words of a text, on one line.

    >>> first_words("Pooling halves\nthe width.", 3)
    'Pooling halves the …'
    """
    words = text.split()
    return " ".join(words[:most]) + (" …" if len(words) > most else "")


def quoted(text: str, most: int = LINE_CHARACTERS) -> str:
    """Return text for a ``repr``: short, quoted, with what could steer a terminal escaped."""
    return repr(shortened(text, most))


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun.

    >>> counted(1, "section"), counted(1200, "section")
    ('1 section', '1,200 sections')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(names: Sequence[str], most: int = 8) -> str:
    """Return names for a message, the first few of them."""
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown


def pages(first: int | None, last: int | None) -> str:
    """Return a range of pages: ``p. 4``, ``p. 4-6``, or nothing where it is not known."""
    if first is None:
        return ""
    return f"p. {first}" if last in {None, first} else f"p. {first}-{last}"


def place(collection: str, first: int | None, last: int | None) -> str:
    """Return where a section is: ``cnn1, p. 4-6``."""
    name = shortened(visible(collection))
    span = pages(first, last)
    return f"{name}, {span}" if span else name
