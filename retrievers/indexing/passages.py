"""Cutting sections into passages, the unit that is embedded."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from headwise.retrievers.models import Section
from headwise.retrievers.text.paging import Pages, joined
from headwise.retrievers.text.sentences import is_prose, sentence_spans
from headwise.retrievers.text.vocabulary import squash, titles

PASSAGE_CHARACTERS = 900
"""Longest passage aimed at: about 190 tokens of prose, so that a passage with its
heading stays below the 256 tokens that MiniLM reads."""

_CUT = "[…]"
"""Stands where part of a long section is left out."""

_BACK_MATTER = titles("references", "contents", "index")


def split_passages(text: str, limit: int = PASSAGE_CHARACTERS) -> list[str]:
    """Cut ``text`` at sentence ends into slices of at most ``limit`` characters or so.

    The slices are of about equal length, do not overlap and keep their white space:
    joined they are ``text``. A sentence longer than ``limit`` (a table, say) is cut at
    line ends or, failing that, at words.

    >>> split_passages("One. Two. Three.", limit=10)
    ['One. Two. ', 'Three.']
    """
    if not text:
        return []
    pieces = [
        piece for start, end in sentence_spans(text) for piece in _pieces(text[start:end], limit)
    ]
    target = len(text) / math.ceil(len(text) / limit)
    passages: list[str] = []
    done = 0
    for piece in pieces:
        # A piece belongs to the passage in which most of it would lie at equal lengths.
        if done + len(piece) / 2 >= len(passages) * target:
            passages.append("")
        passages[-1] += piece
        done += len(piece)
    return passages


def answers_questions(section: Section) -> bool:
    """Whether the section is worth indexing: lists of references, contents and indexes are not."""
    return squash(section.heading) not in _BACK_MATTER


def is_front(heading: str, title: str) -> bool:
    """Whether a heading is the title of its document, or begins it."""
    bare = heading.casefold().strip(" .:")
    return bool(bare) and title.casefold().startswith(bare)


def has_names_only(section: Section, title: str) -> bool:
    """Whether the section is the front of its document and holds names, addresses and dates."""
    has_table = section.text.startswith("|") or "\n|" in section.text
    return is_front(section.heading, title) and not (has_table or is_prose(section.text))


def window_around(
    passages: Mapping[int, tuple[str, Pages]], best: int, limit: int
) -> tuple[str, Pages]:
    r"""Return a section's text from its passages by number, joined, with its pages.

    Of a section longer than ``limit`` characters, the passages around ``best`` that fit, and
    ``[…]`` where others are left out.

    >>> texts = enumerate(["One. ", "Two. ", "Three. ", "Four."])
    >>> window_around({number: (text, ((0, 7),)) for number, text in texts}, best=2, limit=13)
    ('[…]\n\nTwo. Three. \n\n[…]', ((5, 7),))
    """
    numbers = sorted(passages)
    first = last = numbers.index(best)
    size = len(passages[best][0])
    grown = True
    while grown:
        grown = False
        for step in (first - 1, last + 1):
            if 0 <= step < len(numbers) and size + len(passages[numbers[step]][0]) <= limit:
                size += len(passages[numbers[step]][0])
                first, last = min(first, step), max(last, step)
                grown = True
    parts = [passages[number] for number in numbers[first : last + 1]]
    if first > 0:
        parts.insert(0, (f"{_CUT}\n\n", ()))
    if last < len(numbers) - 1:
        parts.append((f"\n\n{_CUT}", ()))
    return joined(parts)


def embedded_text(heading: str, passage: str) -> str:
    """Return the text that is embedded for ``passage``: its heading in front of it.

    Args:
        heading: Of the passage's section; empty if it is no mark of it, because others of the
            document bear it as well.
        passage: One of `split_passages`.
    """
    return f"{heading}\n{passage.strip()}".lstrip("\n")


def _pieces(sentence: str, limit: int) -> Iterator[str]:
    start = 0
    while len(sentence) - start > limit:
        window = sentence[start : start + limit]
        cut = max(window.rfind("\n", limit // 4), 0) or max(window.rfind(" ", limit // 4), 0)
        end = start + (cut + 1 if cut else limit)
        yield sentence[start:end]
        start = end
    yield sentence[start:]
