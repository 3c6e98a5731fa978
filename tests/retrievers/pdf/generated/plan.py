"""What a generated document says: headings with their truth, and all that is no heading."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.retrievers.pdf.generated.words import Words

# What stands between headings; each layout names those that its kind of document has.
KINDS = (
    "lead", "theorem", "figure", "table", "algorithm", "bullets", "numbered", "bold items",
    "equation", "quote", "code", "note",
)  # fmt: skip


@dataclass(frozen=True)
class Block:
    """A piece of a document: its kind, and the words that it takes."""

    kind: str
    texts: tuple[str, ...] = ()
    level: int = 0
    """Of a heading, from 1; 0 for all else."""
    numbered: bool = False
    appendix: bool = False


@dataclass
class _Source:
    """Draws words without repeating headings."""

    words: Words
    draw: random.Random
    used: set[str] = field(default_factory=set)

    def heading(self) -> str:
        while True:
            text = self.draw.choice(self.words.frames).format(self.draw.choice(self.words.topics))
            long = len(text) > 60 and self.draw.random() < 0.6
            if text not in self.used and not long:
                self.used.add(text)
                return text

    def sentences(self, count: int) -> str:
        return " ".join(self.draw.sample(self.words.sentences, count))

    def some(self, pool: tuple[str, ...], count: int) -> tuple[str, ...]:
        return tuple(self.draw.sample(pool, min(count, len(pool))))


def plan(
    words: Words,
    seed: int,
    *,
    depth: int = 2,
    kinds: tuple[str, ...] = KINDS,
    appendices: int = 2,
    sections: int = 4,
) -> list[Block]:
    """Return the blocks of a document with headings of ``depth`` levels."""
    source = _Source(words, random.Random(f"{seed} {depth} {kinds}"))
    topics = [source.heading() for _ in range(sections)]
    order = list(kinds)
    source.draw.shuffle(order)
    extra = _endless(order)
    blocks: list[Block] = []
    for title in (*words.opening, *topics, *words.closing):
        plain = title in words.opening[:1] or title in words.closing
        blocks += _section(source, title, 1 if plain else depth, extra)
    for title in words.unnumbered:
        blocks += [Block("heading", (title,), 1), Block("text", (source.sentences(3),))]
    blocks += [Block("heading", (words.references,), 1), Block("references")]
    for _ in range(appendices):
        for block in _section(source, source.heading(), min(depth, 2), extra):
            blocks.append(
                Block(block.kind, block.texts, block.level, block.numbered, appendix=True)
            )
    return blocks


def _endless(order: list[str]) -> Iterator[str]:
    while True:
        yield from order


def _section(source: _Source, title: str, depth: int, extra: Iterator[str]) -> list[Block]:
    """Return a heading, its text, and the parts below it."""
    return _part(source, title, 1, depth, extra)


def _part(source: _Source, title: str, level: int, depth: int, extra: Iterator[str]) -> list[Block]:
    blocks = [Block("heading", (title,), level, numbered=True)]
    parts = source.draw.choice((2, 2, 3)) if level < depth and source.draw.random() < 0.8 else 0
    if not parts or source.draw.random() < 0.7:
        blocks.append(Block("text", (source.sentences(source.draw.randint(4, 7)),)))
        for _ in range(source.draw.randint(1, 2)):
            if order := list(_extra(source, next(extra))):
                blocks += order
                blocks.append(Block("text", (source.sentences(source.draw.randint(3, 6)),)))
    for _ in range(parts):
        blocks += _part(source, source.heading(), level + 1, depth, extra)
    return blocks


def _extra(source: _Source, kind: str) -> Iterator[Block]:
    words = source.words
    match kind:
        case "lead":
            for lead in source.some(words.leads, 2):
                yield Block("lead", (lead, source.sentences(3)))
        case "theorem":
            yield Block("theorem", (words.theorem, source.sentences(1)))
            yield Block("proof", (words.proof, source.sentences(2)))
            yield Block("theorem", (words.definition, source.sentences(1)))
        case "figure":
            labels = source.some(words.labels, 5)
            yield Block("figure", (words.figure, source.sentences(1), *labels))
        case "table":
            yield Block("table", (words.table, source.sentences(1), *source.some(words.labels, 6)))
        case "algorithm":
            yield Block("algorithm", (words.algorithm, *source.some(words.items, 3)))
        case "bullets" | "numbered" | "bold items":
            yield Block(kind, source.some(words.items, 3))
        case _:
            yield Block(kind, (source.sentences(2),))
