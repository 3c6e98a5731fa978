"""What to quote beside sentences: a row of a table, an item of a list, a line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import zip_longest

from headwise._wording import first_words
from headwise.chains.extractive.prose import cells, points_to_notes
from headwise.chains.extractive.scoring import overlap
from headwise.chains.extractive.tables import Row, has_letters, rows_of
from headwise.retrievers.search import codes
from headwise.retrievers.text.overlap import QuestionWords
from headwise.retrievers.text.vocabulary import pattern

MOST_WORDS = 30
"""Shown of a text without a sentence to quote: enough to see what it is."""
MOST_WORDS_OF_ROW = 60
"""The same of a row of a table, which has the heads of its columns with it."""
MOST_ROWS = 3
LEAST_SHARE = 0.6
"""Of the question's content words that a row has, its column's heads included, to answer it."""
LEAST_SHARE_ALONE = 0.5
"""The same where no line around the table has a word of the question."""
FEWEST_WORDS = 2
"""Of a question, without function words, for a row that they do not name by its first cell."""
_ENDS = tuple('.,;:!?…)”"')
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_DAY = re.compile(rf"{pattern('month')}\s\d", re.IGNORECASE)
_PARENTHESIS = re.compile(r"\([^()]*\)")


def answering_rows(question: str, text: str) -> list[str]:
    r"""Return the rows of tables in ``text`` that answer ``question``, as sentences.

    They have a code of the question, or most of its words, or are named by it: more of its words
    than any other rows, but `MOST_ROWS`, and any line of the text around. Of rows with as many
    words those are taken whose first cell has no others.

    >>> table = "| Code | Litres | Remedy |\n| --- | --- | --- |\n| E-12 | 5 | call us |"
    >>> answering_rows("What does E-12 mean?", table)
    ['E-12: Litres 5; call us.']
    >>> answering_rows("What is code E-99?", table)
    []
    >>> answering_rows("What is pin 3?", "| Pin | Name |\n| --- | --- |\n| 2 | A |\n| 3 | B |")
    ['Pin 3: B.']
    >>> answering_rows("How much does it weigh?", "| Data | |\n| --- | --- |\n| Weight | 9 kg |")
    ['Weight: 9 kg.']
    """
    every = [row for row in rows_of(text) if any(row.cells)]
    asked = [code for code in codes.of(question) if not _DAY.match(code)]
    coded = [row for row in every if asked and codes.has_one_of(asked, row.text)]
    if coded:
        return [row.as_sentence() for row in coded[:MOST_ROWS]]
    words = QuestionWords(question)
    figures = set(_NUMBER.findall(" ".join(asked)))  # "Pin 3" may be the 3 in the column headed Pin
    rows = [row for row in every if figures <= set(_NUMBER.findall(row.text))]
    found = _most_like(words, [row for row in rows if not row.is_label])
    around = [line for line in text.splitlines() if not line.lstrip().startswith("|")]
    if not 1 <= len(found) <= MOST_ROWS or _say_more(around, words, found[0]):
        return []
    return [row.as_sentence(with_group=_is_of_group(words, row)) for row in found]


def _most_like(asked: QuestionWords, rows: list[Row]) -> list[Row]:
    """Return the rows with most of the question's words: of those the ones that it names.

    If it names none, those that have most without the group that they are of.
    """
    most = _highest(rows, lambda row: len(_told(asked, row)))
    named = [row for row in most if _is_named(asked, row)]
    return named or _highest(most, lambda row: len(_has(asked, row.text)))


def _highest(rows: list[Row], count: Callable[[Row], int]) -> list[Row]:
    counts = [count(row) for row in rows]
    best = max(counts, default=0)
    return [row for row, own in zip(rows, counts, strict=True) if own == best > 0]


def _say_more(lines: list[str], asked: QuestionWords, row: Row) -> bool:
    """Whether one of ``lines`` answers the question rather than a row.

    The less the row has of the question, the less is enough.
    """
    told = _told(asked, row)
    share = len(told) / len(asked.words)
    others = [_has(asked, line) for line in lines]
    if _is_named(asked, row):
        return any(told <= other or len(told) < len(other) for other in others)
    if len(asked.words) >= FEWEST_WORDS and share >= LEAST_SHARE:
        return any(len(told) <= len(other) for other in others)
    return share < LEAST_SHARE_ALONE or not _has(asked, row.cells[0]) or any(others)


def nearest_part(question: str, text: str) -> str:
    r"""Return what has most of the question's words in a text without a sentence to quote.

    That is a row of a table, an item of a list or a line, with what follows if it is a table's
    first; the first words of the text if none has any. Of those with as many it has fewest others.

    >>> nearest_part("What is the weight?", "| Voltage | 230 V |\n| --- | --- |\n| Weight | 9 kg |")
    'Weight: 9 kg'
    >>> nearest_part("What are its data?", "| Voltage | 230 V |\n| --- | --- |\n| Weight | 9 kg |")
    'Voltage: 230 V; Weight: 9 kg'
    """
    lines = [line for line in text.splitlines() if not points_to_notes(line)]
    rows = [(cells(line), is_head) for line, is_head in zip(lines, _heads(lines), strict=True)]
    rows = [row for row in rows if row[0]]
    parts = [": ".join(row) if len(row) == 2 else ", ".join(row) for row, _ in rows]
    if not parts:
        return ""
    shares = overlap(question, parts)
    sizes = [sum(map(has_letters, part.split())) for part in parts]
    best = max(range(len(parts)), key=lambda at: (shares[at], -sizes[at] * (shares[at] > 0), -at))
    if shares[best] and not rows[best][1]:
        same = (row for row in rows_of(text) if row.filled == rows[best][0])
        told = next((row.as_sentence().rstrip(".") for row in same), "")
        return first_words(told or parts[best], MOST_WORDS_OF_ROW if told else MOST_WORDS)
    parts = parts[best:] if shares[best] else parts
    ended = [part if part.endswith(_ENDS) else f"{part};" for part in parts[:-1]]
    return first_words(" ".join([*ended, parts[-1]]), MOST_WORDS)


def _heads(lines: list[str]) -> Iterator[bool]:
    """Yield of each line whether it heads rows of a table, without a figure of its own."""
    for line, after in zip_longest(lines, lines[1:], fillvalue=""):
        is_above_a_row = after.lstrip().startswith("|")
        is_alone = line.lstrip().startswith("|") and len(cells(line)) == 1
        is_head = is_above_a_row and (is_alone or not cells(after))
        yield is_head and not any(map(str.isdigit, line))


def _told(asked: QuestionWords, row: Row) -> set[str]:
    """Return the question's words that a row has, its heads included if it has one by itself."""
    own = _has(asked, f"{row.group} {row.text}")
    return own | _has(asked, " ".join(row.head)) if own else own


def _is_of_group(asked: QuestionWords, row: Row) -> bool:
    return not _has(asked, row.group) <= _has(asked, row.text)


def _is_named(asked: QuestionWords, row: Row) -> bool:
    """Whether the question has all words of a row's first cell, parentheses aside, or its symbol.

    A symbol is a cell of capitals.
    """
    symbols = (cell for cell in row.cells[1:] if cell.isalpha() and cell.isupper() and cell[1:])
    names = [_PARENTHESIS.sub(" ", row.cells[0]), *symbols]
    return any(row.cells[1:]) and any(has_letters(one) and asked.name(one) for one in names)


def _has(asked: QuestionWords, text: str) -> set[str]:
    """Return the words that a text has; of numbers only whole ones, not 37 for 37.5."""
    found = zip(asked.words, asked.found(_NUMBER.sub(" ", text)), strict=True)
    return {word for word, there in found if there} | {*asked.words} & {*_NUMBER.findall(text)}
