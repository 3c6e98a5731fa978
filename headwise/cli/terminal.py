"""The terminal: everything that is printed goes through here, and comes out inert."""

from __future__ import annotations

import json
import logging
import math
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from headwise._inert import one_line, visible, without_secrets

if TYPE_CHECKING:
    from headwise.retrievers import IndexEvent, IndexReport
    from headwise.retrievers.indexing.verifying import VerifyReport

QUIET = "headwise.quiet"
"""Where click's context says whether the command is quiet."""
STEPS_PER_FILE = 100
_CLEARED = "\r\x1b[K"
_ESCAPED = re.compile(r"[^\x20-\x7e\n]")


class WarningLines(logging.Handler):
    """Shows what Headwise logs as a warning the way it shows everything beside the result."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print the record's message on one line."""
        error_line(record.getMessage())


def result(text: object, *, end: str = "\n") -> None:
    """Print the result, or a part of it, on stdout."""
    _print(visible(str(text)) + end, err=False)


def error_line(message: str) -> None:
    """Print one line on stderr: what failed, or what the user must know."""
    _print(f"headwise: {one_line(without_secrets(message))}\n", err=True)


def is_quiet() -> bool:
    """Whether the command that runs was given ``--quiet``."""
    context = click.get_current_context(silent=True)
    return context is not None and context.meta.get(QUIET, False)


def note(message: str) -> None:
    """Print a line that is good to know, unless the command is quiet."""
    if not is_quiet():
        error_line(message)


def status_line(message: str = "") -> None:
    """Show a line on a terminal's stderr in place of the one before; nothing clears it."""
    _print(_CLEARED + one_line(message), err=True)


def print_json(value: Any) -> None:  # noqa: ANN401 - anything that JSON can say
    """Print ``value`` as JSON on stdout, as readable as the terminal's encoding allows.

    What a terminal would not show as it is comes out escaped, so that nothing is lost.
    """
    ascii_only = (sys.stdout.encoding or "ascii").lower().replace("-", "") != "utf8"
    text = json.dumps(value, ensure_ascii=ascii_only, indent=2)
    if visible(text) != text:
        text = _ESCAPED.sub(_escaped, text)
    _print(text + "\n", err=False)


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    return character if visible(character) == character else json.dumps(character)[1:-1]


def _print(text: str, *, err: bool) -> None:
    encoding = (sys.stderr if err else sys.stdout).encoding or "ascii"
    click.echo(text.encode(encoding, "replace").decode(encoding), nl=False, err=err)


@contextmanager
def index_progress() -> Iterator[Callable[[IndexEvent], None] | None]:
    """Show a progress bar while indexing, if stderr is a terminal.

    It appears with the first file that is not up to date already.
    """
    if is_quiet() or not sys.stderr.isatty():
        yield None
        return
    bar = click.progressbar(length=0, file=sys.stderr, show_pos=False, show_eta=False)
    done = 0

    def show(event: IndexEvent) -> None:
        nonlocal done
        if event.outcome == "unchanged" and not done:
            return
        bar.length = event.total * STEPS_PER_FILE
        left = "" if event.seconds_left is None else f", {_duration(event.seconds_left)} left"
        bar.label = f"indexing {one_line(event.path.name)} ({event.number} of {event.total}{left})"
        reached = int((event.number - 1 + event.fraction) * STEPS_PER_FILE)
        if reached > done:
            bar.update(reached - done)
            done = reached

    try:
        yield show
    finally:
        if done:
            bar.render_finish()


def report_indexing(report: IndexReport) -> None:
    """Print what failed, and unless the command is quiet what was indexed."""
    for failure in report.failures:
        error_line(failure.error)
    for duplicate in report.duplicates:
        note(
            f"{duplicate.source}: the same document as {duplicate.of} "
            f"(collection {duplicate.collection_name})"
        )
    tell_gone(report)
    if report.new or report.changed or report.moved:
        note(index_summary(report))
    for line in report.notes:
        note(line)


def tell_gone(report: IndexReport | VerifyReport) -> None:
    """Print which documents' files are gone, and whether they were taken out."""
    state = "taken out of the library" if report.pruned else "still in the library (see --prune)"
    for document in report.gone:
        note(f"{document.source}: this file is gone; {state}")


def index_summary(report: IndexReport) -> str:
    """Return an indexing run in one line."""
    return f"{report.summary} in {report.seconds:.1f} s" if report.pages else report.summary


def _duration(seconds: float) -> str:
    """Return a time as one reads a clock: ``40 s``, ``3 min``, ``2 h 05 min``."""
    if seconds < 60:
        return f"{math.ceil(seconds)} s"
    minutes = math.ceil(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"
