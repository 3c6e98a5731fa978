"""An answer as a file to pass on: Markdown with its sources, or an HTML page of its own."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath

from headwise._html import escaped_markdown
from headwise._inert import visible
from headwise._names import distinct_names
from headwise._wording import pages
from headwise.chains.answer import Answer, AnswerSection, Source, to_markdown

_STYLE = """
body { font: 1rem/1.55 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem;
  color: #1c1f23; background: #fff; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.15rem; margin: 1.6rem 0 .3rem; }
p { white-space: pre-line; margin: .4rem 0; }
ul { list-style: none; padding: 0; font-size: .875rem; } li, footer, li a { color: #5a6270; }
.warning { border-left: 4px solid #8a4b00; padding-left: .6rem; color: #8a4b00; }
@media (prefers-color-scheme: dark) { body { color: #e8eaed; background: #1d2025; }
  li, footer, li a { color: #a9b1bd; } .warning { color: #f0b46a; border-color: #f0b46a; } }
"""


def with_sources(answer: Answer) -> str:
    """Return the answer's Markdown with a line of sources below each section."""
    names = _names(answer)
    return "\n\n".join(
        f"{to_markdown([section])}\n\n*Sources: "
        + "; ".join(escaped_markdown(described(source, names)) for source in section.sources)
        + "*"
        for section in answer.sections
    )


def to_html(answer: Answer) -> str:
    """Return the answer as an HTML page that needs nothing else; sources link to their page.

    Whatever documents and models wrote is text in it.
    """
    names = _names(answer)
    title = html.escape(visible(answer.question))
    body = "\n".join(part for section in answer.sections for part in _section(section, names))
    warnings = "".join(
        f'<p class="warning">{html.escape(visible(one))}</p>\n' for one in answer.warnings
    )
    return (
        '<!doctype html>\n<html lang="">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        f"{body or '<p>Nothing in the documents bears on this question.</p>'}\n{warnings}"
        f"<footer>{html.escape(visible(answer.llm))}, least similarity {answer.threshold:g}"
        "</footer>\n</body>\n</html>\n"
    )


def _section(section: AnswerSection, names: dict[str, str]) -> Iterator[str]:
    yield f"<h2>{html.escape(visible(section.heading))}</h2>"
    for paragraph in section.summary.split("\n\n"):
        yield f"<p>{html.escape(visible(paragraph))}</p>"
    items = "".join(f"<li>{_linked(source, names)}</li>" for source in section.sources)
    yield f"<ul>{items}</ul>"


def _linked(source: Source, names: dict[str, str]) -> str:
    text = html.escape(visible(described(source, names)))
    if not source.source or not Path(source.source).is_absolute():
        return text
    address = f"{PurePath(source.source).as_uri()}#page={source.page_start or 1}"
    return f'<a href="{html.escape(address)}">{text}</a>'


def described(source: Source, names: Mapping[str, str]) -> str:
    """Return document, printed section, page and similarity of a source.

    Args:
        source: What to describe.
        names: Of the files, from `distinct_names`.
    """
    document = names[source.source] if source.source else source.collection_name
    page = pages(source.page_start, None, source.page_labels)
    where = f"{source.sub_heading}, {page}" if page else source.sub_heading
    return f"{document}: {where} ({source.similarity:.2f})"


def _names(answer: Answer) -> dict[str, str]:
    return distinct_names(
        source.source for section in answer.sections for source in section.sources if source.source
    )
