"""What a font's name and flags say about its weight, slant and family."""

from __future__ import annotations

import re
from functools import lru_cache

from headwise.retrievers.pdf.page.records import Font

_SUBSET = re.compile(r"^[A-Z]{6}\+")
# Style words as foundries abbreviate them, and the names of TeX fonts, which have no
# words: cmbx10 is bold extended, cmti text italic, cmcsc caps and small caps; CM-Super
# (sfbx, ecbx) and Latin Modern follow it. NimbusRomNo9L-Medi is Times Bold.
_BOLD = re.compile(
    r"bold|black|heavy|demi|medi(?!um)|[-,.]b$|(?<![a-z])(?:bd|bf|bx)(?![a-z])"
    r"|^(?:cm|ec|sf|tc|la)(?:b|bx|bxti|bxsl|ssbx|sx|so|bcsc)\d|^lin\w*tb|^(?:mt|pt)mb",
    re.IGNORECASE,
)
_ITALIC = re.compile(
    r"ital|obli|slant|kursiv|[-,.](?:i|it|bi|bit)$|boldit$"
    r"|^(?:cm|ec|sf)(?:ti|sl|bxti|bxsl|ssi|si|so)\d|^lin\w*t(?:b?i)\d*$",
    re.IGNORECASE,
)
_SMALL_CAPS = re.compile(r"(?i:csc\d|caps\d|small-?caps|smcp)|(?<=[a-z-])SC(?![A-Za-z])")
_STYLE_WORDS = re.compile(
    r"bold|black|heavy|semi|demi|medium|medi|regular|regu|roman|ital(?:ic)?|oblique|light"
    r"|caps|small|mt$|ps|[-,_. ]|(?<!\d)\d++$",
    re.IGNORECASE,
)
# The cuts of Computer Modern and its kin have short names of their own, but are one family.
_COMPUTER_MODERN = re.compile(
    r"^(?:cm|sf|ec|tc)(?:r|ti|bx|b|sl|csc|bxti|bxsl|mi|rm|cc|bm|it)\d|^lmroman", re.IGNORECASE
)
_FORCE_BOLD = 1 << 18
_ITALIC_FLAG = 1 << 6


@lru_cache(maxsize=4096)
def font_from(name: str, flags: int = 0) -> Font:
    """Return what a font's PDF name and its descriptor flags say.

    The descriptor's weight and its small-caps flag are not asked: of 53 files measured
    they were wrong (a weight of 700 on plain text, small caps on all text) in nine.

    >>> font_from("ABCDEF+NimbusRomNo9L-Medi").bold
    True
    >>> font_from("CMTI10").italic, font_from("CMBX12").bold, font_from("CMR10").bold
    (True, True, False)
    """
    bare = _SUBSET.sub("", name)
    return Font(
        name=bare,
        family="computer modern" if _COMPUTER_MODERN.match(bare) else _family(bare),
        bold=bool(_BOLD.search(bare)) or bool(flags & _FORCE_BOLD),
        italic=bool(_ITALIC.search(bare)) or bool(flags & _ITALIC_FLAG),
        small_caps=bool(_SMALL_CAPS.search(bare)),
    )


def _family(bare: str) -> str:
    return _STYLE_WORDS.sub("", bare).lower() or bare.lower()
