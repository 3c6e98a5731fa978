"""One prompt as a file: Markdown with YAML front matter, a system part and a human part."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from headwise._files import refused_as
from headwise._wording import listed
from headwise.errors import PromptError
from headwise.prompts.checking import Part, PromptFormatError, check_parts
from headwise.prompts.models import VARIABLES, Prompt

_TITLE = re.compile(r"^# (System|Human)[ \t]*$", re.MULTILINE)
_FENCED = re.compile(r"---[ \t]*\n(.*)\n---\s*", re.DOTALL)


def read_prompt(path: Path, step: str) -> Prompt:
    """Read the prompt of ``step`` from a file.

    A byte order mark and Windows line ends are read as what they stand for.

    Raises:
        PromptError: The file cannot be read, or breaks the form that the shipped ones show;
            the message names file and line.
    """
    with refused_as(PromptError, path, "read"):
        data = path.read_bytes()
    try:
        return parse_prompt(_decoded(data), step)
    except PromptFormatError as fault:
        raise PromptError(f"{path}: {fault}") from fault


@lru_cache(maxsize=32)
def parse_prompt(text: str, step: str) -> Prompt:
    """Return the prompt of ``step`` that ``text``, the content of a file, holds.

    Raises:
        PromptFormatError: It breaks the form.
    """
    front, *parts = _TITLE.split(text, maxsplit=2)
    fenced = _FENCED.fullmatch(front)
    if fenced is None:
        raise PromptFormatError(
            1, "front matter between two lines '---' must come first, then '# System' and '# Human'"
        )
    if parts[::2] != ["System", "Human"]:
        line = front.count("\n") + 1
        raise PromptFormatError(line, "a line '# System' must stand here, and '# Human' follow")
    system = _part("System", parts[1], front.count("\n") + 1)
    human = _part("Human", parts[3], (front + parts[1]).count("\n") + 1)
    prompt = _prompt(fenced[1], system, human)
    if prompt.name != step:
        message = f"the name must be {step!r}, as the file's, not {prompt.name!r}"
        raise PromptFormatError(1, message)
    if sorted(prompt.variables) != sorted(VARIABLES[step]):
        raise PromptFormatError(
            1, f"the variables must be {listed(VARIABLES[step])}, not {listed(prompt.variables)}"
        )
    check_parts(step, system, human)
    return prompt


def format_prompt(prompt: Prompt) -> str:
    """Return the content of a file from which ``prompt`` is read again as it is."""
    import yaml

    description = yaml.safe_dump(prompt.description, width=10**6, allow_unicode=True)
    return (
        f"---\nname: {prompt.name}\n"
        f"description: {description.removesuffix('...' + chr(10)).strip()}\n"
        f"variables: [{', '.join(prompt.variables)}]\n---\n"
        f"# System\n\n{prompt.system}\n\n# Human\n\n{prompt.human}\n"
    )


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PromptFormatError(line, "is not UTF-8 text; save it as UTF-8") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _part(title: str, text: str, line: int) -> Part:
    """Return a part without blank lines around it; ``line`` is its title's."""
    inner = text.strip()
    return Part(title, inner, line + (text.count("\n", 0, text.find(inner)) if inner else 0))


def _prompt(front: str, system: Part, human: Part) -> Prompt:
    import yaml

    try:
        values = yaml.load(front, Loader=yaml.BaseLoader)  # noqa: S506 - makes text only
        return Prompt.model_validate({**values, "system": system.text, "human": human.text})
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise PromptFormatError(
            mark.line + 2 if mark else 2,
            "the front matter is not YAML (put text with a colon or bracket in quotes)",
        ) from error
    except (TypeError, ValidationError) as error:
        wrong = error.errors()[0]["loc"][:1] if isinstance(error, ValidationError) else ()
        what = f"; see {wrong[0]!r}" if wrong else ""
        raise PromptFormatError(
            2,
            "the front matter must be lines 'name: …', 'description: …' and "
            f"'variables: [question, passages]'{what}",
        ) from error
