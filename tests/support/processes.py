"""Processes that are forked from one that has the imports done, as importing takes seconds."""

import multiprocessing
import os
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

_FORKING = multiprocessing.get_context("forkserver")
_FORKING.set_forkserver_preload(
    [
        *("chromadb", "langchain_core.embeddings", "headwise.retrievers.indexing.run"),
        *("headwise.retrievers.search.retriever", "tests.support.killing", "tests.support.crowd"),
    ]
)


def start(function: Callable[..., None], *arguments: Any) -> BaseProcess:
    """Run a function of a module in a process of its own, with the environment of this one."""
    process = _FORKING.Process(target=_run, args=(dict(os.environ), function, *arguments))
    process.start()
    return process


def _run(environment: dict[str, str], function: Callable[..., None], *arguments: Any) -> None:
    os.environ.clear()
    os.environ.update(environment)
    function(*arguments)


def pipe() -> tuple[Connection, Connection]:
    """Return both ends of a pipe, one of which may be given to `start`."""
    return _FORKING.Pipe()
