"""Chroma with settings of our own: neither ``.env`` nor the environment decides any of them.

Chroma's ``Settings`` reads ``.env`` of the current folder and environment variables without a
prefix. A folder that somebody else made could so name the server that passages are sent to, or
a class to be loaded, and already does at ``import chromadb``, which makes settings of its own.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chromadb.config import Settings

_importing = threading.Lock()


def import_chroma() -> ModuleType:
    """Return the module ``chromadb``, imported without reading ``.env`` or the environment."""
    if "chromadb" not in sys.modules:
        with _importing, _defaults_only():
            import chromadb
    import chromadb

    return chromadb


def own_settings(**values: Any) -> Settings:  # noqa: ANN401 - each setting has a type of its own
    """Return Chroma's defaults with ``values``, without telemetry, from no other source."""
    return _settings_class()(anonymized_telemetry=False, **values)


@cache
def _settings_class() -> type[Settings]:
    import_chroma()
    from chromadb.config import Settings
    from pydantic import BaseModel

    class OwnSettings(Settings):
        def __init__(self, **values: Any) -> None:  # noqa: ANN401 - as above
            BaseModel.__init__(self, **values)

    return OwnSettings


@contextmanager
def _defaults_only() -> Iterator[None]:
    """Have Chroma's settings made of their defaults alone."""
    from pydantic import BaseModel
    from pydantic_settings import BaseSettings

    original = BaseSettings.__init__

    def init(self: BaseSettings, *arguments: Any, **values: Any) -> None:  # noqa: ANN401
        if type(self).__module__.startswith("chromadb."):
            BaseModel.__init__(self, **values)
        else:
            original(self, *arguments, **values)

    BaseSettings.__init__ = init  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        BaseSettings.__init__ = original  # type: ignore[method-assign]
