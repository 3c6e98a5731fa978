"""Reading the combine step's reply while it comes: each section as soon as it is complete."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from headwise.chains.llm.judging import LONGEST_SUMMARY, other_language, refusal, without_thoughts
from headwise.chains.llm.structured import json_values
from headwise.chains.summarizer import Combined, CombineInput
from headwise.retrievers.text.language import language_of
from headwise.retrievers.text.plain import plain_text
from headwise.retrievers.text.stems import stems

LEAST_SHARED = 0.2
"""Share of its content words that an edited summary must have from the summaries. Small models
give back the example of the prompt, the question, or "The answer is: no"; edits keep most words."""
MOST_FAULTS = 12
"""Faults that are told the model, or the user, at once."""


class EditedSection(BaseModel):
    """One section after editing."""

    id: int = Field(description="The section's id, as given")
    summary: str = Field(default="", description="Its text; empty if same_as is given")
    same_as: int | None = Field(
        default=None, description="Id of the section that already says all that this one says"
    )


class EditedSections(BaseModel):
    """All sections after editing, every id once."""

    sections: list[EditedSection]


_LIST = re.compile(r'"sections"\s*:\s*\[')
_GAP = re.compile(r"[\s,]*")
MOST_TRIES = 40
"""Closing brackets after which an object is looked for, before it is left to the end."""


class SectionScanner:
    """Finds the section objects in a reply that comes in pieces."""

    def __init__(self) -> None:
        self.text = ""
        self._position = -1
        """Where the list of sections goes on; -1 before it has begun."""
        self._tries = 0
        self._decoder = json.JSONDecoder(strict=False)

    def feed(self, piece: str) -> Iterator[Any]:
        """Take the next piece; yield each object that is complete now."""
        self.text += piece
        # A reply of 100 kB comes in ten thousand pieces: look only where something can be new.
        if self._position < 0 and "[" in piece and self._tries < MOST_TRIES:
            self._begin()
        if self._position >= 0 and "}" in piece and self._tries < MOST_TRIES:
            yield from self._complete()

    def _begin(self) -> None:
        seen = without_thoughts(self.text)
        if found := _LIST.search(seen):
            self._position = len(self.text) - len(seen) + found.end()
        self._tries += 1

    def _complete(self) -> Iterator[Any]:
        while True:
            gap = _GAP.match(self.text, self._position)
            start = gap.end() if gap else self._position
            if not self.text.startswith("{", start):
                return
            try:
                value, self._position = self._decoder.raw_decode(self.text, start)
            except (ValueError, RecursionError):
                self._tries += 1
                return
            self._tries = 0
            yield value

    def end(self) -> Iterator[Any]:
        """Yield what can be found in the rest of a reply that is not what it should be."""
        unread = self._position < 0
        rest = without_thoughts(self.text) if unread else self.text[self._position :]
        for value in json_values(rest):
            if isinstance(value, dict) and isinstance(value.get("sections"), list):
                yield from value["sections"]
            elif isinstance(value, list):
                yield from value
            elif isinstance(value, dict) and "id" in value:
                yield value


class ReplyReader:
    """Accepts the sections of one combine reply, one by one, and notes what is wrong.

    What has been accepted stands: a repair is asked only for the rest.
    """

    def __init__(self, task: CombineInput, before: Combined | None = None) -> None:
        self._task = task
        self._done = before or Combined({}, {})
        self._known_before = set(self._done.in_order())
        self._faults: list[str] = []
        self._faulty: set[int] = set()
        self._any = False
        self.scanner = SectionScanner()

    @property
    def done(self) -> Combined:
        """All that has been accepted, of earlier replies too."""
        return self._done

    def feed(self, piece: str) -> Iterator[Combined]:
        """Take the next piece of the reply; yield what is accepted."""
        for value in self.scanner.feed(piece):
            yield from self._accept(value)

    def end(self) -> Iterator[Combined]:
        """Yield what else can be used of the reply."""
        for value in self.scanner.end():
            yield from self._accept(value)

    def faults(self) -> list[str]:
        """Return what was wrong with the reply, in words that the model can act on.

        Nothing, if each section is settled: ids that came twice or were made up do no harm.
        """
        if not self._open:
            return []
        if not self._any:
            return ["it holds no JSON object of the required form"]
        missing = [id_ for id_ in self._open if id_ not in self._faulty]
        return [*self._faults, *(f"section {id_} is missing" for id_ in missing)]

    @property
    def _open(self) -> list[int]:
        done = set(self._done.in_order())
        return [id_ for id_ in self._task.summaries if id_ not in done]

    def _accept(self, value: Any) -> Iterator[Combined]:  # noqa: ANN401 - any JSON
        self._any = True
        try:
            section = EditedSection.model_validate(value)
        except ValidationError:
            self._faults.append("one of the sections is not of the required form")
            return
        id_, text = section.id, plain_text(section.summary)
        if id_ in self._known_before:
            return
        fault = self._fault(section, text)
        if fault is not None:
            self._faults.append(fault)
            if id_ in self._task.summaries and id_ not in set(self._done.in_order()):
                self._faulty.add(id_)
            return
        self._faulty.discard(id_)
        into = section.same_as
        new = Combined({id_: text}, {}) if text or into is None else Combined({}, {id_: into})
        self._done += new
        yield new

    def _fault(self, section: EditedSection, text: str) -> str | None:
        id_ = section.id
        if id_ not in self._task.summaries:
            return f"there is no section {id_}"
        if id_ in set(self._done.in_order()):
            return f"section {id_} is there twice"
        if not text and section.same_as is None:
            return f"section {id_} has neither a summary nor a same_as"
        if not text and not self._may_merge(id_, section.same_as):
            return f"section {id_} cannot be the same as {section.same_as}"
        fault = self._fault_of_text(id_, text) if text else None
        return f"section {id_}: {fault}" if fault else None

    def _fault_of_text(self, id_: int, text: str) -> str | None:
        own = self._task.summaries[id_]
        if len(text) > max(LONGEST_SUMMARY, 2 * len(own)):
            return "it is far too long for a summary"
        fault = refusal(text) or other_language(text, self._task.question, own)
        if fault is None and language_of(text) in {None, language_of(own)}:
            words = stems(text)
            if words and len(words & self._words) < LEAST_SHARED * len(words):
                return "it says nothing of what the summaries say"
        return fault

    @cached_property
    def _words(self) -> set[str]:
        return stems(" ".join(self._task.summaries.values()))

    def _may_merge(self, id_: int, into: int | None) -> bool:
        while into is not None and into in self._done.same_as:
            into = self._done.same_as[into]
        return into in self._task.summaries and into != id_


def told(faults: list[str]) -> str:
    """Return faults as one text, not too long."""
    shown = list(dict.fromkeys(faults))
    more = len(shown) - MOST_FAULTS
    return "; ".join(shown[:MOST_FAULTS]) + (f"; and {more} more" if more > 0 else "")
