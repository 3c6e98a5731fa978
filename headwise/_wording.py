"""Plain wording that messages and displays share: counts, lists, pages, short quotations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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


def unexpected(error: BaseException) -> str:
    """Return one line about an exception that only a bug can have raised.

    >>> unexpected(KeyError("page"))
    "unexpected KeyError: 'page' (a bug in Headwise; HEADWISE_DEBUG=1 shows where)"
    """
    reason = visible(" ".join(str(error).split()))
    return (
        f"unexpected {type(error).__name__}: {reason} (a bug in Headwise; "
        "HEADWISE_DEBUG=1 shows where)"
    )


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun.

    >>> counted(1, "section"), counted(1200, "section")
    ('1 section', '1,200 sections')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(names: Iterable[str], most: int = 8) -> str:
    """Return names for a message, the first few of them; ``none`` where there are none."""
    every = list(names)
    shown = ", ".join(every[:most]) or "none"
    return f"{shown} and {len(every) - most} more" if len(every) > most else shown


def pages(first: int | None, last: int | None, labels: Sequence[str] = ()) -> str:
    """Return a range of pages, or nothing where it is not known.

    Args:
        first: Page of the file, from 1.
        last: The same, if there are several.
        labels: What is printed as the numbers of these pages, where it is not their count.

    >>> pages(4, 6), pages(14, 14, ["xii"])
    ('p. 4-6', 'p. xii (PDF p. 14)')
    """
    if first is None:
        return ""
    numbers = [str(number) for number in (first, last) if number is not None]
    in_file = "p. " + "-".join(dict.fromkeys(numbers))
    printed = [page_label(number, first, labels) for number in (first, last or first)]
    if printed == [str(first), str(last or first)]:
        return in_file
    return f"p. {'-'.join(dict.fromkeys(map(visible, printed)))} (PDF {in_file})"


def page_label(page: int, first: int, labels: Sequence[str]) -> str:
    """Return the printed number of a page of the file, by the ``labels`` from page ``first`` on.

    >>> page_label(15, 14, ["xii", "xiii"]), page_label(15, 14, [])
    ('xiii', '15')
    """
    return dict(enumerate(labels, first)).get(page) or str(page)


def place(collection: str, first: int | None, last: int | None, labels: Sequence[str] = ()) -> str:
    """Return where a section is: ``cnn1, p. 4-6``."""
    name = shortened(visible(collection))
    span = pages(first, last, labels)
    return f"{name}, {span}" if span else name
