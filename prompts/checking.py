"""What makes the words of a prompt usable: two parts, and its variables in them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from headwise._wording import listed
from headwise.prompts.models import VARIABLES

_FIELD = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}|[{}]")
_HUMAN = re.compile(r"^# Human[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class Part:
    """The system or the human part of a prompt."""

    title: str
    text: str
    first_line: int = 1
    """The line, in the file if it comes from one, in which the text begins."""

    def line(self, offset: int) -> int:
        """Return the line in which the character at ``offset`` stands."""
        return self.first_line + self.text.count("\n", 0, offset)


class PromptFormatError(ValueError):
    """A prompt breaks the form: in which line, counted from 1, and what to do about it."""

    def __init__(self, line: int, message: str, part: Part | None = None) -> None:
        super().__init__(f"line {line}: {message}")
        self.part = part


def check_parts(step: str, system: Part, human: Part) -> None:
    """Check the two parts of the prompt of ``step``, a key of `VARIABLES`.

    Raises:
        PromptFormatError: A part is empty, a brace is neither doubled nor around a variable of the
            step, or a variable of the step is in neither part.
    """
    used: set[str] = set()
    for part in (system, human):
        if not part.text.strip():
            raise PromptFormatError(part.first_line, f"the part '# {part.title}' is empty", part)
        used |= _variables(part, VARIABLES[step])
    if inside := _HUMAN.search(system.text):
        message = "a line '# Human' would end the system part here"
        raise PromptFormatError(system.line(inside.start()), message, system)
    for name in VARIABLES[step]:
        if name not in used:
            message = f"the variable {{{name}}} is in neither part; put it here"
            raise PromptFormatError(human.first_line, message, human)


def _variables(part: Part, known: tuple[str, ...]) -> set[str]:
    """Return the variables used in ``part``, all of them ``known``."""
    used = set()
    for field in _FIELD.finditer(part.text):
        if field.group() in ("{{", "}}"):
            continue
        name = field[1]
        if name not in known:
            raise PromptFormatError(part.line(field.start()), _explained(name, known), part)
        used.add(name)
    return used


def _explained(name: str | None, known: tuple[str, ...]) -> str:
    """Return what is wrong with the text between braces; ``None`` if one stands alone."""
    if name is None:
        return "a single brace; write {{ or }} for a literal one"
    return (
        f"unknown variable {{{name}}}; known are {listed(known)} "
        "(write {{ and }} for literal braces)"
    )
