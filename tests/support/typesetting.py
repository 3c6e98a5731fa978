"""PDFs of Typst source."""

from functools import cache

import typst


def typeset(source: str) -> bytes:
    """Return a PDF of ``source``."""
    return typst.compile(source.encode(), font_paths=_fonts())


@cache
def _fonts() -> typst.Fonts:
    """Look the system's fonts up once: it takes ten times as long as a small document."""
    return typst.Fonts()
