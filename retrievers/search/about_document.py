"""What a question asks of a document itself: all of it, a section, or who wrote it and when.

"Summarize this paper", "What does section 2.1 say?", "Who are the authors?": no passage is similar
to them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import takewhile

from headwise.retrievers.text.function_words import function_words_of
from headwise.retrievers.text.sentences import is_prose
from headwise.retrievers.text.vocabulary import Kind, pattern, squash, titles

FACTS: tuple[Kind, ...] = ("author", "dated", "edition", "titled")
"""What the front of a document tells."""

WORD = re.compile(r"[^\W_]+")
_NUMBER = r"\d+(?:\.\d+)*[a-z]?|(?-i:[A-Z](?:\.\d+)*|[IVXLC]+)"
_LABEL = pattern("division", "counted")
_NUMBERED = re.compile(
    rf"(?<!\w)(?:(?P<label>{_LABEL})\s*|§+\s*)(?P<number>{_NUMBER})(?![\w(]|\.\w)",
    re.IGNORECASE,
)
_NAME = r"[^\W\d_a-zà-öø-ÿ][^\W\d_]*+"
_NAMED = re.compile(
    rf"(?<![^\W\d_]){_NAME}[-.'’\s]+(?:[A-Z]\.\s*)?{_NAME}|\S@\S|[\u3040-\u9fff]{{2}}"
)
_PRINTED_AS: dict[Kind, re.Pattern[str]] = {
    "dated": re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)"),
    "edition": re.compile(
        rf"(?<!\w){pattern('edition')}\W{{0,3}}(?:\w{{1,6}}\W)?v?\d|(?<!\w)v\d+\.\d|"
        rf"\d\W{{0,2}}(?:st|nd|rd|th|e|ª)?\s{pattern('edition')}",
        re.IGNORECASE,
    ),
}
_LABELLED = re.compile(rf"\W*(?:\w+\s+){{0,2}}{pattern('author')}\w*\s*:", re.IGNORECASE)
_THIS_DOCUMENT = re.compile(rf"(?<!\w){pattern('this_document')}(?!\w)", re.IGNORECASE)
_ABSTRACT = re.compile(rf"(?<!\w){pattern('abstract')}(?!\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Numbered:
    """A section by its number: "Article 9" has the label "Article"."""

    number: str
    label: str = ""


def asked_of_document(
    question: str, names: AbstractSet[str] = frozenset()
) -> Kind | Numbered | None:
    """Return what a question asks of a document itself; None if it names any subject.

    ``names`` are the content words that the document is called by.

    >>> asked_of_document("What are the main conclusions of the paper?")
    'whole'
    >>> asked_of_document("Worum geht es in diesem Bericht?"), asked_of_document("¿De qué trata?")
    ('whole', 'whole')
    >>> asked_of_document("What is this handbook about?"), asked_of_document("Any handbook?")
    ('whole', None)
    >>> asked_of_document("What are the limitations?"), asked_of_document("Who funded this work?")
    ('limitation', 'funding')
    >>> asked_of_document("Who are the authors?"), asked_of_document("Wann ist das erschienen?")
    ('author', 'dated')
    >>> asked_of_document("Who wrote the heron paper?", {"heron"})
    'author'
    >>> asked_of_document("What are the main conclusions on pooling?")
    >>> asked_of_document("What does section 2.1 say?")
    Numbered(number='2.1', label='section')
    >>> asked_of_document("Was steht in Ziffer 5?")
    Numbered(number='5', label='Ziffer')
    >>> asked_of_document("What does section 2.1 say about pooling?")
    """
    if match := _NUMBERED.search(question):
        rest = content_words(_NUMBERED.sub(" ", question)) - names
        named = Numbered(match["number"], match["label"] or "")
        return named if rest <= titles("whole", "work", "saying") else None
    content = content_words(question) - names
    asks_when = not titles("when").isdisjoint(map(squash, WORD.findall(question)))
    if asks_when and content and content <= titles("dated", "author", "whole", "work", "saying"):
        return "dated"
    for kind in ("limitation", "funding", *FACTS):
        if not content.isdisjoint(titles(kind)) and content <= titles(kind, "whole", "work"):
            return kind
    kinds: tuple[Kind, ...] = ("whole", "work") if _THIS_DOCUMENT.search(question) else ("whole",)
    return "whole" if content and content <= titles(*kinds) else None


def content_words(text: str) -> set[str]:
    """Return the words of a text but function words, as `squash` makes them."""
    words = WORD.findall(text.casefold())
    function_words = function_words_of(words)
    return {squash(word) for word in words if word not in function_words}


def named_document(question: str, titles_: Sequence[str]) -> int | None:
    """Return which document a question asks a fact or a section of, by the words of its title.

    None where that is none of them, or not one alone.

    >>> titles = ["How Herons Fish", "How Trams Stop"]
    >>> named_document("Who wrote the paper on herons?", titles)
    0
    >>> named_document("What does section 2 of the paper on trams say?", titles)
    1
    >>> named_document("Who wrote the paper?", titles), named_document("How do herons?", titles)
    (None, None)
    """
    content = content_words(question)
    if content.isdisjoint(titles(*FACTS)) and not _NUMBERED.search(question):
        return None

    def is_asked(names: set[str]) -> bool:
        asked = asked_of_document(question, names) if names & content else None
        return isinstance(asked, Numbered) or asked in FACTS

    found = [number for number, own in enumerate(map(content_words, titles_)) if is_asked(own)]
    return found[0] if len(found) == 1 else None


def told(fact: Kind, text: str) -> list[str]:
    r"""Return the lines of a document's front that tell one of `FACTS`, labelled ones first.

    Names stand before the first sentence; years and numbers of editions, wherever they stand.

    >>> front = "Ann B. Author\nMay 2019, version 2.1\nWe show how it can all be done."
    >>> told("author", front)
    ['Ann B. Author', 'May 2019, version 2.1']
    >>> told("dated", front), told("edition", "1.2 m long")
    (['May 2019, version 2.1'], [])
    """
    if fact in _PRINTED_AS:
        return [line for line in _lines(text) if _PRINTED_AS[fact].search(line)]
    before = takewhile(lambda line: not is_prose(line), _lines(_ABSTRACT.split(text, 1)[0]))
    labelled = [line for line in _lines(text) if fact == "author" and _LABELLED.match(line)]
    found = list(dict.fromkeys([*labelled, *before]))
    return found if fact != "author" or any(map(_NAMED.search, found)) else []


def _lines(text: str) -> list[str]:
    return [line for line in map(str.strip, text.splitlines()) if line]
