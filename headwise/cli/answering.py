"""Printing an answer while it comes, or that there is none, or what it would cost."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from math import floor
from typing import TYPE_CHECKING, Any

from headwise._wording import pages
from headwise.cli.bundles import Printing
from headwise.cli.rendering import Screen
from headwise.cli.sources import remember
from headwise.cli.status import ANSWERED, NOTHING_SIMILAR
from headwise.cli.terminal import error_line, is_quiet, note, print_json, result, status_line

if TYPE_CHECKING:
    from langchain_core.callbacks import BaseCallbackHandler
    from langchain_core.runnables import Runnable

    from headwise.chains import Answer, Plan, Source
    from headwise.retrievers import Hit


LEAST_SHOWN = 0.3
"""Similarity of a miss from which it is worth trying: half of the way to the threshold or so."""


def answer_with(chain: Runnable[Any, Answer], question: object, printing: Printing) -> int:
    """Run ``chain``, print its answer, and return the status.

    On a terminal each section is shown as soon as it is final; elsewhere the answer is
    printed at the end, so that a run that fails prints nothing.
    """
    screen = Screen() if printing.format is None and sys.stdout.isatty() else None
    whole: Answer | None = None
    with _progress() as handlers:
        for part in chain.stream(question, {"callbacks": [*handlers]}):
            if screen and part.sections:
                if handlers:
                    status_line()
                _show_new(screen, part, whole)
            whole = part if whole is None else whole + part
    if whole is None:
        raise RuntimeError("the chain gave nothing")  # a bug in Headwise
    remember(whole)
    if screen is None:
        _print(whole, printing)
    return _tell(whole)


def _print(answer: Answer, printing: Printing) -> None:
    """Print an answer in one of its forms; Markdown and HTML only if there is one."""
    from headwise.chains.export import to_html, with_sources

    if printing.format == "json":
        print_json(answer.model_dump(mode="json"))
    elif not answer.sections:
        return
    elif printing.format == "html":
        result(to_html(answer), end="")
    else:
        result(with_sources(answer) if printing.sources else answer.markdown)


def _tell(answer: Answer) -> int:
    """Say on stderr what to know about an answer, and return the status."""
    if not answer.sections:
        nothing_found(answer)
        return NOTHING_SIMILAR
    for warning in answer.warnings:
        note(f"warning: {warning}")
    if answer.dropped.not_relevant:
        note(f"left out as not relevant: {_places(answer.dropped.not_relevant)}")
    if answer.dropped.over_max_hits:
        note_over_max_hits(answer.dropped.over_max_hits)
    return ANSWERED


def print_plan(plan: Plan, *, as_json: bool) -> int:
    """Print what an answer would send and cost, and return the status."""
    if as_json:
        sums = {"input_tokens": plan.input_tokens, "output_tokens": plan.output_tokens}
        print_json({**plan.model_dump(mode="json"), **sums})
    else:
        result(plan)
    return ANSWERED if plan.sections else NOTHING_SIMILAR


def nothing_found(answer: Answer) -> None:
    """Say on stderr that nothing passed, or that nothing that did bears on the question."""
    if left_out := answer.dropped.not_relevant:
        error_line(
            "nothing that is similar to the question bears on it, as the model sees it; "
            f"left out: {_places(left_out)}"
        )
    else:
        nothing_similar(answer.threshold, answer.nearest)


def nothing_similar(threshold: float, nearest: Iterable[Source | Hit]) -> None:
    """Say on stderr that nothing passed, and which lower threshold would answer with what."""
    near = [miss for miss in nearest if miss.similarity >= LEAST_SHOWN]
    offers = [
        f'{floor(100 * miss.similarity) / 100:.2f} would answer with "{miss.sub_heading}" '
        f"({_place(miss)})"
        for miss in near
    ]
    error_line(
        f"nothing similar enough to the question (threshold {threshold:g})"
        + (f"; --threshold {', '.join(offers)}" if offers else "")
    )


def note_over_max_hits(count: int) -> None:
    """Say on stderr that at least so many more sections pass."""
    sections = "1 more section is" if count == 1 else f"{count} more sections are"
    note(f"at least {sections} similar enough; --max-hits takes more of them")


def _show_new(screen: Screen, part: Answer, whole: Answer | None) -> None:
    """Show the sections of ``part`` that are final and were not shown before."""
    known = {section.id for section in whole.sections if section.final} if whole else set()
    for section in part.sections:
        if section.final and section.summary and section.id not in known:
            screen.section(section)
            known.add(section.id)


@contextmanager
def _progress() -> Iterator[list[BaseCallbackHandler]]:
    """Yield callbacks that show on one line of a terminal how many sections are written."""
    if is_quiet() or not sys.stderr.isatty():
        yield []
        return

    from langchain_core.callbacks import BaseCallbackHandler

    from headwise.chains.steps.map import PROGRESS

    class Handler(BaseCallbackHandler):
        def on_custom_event(self, name: str, data: Any, **_more: Any) -> None:  # noqa: ANN401
            if name == PROGRESS and data["of"] > 1:
                status_line(f"headwise: {data['done']} of {data['of']} sections written")

    try:
        yield [Handler()]
    finally:
        status_line()


def _places(sources: Iterable[Source]) -> str:
    return "; ".join(f"{source.sub_heading} ({_place(source)})" for source in sources)


def _place(source: Source | Hit) -> str:
    page = pages(source.page_start, None, source.page_labels)
    return f"{source.collection_name}, {page}" if page else source.collection_name
