"""Step 6: sections as Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from headwise.chains.plain import as_text

if TYPE_CHECKING:
    from headwise.chains.answer import AnswerSection


def render(sections: Iterable[AnswerSection]) -> str:
    r"""Return ``## Heading``, newline, summary for each section, with an empty line between.

    >>> from headwise.chains.answer import AnswerSection
    >>> render([AnswerSection(heading="Pooling", summary="It shrinks maps.", sources=())])
    '## Pooling\nIt shrinks maps.'
    """
    return "\n\n".join(f"## {as_text(section.heading)}\n{section.summary}" for section in sections)
