"""The validated result of a chain, and its JSON form."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict, Field

from headwise._inert import one_line
from headwise._shown import Shown
from headwise.retrievers.models import Hit
from headwise.retrievers.text.plain import as_text


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True)


class Source(Shown, _Record):
    """A printed section that a summary draws on."""

    collection_name: str
    sub_heading: str
    page_start: int | None = None
    page_end: int | None = None
    page_labels: tuple[str, ...] = ()
    """What is printed as the numbers of these pages, where it is not their count."""
    similarity: float
    source: str | None = None
    """Path of the PDF."""
    section_id: str | None = None
    """Identity of the printed section within its library."""
    best_passage: str | None = None
    """The part of the section that is most similar to the question, as it stands there."""

    @classmethod
    def of(cls, hit: Hit) -> Source:
        """Return where ``hit`` comes from."""
        return cls(**{name: getattr(hit, name) for name in cls.model_fields})


class AnswerSection(Shown, _Record):
    """A heading and what its section says about the question."""

    id: int = 0
    """From 1, unique within one answer."""
    heading: str
    """The printed heading without its leading number."""
    summary: str
    """Plain text, without headings. Streamed, a section without it is withdrawn."""
    sources: tuple[Source, ...]
    final: bool = Field(default=True, exclude=True)
    """Streamed: whether the section will not come again, shorter. Not in the JSON."""


def to_markdown(sections: Iterable[AnswerSection]) -> str:
    r"""Return ``## Heading``, newline, summary for each section, with an empty line between.

    >>> to_markdown([AnswerSection(heading="Pooling", summary="It shrinks maps.", sources=())])
    '## Pooling\nIt shrinks maps.'
    """
    return "\n\n".join(
        f"## {as_text(one_line(section.heading))}\n{section.summary}" for section in sections
    )


class Dropped(_Record):
    """What was left out, and why: hits by their number, sections that were read by name."""

    below_threshold: int = 0
    duplicates: int = 0
    over_max_hits: int = 0
    not_relevant: tuple[Source, ...] = ()
    """Sections that are similar to the question, but do not bear on it, as the model sees it."""


class _Calls(_Record):
    calls: int = 0
    """Calls that the model answered."""
    input_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0
    cached: int = 0
    """Replies that came from a cache instead; neither they nor their tokens are among the calls."""
    failed: int = 0
    """Calls that failed; some were retried. They are not among the calls."""
    estimated: bool = False
    """Whether some of the tokens were counted here, because the model reported none."""


class StepUsage(_Calls):
    """What one step cost in calls of the language model; ``seconds`` of all calls together."""

    def __add__(self, other: StepUsage) -> StepUsage:
        """Return the sums of both."""
        sums = {name: round(value + getattr(other, name), 3) for name, value in self}
        return StepUsage(**sums | {"estimated": self.estimated or other.estimated})


class Usage(_Calls):
    """What an answer cost in calls of the language model; ``seconds`` of the whole chain."""

    steps: dict[str, StepUsage] = Field(default_factory=dict)
    """The same for ``triage``, ``map``, ``reduce``, ``combine`` and ``repair``, where they ran."""


class Answer(Shown, _Record):
    """The answer to a question: sections under the documents' own headings.

    Its ``model_dump(mode="json")`` is the JSON that the command line prints. What a chain
    streams are answers too, one or more sections at a time: added up they are the whole
    answer. A section of an id that came before takes its place, and withdraws it if it has no
    summary: what it said is said by another section.
    """

    question: str
    sections: tuple[AnswerSection, ...] = ()
    """Empty if nothing was similar enough, or nothing that was bears on the question."""
    markdown: str = ""
    """``## Heading``, newline, summary, blank line, and so on."""
    llm: str
    """``provider:model``, or ``extractive`` for summaries made of the documents' sentences."""
    embeddings: str | None = None
    """Embedding model of the search, where known."""
    threshold: float
    hits: int = 0
    """Hits that the summaries were made from; those left out are counted in ``dropped``."""
    dropped: Dropped = Dropped()
    nearest: tuple[Source, ...] = ()
    """Without sections: the best sections below the threshold."""
    warnings: tuple[str, ...] = ()
    usage: Usage = Field(default=Usage())
    prompts: str | None = None
    """SHA-256 of the prompts that a language model was given; ``None`` for extracts."""

    def __add__(self, later: Answer) -> Answer:
        """Return this part of an answer and a later part of it as one."""
        both = (*self.sections, *later.sections)
        by_id = {section.id or -place: section for place, section in enumerate(both, 1)}
        sections = [by_id[id_] for id_ in sorted(by_id, key=abs) if by_id[id_].summary]
        return later.model_copy(
            update={
                "sections": tuple(sections),
                "markdown": to_markdown(sections),
                "warnings": tuple(dict.fromkeys((*self.warnings, *later.warnings))),
            }
        )
