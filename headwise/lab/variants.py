"""Variants: prompts under a name, made by changing some steps of others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from headwise import _html as show
from headwise._wording import listed
from headwise.errors import PromptError
from headwise.lab.difference import differences, marked_html, marked_text
from headwise.prompts.checking import Part, PromptFormatError, check_parts
from headwise.prompts.models import STEPS, Prompt, Prompts

Words = str | Callable[[str], str]
"""New text of a part, or what makes it of the old one."""
Change = Words | Mapping[str, Words] | Prompt
"""New words of a step: of its system part, of ``{"system": …, "human": …}``, or all of it."""


@dataclass(frozen=True)
class Variant:
    """Prompts under a name, and those that they are compared with."""

    name: str
    prompts: Prompts
    base: Prompts

    @property
    def changed(self) -> tuple[str, ...]:
        """Steps whose words differ from the base."""
        return tuple(step for step in STEPS if self._parts(step))

    def _parts(self, step: str) -> dict[str, tuple[str, str]]:
        """Return the changed parts of ``step``: the old and the new text of each."""
        old, new = self.base.of(step), self.prompts.of(step)
        pairs = {"system": (old.system, new.system), "human": (old.human, new.human)}
        return {part: texts for part, texts in pairs.items() if texts[0] != texts[1]}

    def __repr__(self) -> str:
        changes = [
            f"{step}, {part} part:\n{marked_text(differences(old, new, context=8))}"
            for step in self.changed
            for part, (old, new) in self._parts(step).items()
        ]
        return "\n\n".join([f"Variant {self.name!r}: {self._summary()}", *changes])

    def _repr_html_(self) -> str:
        changes = [
            block
            for step in self.changed
            for part, (old, new) in self._parts(step).items()
            for block in (
                show.heading(f"{step}, {part} part"),
                show.verbatim(marked_html(differences(old, new, context=40))),
            )
        ]
        return show.card(show.title(f"Variant {self.name}: {self._summary()}"), *changes)

    def _summary(self) -> str:
        return f"changes {listed(self.changed)}" if self.changed else "the words that it began with"


def changed_prompts(prompts: Prompts, changes: Mapping[str, Change | None]) -> Prompts:
    """Return ``prompts`` with the steps changed that ``changes`` names.

    Raises:
        PromptError: A step or part does not exist, or the new words break the form.
    """
    for step, change in changes.items():
        if step not in STEPS:
            raise PromptError(f"there is no step {step!r}; steps are {listed(STEPS)}")
        if change is not None:
            prompts = prompts.replaced(_changed(prompts.of(step), change))
    return prompts


def _changed(prompt: Prompt, change: Change) -> Prompt:
    parts: dict[str, Words]
    if isinstance(change, Prompt):
        if change.name != prompt.name:
            raise PromptError(f"the prompt of {change.name!r} cannot stand for {prompt.name!r}")
        parts = {"system": change.system, "human": change.human}
    elif isinstance(change, Mapping):
        parts = dict(change)
    else:
        parts = {"system": change}
    for part in parts:
        if part not in ("system", "human"):
            raise PromptError(f"a prompt has no part {part!r}; parts are system, human")
    new = {part: _applied(words, getattr(prompt, part)) for part, words in parts.items()}
    made = prompt.model_copy(update=new)
    try:
        check_parts(prompt.name, Part("System", made.system), Part("Human", made.human))
    except PromptFormatError as fault:
        part = f", {fault.part.title.lower()} part" if fault.part else ""
        raise PromptError(f"{prompt.name} prompt{part}, {fault}") from fault
    return made


def _applied(words: Words, old: str) -> str:
    """Return the new text as a file would give it back."""
    new = words(old) if callable(words) else words
    if not isinstance(new, str):
        raise PromptError(f"the words of a prompt must be text, not {type(new).__name__}")
    return new.replace("\r\n", "\n").replace("\r", "\n").strip()
