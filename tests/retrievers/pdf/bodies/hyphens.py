"""Documents whose lines are broken as a printer breaks them, with every cut known."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from tests.retrievers.pdf.bodies.prose import broken, sentences, whole

_WIDTHS = (38, 46, 54, 62)  # letters per line
_SENTENCES = 60


@dataclass(frozen=True)
class Broken:
    """A document, its words, and those of them that were cut at a line's end."""

    source: str
    words: list[str]
    cut: list[str]


def documents() -> list[Broken]:
    """Return documents of several widths, the same ones every time."""
    return [_document(seed, width) for seed, width in enumerate(_WIDTHS * 2)]


def score(document: Broken, read: str) -> tuple[int, int]:
    """Return how many of the cut words were joined rightly, and how many there are."""
    have = Counter(word.strip(".") for word in read.split())
    want, cut = Counter(document.words), Counter(document.cut)
    # A word may also stand whole elsewhere: what is short of its count was not joined.
    missing = sum(min(cut[word], max(0, want[word] - have[word])) for word in cut)
    return len(document.cut) - missing, len(document.cut)


def _document(seed: int, width: int) -> Broken:
    made = sentences(300 + seed, _SENTENCES, hyphens=0.06)
    paragraphs: list[str] = []
    cut: list[str] = []
    for start in range(0, len(made), 6):
        text = " ".join(made[start : start + 6])
        lines = list(broken(text, width))
        cut += _cut_words(lines, whole(text).split())
        paragraphs.append("#linebreak()\n".join(f'#"{line}"' for line in lines))
    page = "#set page(width: 500pt, height: 700pt)\n#set text(size: 10pt, hyphenate: false)\n"
    words = [word.strip(".") for word in whole(" ".join(made)).split()]
    return Broken(f"{page}= Part\n" + "\n\n".join(paragraphs), words, cut)


def _cut_words(lines: list[str], words: list[str]) -> list[str]:
    """Return the words that go over a line's end, by walking through both side by side."""
    found = []
    rest = iter(words)
    word, read = "", ""
    for line in lines:
        for part in line.split():
            if not read:
                word = next(rest)
            read += part
            if read == word:
                read = ""
            elif read.endswith("-") and not word.startswith(read):
                read = read[:-1]
        if read:
            found.append(word.strip("."))
    return found
