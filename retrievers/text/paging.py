"""Where in a text the pages that it stands on begin."""

from __future__ import annotations

from collections.abc import Iterable

Pages = tuple[tuple[int, int], ...]
"""(offset in the text, 1-based page that begins there), by offset. A figure or a table that stands
after the paragraph it interrupts may lead back to the page before."""


def joined(parts: Iterable[tuple[str, Pages]], gap: str = "") -> tuple[str, Pages]:
    r"""Return texts as one, with ``gap`` between them, and its pages.

    >>> joined([("One.", ((0, 3),)), ("Two. Three.", ((0, 3), (5, 4)))], gap="\n\n")
    ('One.\n\nTwo. Three.', ((0, 3), (11, 4)))
    """
    texts: list[str] = []
    pages: list[tuple[int, int]] = []
    length = 0
    for text, own in parts:
        length += len(gap) if texts else 0
        for offset, page in own:
            if not pages or pages[-1][1] != page:
                pages.append((length + offset, page))
        texts.append(text)
        length += len(text)
    return gap.join(texts), tuple(pages)


def sliced(pages: Pages, start: int, end: int) -> Pages:
    """Return the pages of ``text[start:end]``.

    >>> sliced(((0, 3), (11, 4)), 6, 20)
    ((0, 3), (5, 4))
    """
    before = [page for offset, page in pages if offset <= start]
    first = ((0, before[-1]),) if before else ()
    return (*first, *((offset - start, page) for offset, page in pages if start < offset < end))
