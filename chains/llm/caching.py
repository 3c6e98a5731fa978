"""Replies kept on disk, so that the same call costs nothing the second time."""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_core.caches import RETURN_VAL_TYPE, BaseCache
from langchain_core.load import dumps
from langchain_core.messages import (
    AIMessage,
    BaseMessage,
    message_to_dict,
    messages_from_dict,
)
from langchain_core.outputs import ChatGeneration

from headwise._files import make_file, make_folder
from headwise.chains.llm.call import Ask, Call
from headwise.chains.llm.replies import was_blocked, was_cut_off
from headwise.errors import CacheError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_LOG = logging.getLogger(__name__)

BUSY_SECONDS = 30.0
"""How long one process waits for another one that is writing."""


class SqliteCache(BaseCache):
    """LangChain's cache interface over one SQLite file, for any number of processes.

    Keys are hashes: the file holds the model's replies, and neither prompts nor passages.
    ``langchain_community`` has one too, but that package is being given up, brings SQLAlchemy
    with it and stores the prompts.

    Raises:
        CacheError: The file cannot be made, or is something else.
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
        """Return the replies to ``prompt``, or ``None``; what cannot be read is not there."""
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
        """Keep the replies to ``prompt``; an answer does not fail if that fails."""
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
        """Forget everything."""
        with closing(self._connect()) as database, database:
            database.execute("DELETE FROM replies")

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path, timeout=BUSY_SECONDS)


class KeptReplies:
    """What one model replied to the same messages before.

    Args:
        cache: A cache of LangChain's, or ``None`` to keep nothing.
        model: Its name and settings are part of what has to be the same, …
        address: … and so is its server's address: two servers may call different models alike.
    """

    def __init__(self, cache: BaseCache | None, model: BaseChatModel, address: str | None) -> None:
        self._cache = cache
        self._settings = f"{model._get_llm_string()}---{address or 'default'}"  # noqa: SLF001 - as LangChain's caching does

    def find(self, messages: Sequence[BaseMessage], form: str) -> AIMessage | None:
        """Return the reply that was kept, or ``None``."""
        if self._cache is None:
            return None
        kept = self._cache.lookup(dumps(list(messages)), f"{self._settings}---{form}")
        return AIMessage(content=kept[0].text) if kept else None

    def keep(self, messages: Sequence[BaseMessage], form: str, text: str) -> None:
        """Keep the text of a reply."""
        if self._cache is not None and text.strip():
            generation = ChatGeneration(message=AIMessage(content=text))
            self._cache.update(dumps(list(messages)), f"{self._settings}---{form}", [generation])


def with_cache(ask: Ask, kept: KeptReplies) -> Ask:
    """Return what asks only where no whole reply to the same was kept, and keeps those."""

    async def asked(call: Call) -> AIMessage:
        found = kept.find(call.messages, call.form)
        if found is not None:
            call.run.usage.from_cache(call.step)
            return found
        reply = await ask(call)
        if not was_cut_off(reply) and not was_blocked(reply):
            kept.keep(call.messages, call.form, reply.text)
        return reply

    return asked


def open_cache(cache: str | Path | BaseCache | None) -> BaseCache | None:
    """Return ``cache`` itself, or the one in the file that it names."""
    return SqliteCache(cache) if isinstance(cache, str | Path) else cache


def _key(prompt: str, llm_string: str) -> str:
    return hashlib.sha256(f"{llm_string}\0{prompt}".encode()).hexdigest()
