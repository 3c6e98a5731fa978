"""Making plain text of what a model, or a document, put into a summary."""

from __future__ import annotations

import re
import unicodedata

_FENCE = re.compile(r"^\s*(?:```|~~~).*$", re.MULTILINE)
_HEADING = re.compile(r"^[ \t>]*#{1,6}(?:[ \t]+.*)?$", re.MULTILINE)
_UNDERLINED = re.compile(r"^[^\n]{1,80}(?<![.!?:;,])\n[ \t]*(?:={3,}|-{3,})[ \t]*$", re.MULTILINE)
# A line that is all bold, or says that it is one, is a heading in other clothes.
_BOLD_LINE = re.compile(
    r"^[ \t]*(?P<mark>\*\*|__)(?=\S)[^\n]{1,80}(?<![.!?:;,\s])(?P=mark):?[ \t]*$", re.MULTILINE
)
_TITLE = re.compile(
    r"^[ \t*_]*(?:sub-?)?(?:heading|title)[ \t*_]*:[^\n]*$", re.IGNORECASE | re.MULTILINE
)
_RULE = re.compile(r"^[ \t]*(?:[-*_=][ \t]*){3,}$", re.MULTILINE)
_BULLET = re.compile(r"^[ \t]*(?:[-*+•]|\d{1,2}[.)])[ \t]+", re.MULTILINE)
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_PREAMBLE = re.compile(
    r"""^\s*(?:
        (?:sure|certainly|of\ course|absolutely|understood|okay|ok|got\ it|i\ understand)
        (?:[!.:]|,(?=\s*(?:here|below|i)\b)|\ [^.!:\n]{0,60}[.!:](?=\s*(?:here|below|i)\b)) \s*
      | i(?:['’](?:ll|d)|\ (?:will|can|would))\b[^.!:\n]{0,80}[.!:] \s*
      | (?:here(?:['’]s|\ is|\ are)|below\ is|the\ following\ is)\b[^.:\n]*
        \b(?:summary|summaries|answer|section|overview|response)\b[^.:\n]*[.:] \s*
      | (?:summary|answer):\s*
    )+""",
    re.IGNORECASE | re.VERBOSE,
)


_IMAGE = re.compile(r"!\[([^\]\n]*)\]\([^)\s]*(?:\s[^)\n]*)?\)")
_LINK = re.compile(r"(?<!\\)\[([^\]\n]+)\]\([^)\s]+(?:\s[^)\n]*)?\)")
_ELEMENT = re.compile(
    r"""
      </?(?:script|style|iframe|img|svg|object|embed|form|input|button|link|meta|base|video|audio
         |source|html|head|body|title)\b[^<>]*>
    | </?(?:a|b|i|u|s|p|br|hr|em|strong|code|pre|sub|sup|span|div|ul|ol|li|table|thead|tbody|tr|td
         |th|h[1-6]|blockquote|details|summary)
      (?:\s+[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s<>]+))*\s*/?>
    | <!--.*?-->
    """,
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\ufffe\uffff]")


def plain_text(reply: str) -> str:
    r"""Return ``reply`` as plain paragraphs, safe to be set below a heading.

    Headings, a preamble, list marks, emphasis, HTML elements, links, images, and characters
    that cannot be seen are taken out; the words of links and list items stay.

    >>> plain_text("Sure! Here is the summary:\n\n## Pooling\n- It **shrinks** maps.")
    'It shrinks maps.'
    """
    text = _without_unseen(reply.replace("\r\n", "\n"))
    text = _LINK.sub(r"\1", _IMAGE.sub(r"\1", _ELEMENT.sub("", _FENCE.sub("", text))))
    text = _UNDERLINED.sub("", _PREAMBLE.sub("", text))
    text = _TITLE.sub("", _BOLD_LINE.sub("", text))
    text = _PREAMBLE.sub("", _RULE.sub("", _HEADING.sub("", text)))
    text = _BOLD.sub(r"\1", _BULLET.sub("", text))
    paragraphs = (" ".join(part.split()) for part in re.split(r"\n[ \t]*\n", text))
    return "\n\n".join(_escaped(part) for part in paragraphs if part)


def _without_unseen(text: str) -> str:
    """Take out control characters and those that hide or turn around what others see."""
    seen = _UNSEEN.sub("", text)
    return "".join(c for c in seen if c in "\n\t" or unicodedata.category(c) != "Cc")


def _escaped(paragraph: str) -> str:
    """Keep a paragraph from being read as a heading when it is set below one."""
    return re.sub(r"^(#{1,6})(?=\s|$)", r"\\\1", paragraph)
