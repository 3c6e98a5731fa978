"""What a character of a PDF stands for: ligatures, bullets, accents, letters of formulas."""

from __future__ import annotations

import unicodedata

# pdfium writes U+0002 for a hyphen at a line's end; the rest are bullets of Symbol and
# Wingdings, which have no Unicode of their own in the file.
_REPLACED = {
    "\x02": "-",
    "\u2010": "-",
    "\u2011": "-",
    "\uf0b7": "•",
    "\uf0a7": "•",
    "\uf0d8": "•",
    "\uf076": "•",
    "\uf0fc": "•",
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
# Invisible: marks of direction and of joining, byte order marks, fillers.
_UNSEEN = frozenset("\u200b\u200c\u200d\u2060\ufeff\ufffc\ufffd") | frozenset(
    map(chr, range(0xFE00, 0xFE10))  # choose between shapes of the letter before
)
SPACES = frozenset(map(ord, " \t\r\n\x0b\x0c\xa0\u2002\u2003\u2009\u200a\u202f\u3000"))
# Accents that TeX's older fonts print as characters of their own, before their letter.
ACCENTS = {"´": "\u0301", "`": "\u0300", "¨": "\u0308", "ˆ": "\u0302", "˜": "\u0303",
           "ˇ": "\u030c", "˚": "\u030a"}  # fmt: skip
_seen: dict[int, str] = {}


def glyph(code: int) -> str:
    """Return the text of a character, empty if it has none.

    Letters of mathematical alphabets are plain letters, as they are written and asked for.

    >>> glyph(0x1D465), glyph(0xFB01), glyph(0xFFFE), glyph(ord("é"))
    ('x', 'fi', '', 'é')
    """
    text = _seen.get(code)
    if text is None:
        text = _seen[code] = _text(code)
    return text


def accented(accent: str, text: str) -> str:
    """Return a letter with the accent that was printed over it as a sign of its own."""
    composed = unicodedata.normalize("NFC", text[0] + ACCENTS[accent])
    return composed + text[1:] if len(composed) == 1 else accent + text


def _text(code: int) -> str:
    if code >= 0x110000 or 0xD800 <= code < 0xE000 or code & 0xFFFE == 0xFFFE:
        return ""
    text = chr(code)
    if text in _REPLACED:
        return _REPLACED[text]
    if text < "\x20" or text in _UNSEEN or "\ue000" <= text < "\uf900" or code >= 0xF0000:
        return ""  # unprintable, or private to its font
    if 0x1D400 <= code < 0x1D800 or 0x2100 <= code < 0x2140:
        plain = unicodedata.normalize("NFKC", text)
        return plain if len(plain) == 1 else text
    return text
