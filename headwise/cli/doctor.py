"""``headwise doctor``."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

import click

from headwise.cli import options
from headwise.cli.status import ANSWERED, FAILED
from headwise.cli.terminal import print_json, result
from headwise.errors import HeadwiseError
from headwise.providers import key_name

EXTRAS = {
    "ocr": ("rapidocr", "reads scanned pages"),
    "serve": ("fastapi", "the page of 'headwise serve'"),
    "mcp": ("mcp", "tools for assistants"),
    "notebook": ("ipywidgets", "PromptLab.widget()"),
    "plot": ("matplotlib", "headwise calibrate --plot"),
}
PROVIDERS = ("openai", "anthropic", "google_genai", "mistralai", "groq", "ollama")
PACKAGES = ("chromadb", "langchain-core", "pypdfium2", "onnxruntime")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    what: str
    state: str
    ok: bool = True
    """False if something is broken; what is merely not installed is fine."""


@click.command()
@options.library
@options.embeddings
@options.as_json
def doctor(library: str | None, embeddings: str | None, as_json: bool) -> int:
    """Check the installation: versions, embedding model, library, extras, providers, keys.

    Status 1 if something is broken. Keys are looked for, never printed.
    """
    found = list(_findings(library, embeddings))
    if as_json:
        print_json([vars(finding) for finding in found])
    else:
        width = max(len(finding.what) for finding in found)
        for finding in found:
            mark = "ok " if finding.ok else "!! "
            result(f"{mark}{finding.what:{width}}  {finding.state}")
    return ANSWERED if all(finding.ok for finding in found) else FAILED


def _findings(library: str | None, embeddings: str | None) -> Iterator[Finding]:
    from headwise import __version__

    yield Finding("headwise", f"{__version__} on Python {platform.python_version()}")
    for name in PACKAGES:
        yield Finding(name, *_version(name))
    yield _tried("embedding model", lambda: _embeds(embeddings))
    yield _tried("library", lambda: _library(library, embeddings))
    for extra, (module, purpose) in EXTRAS.items():
        there = find_spec(module) is not None
        remedy = "installed" if there else f"not installed: pip install 'headwise[{extra}]'"
        yield Finding(f"extra {extra}", f"{remedy} ({purpose})")
    for provider in PROVIDERS:
        yield Finding(f"--llm {provider}:…", _provider(provider))


def _version(name: str) -> tuple[str, bool]:
    try:
        return version(name), True
    except PackageNotFoundError:
        return f"missing: pip install {name}", False


def _tried(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, look())
    except HeadwiseError as error:
        return Finding(what, str(error), ok=False)


def _embeds(embeddings: str | None) -> str:
    """Return the model's name once it has embedded something; others' are not called."""
    from headwise.retrievers import load_embeddings
    from headwise.retrievers.embeddings import embeddings_name

    model = load_embeddings(embeddings)
    if embeddings is not None and not embeddings.startswith("embedded:"):
        return f"{embeddings_name(model)} (not called)"
    return f"{embeddings_name(model)}, {len(model.embed_query('a test'))} dimensions"


def _library(library: str | None, embeddings: str | None) -> str:
    from headwise import Library

    opened = Library(library, embeddings)
    documents = opened.documents()
    count = f"{len(documents)} documents" if documents else "nothing indexed yet"
    return f"{opened.location}: {count}"


def _provider(name: str) -> str:
    if find_spec(f"langchain_{name}") is None:
        return f"not installed: pip install langchain-{name.replace('_', '-')}"
    key = key_name(name)
    if key is None:
        return "installed; needs no key"
    return f"installed, {key} is set" if os.environ.get(key) else f"installed; set {key} to use it"
