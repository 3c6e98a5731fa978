"""Large initials over several lines, joined to the words that they begin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from headwise.retrievers.pdf.page.records import Span

_INITIAL = 1.7  # size relative to the text's from which a letter may be a drop cap


def without_drop_caps(spans: Sequence[Span]) -> list[Span]:
    """Put a large initial over several lines in front of the word that it begins."""
    usual = Counter(span.size for span in spans).most_common(1)
    joined: set[int] = set()
    for span in spans:
        text = span.text.strip()
        if len(text) != 1 or not text.isupper() or span.size <= _INITIAL * usual[0][0]:
            continue
        # The file may have it before or behind all other text.
        words = [word for word in spans if _is_initial_of(span, word)]
        if words:
            word = min(words, key=lambda word: word.x0)
            word.text, word.x0, word.space_before = text + word.text, span.x0, True
            joined.add(id(span))
    return [span for span in spans if id(span) not in joined]


def _is_initial_of(span: Span, word: Span) -> bool:
    """Whether a large letter stands before a word of a line that its top is level with."""
    beside = -0.3 * word.size < word.x0 - span.x1 < 0.8 * word.size
    level = abs((span.y - 0.7 * span.size) - (word.y - 0.7 * word.size)) < 0.6 * word.size
    return span.size > _INITIAL * word.size and beside and level
