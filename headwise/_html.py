"""The parts that notebook displays are made of: HTML that is safe.

The text of a PDF is data: whatever it holds is escaped, and mathematics, links, images and
Markdown in it stay the characters that they are. Colours are inherited, or JupyterLab's with
fallbacks, so that displays fit light and dark themes. A notebook that is not trusted loses
some styles; the elements alone are then still readable.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from typing import Literal

from headwise._inert import visible
from headwise._wording import shortened

PREVIEW_CHARACTERS = 160
"""What is seen of a text that is folded."""
FOLDED_CHARACTERS = 500
"""Longer texts are folded, unless they are what was asked for."""
INLINE_CHARACTERS = 400
"""Longest heading, name or message; the rest of it is cut off."""
SHOWN_CHARACTERS = 20_000
"""Longest text in a display; notebooks grow by all that they display."""
FOLDED_ROWS = 12
"""Tables with more rows are folded."""
SHOWN_ROWS = 500
"""Most rows in a display."""

_CARD = "max-width:60em;overflow-wrap:break-word;line-height:1.45"
_BRAND = "#1976d2;background:var(--jp-brand-color1,#1976d2)"  # the first is for untrusted notebooks
_BARS = {
    "warning": "3px solid #f57c00;border-left:3px solid var(--jp-warn-color1,#f57c00)",
    "error": "3px solid #d32f2f;border-left:3px solid var(--jp-error-color1,#d32f2f)",
}
_VERBATIM = (
    "white-space:pre-wrap;overflow-wrap:anywhere;padding:8px;margin:.3em 0;"
    "background-color:rgba(128,128,128,.08)"
)
_SIDE_BY_SIDE = "margin:.3em 0;width:100%;table-layout:fixed"
_TOP = ";vertical-align:top;white-space:normal"

_MARKDOWN = str.maketrans(
    {mark: "\\" + mark for mark in "`*_[]|~"}
    | {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
    # Alone in an element, so that MathJax finds no pair of them after Markdown has been read.
    | {mark: f"<span>&#{ord(mark)};</span>" for mark in "$\\"}
)
_LINE_START = re.compile(r"^([^\S\n]*+\d*+)([-+=#.)])", re.MULTILINE)
_AUTOLINK = re.compile(r"(https?:|ftp:|www)([/.])", re.IGNORECASE)

_NUMBER = re.compile(r"(?<![\d.,])(?:<b>)?[\d.,]*[\d-](?:</b>)?")


class Html(str):
    """Markup that is safe as it is; every other string is escaped when it becomes a child."""

    __slots__ = ()


def element(tag: str, *children: str, **attributes: str) -> Html:
    """Return an element around its children, which are escaped unless they are `Html`.

    >>> element("p", "1 < 2, ", element("b", "so"), style="margin:0")
    '<p style="margin:0">1 &lt; 2, <b>so</b></p>'
    """
    named = "".join(
        f' {name.rstrip("_")}="{html.escape(value)}"' for name, value in attributes.items()
    )
    return Html(f"<{tag}{named}>{joined(*children)}</{tag}>")


def joined(*children: str) -> Html:
    """Return the children one after the other, escaped unless they are `Html`."""
    return Html("".join(c if isinstance(c, Html) else html.escape(_inline(c)) for c in children))


def _inline(text: str) -> str:
    return visible(text if len(text) <= INLINE_CHARACTERS else text[:INLINE_CHARACTERS] + "…")


def card(*parts: str) -> Html:
    """Return a whole display, in which nothing is taken for mathematics."""
    return element("div", *parts, class_="headwise mathjax_ignore tex2jax_ignore", style=_CARD)


def title(*parts: str) -> Html:
    """Return the line that heads a display."""
    return element("div", element("strong", *parts), style="margin:.4em 0")


def heading(text: str) -> Html:
    """Return a printed heading inside a display."""
    return element("h4", text, style="font-weight:600;margin:.9em 0 .2em")


def muted(*parts: str) -> Html:
    """Return a line of less weight."""
    return element("div", *parts, style="opacity:.75;font-size:90%;margin:.15em 0")


def warning(text: str, kind: Literal["warning", "error"] = "warning") -> Html:
    """Return a line that should not be missed."""
    return element("div", text, style=f"border-left:{_BARS[kind]};padding-left:.6em;margin:.4em 0")


def whole(text: str) -> Html:
    """Return a text of any length as it is, its line ends as breaks."""
    return Html(html.escape(visible(text)).replace("\n", "<br>"))


def verbatim(text: str) -> Html:
    """Return a text with its white space as it is; `Html` stays marked."""
    inside = text if isinstance(text, Html) else Html(html.escape(visible(text)))
    return element("pre", inside, style=_VERBATIM)


def added(text: str) -> Html:
    """Return a text that is new."""
    return element("ins", whole(text), style="background-color:rgba(46,160,67,.28)")


def removed(text: str) -> Html:
    """Return a text that is gone."""
    return element("del", whole(text), style="background-color:rgba(248,81,73,.22)")


def prose(text: str) -> Html:
    """Return paragraphs, and the Markdown tables among them as tables.

    Nothing else in the text is taken for Markdown.
    """
    from markdown_it import MarkdownIt

    left = len(text) - SHOWN_CHARACTERS
    parser = MarkdownIt("zero").enable("table")
    rendered = Html(parser.render(visible(text[:SHOWN_CHARACTERS])))
    return joined(rendered, muted(f"… {left:,} more characters")) if left > 0 else rendered


def text_block(text: str, unfolded: int = FOLDED_CHARACTERS, preview: str | None = None) -> Html:
    """Return a text: as it is up to ``unfolded`` characters, else folded below ``preview``.

    Without a preview that is its beginning.
    """
    if len(text) <= unfolded:
        return prose(text)
    label = shortened(preview or text, PREVIEW_CHARACTERS)
    return folded(f"{label} ({len(text):,} characters)", prose(text))


def folded(label: str, body: str) -> Html:
    """Return a body that opens when its label is pressed."""
    summary = element("summary", label, style="cursor:pointer;opacity:.75")
    return element("details", summary, body, style="margin:.2em 0")


def bar(similarity: float) -> Html:
    """Return a similarity as a number with a small bar from 0 to 1.

    >>> bar(0.934)[:55]
    '<span style="white-space:nowrap"><span style="display:i'
    """
    share = min(max(similarity, 0.0), 1.0)
    fill = f"display:block;height:100%;width:{share:.0%};border-radius:2px;background:{_BRAND}"
    track = (
        "display:inline-block;width:3.5em;height:.55em;margin-right:.5em;border-radius:2px;"
        "background:rgba(127,127,127,.3)"
    )
    return element(
        "span",
        element("span", element("span", style=fill), style=track),
        f"{similarity:.2f}",
        style="white-space:nowrap",
    )


def table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], *, side_by_side: bool = False
) -> Html:
    """Return a table; a column whose cells are all numbers is set right.

    A long one is folded; not one whose columns are texts ``side_by_side``.
    """
    kept = list(rows)
    right = [
        bool(kept) and all(_NUMBER.fullmatch(row[column]) for row in kept)
        for column in range(len(heads))
    ]
    top = _TOP if side_by_side else ""
    styles = [f"text-align:{'right' if numbers else 'left'}{top}" for numbers in right]

    def line(tag: str, cells: Sequence[str]) -> Html:
        return element(
            "tr", *(element(tag, cell, style=s) for cell, s in zip(cells, styles, strict=True))
        )

    body = element(
        "table",
        element("thead", line("th", heads)),
        element("tbody", *(line("td", row) for row in kept[:SHOWN_ROWS])),
        style=_SIDE_BY_SIDE if side_by_side else "margin:.3em 0",
    )
    if side_by_side:
        return body
    if len(kept) > SHOWN_ROWS:
        body = joined(body, muted(f"… {len(kept) - SHOWN_ROWS:,} more"))
    return body if len(kept) <= FOLDED_ROWS else folded(f"{len(kept):,} rows", body)


def escaped_markdown(text: str) -> str:
    r"""Return text in which Markdown, HTML, links and mathematics are only characters.

    >>> escaped_markdown("**not** <b>bold</b> [x](y)")
    '\\*\\*not\\*\\* &lt;b&gt;bold&lt;/b&gt; \\[x\\](y)'
    """
    safe = visible(text).translate(_MARKDOWN)
    return _AUTOLINK.sub(r"\1\\\2", _LINE_START.sub(r"\1\\\2", safe))
