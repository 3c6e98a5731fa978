"""What a character of a PDF stands for: ligatures, bullets, accents, letters of formulas."""

from __future__ import annotations

import unicodedata

# pdfium writes U+0002 for a hyphen at a line's end; the bullets are those of TeX's companion
# fonts, Symbol and Wingdings, which have no Unicode of their own in the file.
_REPLACED = {
    "\x02": "-",
    "\x88": "•",
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
           "ˇ": "\u030c", "˚": "\u030a", "¯": "\u0304", "˘": "\u0306", "˙": "\u0307",
           "˝": "\u030b", "¸": "\u0327", "˛": "\u0328"}  # fmt: skip
_DOTLESS = {"ı": "i", "ȷ": "j"}
CJK = 0x2E80
"""The first code point of scripts that put no spaces between words."""
CJK_GAP = 0.5
"""Em; a narrower gap between two of their letters is none, however a line is justified."""
_seen: dict[int, str] = {}


def glyph(code: int) -> str:
    """Return the text of a character, empty if it has none.

    Letters of mathematical alphabets are plain letters, as they are written and asked for.

    >>> glyph(0x1D465), glyph(0xFB01), glyph(0x88), glyph(0x90), glyph(ord("é"))
    ('x', 'fi', '•', '', 'é')
    """
    text = _seen.get(code)
    if text is None:
        text = _seen[code] = _text(code)
    return text


def accented(accent: str, text: str) -> str:
    """Return a letter with the accent that was printed over it as a sign of its own.

    >>> accented("´", "ıa"), accented("¸", "c"), accented("´", "–")
    ('ía', 'ç', '´–')
    """
    letter = _DOTLESS.get(text[0], text[0])
    composed = unicodedata.normalize("NFC", letter + ACCENTS[accent])
    return composed + text[1:] if len(composed) == 1 else accent + text


def names_nothing(code: int) -> bool:
    """Whether a code without text stands for a letter that its font does not name."""
    return code < 0x20 or 0xE000 <= code < 0xF900 or code & 0xFFFE == 0xFFFE or code == 0xFFFD


def closed_up(before: str, after: str) -> bool:
    """Whether two characters stand without a space between them: Chinese and Japanese.

    >>> closed_up("要", "更"), closed_up("。", "控"), closed_up("한", "국"), closed_up("第", "1")
    (True, True, False, False)
    """
    return _is_cjk(before) and _is_cjk(after)


def _is_cjk(character: str) -> bool:
    return (
        "\u2e80" <= character < "\ua4d0"
        or "\uf900" <= character < "\ufb00"
        or "\uff00" <= character < "\uff65"
        or "\U00020000" <= character < "\U00030000"
    )


def composed(before: str, mark: str) -> str:
    """Return the end of a word with a mark on its last letter, as one character if there is one.

    The mark is a combining one, or a cedilla or the like printed on its own.
    """
    if not before or not before[-1].isalpha():
        return before + mark
    letter = _DOTLESS.get(before[-1], before[-1])
    return before[:-1] + unicodedata.normalize("NFC", letter + ACCENTS.get(mark, mark))


def _text(code: int) -> str:
    if code >= 0x110000 or 0xD800 <= code < 0xE000 or code & 0xFFFE == 0xFFFE:
        return ""
    text = chr(code)
    if text in _REPLACED:
        return _REPLACED[text]
    if names_nothing(code) or 0x7F <= code < 0xA0 or text in _UNSEEN or code >= 0xF0000:
        return ""
    if 0x1D400 <= code < 0x1D800 or 0x2100 <= code < 0x2140:
        plain = unicodedata.normalize("NFKC", text)
        return plain if len(plain) == 1 else text
    return text
