"""The sentences of a section that can stand in a summary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from headwise.chains.extractive.spoken import clean_verbatim, is_spoken, without_opening
from headwise.retrievers.sentences import sentences

SHORTEST, LONGEST = 6, 60
"""Words of a sentence: shorter ones are labels or scraps of formulas, longer ones unsplit
tables or lists."""
LONGEST_SPOKEN = 90
"""Words; speakers go on without a full stop."""

_NO_PROSE = re.compile(
    r"""\s*(?: \| | \$\$ | \\\[                                   # a table, a displayed formula
        | (?:figure|fig\.|table|tab\.|algorithm|listing|scheme|plate|box|abbildung|abb\.|tabelle
           |tableau) \s* (?:[A-Z]\.?)? [\dIVX]+ (?:\.\d+)* \s* [.:|–—-] \D   # a caption
        | \[\d+\] \s+ [A-Z] | \^? \d{1,2} \s+ https?://            # a reference, a footnote
        | (?:keywords|key\ words|index\ terms|©|copyright|doi:)
        | (?:```|~~~) )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_REFERENCE = re.compile(r"\b(?:doi:|doi\.org|arXiv:\d|ISBN\b|ISSN\b)|\bpp?\.\s*\d+[–-]\d+.*\d{4}")
_LABEL = re.compile(
    r"^(?:[•▪‣◦·∙–—*-]\s*|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+(?=[A-Z])|"
    r"(?:abstract|summary|zusammenfassung|résumé)\s*[—–:.-]\s*)+",
    re.IGNORECASE,
)
"""What stands in front of a sentence: a bullet, a heading that runs into its paragraph."""
_SIGNPOST = re.compile(
    r"^(?:the\s+)?(?:sections?|figures?|figs?\.|tables?|equations?|eqs?\.|chapters?|appendix)\s+"
    r"\(?(?:[\dIVX]+|[A-Z]\b)|\bin (?:this|the (?:next|previous|following)) "
    r"(?:section|chapter|article|paper|report)\b|^this (?:section|chapter|article|paper|report)\b|"
    r"\bas follows\b|\bthe following (?:section|equation|figure|table|example|code)\b|"
    r"\((?:see|cf\.) (?:section|figure|fig\.|table|chapter|appendix)\b|"
    r"\b(?:shown|seen|listed|depicted|illustrated) (?:in|by) (?:figure|fig\.|table)\b",
    re.IGNORECASE,
)
_CONNECTIVE = re.compile(
    r"^(?:however|therefore|moreover|further|furthermore|additionally|in addition|hence|thus|"
    r"consequently|nevertheless|nonetheless|similarly|likewise|conversely|finally|also|besides|"
    r"in contrast|by contrast|on the other hand|on the contrary|as a result|in turn|indeed|"
    r"in fact|in particular|specifically|for example|for instance|in other words|accordingly|"
    r"meanwhile|instead|rather|still|then|second|secondly|third|thirdly|overall|"
    r"jedoch|außerdem|darüber hinaus|cependant|de plus|en outre),\s+(?=\S)",
    re.IGNORECASE,
)
"""Binds a sentence to the one before it; without it and its comma the sentence stands."""
_LEANING = re.compile(
    r"^(?:this|these|those|that|it|its|they|them|their|such|he|she|his|her|both|here|there|then|"
    r"thus|hence|so|therefore|but|and|or|yet|again|also|neither|either|"
    r"since then|otherwise|similarly|likewise|instead|"
    r"the (?:former|latter|same|other|others|first|second|third|above|reason|opposite)|"
    r"one (?:reason|way|example|such)|another|(?:each|some|most|all|none|many) of "
    r"(?:these|them)|in (?:this|that|these|such|both)|for (?:this|these|that|both)|"
    r"as (?:noted|alluded|mentioned|above|before|such)|to (?:put this|this end)|"
    r"by \w+ing\b[^,]*, (?:it|they|he|she|this)\b|(?:\w+ ){0,3}the (?:second|latter|former|above)|"
    r"with (?:this|these|that)|by (?:this|doing so)|at this|from this|under (?:this|these)|"
    r"dies|diese[rs]?|dadurch|damit|daher|er|sie|es|dabei|hierbei|cela|ceci|ces|celui-ci|"
    r"ils?|elles?)\b",
    re.IGNORECASE,
)
_NOT_LEANING = re.compile(
    r"^(?:there (?:is|are|was|were|exists?|has|have)\b|"
    r"it (?:is|was|has been|can be|should be|may be|must be) (?:\w+ ){0,3}(?:that|to)\b|"
    r"it (?:follows|turns out|seems|appears) that\b|"
    r"(?:this|these) (?:paper|article|report|work|study|thesis|book|document|standard|manual|"
    r"days)\b|both \w+ and\b|either \w+ or\b|neither \w+ nor\b|those (?:who|that)\b|"
    r"such as\b|the (?:first|second|third|same) (?:\w+ ){1,4}(?:is|are|was|were|has|uses)\b)",
    re.IGNORECASE,
)
_ENDINGS = tuple(mark + close for mark in ".!?…" for close in ("", "”", "’", '"', ")", "]"))
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
_FOOTNOTE_MARK = re.compile(r"(?<=[a-zà-ÿ][.,;:)])[¹²³⁴-⁹†‡]+|(?<=[a-zà-ÿ])[†‡]+")
_HYPHEN_LEFT = re.compile(r"(?<=[a-z]{2})[-\u00ad] (?=[a-z]{2})(?!(?:and|or|to|und|oder|et|ou)\b)")


@dataclass(frozen=True)
class Candidate:
    """A sentence that can stand in a summary."""

    position: int
    """Of the sentence among all sentences of the text, from 0."""
    text: str
    """As printed, on one line."""
    bare: str
    """Without the connective that binds it to the sentence before."""
    leans: bool = False
    """Whether even ``bare`` opens with a word that points at the sentence before it."""
    points: bool = False
    """Whether it says where something is rather than what it is."""
    spoken: bool = False

    @property
    def words(self) -> int:
        """Number of words, of ``text``."""
        return self.text.count(" ") + 1


def find_candidates(text: str) -> list[Candidate]:
    """Return the sentences of ``text`` that are prose, each once, in reading order.

    Tables, captions, displayed formulas, references and labels are none.
    """
    if is_spoken(text):
        return list({one.text.casefold(): one for one in _spoken(clean_verbatim(text))}.values())
    found: dict[str, Candidate] = {}
    for one in _written(text):
        found.setdefault(one.text.casefold(), one)
    return list(found.values())


def _written(text: str) -> Iterator[Candidate]:
    paragraphs = (part for part in re.split(r"\n\s*\n", text) if not _NO_PROSE.match(part))
    every = (sentence for paragraph in paragraphs for sentence in sentences(paragraph))
    for position, sentence in enumerate(every):
        flat = _LABEL.sub("", tidied(sentence))
        if (
            SHORTEST <= len(_WORD.findall(flat)) <= LONGEST
            and flat.endswith(_ENDINGS)
            and not flat[0].islower()
            and _is_prose(flat)
        ):
            bare = _capitalised(_CONNECTIVE.sub("", flat))
            leans = bool(_LEANING.match(bare) and not _NOT_LEANING.match(bare))
            yield Candidate(position, flat, bare, leans, bool(_SIGNPOST.search(flat)))


def _spoken(text: str) -> Iterator[Candidate]:
    turns = text.split("\n\n")
    every = (sentence for turn in turns for sentence in sentences(turn))
    for position, sentence in enumerate(every):
        flat = without_opening(" ".join(sentence.split()))
        if SHORTEST - 1 <= len(_WORD.findall(flat)) <= LONGEST_SPOKEN:
            yield Candidate(position, flat, flat, spoken=True)


def tidied(sentence: str) -> str:
    r"""Return ``sentence`` on one line, without leftovers of typesetting.

    >>> tidied("An eﬃcient convo- lution\nneeds pre- and post-processing.²")
    'An efficient convolution needs pre- and post-processing.'
    """
    flat = " ".join(sentence.translate(_LIGATURES).split())
    return _FOOTNOTE_MARK.sub("", _HYPHEN_LEFT.sub("", flat))


def _capitalised(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _is_prose(sentence: str) -> bool:
    """Whether it is made of words, not of signs and digits, and is no reference."""
    letters = sum(character.isalpha() for character in sentence)
    signs = sum(not character.isspace() for character in sentence)
    return letters >= 0.6 * signs and not _REFERENCE.search(sentence)
