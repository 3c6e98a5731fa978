"""The embedded default in place of a language model: the documents' own sentences.

Sentences are chosen by maximal marginal relevance (Carbonell and Goldstein, 1998) over
the library's embeddings: near to the question, not near to each other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from langchain_core.runnables import RunnableLambda

from headwise.chains.duplicates import Fingerprint
from headwise.chains.summarizer import Combined, CombineInput, MapInput, Mapped, Summarizer
from headwise.retrievers.embeddings.vectors import passage_vectors, question_vector
from headwise.retrievers.sentences import sentences

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

NAME = "extractive"

MOST_SENTENCES = 4
RELEVANCE = 0.7
"""Weight of nearness to the question against distance from what is chosen already."""
LEAST_RELEVANCE = 0.5
"""A sentence is left out if its cosine with the question is below this share of the best's."""
LEAD_BONUS = 0.06
"""Added to the score of a section's first sentence, which tends to say what it is about."""
WORDS_PER_SENTENCE = (6, 60)
"""Shorter ones are labels or scraps of formulas, longer ones unsplit tables or lists."""
PENALTY = 0.12
"""Taken off the score of a sentence that leans on the one before it, or only points at a
section, figure or table."""
CANDIDATES = 60
"""Most sentences embedded per group: those that share most words with the question."""

_NO_PROSE = re.compile(
    r"""\s*(?: \| | \$\$ | \\\[                                   # a table, a displayed formula
        | (?:figure|fig\.|table|tab\.|algorithm|listing|abbildung|abb\.|tabelle|tableau)
          \s* (?:[A-Z]\.?)? [\dIVX]+ \s* [.:|–—-] )           # a caption
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LABEL = re.compile(
    r"^(?:[•▪‣◦·–—*-]\s*|(?:abstract|summary|zusammenfassung|résumé)\s*[—–:.-]\s*)+", re.IGNORECASE
)
"""What stands in front of a sentence: a bullet, a heading that runs into its paragraph."""
_SIGNPOST = re.compile(
    r"^(?:the\s+)?(?:sections?|figures?|figs?\.|tables?|equations?|eqs?\.|chapters?|appendix)\s+"
    r"\(?(?:[\dIVX]+|[A-Z]\b)|\bin (?:this|the (?:next|previous|following)) "
    r"(?:section|chapter|article|paper|report)\b|^this (?:section|chapter|article|paper|report)\b",
    re.IGNORECASE,
)
_DANGLING = re.compile(
    r"^(?:this|these|those|that|it|its|they|their|such|he|she|both|here|there|then|thus|hence|"
    r"however|therefore|moreover|further|furthermore|additionally|now|since then|instead|"
    r"consequently|otherwise|"
    r"nevertheless|similarly|likewise|conversely|also|but|and|so|yet|again|finally|"
    r"in (?:this|that|these|such|contrast|addition)|for (?:example|instance|this|these)|"
    r"as (?:a result|noted|alluded|mentioned|we)|on the other hand|by contrast|alternatively|"
    r"to (?:put this|calculate this|this end))\b",
    re.IGNORECASE,
)
_ENDINGS = tuple(mark + close for mark in ".!?…" for close in ("", "”", "’", '"', ")", "]"))
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_STOPWORDS = frozenset(
    """
    a about all an and any are as at be been but by can could did do does for from had has have
    how i in into is it its me more most my no not of on one or our should so some such tell than
    that the their them then there these they this those to us use used using was we were what
    when where which who whom whose why will with would you your
    """.split()
)


def extractive_summarizer(embeddings: Embeddings) -> Summarizer:
    """Return the summarizer that quotes the documents and calls no language model.

    Args:
        embeddings: Compare sentences with the question; best those of the search.
    """

    def summarise(task: MapInput) -> Mapped:
        return Mapped(extract(task.question, task.group.text, embeddings))

    return Summarizer(
        name=NAME,
        map=RunnableLambda(summarise, name="extract"),
        combine=RunnableLambda(without_repetition, name="without repetition"),
        looks_back=True,
        at_once=2,
    )


def extract(question: str, text: str, embeddings: Embeddings) -> str:
    """Return up to four sentences of ``text`` that bear on ``question``, in reading order."""
    candidates = _candidates(question, text)
    if not candidates:
        return _opening(text)
    chosen = _choose(question, candidates, embeddings)
    return " ".join(candidate.text for candidate in chosen)


def without_repetition(task: CombineInput) -> Combined:
    """Take out of each summary the sentences that an earlier one says already."""
    said: list[tuple[int, Fingerprint]] = []
    summaries: dict[int, str] = {}
    same_as: dict[int, int] = {}
    for id_, summary in task.summaries.items():
        own = [(sentence, Fingerprint(sentence)) for sentence in sentences(summary)]
        fresh = [
            (sentence, print_)
            for sentence, print_ in own
            if not any(earlier.contains(print_) for _, earlier in said)
        ]
        if own and not fresh:
            same_as[id_] = next(other for other, earlier in said if earlier.contains(own[0][1]))
            continue
        summaries[id_] = " ".join(sentence for sentence, _ in fresh)
        said += [(id_, print_) for _, print_ in fresh]
    return Combined(summaries=summaries, same_as=same_as)


@dataclass(frozen=True)
class _Candidate:
    position: int
    text: str
    leans: bool
    """Whether it opens with a word that points at the sentence before it."""
    points: bool
    """Whether it says where something is rather than what it is."""


def _candidates(question: str, text: str) -> list[_Candidate]:
    shortest, longest = WORDS_PER_SENTENCE
    found: dict[str, _Candidate] = {}
    paragraphs = (part for part in re.split(r"\n\s*\n", text) if not _NO_PROSE.match(part))
    every = (sentence for paragraph in paragraphs for sentence in sentences(paragraph))
    for position, sentence in enumerate(every):
        flat = _LABEL.sub("", " ".join(sentence.split()))
        if (
            shortest <= len(_WORD.findall(flat)) <= longest
            and flat.endswith(_ENDINGS)
            and not flat[0].islower()
            and _is_prose(flat)
        ):
            candidate = _Candidate(
                position, flat, bool(_DANGLING.match(flat)), bool(_SIGNPOST.search(flat))
            )
            found.setdefault(flat.casefold(), candidate)
    if len(found) <= CANDIDATES:
        return list(found.values())
    wanted = _content_words(question)
    ranked = sorted(
        found.values(), key=lambda one: (-len(wanted & _content_words(one.text)), one.position)
    )
    return sorted(ranked[:CANDIDATES], key=lambda one: one.position)


def _is_prose(sentence: str) -> bool:
    """Whether most of the characters are letters of words, not signs and digits."""
    letters = sum(character.isalpha() for character in sentence)
    return letters >= 0.6 * sum(not character.isspace() for character in sentence)


def _content_words(text: str) -> set[str]:
    words = {word.casefold() for word in _WORD.findall(text)}
    return {
        word[:-1] if word.endswith("s") and len(word) > 3 else word for word in words - _STOPWORDS
    }


def _choose(
    question: str, candidates: Sequence[_Candidate], embeddings: Embeddings
) -> list[_Candidate]:
    """Choose by maximal marginal relevance and return in reading order."""
    import numpy as np

    vectors = passage_vectors(embeddings, [candidate.text for candidate in candidates])
    relevance = vectors @ question_vector(embeddings, question)
    score = relevance - PENALTY * np.array([one.leans + one.points for one in candidates])
    score += LEAD_BONUS * np.array([one.position == 0 for one in candidates])
    floor = LEAST_RELEVANCE * float(np.max(relevance))
    units = _units(candidates)
    chosen: set[int] = set()
    for _ in range(MOST_SENTENCES):
        marginal = RELEVANCE * score
        if chosen:
            marginal -= (1 - RELEVANCE) * (vectors @ vectors[sorted(chosen)].T).max(axis=1)
        eligible = [
            index
            for index, unit in units.items()
            if index not in chosen
            and (score[index] >= floor or not chosen)
            and len(chosen | unit) <= MOST_SENTENCES
        ]
        if not eligible:
            break
        chosen |= units[max(eligible, key=lambda index: float(marginal[index]))]
    return [candidates[index] for index in sorted(chosen)]


def _units(candidates: Sequence[_Candidate]) -> dict[int, set[int]]:
    """Return what to take together with each candidate: one that leans needs the one before it.

    A candidate that leans on a sentence that is none, or leans itself, is left out, unless
    there is nothing else.
    """
    by_position = {one.position: index for index, one in enumerate(candidates)}
    units = {}
    for index, one in enumerate(candidates):
        before = by_position.get(one.position - 1)
        if not one.leans:
            units[index] = {index}
        elif before is not None and not candidates[before].leans:
            units[index] = {before, index}
    return units or {index: {index} for index in range(len(candidates))}


def _opening(text: str) -> str:
    """Return the first words of a text without whole sentences: a list, a table, a caption."""
    words = " ".join(text.split()).split(" ")
    longest = WORDS_PER_SENTENCE[1]
    return " ".join(words[:longest]) + (" …" if len(words) > longest else "")
