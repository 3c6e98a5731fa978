"""Caching replies, so that the same call costs nothing the second time."""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_core.caches import RETURN_VAL_TYPE, BaseCache
from langchain_core.load import dumps
from langchain_core.messages import AIMessage, message_to_dict, messages_from_dict
from langchain_core.outputs import ChatGeneration

from headwise._files import make_file, make_folder
from headwise.chains.answer import StepUsage
from headwise.chains.llm.transport.call import Ask, Call
from headwise.chains.llm.transport.replies import was_blocked, was_cut_off
from headwise.errors import CacheError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_LOG = logging.getLogger(__name__)

BUSY_SECONDS = 30.0
"""How long a process waits for another one's write."""


class SqliteCache(BaseCache):
    """LangChain's cache interface over one SQLite file, for any number of processes.

    Keys are hashes: the file holds the model's replies, but neither prompts nor passages.
    The one in ``langchain_community`` stores the prompts, and needs SQLAlchemy.

    Raises:
        CacheError: The file cannot be created, or is no such cache.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path).expanduser()
        try:
            make_folder(self.path.parent)
            make_file(self.path)
            with closing(self._connect()) as database, database:
                database.execute(
                    "CREATE TABLE IF NOT EXISTS replies (key TEXT PRIMARY KEY, reply TEXT NOT NULL)"
                )
        except (OSError, sqlite3.Error) as error:
            raise CacheError(
                f"{self.path}: cannot be used as a cache of replies ({error}); name another file"
            ) from error

    def lookup(self, prompt: str, llm_string: str) -> RETURN_VAL_TYPE | None:
        """Return the replies to ``prompt``; ``None`` if there are none, or they are unreadable."""
        try:
            with closing(self._connect()) as database:
                row = database.execute(
                    "SELECT reply FROM replies WHERE key = ?", (_key(prompt, llm_string),)
                ).fetchone()
            messages = messages_from_dict(json.loads(row[0])) if row else None
        except (sqlite3.Error, ValueError, KeyError, TypeError) as error:
            _LOG.warning("%s: a cached reply cannot be read (%s)", self.path, error)
            return None
        return [ChatGeneration(message=message) for message in messages] if messages else None

    def update(self, prompt: str, llm_string: str, return_val: RETURN_VAL_TYPE) -> None:
        """Store the replies to ``prompt``; a failure is logged only."""
        replies = [
            message_to_dict(one.message) for one in return_val if isinstance(one, ChatGeneration)
        ]
        try:
            with closing(self._connect()) as database, database:
                database.execute(
                    "INSERT OR REPLACE INTO replies VALUES (?, ?)",
                    (_key(prompt, llm_string), json.dumps(replies)),
                )
        except sqlite3.Error as error:
            _LOG.warning("%s: a reply cannot be cached (%s)", self.path, error)

    def clear(self, **_kwargs: Any) -> None:  # noqa: ANN401 - LangChain's signature
        """Delete all replies."""
        with closing(self._connect()) as database, database:
            database.execute("DELETE FROM replies")

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path, timeout=BUSY_SECONDS)


class ReplyCache:
    """The cached replies of one model.

    Args:
        cache: LangChain's interface; ``None`` stores nothing.
        model: Its name and settings are part of the key, …
        address: … and so is its server: two servers may give different models the same name.
    """

    def __init__(self, cache: BaseCache | None, model: BaseChatModel, address: str | None) -> None:
        self._cache = cache
        self._model = f"{model._get_llm_string()}---{address or 'default'}"  # noqa: SLF001 - as LangChain's caching does

    def find(self, call: Call) -> AIMessage | None:
        """Return the cached reply, or ``None``."""
        found = self._cache.lookup(*self._key(call)) if self._cache else None
        return AIMessage(content=found[0].text) if found else None

    def store(self, call: Call, text: str) -> None:
        """Store the text of a reply."""
        if self._cache and text.strip():
            generation = ChatGeneration(message=AIMessage(content=text))
            self._cache.update(*self._key(call), [generation])

    def _key(self, call: Call) -> tuple[str, str]:
        return dumps(list(call.messages)), f"{self._model}---{call.form}"


def with_cache(ask: Ask, cache: ReplyCache) -> Ask:
    """Return what asks only if there is no cached reply, and stores complete replies."""

    async def asked(call: Call) -> AIMessage:
        if (found := cache.find(call)) is not None:
            call.run.usage.add(call.step, StepUsage(cached=1))
            return found
        reply = await ask(call)
        if not was_cut_off(reply) and not was_blocked(reply):
            cache.store(call, reply.text)
        return reply

    return asked


def open_cache(cache: str | Path | BaseCache | None) -> BaseCache | None:
    """Return ``cache`` itself, or the one in the file that it names."""
    return SqliteCache(cache) if isinstance(cache, str | Path) else cache


def _key(prompt: str, llm_string: str) -> str:
    return hashlib.sha256(f"{llm_string}\0{prompt}".encode()).hexdigest()
