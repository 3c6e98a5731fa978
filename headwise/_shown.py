"""Records that notebooks and terminals show.

How they look, only the module ``display`` of their package knows, and registers here. It is
loaded when something is shown for the first time, so that records import nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Generic, TypeVar

Record = TypeVar("Record")


@dataclass(frozen=True)
class Look(Generic[Record]):
    """How the records of a class are shown."""

    line: Callable[[Record], str]
    """The ``repr``."""
    html: Callable[[Record], str]
    text: Callable[[Record], str] | None = None
    """The ``str``, where it is not the line."""


_WITH_DISPLAY = {"headwise.chains", "headwise.lab", "headwise.retrievers"}
_looks: dict[type, Look[Any]] = {}


def register(cls: type[Record], look: Look[Record]) -> None:
    """Have records of ``cls`` shown like that."""
    _looks[cls] = look


class Shown:
    """A record that is shown as its package's ``display`` says."""

    def __repr__(self) -> str:
        return _look_of(type(self)).line(self)

    def __str__(self) -> str:
        look = _look_of(type(self))
        return (look.text or look.line)(self)

    def _repr_html_(self) -> str:
        return _look_of(type(self)).html(self)


def _look_of(cls: type) -> Look[Any]:
    for ancestor in cls.__mro__:
        package = ".".join(ancestor.__module__.split(".")[:2])
        if package in _WITH_DISPLAY:
            import_module(f"{package}.display")
            if ancestor in _looks:
                return _looks[ancestor]
    raise TypeError(f"{cls.__name__}: no look is registered for it")
