"""The tries of one call: what came of each, and whether there is another."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from langchain_core.messages import AIMessage, AIMessageChunk

from headwise.chains.llm.call import Call
from headwise.chains.llm.failures import BlockedError, failure
from headwise.chains.llm.retrying import is_stale, pause_before_retry
from headwise.chains.llm.structured import Forms, text_of

LONGEST_REPLY = 200_000
"""Characters after which a reply that goes on and on is not listened to any more."""
MOST_STALE = 200
"""Connections of an event loop that has ended, which a client may still hold."""
NO_CHUNKS = "No generation chunks were returned"
"""What LangChain raises if a stream has nothing in it: an empty reply like any other."""


class Attempt:
    """One try of a call: what came of it, and how long it took."""

    def __init__(self) -> None:
        self.chunks: list[AIMessage] = []
        self._characters = 0
        self._begun = time.perf_counter()

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.perf_counter() - self._begun

    @property
    def too_long(self) -> bool:
        """Whether the reply goes on and on."""
        return self._characters > LONGEST_REPLY

    def take(self, chunk: AIMessage) -> AIMessage:
        """Take note of the next piece of the reply, and return it."""
        self.chunks.append(chunk)
        self._characters += len(text_of(chunk))
        return chunk


class Attempts:
    """Decides after each try of a call whether there is another one, and how it is made."""

    def __init__(
        self,
        call: Call,
        forms: Forms | None,
        retries: int,
        secrets: Sequence[str],
        kept: AIMessage | None,
    ) -> None:
        self.kept = kept
        """The reply to the same messages from earlier, which makes trying needless."""
        self.go_on = kept is None
        self.form = forms.best if forms else 0
        self.pause = 0.0
        self.failure: Exception | None = None
        """To be raised in the end. Kept until no exception is being handled, so that it does not
        drag the provider's along, which may repeat the key."""
        self._call = call
        self._forms = forms
        self._retries = retries
        self._secrets = secrets
        self._failed = 0
        self._stale = 0

    def succeeded(self) -> None:
        """Take note that the reply has come to its end."""
        self.go_on, self.pause = False, 0.0
        if self._forms:
            self._forms.best = max(self.form, self._forms.best)

    def failed(self, attempt: Attempt, error: Exception) -> Iterator[AIMessage]:
        """Take note of a failed try; yield what ends a reply that had begun."""
        self.pause = 0.0
        run = self._call.run
        if self._stale < MOST_STALE and is_stale(error) and not attempt.chunks:
            self._stale += 1
            return
        run.usage.failed(self._call.step, attempt.seconds)
        cut = "" if str(error) == NO_CHUNKS else _cut_off_reply(error)
        if cut is not None or attempt.chunks:
            self.go_on = False
            text = "" if attempt.chunks else cut or ""
            yield AIMessageChunk(content=text, response_metadata={"finish_reason": "broken"})
            return
        following = self._forms.after(self.form, error) if self._forms else None
        if following is not None:
            self.form = following
            return
        self._failed += 1
        pause = pause_before_retry(error, self._failed, self._retries)
        if pause is not None and pause < run.remaining and not run.cancelled:
            self.pause = pause
            return
        self.go_on = False
        blocked = type(error).__name__ == "ContentFilterFinishReasonError"
        self.failure = BlockedError("content filter") if blocked else failure(error, self._secrets)


def _cut_off_reply(error: Exception) -> str | None:
    """Return the text of a reply that OpenAI's client raises because it broke off."""
    if type(error).__name__ != "LengthFinishReasonError":
        return None
    completion = getattr(error, "completion", None)
    try:
        return str(completion.choices[0].message.content or "")  # type: ignore[union-attr]
    except (AttributeError, IndexError):
        return ""
