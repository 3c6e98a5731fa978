"""Letters of TeX's bitmap fonts, which say neither their name nor which letters they have.

Their codes are those of one of TeX's two text encodings: T1, which letters with accents are
set in, or OT1. Ligatures tell which: "fi" is 0x1C in the one and 0x0C in the other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from headwise.retrievers.pdf.page.records import Span
from headwise.retrievers.pdf.page.runs import Runs

_T1_LOW = dict(zip(range(0x0D, 0x17), "‚‹›“”„«»–—", strict=True))
_T1_LOW |= dict(zip(range(0x19, 0x20), "ıȷﬀﬁﬂﬃﬄ", strict=True))
_T1 = _T1_LOW | dict(
    zip(
        range(0x80, 0x100),
        "ĂĄĆČĎĚĘĞĹĽŁŃŇŊŐŔŘŚŠŞŤŢŰŮŸŹŽŻĲİđ§ăąćčďěęğĺľłńňŋőŕřśšşťţűůÿźžżĳ¡¿£"
        "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖŒØÙÚÛÜÝÞẞàáâãäåæçèéêëìíîïðñòóôõöœøùúûüýþß",
        strict=True,
    )
)
_OT1 = dict(zip(range(0x0B, 0x12), "ﬀﬁﬂﬃﬄıȷ", strict=True))
_OT1 |= dict(zip(range(0x12, 0x20), "`´ˇ˘¯˚¸ßæœøÆŒØ", strict=True))
_OT1 |= {0x5C: "“", 0x22: "”", 0x7B: "–", 0x7C: "—", 0x7D: "˝", 0x7E: "˜", 0x7F: "¨"}
_INSIDE = 0.3  # share of a font's small letters that have others on both sides
_OT1_LIGATURES = frozenset(range(0x0B, 0x10))
_T1_ONLY = frozenset((*range(0x10, 0x13), 0x15, 0x16, *range(0x1B, 0x20)))
"""Quotes, dashes and ligatures, where OT1 has what is hardly ever printed."""
UNUSUAL = re.compile(r"[\x0b\x0c\x0e-\x1f]|\r(?!\n)")
"""What such a page has among its characters, and hardly another one."""


def put_primes(spans: Iterable[Span]) -> None:
    """Write the primes of TeX's symbol fonts, which most files say are zeros."""
    for span in spans:
        if "0" in span.text and span.font.name.startswith("CMSY"):
            span.text = span.text.replace("0", "′")


def put_right(codes: list[int], runs: Runs) -> None:
    """Change the codes of a page's characters in such fonts to those of their letters."""
    faces = [_nameless(index, runs) for index in range(len(codes))]
    text = _text_faces(codes, faces)
    own = [code for code, face in zip(codes, faces, strict=True) if face in text]
    t1, ot1 = (sum(code in some for code in own) for some in (_T1_ONLY, _OT1_LIGATURES))
    if not t1 + ot1:
        return
    letters = _OT1 if ot1 > t1 else _T1
    for index, (code, face) in enumerate(zip(codes, faces, strict=True)):
        if code in letters and face in text:
            codes[index] = ord(letters[code])


def _nameless(index: int, runs: Runs) -> int:
    """Return which font without a name a character is in; 0 for one with a name, or none."""
    address = runs.object_of(index)
    run = runs.run_at(address, index) if address else None
    return run.face if run is not None and not run.font.name else 0


def _text_faces(codes: Sequence[int], faces: Sequence[int]) -> set[int]:
    """Return the fonts that words are set in; letters of formulas stand alone."""
    letters: Counter[int] = Counter()
    inside: Counter[int] = Counter()
    for index in range(1, len(codes) - 1):
        if 0x61 <= codes[index] <= 0x7A:
            letters[faces[index]] += 1
            inside[faces[index]] += (
                0x61 <= codes[index - 1] <= 0x7A
                and 0x61 <= codes[index + 1] <= 0x7A
                and faces[index - 1] == faces[index] == faces[index + 1]
            )
    return {face for face, count in letters.items() if face and inside[face] >= _INSIDE * count}
