"""What makes the words of a prompt usable: two parts, and its variables in them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from headwise.prompts.models import STEPS

_FIELD = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}|[{}]")
_HUMAN = re.compile(r"^# Human[ \t]*$", re.MULTILINE)


class FaultError(ValueError):
    """A prompt breaks the form: in which line, counted from 1, and what to do about it."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}")
        self.line = line
        self.message = message


def check_parts(step: str, system: tuple[str, int], human: tuple[str, int]) -> None:
    """Check the two parts of the prompt of ``step``.

    Args:
        step: One of `STEPS`.
        system: The part's text, and the line that its first character stands in.
        human: The same.

    Raises:
        FaultError: A part is empty, a brace is neither doubled nor around a variable of the
            step, or a variable of the step is in neither part.
    """
    used: set[str] = set()
    for (text, line), title in ((system, "# System"), (human, "# Human")):
        if not text.strip():
            raise FaultError(line, f"the part {title!r} is empty")
        if "\0" in text:
            raise FaultError(line + text.count("\n", 0, text.index("\0")), "a NUL character")
        used |= _variables(text, line, STEPS[step])
    inside = _HUMAN.search(system[0])
    if inside:
        line = system[1] + system[0].count("\n", 0, inside.start())
        raise FaultError(line, "a line '# Human' inside the system part would end it")
    for name in STEPS[step]:
        if name not in used:
            raise FaultError(human[1], f"the variable {{{name}}} is in neither part; put it here")


def _variables(text: str, first_line: int, known: tuple[str, ...]) -> set[str]:
    """Return the variables used in ``text``, all of them ``known``."""
    used = set()
    for field in _FIELD.finditer(text):
        if field.group() in ("{{", "}}"):
            continue
        name = field[1]
        if name in known:
            used.add(name)
            continue
        line = first_line + text.count("\n", 0, field.start())
        raise FaultError(line, _explained(name, known))
    return used


def _explained(name: str | None, known: tuple[str, ...]) -> str:
    """Return what is wrong with the text between braces; ``None`` if one stands alone."""
    if name is None:
        return "a single brace; write {{ or }} for a literal one"
    bare = re.split(r"[!:.\[]", name.strip())[0].strip()
    if bare in known:
        return f"write {{{bare}}} alone, not {{{name}}}"
    if not name.strip():
        return "empty braces; write {{}} for literal ones, or name a variable: " + listed(known)
    return (
        f"unknown variable {{{name}}}; known are {listed(known)} "
        "(write {{ and }} for literal braces)"
    )


def listed(names: Iterable[str]) -> str:
    """Return ``names`` for a message."""
    return ", ".join(names) or "none"
