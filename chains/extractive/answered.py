"""Questions that a text itself asks and answers, as lists of frequent questions do."""

from __future__ import annotations

import re

from headwise.chains.extractive.choosing import MOST_WORDS, SENTENCES
from headwise.chains.extractive.prose import tidied, words_of
from headwise.chains.extractive.scoring import asked_stems
from headwise.retrievers.text.sentences import sentences
from headwise.retrievers.text.stems import stems

ALIKE = 0.6
"""Share of the words of two questions that both have, to be the same."""
_MARKS = ("?", "？", "؟")
_LABEL = re.compile(r"(?:[^\W\d_]{1,9}\s?\d{0,3}\s?[.:)]|[•–—-])\s+")
"""Before a question or an answer: "Q:", "A 3."."""


def printed_answer(question: str, text: str) -> str:
    r"""Return what follows the question in ``text``, up to the next one; empty if it is not there.

    >>> faq = "Who pays?\n\nThe customer.\n\nCan I return it?\n\nA: Yes, within 14 days."
    >>> printed_answer("Can I return it?", faq)
    'Yes, within 14 days.'
    """
    asked = asked_stems(question)
    answer: list[str] = []
    found = False
    for paragraph in text.split("\n\n"):
        if paragraph.lstrip().startswith("|"):
            continue
        for sentence in sentences(paragraph):
            if sentence.rstrip().endswith(_MARKS):
                if answer:
                    return " ".join(answer)
                found = _same(asked, stems(_LABEL.sub("", sentence, count=1)))
            elif found and len(answer) < SENTENCES:
                one = tidied(_LABEL.sub("", sentence, count=1) if not answer else sentence)
                if not answer or words_of(" ".join([*answer, one])) <= MOST_WORDS:
                    answer.append(one)
    return " ".join(answer)


def _same(asked: set[str], printed: set[str]) -> bool:
    return len(asked & printed) >= max(1, ALIKE * len(asked | printed))
