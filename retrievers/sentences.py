"""Splitting text into sentences, exactly: the parts joined give the text back."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ABBREVIATIONS = frozenset(
    """
    al alg algs approx art bzw ca cf ch chap co corp def dept dr ed eds eg eq eqn eqs etc ex ff
    fig figs ie inc jr lem lit ltd max min mr mrs ms no nos nr op p par pp prof prop ref refs
    resp sec secs sect sr st suppl tab tabs thm usw vgl viz vol vols vs
    """.split()
)
"""Words whose full stop does not end a sentence (English, some German), without stops."""

_LABELS = frozenset("appendix case class figure group layer part section step table type".split())
"""Words after which a single capital letter is a label, not an initial."""

_BOUNDARY = re.compile(
    r"""
    (?: [.!?…]+ ["'”’»)\]]* (?:\[\d[\d,\s–-]*\])?   # a full stop, closing marks, a citation
        (?= \s+ ["'“‘«(\[]* [^\s\w]* [A-Z0-9À-ÖØ-Þ\u0370-\U0010ffff$\\] ) \s+
      | \n\s*\n \s*                                  # a paragraph ends
    )
    """,
    re.VERBOSE,
)
_LAST_WORD = re.compile(r"([^\s(\[“\"'‘]+)[.]$")


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield ``(start, end)`` of every sentence; the spans cover ``text`` without gaps.

    A span includes the white space after its sentence. Full stops of abbreviations
    ("et al.", "e.g.", "Fig. 3"), initials ("J. Smith") and decimal numbers do not split;
    an empty line always does.

    >>> text = "Smith et al. agree. See Fig. 3 for more."
    >>> [text[a:b] for a, b in sentence_spans(text)]
    ['Smith et al. agree. ', 'See Fig. 3 for more.']
    """
    start = 0
    for match in _BOUNDARY.finditer(text):
        if "\n\n" not in re.sub(r"[ \t]", "", match.group()) and _is_abbreviated(
            text[start : match.start() + 1]
        ):
            continue
        yield start, match.end()
        start = match.end()
    if start < len(text):
        yield start, len(text)


def sentences(text: str) -> list[str]:
    """Return the sentences of ``text`` without the white space around them."""
    return [part for a, b in sentence_spans(text) if (part := text[a:b].strip())]


def _is_abbreviated(sentence: str) -> bool:
    """Whether the full stop at the end of ``sentence`` belongs to an abbreviation."""
    match = _LAST_WORD.search(sentence)
    if match is None:
        return False
    word = match.group(1)
    if len(word) == 1 and word.isupper():
        # "J. Smith" is a name, but "as in Appendix B. Then" ends a sentence.
        before = sentence[: match.start(1)].split()[-1:]
        return not before or before[0].lower() not in _LABELS
    return word.lower().replace(".", "") in _ABBREVIATIONS or bool(
        re.fullmatch(r"(?:[A-Za-z]\.)+[A-Za-z]", word)
    )
