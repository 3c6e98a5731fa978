"""The prose of a section: what can be quoted, apart from tables, captions, code and the like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from headwise.chains.extractive.lists import LEADS_IN, bare, items_of, on_one_line
from headwise.retrievers.text.sentences import sentences
from headwise.retrievers.text.vocabulary import pattern

_SUPERSCRIPT = "¹²³⁰⁴-⁹"
_CAPTION = rf"{pattern('figure', 'table', 'listing')}\s*(?:[A-Z]\.?)?[\dIVX]+(?:\.\d+)*\s*+"
_NO_PROSE = re.compile(
    rf"""\s*+(?: \$\$ | \\\[                                        # a displayed formula
        | {_CAPTION}(?:[.:|–—-]\s*\D|\.?\s*$)                      # a caption
        | (?-i:TABLE|FIGURE|FIG\.)\s+[\dIVX]+\.?\s+[A-Z]
        | \[\d+\]\s+[A-Z]                                          # a reference
        | \^?\d{{1,2}}\s+https?:// | [{_SUPERSCRIPT}†‡]            # a footnote
        | [—―](?=\w)                                                # whom a quotation is from
        | (?:©|copyright|doi:|open\ access|[^.]*\bcontributed\ equally)
        | \W*+{pattern("aside", "imprint")}\s*:
        | (?:```|~~~) | [$>+]\s+\w                                 # code, a command
        | {pattern("theorem")}\s+[\d.]+\s*
          (?:\(.*\)\s*)?\.?\s*$ )                                  # a label
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_POINTER = re.compile(rf"[\W_]*+(?:\w++\s++){{0,2}}{pattern('statement_notes')}\b", re.IGNORECASE)
_CAPTION_ALONE = re.compile(rf"\s*+{_CAPTION}\.?\s*$", re.IGNORECASE)
_REFERENCE = re.compile(
    r"\b(?:doi:|doi\.org|arXiv:\d|ISBN\b|ISSN\b)|\bpp?\.\s*\d+[–-]\d+.*\d{4}|"
    r"^[A-Z][\w-]+,? (?:[A-Z]\.,? ?)+(?:,|and|&)"
)
_LABEL = re.compile(
    r"^(?:[•▪‣◦·∙–—*-]\s*|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+(?=[A-Z])|"
    r"\d+(?:\.\d+)+\.?\s+(?=[A-Z])|"
    rf"(?:{pattern('abstract')}|summary)\s*[—–:.-]\s*|Abstract\s+(?=[A-Z]))+",
    re.IGNORECASE,
)
"""Precedes a sentence: a bullet, a number, a run-in heading."""
_VALUE = re.compile(r"[^\W\d_][^:.!?]{1,40}: [^:]*\d")
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
_ARROW_FOR_FF = re.compile(r"(?<=[a-z])↵(?=[a-z])")
"""How TeX's old fonts come out, whose first ligature stands where others have an arrow."""
_FOOTNOTE_MARK = re.compile(
    rf"(?<=[a-zà-ÿ][.,;:)”])\s?[{_SUPERSCRIPT}†‡]+|(?<=[a-zà-ÿ]{{4}})[{_SUPERSCRIPT}†‡]+(?![\w^])"
)
_SPACE_LOST = re.compile(r"(?<=[\w.,!?%)-]”)(?=\w)|(?<=[a-z,])(?=“\w)|(‘[^‘’]{2,60}’)(?=[a-z]{3})")
"""After a closing quotation mark, or before an opening one, where the PDF left it out."""
_SPACE_BEFORE_COMMA = re.compile(r"(?<=\w) (?=[,;]\s|\.$)")
_ENDINGS = tuple(mark + close for mark in ".!?…" for close in ("", "”", "’", '"', ")", "]"))
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")

SHORTEST, LONGEST = 6, 60
"""Words of a sentence: shorter ones are labels or scraps of formulas, longer ones unsplit
tables or lists, or laws."""
LONGEST_OF_LAW = 100
LEAST_LOWER = 0.6
"""Share of the words in lower case in the long sentences of laws, in German too."""
SHORTEST_EVEN = 4
"""Words of a sentence of one clause: "Pets are not allowed."."""
SHORTEST_VALUE = 3
"""Words of what is said with a colon: "Sequence number: 16 bits."."""
LONGEST_LIST = 80
"""Words of a list that is quoted whole with the sentence that leads in."""
LONGEST_TITLE = 25
"""Words of a line below "TABLE 3" alone that is the table's title."""


@dataclass(frozen=True)
class Sentence:
    """A sentence of a section, as printed but for leftovers of typesetting."""

    position: int
    """Among all sentences of the section, from 0; cells of tables stand apart."""
    text: str
    lead: str = ""
    """What leads in the long list that it is an item of; ``text`` begins with it."""


def prose(text: str) -> Iterator[Sentence]:
    """Yield the sentences of ``text`` that can be quoted, in reading order.

    A short list comes as one sentence with what leads in. Of a table come the sentences in its
    cells: requirements, say. Captions, displayed formulas, references and labels do not come.
    """
    paragraphs = [part for part in re.split(r"\n\s*\n", text) if part.strip()]
    position, index = 0, 0
    while index < len(paragraphs):
        paragraph = paragraphs[index]
        index += 1
        if paragraph.lstrip().startswith("|"):
            found = (cell for line in paragraph.splitlines() for cell in cells(line))
            for part in (sentence for cell in found for sentence in sentences(cell)):
                yield from (Sentence(position, one) for one in _quotable(part))
                position += 2
            continue
        if _NO_PROSE.match(paragraph):
            if _CAPTION_ALONE.match(paragraph) and _is_caption(paragraphs[index : index + 2]):
                index += 1
            continue
        parts = sentences(paragraph)
        items = items_of(paragraph, paragraphs[index:]) if parts[-1].endswith(LEADS_IN) else []
        for part in parts[:-1] if items else parts:
            yield from (Sentence(position, one) for one in _quotable(part))
            position += 1
        for one in _list(parts[-1], items, position):
            yield one
            position = one.position + 1
        index += len(items)


def _list(lead_in: str, items: list[str], position: int) -> Iterator[Sentence]:
    """Yield a short list as one sentence, of a long one its items, of none nothing.

    Items that are no sentences come with what leads in.
    """
    if not items:
        return
    lead_in = _LABEL.sub("", tidied(lead_in))
    whole = on_one_line(lead_in, items)
    if len(whole.split()) <= LONGEST_LIST:
        yield from (Sentence(position, one) for one in _quotable(whole, LONGEST_LIST))
        return
    for number, item in enumerate(items):
        parts = sentences(item)
        own = [(position + at, one) for at, part in enumerate(parts) for one in _quotable(part)]
        yield from (Sentence(*one) for one in own)
        lead = on_one_line(lead_in if not number else f"{lead_in} …", [])
        text = "" if own else f"{lead} {bare(parts[0])}."
        yield from (Sentence(position, one, lead) for one in _quotable(text, LONGEST_LIST))
        position += len(parts)


def cells(row: str) -> list[str]:
    """Return the cells of a row of a Markdown table that are not empty."""
    parts = (cell.strip() for cell in row.strip().strip("|").split(" | "))
    return [cell for cell in parts if cell.strip("-: ")]


def tidied(sentence: str) -> str:
    r"""Return ``sentence`` on one line, without leftovers of typesetting.

    >>> tidied("An eﬃcient convolution\nneeds “pre-”and post-processing.²")
    'An efficient convolution needs “pre-” and post-processing.'
    """
    flat = " ".join(_ARROW_FOR_FF.sub("ff", sentence.translate(_LIGATURES)).split())
    flat = _FOOTNOTE_MARK.sub("", flat)
    flat = _SPACE_LOST.sub(lambda match: f"{match[0]} ", flat)
    return _SPACE_BEFORE_COMMA.sub("", flat)


def words_of(sentence: str) -> int:
    """Return how many words ``sentence`` has, formulas and signs not counted."""
    return len(_WORD.findall(sentence))


def points_to_notes(text: str) -> bool:
    """Whether a line below a financial statement only points to the notes, and tells nothing.

    >>> points_to_notes("See the accompanying notes."), points_to_notes("See the notes below.")
    (True, False)
    """
    return bool(_POINTER.match(text))


def _quotable(sentence: str, longest: int = LONGEST) -> Iterator[str]:
    flat = _LABEL.sub("", tidied(sentence))
    is_even = _is_even(flat)
    shortest = SHORTEST_EVEN if is_even and "," not in flat else SHORTEST
    shortest = SHORTEST_VALUE if _VALUE.match(flat) else shortest
    if (
        shortest <= words_of(flat) <= (LONGEST_OF_LAW if is_even else longest)
        and flat.endswith(_ENDINGS)
        and not flat[0].islower()
        and not _NO_PROSE.match(flat)
        and not points_to_notes(flat)
        and not (flat.startswith("(") and flat.endswith((")", ").")))
        and _is_made_of_words(flat)
    ):
        yield flat


def _is_made_of_words(sentence: str) -> bool:
    """Whether it is made of words, not of signs and digits, and is no reference."""
    letters = sum(character.isalpha() for character in sentence)
    signs = sum(not character.isspace() for character in sentence)
    return letters >= 0.6 * signs and not _REFERENCE.search(sentence)


def _is_even(sentence: str) -> bool:
    """Whether it is prose from end to end, with few names, figures and marks."""
    parts = sentence.split()
    return sum(part[0].islower() for part in parts) >= LEAST_LOWER * len(parts)


def _is_caption(paragraphs: list[str]) -> bool:
    """Whether the first of ``paragraphs``, below "TABLE 3", is what the table is called."""
    before_table = len(paragraphs) > 1 and paragraphs[1].lstrip().startswith("|")
    return bool(paragraphs) and (before_table or len(paragraphs[0].split()) <= LONGEST_TITLE)
