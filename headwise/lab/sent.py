"""The exact messages that a step sends."""

from __future__ import annotations

from collections.abc import Sequence

from headwise import _html as show
from headwise.lab.journal import NOT_WRITTEN, Call, Message

PREVIEW = (
    "a preview: replies that these messages hold are not written yet; "
    "after a run they stand in their place"
)


class SentMessages:
    """The messages of each call of one step: ``sent[0][1].text`` is the first human one."""

    def __init__(self, step: str, calls: Sequence[Call], remark: str = "") -> None:
        self.step = step
        self.calls = tuple(calls)
        self.remark = remark
        if any(NOT_WRITTEN in message.text for call in self.calls for message in call.messages):
            self.remark = PREVIEW

    def __getitem__(self, number: int) -> tuple[Message, ...]:
        return self.calls[number].messages

    def __len__(self) -> int:
        return len(self.calls)

    def _title(self, number: int) -> str:
        known = "reply known" if self.calls[number].reply is not None else "not called yet"
        return f"{self.step}, call {number + 1} of {len(self.calls)} ({known})"

    def __repr__(self) -> str:
        blocks = [f"({self.remark})"] if self.remark else []
        for number, call in enumerate(self.calls):
            blocks.append(f"=== {self._title(number)}")
            blocks += [f"--- {message.role}\n{message.text}" for message in call.messages]
        return "\n\n".join(blocks)

    def _repr_html_(self) -> str:
        blocks = [show.warning(self.remark)] if self.remark else []
        for number, call in enumerate(self.calls):
            blocks.append(show.heading(self._title(number)))
            for message in call.messages:
                blocks += [show.muted(message.role), show.verbatim(message.text)]
        return show.card(*blocks)
