"""How answers look in a notebook, in a terminal, and as text."""

from __future__ import annotations

from collections.abc import Iterable

from headwise import _html as show
from headwise._inert import one_line
from headwise._shown import Look, register
from headwise._wording import counted, place, quoted, shortened
from headwise.chains.answer import Answer, AnswerSection, Source

FOLDED_SUMMARY = 3000
"""Longer summaries, in characters, are folded."""
SHOWN_SOURCES = 3
"""A section's further sources are folded."""


def source_line(source: Source) -> str:
    """Return the ``repr`` of a source."""
    return f"<Source {source.similarity:.2f} {quoted(source.sub_heading)} ({_place(source)})>"


def source_html(source: Source) -> str:
    """Return a source with its similarity and pages."""
    return show.card(_source(source))


def section_line(section: AnswerSection) -> str:
    """Return the ``repr`` of an answer's section."""
    sources = counted(len(section.sources), "source")
    heading, summary = quoted(section.heading), quoted(section.summary)
    return f"<AnswerSection {heading} ({sources}): {summary}>"


def section_html(section: AnswerSection) -> str:
    """Return a section of an answer: heading, summary and sources."""
    return show.card(_section(section))


def answer_line(answer: Answer) -> str:
    """Return the ``repr`` of an answer."""
    asked = quoted(answer.question)
    if not answer.sections:
        return f"<Answer to {asked}: {_nothing(answer)}>"
    headings = shortened(", ".join(repr(section.heading) for section in answer.sections), 100)
    count = counted(len(answer.sections), "section")
    return f"<Answer to {asked}: {count} ({headings}), llm={answer.llm!r}>"


def answer_text(answer: Answer) -> str:
    """Return an answer as text: its Markdown, or that there is none and what came nearest."""
    if answer.sections:
        return answer.markdown
    return f"N{_nothing(answer)[1:]}."


def answer_html(answer: Answer) -> str:
    """Return an answer with its sections, warnings, and what it was made with."""
    if answer.sections:
        body = show.joined(*map(_section, answer.sections))
    else:
        body = show.joined(
            show.element("p", f"Nothing similar enough (threshold {answer.threshold:g})."),
            show.muted("nearest:") if answer.nearest else "",
            *map(_source, answer.nearest),
        )
    return show.card(
        show.title(answer.question),
        body,
        *map(show.warning, answer.warnings),
        show.element("div", show.muted(" · ".join(_about(answer))), style="margin-top:.9em"),
    )


def _nothing(answer: Answer) -> str:
    nearest = "; ".join(
        f"{source.similarity:.2f} {shortened(one_line(source.sub_heading))} ({_place(source)})"
        for source in answer.nearest
    )
    said = f"nothing similar enough (threshold {answer.threshold:g})"
    return f"{said}; nearest: {nearest}" if nearest else said


def _section(section: AnswerSection) -> show.Html:
    return show.joined(
        show.heading(section.heading),
        show.text_block(section.summary, FOLDED_SUMMARY),
        *_sources(section.sources),
    )


def _sources(sources: tuple[Source, ...]) -> Iterable[show.Html]:
    lines = [_source(source) for source in sources]
    yield from lines[:SHOWN_SOURCES]
    if rest := lines[SHOWN_SOURCES:]:
        yield show.folded(counted(len(rest), "more source"), show.joined(*rest))


def _source(source: Source) -> show.Html:
    return show.muted(show.bar(source.similarity), f" {source.sub_heading} ({_place(source)})")


def _place(source: Source) -> str:
    return place(source.collection_name, source.page_start, source.page_end, source.page_labels)


def _about(answer: Answer) -> Iterable[str]:
    yield answer.llm
    if answer.embeddings:
        yield answer.embeddings
    yield f"threshold {answer.threshold:g}"
    yield counted(answer.hits, "hit")
    if answer.dropped.duplicates:
        yield counted(answer.dropped.duplicates, "duplicate")
    if answer.dropped.over_max_hits:
        yield f"{answer.dropped.over_max_hits} over max_hits"
    if answer.usage.calls:
        tokens = answer.usage.input_tokens + answer.usage.output_tokens
        yield f"{counted(answer.usage.calls, 'call')}, {counted(tokens, 'token')}"


register(Source, Look(source_line, source_html))
register(AnswerSection, Look(section_line, section_html))
register(Answer, Look(answer_line, answer_html, text=answer_text))
