"""Making plain text of what a model, or a document, put into a summary."""

from __future__ import annotations

import re

from headwise._inert import visible
from headwise.retrievers.text.vocabulary import pattern

# Nothing here looks twice at the same stretch of text: a model's reply, or a document, may hold
# a million of any character. Brackets do not look past a bracket of their own kind, what has to be
# closed is bounded by its line or by a length, and runs are possessive.
_FENCE = re.compile(r"^[ \t]*+(?:```|~~~).*$", re.MULTILINE)
_HEADING = re.compile(r"^[ \t>]*+#{1,6}(?:[ \t].*)?$", re.MULTILINE)
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
_BOLD = re.compile(r"\*\*")
_PREAMBLE = re.compile(
    rf"""^\s*(?:
        {pattern("assent")}
        (?:[!.:]|,(?=\s*(?:here|below|i)\b)|\ [^.!:\n]{{0,60}}[.!:](?=\s*(?:here|below|i)\b)) \s*
      | i(?:['’](?:ll|d)|\ (?:will|can|would))\b[^.!:\n]{{0,80}}[.!:] \s*
      | {pattern("here_is")}\b[^.:\n]{{0,200}}\b{pattern("reply_kind")}\b[^.:\n]{{0,200}}[.:] \s*
      | (?:summary|answer):\s*
    )+""",
    re.IGNORECASE | re.VERBOSE,
)

_TARGET = r"\((?:<[^<>\n]*+>|(?:[^()\s]|\([^()\s]*+\))*+)(?:\s(?:[^()\n]|\([^()\n]*+\))*+)?+\)"
_ALT = r"(?:[^\[\]\n]|\[[^\[\]\n]*+\])*+"
_IMAGE = re.compile(rf"!\[({_ALT})\](?:{_TARGET}|\[[^\[\]\n]*+\])")
_LINK = re.compile(rf"(?<!\\)\[([^\[\]\n]++)\]{_TARGET}")
_NESTED = 5
"""Links in links that are looked for; deeper ones are escaped instead."""
_ELEMENT = re.compile(
    r"""
      </?(?:script|style|iframe|img|svg|object|embed|form|input|button|link|meta|base|video|audio
         |source|html|head|body|title)\b[^<>]*>
    | </?(?:a|b|i|u|s|p|br|hr|em|strong|code|pre|sub|sup|span|div|ul|ol|li|table|thead|tbody|tr|td
         |th|h[1-6]|blockquote|details|summary)
      (?:\s++[\w:-]++\s*+=\s*+(?:"[^"]*"|'[^']*'|[^\s<>]+))*\s*+/?>
    """,
    re.IGNORECASE | re.VERBOSE,
)

_TAG = re.compile(r"(?<!\\)((?:\\\\)*+)<(?=[A-Za-z/!?])")
_LINKED = re.compile(r"(?<=\])(?=\()")


def plain_text(reply: str) -> str:
    r"""Return ``reply`` as plain paragraphs, safe to be set below a heading.

    Headings, a preamble, list marks, emphasis, HTML elements, links, images, and characters
    that cannot be seen are taken out; the words of links and list items stay. What is left
    and would still be read as Markdown for something else is escaped.

    >>> plain_text("Sure! Here is the summary:\n\n## Pooling\n- It **shrinks** maps.")
    'It shrinks maps.'
    """
    text = _FENCE.sub("", _inert(reply))
    text = _UNDERLINED.sub("", _PREAMBLE.sub("", text))
    text = _BULLET.sub("", _TITLE.sub("", _BOLD_LINE.sub("", _RULE.sub("", text))))
    text = _without_bold(_PREAMBLE.sub("", _RULE.sub("", _HEADING.sub("", text))))
    return _paragraphs(text)


def as_paragraphs(quoted: str) -> str:
    """Return text of a document as plain paragraphs, every word of it kept.

    >>> as_paragraphs("Here is the summary of the rule: [one](https://a.example) <b>line</b>.")
    'Here is the summary of the rule: one line.'
    """
    return _paragraphs(_inert(quoted))


def _inert(text: str) -> str:
    """Return ``text`` without HTML elements, links' targets and characters that are not seen."""
    return _without_links(_ELEMENT.sub("", _without_comments(visible(text))))


def _paragraphs(text: str) -> str:
    paragraphs = (" ".join(part.split()) for part in re.split(r"\n[ \t]*\n", text))
    return "\n\n".join(as_text(part) for part in paragraphs if part)


def as_text(line: str) -> str:
    r"""Return a line of Markdown that shows ``line`` as it is: no HTML, link, list or heading.

    >>> print(as_text("1986. A list<T> [of](links)"))
    1986\. A list\<T> [of]\(links)
    """
    line = re.sub(r"^(#{1,6}|[-+*=~]|\d{1,9}(?=[.)](?:\s|$)))(?=\s|[.)]|$|#)", _escaped, line)
    line = re.sub(r"^(?=>|<[A-Za-z/!?]|\[[^\]]*\]:|```|~~~|(?:[-*_=]\s*){3,}$)", r"\\", line)
    return as_inline(line)


def as_inline(words: str) -> str:
    r"""Return words for the middle of a line of Markdown: no HTML and no link.

    >>> print(as_inline("![map](http://tracker.example/x) <img src=x>"))
    ![map]\(http://tracker.example/x) \<img src=x>
    """
    last = words.rfind(">")
    words = _TAG.sub(lambda tag: f"{tag[1]}\\<" if tag.end() <= last else tag[0], words)
    return _LINKED.sub(r"\\", words)


def _escaped(mark: re.Match[str]) -> str:
    return f"{mark[0]}\\" if mark[0].isdecimal() else f"\\{mark[0]}"


def _without_links(text: str) -> str:
    """Put the words of links and images in their place, also of links in links."""
    for _ in range(_NESTED):
        inner = _LINK.sub(r"\1", _IMAGE.sub(r"\1", text))
        if inner == text:
            break
        text = inner
    return text


def _without_comments(text: str) -> str:
    parts = []
    place = 0
    while (start := text.find("<!--", place)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        parts.append(text[place:start])
        place = end + 3
    return "".join((*parts, text[place:]))


def _without_bold(text: str) -> str:
    """Take out pairs of ``**`` that stand on one line close around words."""
    taken: set[int] = set()
    opened: int | None = None
    seen = 0
    for mark in _BOLD.finditer(text):
        if text.find("\n", seen, mark.start()) >= 0:
            opened = None
        seen = mark.end()
        before, after = text[mark.start() - 1 : mark.start()], text[mark.end() : mark.end() + 1]
        if opened is not None and mark.start() > opened + 2 and not before.isspace():
            taken.update((opened, mark.start()))
            opened = None
        elif opened is None and after and not after.isspace():
            opened = mark.start()
    return _BOLD.sub(lambda mark: "" if mark.start() in taken else mark[0], text)
