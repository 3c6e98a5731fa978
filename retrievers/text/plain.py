"""Making plain text of what a model, or a document, put into a summary."""

from __future__ import annotations

import re
import unicodedata

_BREAK = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_FENCE = re.compile(r"^\s*(?:```|~~~).*$", re.MULTILINE)
_HEADING = re.compile(r"^[ \t>]*#{1,6}(?:\s+.*)?$", re.MULTILINE)
_UNDERLINED = re.compile(r"^[^\n]{1,80}(?<![.!?:;,])\n[ \t]*(?:={3,}|-{3,})[ \t]*$", re.MULTILINE)
# A line that is all bold, or says that it is one, is a heading in other clothes.
_BOLD_LINE = re.compile(
    r"^[ \t]*(?P<mark>\*\*|__)(?=\S)[^\n]{1,80}(?<![.!?:;,\s])(?P=mark):?[ \t]*$", re.MULTILINE
)
_TITLE = re.compile(
    r"^[ \t*_]*(?:sub-?)?(?:heading|title)[ \t*_]*:[^\n]*$", re.IGNORECASE | re.MULTILINE
)
_RULE = re.compile(r"^[ \t]*(?:[-*_=][ \t]*){3,}$", re.MULTILINE)
_BULLET = re.compile(r"^(?:[ \t]*(?:(?:[-*+•]|\d{1,2}[.)])[ \t]+|>[ \t]?))+", re.MULTILINE)
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

_TARGET = r"\((?:<[^>\n]*>|[^)\s]*)(?:\s[^)\n]*)?\)"
_IMAGE = re.compile(rf"!\[([^\]\n]*)\](?:{_TARGET}|\[[^\]\n]*\])")
_LINK = re.compile(rf"(?<!\\)\[([^\[\]\n]+)\]{_TARGET}")
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
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
"""Unicode categories of what cannot be seen, or hides or turns around what others see."""
_SELECTOR = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def plain_text(reply: str) -> str:
    r"""Return ``reply`` as plain paragraphs, safe to be set below a heading.

    Headings, a preamble, list marks, emphasis, HTML elements, links, images, and characters
    that cannot be seen are taken out; the words of links and list items stay. What is left
    and would still be read as Markdown for something else is escaped.

    >>> plain_text("Sure! Here is the summary:\n\n## Pooling\n- It **shrinks** maps.")
    'It shrinks maps.'
    """
    text = _without_unseen(_BREAK.sub("\n", reply))
    text = _without_links(_ELEMENT.sub("", _FENCE.sub("", text)))
    text = _UNDERLINED.sub("", _PREAMBLE.sub("", text))
    text = _BULLET.sub("", _TITLE.sub("", _BOLD_LINE.sub("", _RULE.sub("", text))))
    text = _BOLD.sub(r"\1", _PREAMBLE.sub("", _RULE.sub("", _HEADING.sub("", text))))
    paragraphs = (" ".join(part.split()) for part in re.split(r"\n[ \t]*\n", text))
    return "\n\n".join(as_text(part) for part in paragraphs if part)


def as_text(line: str) -> str:
    r"""Return a line of Markdown that shows ``line`` as it is: no HTML, link, list or heading.

    >>> print(as_text("1986. A list<T> [of](links)"))
    1986\. A list\<T> [of]\(links)
    """
    line = re.sub(r"^(#{1,6}|[-+*=~]|\d{1,9}(?=[.)](?:\s|$)))(?=\s|[.)]|$|#)", _escaped, line)
    line = re.sub(r"^(?=>|<[A-Za-z/!?]|\[[^\]]*\]:|```|~~~|(?:[-*_=]\s*){3,}$)", r"\\", line)
    line = re.sub(r"(?<!\\)((?:\\\\)*)<(?=[A-Za-z/!?].*>)", r"\1\<", line)
    return re.sub(r"(?<=\])(?=\()", r"\\", line)


def _escaped(mark: re.Match[str]) -> str:
    return f"{mark[0]}\\" if mark[0].isdecimal() else f"\\{mark[0]}"


def _without_links(text: str) -> str:
    """Put the words of links and images in their place, also of links in links."""
    while (inner := _LINK.sub(r"\1", _IMAGE.sub(r"\1", text))) != text:
        text = inner
    return text


def _without_unseen(text: str) -> str:
    seen = _SELECTOR.sub("", text)
    return "".join(c for c in seen if c in "\n\t" or unicodedata.category(c) not in _UNSEEN)
