"""A set of prompts as a folder of files, in place of the shipped ones."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from headwise._files import refused_as, replace_file
from headwise._wording import listed
from headwise.errors import PromptError
from headwise.prompts.files import format_prompt, read_prompt
from headwise.prompts.models import STEPS, Prompts

_FILES = tuple(f"{step}.md" for step in STEPS)


def load_prompts(folder: str | Path | None = None) -> Prompts:
    """Load the prompts, those in ``folder`` in place of the shipped ones.

    Args:
        folder: Holds some or all of ``triage.md``, ``map.md``, ``reduce.md``, ``combine.md``
            and ``repair.md``; ``None`` for the shipped ones alone.

    Raises:
        PromptError: The folder does not exist or holds none of the files; a file in it is
            a prompt under another name; or a file is not well formed. The message names
            the file, and the line if the fault is in one.

    >>> load_prompts().map.variables
    ('question', 'passages')
    """
    own = own_files(folder) if folder is not None else {}
    return Prompts(**{step: read_prompt(own.get(step, shipped(step)), step) for step in STEPS})


def own_files(folder: str | Path) -> dict[str, Path]:
    """Return the files of ``folder`` that stand in place of shipped ones, by step.

    Raises:
        PromptError: As `load_prompts`, but the files' contents are not looked at.
    """
    folder = Path(folder).expanduser()
    if not folder.is_dir():
        what = "is a file, not a folder of prompts" if folder.exists() else "no such folder"
        raise PromptError(f"{folder}: {what}; 'headwise prompts export DIR' makes one")
    with refused_as(PromptError, folder, "read"):
        names = sorted(path.name for path in folder.iterdir())
    for name in names:
        if name not in _FILES and _looks_like_a_prompt(folder / name):
            raise PromptError(f"{folder / name}: no step has this name; use {listed(_FILES)}")
    own = {step: folder / f"{step}.md" for step in STEPS if f"{step}.md" in names}
    if not own:
        raise PromptError(
            f"{folder}: holds none of {listed(_FILES)}; "
            "'headwise prompts export DIR' writes the shipped ones"
        )
    return own


def shipped(step: str) -> Path:
    """Return the file with the default prompt of ``step``."""
    return Path(__file__).with_name(f"{step}.md")


def export_prompts(folder: str | Path, *, force: bool = False) -> list[Path]:
    """Write the shipped prompt files to ``folder`` and return their paths.

    Args:
        folder: Made if it is not there.
        force: Replace prompt files that are there already.

    Raises:
        PromptError: The folder cannot be written, or one of the files is there already.
    """
    texts = {step: shipped(step).read_text(encoding="utf-8") for step in STEPS}
    return _write(Path(folder).expanduser(), texts, force=force)


def save_prompts(prompts: Prompts, folder: str | Path, *, force: bool = False) -> list[Path]:
    """Write ``prompts`` to ``folder``, so that `load_prompts` gives them back as they are.

    Args:
        prompts: What to write, all steps of it.
        folder: As for `export_prompts`, and so is ``force``.
        force: See there.

    Raises:
        PromptError: As for `export_prompts`.
    """
    texts = {prompt.name: format_prompt(prompt) for prompt in prompts.steps()}
    return _write(Path(folder).expanduser(), texts, force=force)


def _write(folder: Path, texts: Mapping[str, str], *, force: bool) -> list[Path]:
    """Write all files or, where one is in the way, none."""
    targets = {folder / f"{step}.md": text for step, text in texts.items()}
    for target in targets:
        if target.exists() and not force:
            raise PromptError(
                f"{target}: is there already; name a new folder, or replace it with --force "
                "(in Python force=True)"
            )
    with refused_as(PromptError, folder, "written"):
        folder.mkdir(parents=True, exist_ok=True)
        for target, text in targets.items():
            replace_file(target, text, mode=0o644)
    return list(targets)


def _looks_like_a_prompt(path: Path) -> bool:
    """Whether a file that no step reads was probably meant for one."""
    if path.suffix.lower() != ".md" or not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return file.read(6).lstrip(b"\xef\xbb\xbf").startswith(b"---")
    except OSError:
        return False
