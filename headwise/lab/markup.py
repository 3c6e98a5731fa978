"""The HTML that the lab shows: plain elements that follow a notebook's theme, light or dark.

Styles stand in the elements, as a notebook that is not trusted loses style sheets; what it
loses besides leaves the elements readable. Nothing is taken for mathematics.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

_LINE = "1px solid rgba(128,128,128,.4)"
_CARD = "line-height:1.45"
_CELL = f"text-align:left;vertical-align:top;white-space:normal;padding:6px 10px;border:{_LINE}"
_FIGURE = f"text-align:right;vertical-align:top;padding:4px 10px;border:{_LINE}"
_TABLE = "border-collapse:collapse;margin:4px 0"
_WIDE = f"{_TABLE};width:100%;table-layout:fixed"
_WORDS = (
    "white-space:pre-wrap;overflow-wrap:anywhere;padding:8px;margin:4px 0;"
    "background-color:rgba(128,128,128,.08)"
)
_NEW = "background-color:rgba(46,160,67,.28)"
_GONE = "background-color:rgba(248,81,73,.22)"
_BARS = {"notice": "rgba(210,153,34,.9)", "error": "rgba(248,81,73,.9)"}


def escaped(text: str) -> str:
    """Return ``text`` so that HTML shows it as it is."""
    return html.escape(text, quote=True)


def prose(text: str) -> str:
    """Return running text with its paragraphs."""
    return lines(escaped(text))


def lines(inner: str) -> str:
    """Return HTML with its line ends as breaks."""
    return inner.replace("\n", "<br>")


def card(*blocks: str) -> str:
    """Return blocks of HTML as one piece."""
    inside = "".join(f"<div>{block}</div>" for block in blocks)
    return f'<div class="headwise-lab mathjax_ignore tex2jax_ignore" style="{_CARD}">{inside}</div>'


def caption(text: str) -> str:
    """Return a small heading."""
    return f'<h4 style="font-weight:600;margin:10px 0 3px">{escaped(text)}</h4>'


def small(text: str) -> str:
    """Return a note in small type."""
    return f'<div style="font-size:90%;opacity:.8">{escaped(text)}</div>'


def notice(text: str, kind: str = "notice") -> str:
    """Return something to be noticed; ``kind`` may also be ``error``."""
    bar = f"border-left:3px solid {_BARS[kind]};padding:3px 10px;margin:4px 0"
    return f'<div style="{bar}">{escaped(text)}</div>'


def verbatim(inner: str) -> str:
    """Return HTML text with its white space as it is."""
    return f'<pre style="{_WORDS}">{inner}</pre>'


def new(text: str) -> str:
    """Return ``text`` as something added."""
    return f'<ins style="{_NEW}">{escaped(text)}</ins>' if text else ""


def gone(text: str) -> str:
    """Return ``text`` as something taken away."""
    return f'<del style="{_GONE}">{escaped(text)}</del>' if text else ""


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, figures: bool = False) -> str:
    """Return a table; the cells of ``rows`` are HTML, those of ``head`` text.

    Args:
        head: Titles of the columns.
        rows: The cells.
        figures: As narrow as its content, and all but the first column set to the right;
            else as wide as the page, all columns alike.
    """
    styles = [_CELL, *([_FIGURE if figures else _CELL] * (len(head) - 1))]

    def row(tag: str, cells: Iterable[str]) -> str:
        marked = zip(styles, cells, strict=True)
        inside = "".join(f'<{tag} style="{style}">{cell}</{tag}>' for style, cell in marked)
        return f"<tr>{inside}</tr>"

    titles, body = row("th", map(escaped, head)), "".join(row("td", cells) for cells in rows)
    style = _TABLE if figures else _WIDE
    return f'<table style="{style}"><thead>{titles}</thead><tbody>{body}</tbody></table>'
