"""The sources of an answer as lines, numbered through, and what ``headwise open`` needs of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from headwise._files import make_folder, replace_file
from headwise._names import distinct_names

if TYPE_CHECKING:
    from headwise.chains import Answer, AnswerSection

MOST = 3
"""Sources named below a section; further ones are counted."""


@dataclass
class SourceLines:
    """Numbers the sources of one answer in the order in which they are shown."""

    places: list[tuple[str | None, int | None]] = field(default_factory=list)
    """File and page of each number, from 1."""

    def of(self, section: AnswerSection) -> Iterator[str]:
        """Yield a line for each source of a section."""
        from headwise.chains.export import described

        names = distinct_names(s.source for s in section.sources if s.source)
        for source in section.sources[:MOST]:
            self.places.append((source.source, source.page_start))
            yield f"[{len(self.places)}] {described(source, names)}"
        if len(section.sources) > MOST:
            yield f"and {len(section.sources) - MOST} more"


def remember(answer: Answer) -> None:
    """Keep where the sources of an answer are, for ``headwise open``; losing it does no harm."""
    lines = SourceLines()
    for section in answer.sections:
        list(lines.of(section))
    with suppress(OSError):
        file = _file()
        make_folder(file.parent)
        replace_file(file, json.dumps(lines.places))


def remembered() -> list[tuple[str | None, int | None]]:
    """Return file and page of the last answer's sources."""
    try:
        kept = json.loads(_file().read_bytes())
        return [(source, page) for source, page in kept]
    except (OSError, ValueError, TypeError):
        return []


def _file() -> Path:
    from platformdirs import user_state_path

    return user_state_path("headwise") / "last-sources.json"
