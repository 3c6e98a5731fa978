"""Cutting text to what a model can read at once, without losing any."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence

from headwise.retrievers.text.sentences import sentence_spans

Count = Callable[[str], int]

PER_TEXT = 16
"""Tokens of the tags around one passage, or summary, in a prompt."""

_BLOCK = re.compile(
    r"""
      \$\$.*?\$\$[ \t]*(?:\n|$)\s*            # a displayed formula, with all its lines
    | \\\[.*?\\\][ \t]*(?:\n|$)\s*
    | (?:[ \t]*\|[^\n]*(?:\n|$))+\s*          # a table
    | .+?(?:\n[ \t]*\n\s*|(?=\n[ \t]*\||\n[ \t]*\$\$|\n[ \t]*\\\[)\n|$)
    """,
    re.DOTALL | re.VERBOSE,
)
_ROW = re.compile(r"[ \t]*\|")
_RULE = re.compile(r"[ \t]*\|[\s|:-]+$")


def batches(texts: Sequence[str], room: int, count: Count) -> list[list[str]]:
    """Return ``texts`` in batches of at most ``room`` tokens each, of about equal size.

    A text that does not fit is cut: between paragraphs, tables and formulas, and where one of
    those does not fit by itself, at sentence ends or table rows. Each part of a table begins
    with its header rows. Only a sentence that does not fit is cut at lines or words.
    """
    pieces = [
        (text, index, count(text) + (0 if place else PER_TEXT))
        for index, whole in enumerate(texts)
        for place, text in enumerate(_pieces(whole, room - 2 * PER_TEXT, count))
    ]
    total = sum(size for *_, size in pieces)
    target = total / math.ceil(total / room) if total else room
    made: list[list[tuple[str, int]]] = [[]]
    done = filled = 0
    for text, index, size in pieces:
        # A piece belongs to the batch in which most of it would lie at equal sizes.
        if made[-1] and (filled + size > room or done + size / 2 >= len(made) * target):
            made.append([])
            filled = PER_TEXT
        made[-1].append((text, index))
        filled += size
        done += size
    return [_joined(batch) for batch in made if batch]


def blocks(text: str) -> Iterator[str]:
    """Yield the paragraphs, tables and displayed formulas of ``text``, with what follows them."""
    for match in _BLOCK.finditer(text):
        yield match.group()


def _joined(batch: list[tuple[str, int]]) -> list[str]:
    """Put the pieces of one text together again."""
    texts: list[str] = []
    last = None
    for text, index in batch:
        if index == last:
            texts[-1] += text
        else:
            texts.append(text)
        last = index
    return texts


def _pieces(text: str, room: int, count: Count) -> Iterator[str]:
    """Yield ``text`` whole if it fits, otherwise its blocks, cut further where needed."""
    if count(text) <= room:
        yield text
        return
    for block in blocks(text):
        if count(block) <= room:
            yield block
        elif _ROW.match(block):
            yield from _table_parts(block, room, count)
        else:
            for start, end in sentence_spans(block):
                yield from _words(block[start:end], room, count)


def _table_parts(table: str, room: int, count: Count) -> Iterator[str]:
    """Yield a table in parts that each begin with its header rows."""
    rows = table.splitlines(keepends=True)
    ruled = len(rows) > 1 and bool(_RULE.match(rows[1]))
    header = "".join(rows[: 2 if ruled else 1])
    if count(header) > room // 2:
        yield from _words(table, room, count)
        return
    part, size = header, count(header)
    filled = False
    for row in rows[2 if ruled else 1 :]:
        more = count(row)
        if filled and size + more > room:
            yield part + "\n"
            part, size = header, count(header)
        if size + more > room:
            # A row that does not fit beside the header: a cell that holds a page of text.
            yield from _words(header + row, room, count)
            part, size, filled = header, count(header), False
            continue
        part, size, filled = part + row, size + more, True
    if filled:
        yield part


def _words(text: str, room: int, count: Count) -> Iterator[str]:
    """Yield ``text`` in parts that fit, cut at line ends, or at words, or anywhere."""
    rest = text
    while rest and (size := count(rest)) > room:
        length = max(1, int(len(rest) * room / size))
        while length > 1 and count(rest[:length]) > room:
            length = length * 9 // 10
        window = rest[:length]
        cut = max(window.rfind("\n", length // 2), window.rfind(" ", length // 2)) + 1
        yield rest[: cut or length]
        rest = rest[cut or length :]
    if rest:
        yield rest
