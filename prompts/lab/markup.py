"""The HTML that the lab shows: plain elements that follow a notebook's theme, light or dark."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

_STYLE = """<style>
.headwise-lab { color: var(--jp-content-font-color1, inherit); max-width: 100%; }
.headwise-lab table { width: 100%; border-collapse: collapse; table-layout: fixed; margin: .4em 0;
  color: inherit; font-size: inherit; }
.headwise-lab table.fit { width: auto; table-layout: auto; }
.headwise-lab table tr, .headwise-lab table tr:nth-child(n) { background: none; }
.headwise-lab table th, .headwise-lab table td { text-align: left; vertical-align: top;
  padding: .45em .7em; border: 1px solid var(--jp-border-color2, rgba(128, 128, 128, .4));
  white-space: pre-line; overflow-wrap: anywhere; max-width: none; color: inherit; }
.headwise-lab table.fit td + td { text-align: right; font-variant-numeric: tabular-nums; }
.headwise-lab table th { background: rgba(128, 128, 128, .12); }
.headwise-lab h4 { margin: .2em 0; }
.headwise-lab p { margin: .3em 0; white-space: pre-line; }
.headwise-lab pre { white-space: pre-wrap; overflow-wrap: anywhere; color: inherit; padding: .6em;
  margin: .3em 0; background: rgba(128, 128, 128, .08); font-size: .92em; }
.headwise-lab ins { background: rgba(46, 160, 67, .28); text-decoration: underline;
  color: inherit; }
.headwise-lab del { background: rgba(248, 81, 73, .22); text-decoration: line-through;
  color: inherit; opacity: .85; }
.headwise-lab .small { font-size: .88em; opacity: .8; }
.headwise-lab .notice { border-left: 3px solid rgba(210, 153, 34, .9); padding: .3em .7em; }
.headwise-lab .error { border-left: 3px solid rgba(248, 81, 73, .9); padding: .3em .7em; }
</style>"""


def escaped(text: str) -> str:
    """Return ``text`` so that HTML shows it as it is."""
    return html.escape(text, quote=True)


def card(*blocks: str) -> str:
    """Return blocks of HTML as one piece with the lab's style."""
    return f'{_STYLE}<div class="headwise-lab">{"".join(_block(block) for block in blocks)}</div>'


def _block(block: str) -> str:
    return block if block.startswith(("<h4", "<p", "<pre", "<table", "<div")) else f"<p>{block}</p>"


def caption(text: str) -> str:
    """Return a small heading."""
    return f"<h4>{escaped(text)}</h4>"


def small(text: str) -> str:
    """Return a note in small type."""
    return f'<div class="small">{escaped(text)}</div>'


def notice(text: str, kind: str = "notice") -> str:
    """Return something to be noticed; ``kind`` may also be ``error``."""
    return f'<div class="{kind}">{escaped(text)}</div>'


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, fit: bool = False) -> str:
    """Return a table; the cells of ``rows`` are HTML, those of ``head`` text.

    Args:
        head: Titles of the columns.
        rows: The cells.
        fit: As narrow as its content; else as wide as the page, all columns alike.
    """
    titles = "".join(f"<th>{escaped(title)}</th>" for title in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    kind = ' class="fit"' if fit else ""
    return f"<table{kind}><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table>"
