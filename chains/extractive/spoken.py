"""Transcripts of speech: recognising them, and removing what is no content.

Transcribers call the result clean verbatim: fillers ("uh"), marks of noises, answers that
only show attention ("Mm-hmm."), repeated and incomplete words are removed, nothing else.
"""

from __future__ import annotations

import re

from headwise.retrievers.text.vocabulary import pattern, words

FILLERS_PER_WORD = 0.01
"""From this share of fillers and noise marks on, a text is a transcript. Written text has
none, and nor have the printed minutes of parliaments among QMSum's meetings."""

_MARK = r"\{[a-z]+\}|\[(?:laughter|laughs|noise|pause|applause|inaudible|crosstalk|coughs?)\]"
_SURE_FILLER = re.compile(
    rf"{_MARK}|\b(?:uh+m?|h+mm+|mmm+|mm+-?hmm+|uh-huh|ähm?|euh)\b", re.IGNORECASE
)
_FILLER = re.compile(
    rf"{_MARK}|(?:,\s*)?(?<![\w'’-])(?:uh+m?|um+|er+m?|ah+|h+mm+|mmm+|mm+-?hmm+|uh-huh)(?![\w'’-])"
    r"(?:\s*,)?",
    re.IGNORECASE,
)
_PHRASE = re.compile(rf"(?:,\s*)?\b{pattern('filler_phrase')}\b(?:\s*,)?", re.IGNORECASE)
_HEDGE = re.compile(rf"\b{pattern('hedge')} ", re.IGNORECASE)
_BROKEN = re.compile(r"(?<!\S)\w+ ?- (?=\S)")
_STUTTER = re.compile(r"(?<!\S)(\w) (?=\1\w)")
_ATTENTION = frozenset(words("attention"))
_OPENING = re.compile(rf"(?:{pattern('turn_opening')}\b[\s,.]+)+", re.IGNORECASE)
_MOST_REPEATED = 5
"""Words of the longest phrase that is taken out when it is said twice in a row."""


def is_spoken(text: str) -> bool:
    """Whether ``text`` is a transcript with its fillers.

    >>> is_spoken("So uh , we have um the rubber case ."), is_spoken("We use a rubber case.")
    (True, False)
    >>> is_spoken("A gap of 5 mm."), clean_verbatim("Uh, a gap of 5 mm or so.")
    (False, 'a gap of 5 mm or so.')
    """
    found = len(_SURE_FILLER.findall(text))
    return found > 0 and found >= FILLERS_PER_WORD * len(text.split())


def clean_verbatim(text: str) -> str:
    r"""Return a transcript without fillers, turns that only show attention, and repetitions.

    A turn that a listener's "Yeah." cut in two is put together again.

    >>> clean_verbatim("So we uh we have {gap} a case ,\nMm-hmm .\nof of rubber .")
    'So we have a case, of rubber.'
    """
    turns: list[str] = []
    for line in text.split("\n"):
        turn = _clean(line)
        said = re.findall(r"[\w'’-]+", turn.lower())
        if not said or _ATTENTION.issuperset(said):
            continue
        goes_on = turns and turns[-1][-1] not in ".?!" and turn[0].islower()
        if goes_on:
            turns[-1] += f" {turn}"
        else:
            turns.append(turn)
    return "\n\n".join(turns)


def without_opening(sentence: str) -> str:
    """Return a spoken sentence without the words that only take the turn ("Yeah, so …").

    >>> without_opening("Yeah, so the case is soft.")
    'The case is soft.'
    """
    opening = _OPENING.match(sentence)
    bare = sentence[opening.end() :] if opening else sentence
    return bare[:1].upper() + bare[1:]


def _clean(line: str) -> str:
    line = _FILLER.sub(" ", " ".join(line.split()))
    line = _HEDGE.sub("", _PHRASE.sub(" ", line))
    line = _STUTTER.sub("", _BROKEN.sub("", " ".join(line.split())))
    line = " ".join(_without_repeats(line.split()))
    line = re.sub(r" (?=[,.?!])", "", line)
    line = re.sub(r",+(?=[,.?!])", "", line)
    return line.lstrip(" ,.-")


def _without_repeats(words: list[str]) -> list[str]:
    """Leave out words and phrases that follow themselves: "we can we can use"."""
    kept: list[str] = []
    for word in words:
        kept.append(word)
        for size in range(1, _MOST_REPEATED + 1):
            last, before = kept[-size:], kept[-2 * size : -size]
            if len(before) == size and [w.lower() for w in last] == [w.lower() for w in before]:
                if re.search(r"\w", "".join(last)) and not re.search(r"\d", "".join(last)):
                    del kept[-size:]
                break
    return kept
