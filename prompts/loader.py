"""Reading prompt files: Markdown with YAML front matter, a system part and a human part."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from headwise.errors import PromptError

if TYPE_CHECKING:
    from langchain_core.prompts import ChatPromptTemplate

STEPS = {
    "map": ("question", "passages"),
    "reduce": ("question", "summaries"),
    "combine": ("question", "sections"),
    "repair": ("task", "reply", "reason"),
}
"""Every step that calls a model, with the variables that its prompt is given."""

_KEYS = ("name", "description", "variables")
_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)---[ \t]*\n(.*)", re.DOTALL)
_BRACES = re.compile(r"\{\{|\}\}|\{\w+\}")
_PARTS = re.compile(r"\s*# System[ \t]*\n(.*?)^# Human[ \t]*\n(.*)", re.DOTALL | re.MULTILINE)


class Prompt(BaseModel):
    """The words of one step."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    description: str = ""
    variables: tuple[str, ...]
    system: str
    human: str

    def template(self) -> ChatPromptTemplate:
        """Return the prompt as a LangChain template of two messages."""
        from langchain_core.prompts import ChatPromptTemplate

        return ChatPromptTemplate.from_messages([("system", self.system), ("human", self.human)])


class Prompts(BaseModel):
    """The prompts of all steps."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    map: Prompt
    reduce: Prompt
    combine: Prompt
    repair: Prompt

    @property
    def sha256(self) -> str:
        """Hash of all the words, to tell which prompts an answer was made with."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


def load_prompts(folder: str | Path | None = None) -> Prompts:
    """Load the prompts, those in ``folder`` in place of the shipped ones.

    Args:
        folder: Holds some or all of ``map.md``, ``reduce.md``, ``combine.md`` and
            ``repair.md``; ``None`` for the shipped ones alone.

    Raises:
        PromptError: The folder does not exist or holds none of the files, or a file is not
            well formed; the message names file and line.
    """
    own: dict[str, Path] = {}
    if folder is not None:
        folder = Path(folder).expanduser()
        if not folder.is_dir():
            raise PromptError(f"{folder}: no such folder of prompts")
        own = {step: path for step in STEPS if (path := folder / f"{step}.md").is_file()}
        if not own:
            raise PromptError(
                f"{folder}: holds none of {', '.join(f'{step}.md' for step in STEPS)}; "
                "'headwise prompts export DIR' writes the shipped ones"
            )
    return Prompts(**{step: read_prompt(own.get(step, shipped(step)), step) for step in STEPS})


def shipped(step: str) -> Path:
    """Return the file with the default prompt of ``step``."""
    return Path(__file__).with_name(f"{step}.md")


def export_prompts(folder: str | Path) -> list[Path]:
    """Write the shipped prompt files to ``folder`` and return their paths.

    Raises:
        PromptError: The folder cannot be written, or one of the files is there already.
    """
    folder = Path(folder).expanduser()
    targets = {step: folder / f"{step}.md" for step in STEPS}
    for target in targets.values():
        if target.exists():
            raise PromptError(f"{target}: is there already; name a new folder or remove the file")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for step, target in targets.items():
            target.write_text(shipped(step).read_text(encoding="utf-8"), encoding="utf-8")
    except OSError as error:
        raise PromptError(f"{folder}: cannot be written ({error.strerror})") from error
    return list(targets.values())


def read_prompt(path: Path, step: str) -> Prompt:
    """Read the prompt of ``step`` from a file.

    Raises:
        PromptError: It cannot be read, or breaks the form that the shipped files show.
    """
    import yaml

    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise PromptError(f"{path}: is not UTF-8 text") from error
    except OSError as error:
        raise PromptError(f"{path}: cannot be read ({error.strerror})") from error
    split = _FRONT_MATTER.fullmatch(text)
    if not split:
        raise PromptError(
            f"{path}: line 1: does not begin with front matter between two '---' lines"
        )
    head, body = split.groups()
    parts = _PARTS.fullmatch(body)
    if not parts:
        line = _line(text, split.start(2))
        raise PromptError(f"{path}: line {line}: '# System' and then '# Human' must follow here")
    try:
        keys = yaml.safe_load(head)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        raise PromptError(f"{path}: line {line}: the front matter is not YAML") from error
    if not isinstance(keys, dict):
        raise PromptError(f"{path}: line 2: the front matter must be 'key: value' lines")
    for key in keys:
        if key not in _KEYS:
            line = _find(text, str(key))
            raise PromptError(
                f"{path}: line {line}: unknown key {key!r}; known are {_listed(_KEYS)}"
            )
    try:
        prompt = Prompt(**keys, system=parts[1].strip(), human=parts[2].strip())
    except ValidationError as error:
        first = error.errors()[0]
        key, fault = str(first["loc"][0]), first["msg"].lower()
        raise PromptError(f"{path}: line {_find(text, key)}: {key!r}: {fault}") from error
    _check(prompt, step, path, text)
    return prompt


def _check(prompt: Prompt, step: str, path: Path, text: str) -> None:
    if prompt.name != step:
        raise PromptError(f"{path}: line {_find(text, 'name:')}: the name must be {step!r}")
    for part, title in ((prompt.system, "# System"), (prompt.human, "# Human")):
        if not part:
            raise PromptError(f"{path}: line {_find(text, title)}: the part is empty")
    expected = set(STEPS[step])
    if set(prompt.variables) != expected:
        raise PromptError(
            f"{path}: line {_find(text, 'variables:')}: the variables must be "
            f"{_listed(STEPS[step])}, not {_listed(prompt.variables)}"
        )
    used: set[str] = set()
    for part in (prompt.system, prompt.human):
        try:
            used |= {name for _, name, _, _ in Formatter().parse(part) if name is not None}
        except ValueError as error:
            line = _line(text, text.index(part) + _stray_brace(part))
            raise PromptError(
                f"{path}: line {line}: a single brace; write {{{{ or }}}} for a literal one"
            ) from error
    for name in sorted(used - expected):
        line = _find(text, "{" + name)
        raise PromptError(
            f"{path}: line {line}: unknown variable {{{name}}}; known are {_listed(STEPS[step])} "
            "(write {{ and }} for literal braces)"
        )
    if missing := expected - used:
        raise PromptError(f"{path}: the variable {{{min(missing)}}} is used nowhere in the prompt")


def _stray_brace(part: str) -> int:
    """Return the offset of the first brace that is neither doubled nor around a name."""
    blanked = _BRACES.sub(lambda match: " " * len(match.group()), part)
    return next(offset for offset, character in enumerate(blanked) if character in "{}")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"


def _find(text: str, what: str) -> int:
    """Return the line, from 1, where ``what`` first stands."""
    return _line(text, max(text.find(what), 0))


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1
