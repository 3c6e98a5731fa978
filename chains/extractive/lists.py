"""Lists: what leads in, and the items that follow."""

from __future__ import annotations

import re
from itertools import takewhile

from headwise.retrievers.text.sentences import sentences
from headwise.retrievers.text.vocabulary import words

LEADS_IN = (":", "—", "–")
"""How a sentence ends that leads in a list."""
_ITEM = re.compile(
    r"\s*(?P<mark>[•▪‣◦∙·–—*-]|\(?\d{1,2}[.)]|\((?:[a-z]|[ivx]{2,5})\)|[a-z]\))"
    r"\s+(?=\S)(?P<text>.*)",
    re.DOTALL,
)
_DASH = re.compile(r"(?<=\w)(?=[—–](?: …)?$)")
_CONJUNCTIONS = words("and", "or")


def items_of(lead_in: str, paragraphs: list[str]) -> list[str]:
    """Return the items that ``paragraphs`` begin with, each on one line without its mark.

    None of a list within a list, or amid a sentence, or of the kind that leads in.

    >>> items_of("(1) Keep out:", ["(a) dust;", "(b) water.", "(2) Clean it."])
    ['dust;', 'water.']
    >>> items_of("(1) Keep out:", ["(2) dust;", "(3) water."])
    []
    >>> items_of("Whoever:", ["a) sees it", "b) hears it", "shall say so."])
    []
    """
    own = _kind(lead_in)
    kind = _kind(paragraphs[0]) if paragraphs else ""
    if kind in ("", own):
        return []
    alike = list(takewhile(lambda one: _kind(one) == kind, paragraphs))
    items = [" ".join(_ITEM.sub(r"\g<text>", one).split()) for one in alike]
    after = paragraphs[len(items)] if len(items) < len(paragraphs) else ""
    is_cut = after[:1].islower() or _kind(after) not in ("", own)
    is_nested = any(" o " in item or " • " in item or item.endswith(LEADS_IN) for item in items)
    return items if len(items) > 1 and not is_nested and not is_cut else []


def on_one_line(lead_in: str, items: list[str]) -> str:
    """Return a list as running text: its items' first sentences after what leads in.

    >>> on_one_line("It keeps out—", ["dust;", "water; or", "cold. Always."])
    'It keeps out — dust; water; or cold.'
    """
    text = _DASH.sub(" ", lead_in)
    for number, item in enumerate(items, start=1):
        first = sentences(item)[0].rstrip(" .;,")
        is_joined = first.split()[-1] in _CONJUNCTIONS
        text += f" {first}" + (";" if number < len(items) and not is_joined else "")
    return f"{text}." if items else text


def bare(item: str) -> str:
    """Return an item without the stops, or the conjunction, that it ends with.

    >>> bare("water; or"), bare("dust.")
    ('water', 'dust')
    """
    stopped = item.rstrip(" .;,")
    before, _, last = stopped.rpartition(" ")
    return before.rstrip(" .;,") if last in _CONJUNCTIONS else stopped


def _kind(paragraph: str) -> str:
    """Return the mark of an item, as "(1)" or "(a)" whatever its number; empty if it is none."""
    match = _ITEM.match(paragraph)
    return re.sub(r"[a-z]+", "a", re.sub(r"\d+", "1", match["mark"])) if match else ""
