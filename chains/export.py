"""An answer as a file to pass on: Markdown with its sources, or an HTML page of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath

from headwise import _html as show
from headwise._names import distinct_names
from headwise._wording import pages
from headwise.chains.answer import Answer, AnswerSection, Source, to_markdown

_PAGE = """<!doctype html>
<html lang="">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
{title}
<style>
body {{ font: 1rem/1.55 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto;
  padding: 0 1rem; color: #1c1f23; background: #fff; overflow-wrap: anywhere; }}
h1 {{ font-size: 1.4rem; }} h2 {{ font-size: 1.15rem; margin: 1.6rem 0 .3rem; }}
p {{ margin: .4rem 0; }}
ul {{ list-style: none; padding: 0; font-size: .875rem; }} li, footer, li a {{ color: #5a6270; }}
.warning {{ border-left: 4px solid #8a4b00; padding-left: .6rem; color: #8a4b00; }}
@media (prefers-color-scheme: dark) {{ body {{ color: #e8eaed; background: #1d2025; }}
  li, footer, li a {{ color: #a9b1bd; }} .warning {{ color: #f0b46a; border-color: #f0b46a; }} }}
</style>
</head>
<body>
{body}
</body>
</html>
"""


def with_sources(answer: Answer) -> str:
    """Return the answer's Markdown with a line of sources below each section."""
    names = _names(answer)
    return "\n\n".join(
        f"{to_markdown([section])}\n\n*Sources: "
        + "; ".join(show.escaped_markdown(described(source, names)) for source in section.sources)
        + "*"
        for section in answer.sections
    )


def to_html(answer: Answer) -> str:
    """Return the answer as an HTML page that needs nothing else; sources link to their page.

    Whatever documents and models wrote is text in it.
    """
    names = _names(answer)
    question = show.whole(answer.question)
    made_with = f"{answer.llm}, least similarity {answer.threshold:g}"
    body = [
        show.element("h1", question),
        *(part for section in answer.sections for part in _section(section, names)),
        *(show.element("p", show.whole(one), class_="warning") for one in answer.warnings),
        show.element("footer", show.whole(made_with)),
    ]
    if not answer.sections:
        body.insert(1, show.element("p", "Nothing in the documents bears on this question."))
    return _PAGE.format(title=show.element("title", question), body="\n".join(body))


def _section(section: AnswerSection, names: dict[str, str]) -> Iterator[show.Html]:
    yield show.element("h2", show.whole(section.heading))
    for paragraph in section.summary.split("\n\n"):
        yield show.element("p", show.whole(paragraph))
    yield show.element("ul", *(show.element("li", _linked(s, names)) for s in section.sources))


def _linked(source: Source, names: dict[str, str]) -> show.Html:
    text = show.whole(described(source, names))
    if not source.source or not Path(source.source).is_absolute():
        return text
    address = f"{PurePath(source.source).as_uri()}#page={source.page_start or 1}"
    return show.element("a", text, href=address)


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
