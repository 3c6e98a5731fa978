"""One prompt as a file: Markdown with YAML front matter, a system part and a human part."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headwise.errors import PromptError
from headwise.prompts.checking import Part, PromptFormatError, check_parts, listed
from headwise.prompts.models import STEPS, Prompt

if TYPE_CHECKING:
    from yaml import Node

_KEYS = ("name", "description", "variables")
_REQUIRED = ("name", "variables")
_TITLE = re.compile(r"^[#*_ \t]*(system|human)\b[*_: \t]*$", re.IGNORECASE | re.MULTILINE)
"""A part's title, or a line that was probably meant for one."""


def read_prompt(path: Path, step: str) -> Prompt:
    """Read the prompt of ``step`` from a file.

    A byte order mark and Windows line ends are read as what they stand for.

    Raises:
        PromptError: The file cannot be read, or breaks the form that the shipped ones show;
            the message names file and line.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PromptError(f"{path}: cannot be read ({error.strerror})") from error
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
    head, body = _split(text)
    values, lines = _front_matter(head)
    if values["name"] != step:
        message = f"the name must be {step!r}, as the file's, not {values['name']!r}"
        raise PromptFormatError(lines["name"], message)
    if sorted(values["variables"]) != sorted(STEPS[step]):
        raise PromptFormatError(
            lines["variables"],
            f"the variables must be {listed(STEPS[step])}, not {listed(values['variables'])}",
        )
    system, human = _parts(text, len(text) - len(body))
    check_parts(step, system, human)
    return Prompt(**values, system=system.text, human=human.text)


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
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise PromptFormatError(1, "is UTF-16 text; save it as UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PromptFormatError(line, "is not UTF-8 text; save it as UTF-8") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _split(text: str) -> tuple[str, str]:
    """Return the front matter and what follows it."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        raise PromptFormatError(1, "must begin with front matter between two lines '---'")
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == "---":
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :])
    raise PromptFormatError(1, "the front matter has no second line '---' that ends it")


def _front_matter(head: str) -> tuple[dict[str, Any], dict[str, int]]:
    """Return the values by key, and the line of each key in the file."""
    import yaml

    try:
        node = yaml.compose(head, Loader=yaml.BaseLoader)
        values = yaml.load(head, Loader=yaml.BaseLoader)  # noqa: S506 - the one that makes text only
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = (mark.line if mark else 0) + 2
        raise PromptFormatError(min(line, head.count("\n") + 2), _yaml_fault(head, line)) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise PromptFormatError(2, "the front matter is not YAML") from error
    if not isinstance(node, yaml.MappingNode):
        raise PromptFormatError(2, "the front matter must be lines 'key: value'")
    lines: dict[str, int] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 2
        key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "…"
        if key not in _KEYS:
            raise PromptFormatError(line, f"unknown key {key!r}; known are {listed(_KEYS)}")
        if key in lines:
            raise PromptFormatError(
                line, f"the key {key!r} is there twice, first in line {lines[key]}"
            )
        lines[key] = line
        _check_value(key, value_node, line)
    for key in _REQUIRED:
        if key not in lines:
            raise PromptFormatError(1, f"the front matter lacks the key {key!r}")
    return values, lines


def _check_value(key: str, node: Node, line: int) -> None:
    import yaml

    if key != "variables":
        if not isinstance(node, yaml.ScalarNode):
            raise PromptFormatError(line, f"{key!r} must be text")
        return
    names = node.value if isinstance(node, yaml.SequenceNode) else None
    if names is None or not all(isinstance(name, yaml.ScalarNode) for name in names):
        raise PromptFormatError(
            line, "'variables' must be a list of names, as in [question, passages]"
        )


def _yaml_fault(head: str, line: int) -> str:
    lines = head.split("\n")
    if 0 <= line - 2 < len(lines) and "\t" in lines[line - 2]:
        return "the front matter is not YAML: a tab; use spaces"
    return "the front matter is not YAML (put text with a colon or bracket in quotes)"


def _parts(text: str, start: int) -> tuple[Part, Part]:
    """Return the system and the human part, from ``start`` on."""
    body = text[start:]
    titles: dict[str, re.Match[str]] = {}
    for found in _TITLE.finditer(body):
        title = found[1].title()
        if found.group().rstrip() == f"# {title}":
            titles.setdefault(title, found)
        elif title not in titles and not _later(body, title, found.end()):
            line = _line(text, start + found.start())
            raise PromptFormatError(line, f"write '# {title}', not {found.group().strip()!r}")
    first = start + len(body) - len(body.lstrip())
    if "System" not in titles or body[: titles["System"].start()].strip():
        raise PromptFormatError(
            _line(text, first), "'# System' must stand here, before anything else"
        )
    system, human = titles["System"], titles.get("Human")
    if human is None:
        line = _line(text, start + system.start())
        raise PromptFormatError(line, "no line '# Human' follows this part")
    return (
        _part("System", text, start + system.end(), start + human.start()),
        _part("Human", text, start + human.end(), len(text)),
    )


def _later(body: str, title: str, position: int) -> bool:
    """Whether the exact title line still follows, so that a likeness of it is just text."""
    return re.search(rf"^# {title}[ \t]*$", body[position:], re.MULTILINE) is not None


def _part(title: str, text: str, start: int, end: int) -> Part:
    """Return a part without blank lines around it, and its line: the title's if it is empty."""
    part = text[start:end]
    inner = part.strip()
    offset = part.find(inner) if inner else 0
    return Part(title, inner, _line(text, start + offset))


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1
