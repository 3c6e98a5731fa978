"""What an answer would cost, and what would be sent, without sending anything."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from langchain_core.messages import BaseMessage, get_buffer_string
from pydantic import BaseModel, ConfigDict
from typing_extensions import Unpack

from headwise._wording import counted
from headwise.chains.hits import AnyHit, read_hits
from headwise.chains.options import Options, completed
from headwise.chains.pipeline import check_question, threshold_of
from headwise.chains.steps.group import group
from headwise.chains.steps.prepare import prepare
from headwise.prompts import load_prompts
from headwise.retrievers.embeddings import load_embeddings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from headwise.chains.draft import HeadingGroup
    from headwise.chains.llm.messages import Messages

SUMMARY_TOKENS = 150
"""Expected of one summary: the prompts ask for two to five sentences."""
IDS_TOKENS = 20
"""Expected of a reply that is a few integers."""

_PLACEHOLDER = re.compile(r"\[summary of [^\]\n]*\]")


class PlannedCall(BaseModel):
    """One call of a model that an answer would make."""

    model_config = ConfigDict(frozen=True)

    step: str
    """``triage``, ``map``, ``reduce`` or ``combine``."""
    heading: str | None = None
    """The section that the call is about; ``None`` for all of them."""
    text: str
    """All that is sent. Summaries that are not written yet stand as ``[summary …]``."""
    input_tokens: int
    output_tokens: int
    """Expected."""


class Plan(BaseModel):
    """The calls that an answer would make, if nothing has to be repaired or tried again."""

    model_config = ConfigDict(frozen=True)

    question: str
    llm: str
    """``provider:model``, or ``extractive``, which calls nothing."""
    sections: int
    hits: int
    calls: tuple[PlannedCall, ...] = ()
    exact: bool = False
    """Whether the model's own tokenizer counted what is sent; otherwise it is estimated."""

    @property
    def input_tokens(self) -> int:
        """Tokens sent, of all calls."""
        return sum(call.input_tokens for call in self.calls)

    @property
    def output_tokens(self) -> int:
        """Tokens expected back, of all calls."""
        return sum(call.output_tokens for call in self.calls)

    def __str__(self) -> str:
        """Return the plan as text, for people: what is sent by each call, then the sums."""
        parts = []
        for number, call in enumerate(self.calls, start=1):
            about = f" of {call.heading!r}" if call.heading else ""
            parts.append(
                f"--- call {number}: {call.step}{about}, "
                f"{call.input_tokens} tokens in, about {call.output_tokens} out\n\n{call.text}\n"
            )
        how = "" if self.exact else " (estimated)"
        parts.append(
            f"{self.llm}: {counted(self.sections, 'section')} from {counted(self.hits, 'hit')}, "
            f"{counted(len(self.calls), 'call')}, {self.input_tokens} tokens in{how}, "
            f"about {self.output_tokens} out"
        )
        return "\n".join(parts)


def plan_calls(
    question: str,
    hits: Iterable[AnyHit],
    llm: str | BaseChatModel | None = None,
    **options: Unpack[Options],
) -> Plan:
    """Return the calls that `sections_chain` would make of a model, calling nothing.

    All sections are counted as if triage kept them and their summaries were to be combined.
    For `ask_chain`, give the hits of its retriever: ``retriever.invoke(question)``. No key is
    needed.

    Args:
        question: As for the chain.
        hits: As models, dicts or LangChain documents.
        llm: A chat model or ``provider:model``; ``None`` makes no calls.
        **options: As for the chain.

    Raises:
        ModelError: The model is unknown, or its context window too small for the prompts.
        QuestionError: The question is empty.
        HitsError: The hits are not of the expected form.

    >>> hit = {"text": "Pooling halves the width of every feature map.",
    ...        "sub_heading": "2.3 Pooling", "collection_name": "cnn", "similarity": 0.9}
    >>> plan = plan_calls("What is pooling for?", [hit], "openai:gpt-5-mini")
    >>> print(*[f"{call.step}: {call.heading}" for call in plan.calls])
    map: Pooling
    """
    chosen = completed(options)
    question = check_question(question)
    kept = prepare(read_hits(hits), threshold_of(chosen)).kept
    groups = group(kept, chosen["same_heading"])
    plan = Plan(question=question, llm="extractive", sections=len(groups), hits=len(kept))
    if llm is None:
        return plan

    from headwise.chains.llm import messages_for
    from headwise.chains.llm.models import model_name, resolve_model

    model = resolve_model(llm, key_needed=False)
    prompts = chosen["prompts"] or load_prompts()
    messages = messages_for(model, prompts, chosen["context_window"], chosen["language"])
    calls = [
        *(_triage(messages, question, groups) if len(groups) > 1 else ()),
        *(call for one in groups for call in _for_group(messages, question, one, chosen)),
        *(_to_combine(messages, question, groups) if len(groups) > 1 else ()),
    ]
    return plan.model_copy(
        update={
            "llm": llm if isinstance(llm, str) else model_name(model),
            "calls": tuple(calls),
            "exact": messages.counter.exact,
        }
    )


def _triage(
    messages: Messages, question: str, groups: Sequence[HeadingGroup]
) -> Iterable[PlannedCall]:
    from headwise.chains.llm.triaging import excerpt

    shown = {one.id: excerpt(one, question) for one in groups}
    for part in messages.triage_batches(question, groups, shown):
        yield _call(messages, "triage", None, messages.triage(question, part, shown), IDS_TOKENS)


def _for_group(
    messages: Messages, question: str, one: HeadingGroup, options: Options
) -> Iterable[PlannedCall]:
    from headwise.chains.llm.selecting import passages_of

    embeddings = load_embeddings(options["embeddings"])
    texts = passages_of(one, question, options["passage_tokens"], messages.counter.text, embeddings)
    parts = messages.text_batches("map", question, texts)
    for part in parts:
        yield _call(messages, "map", one.heading, messages.map(question, part, one))
    written = len(parts)
    while written > 1:
        summaries = [_placeholder(f"part {n}") for n in range(1, written + 1)]
        most = max(2, messages.room("reduce", question) // SUMMARY_TOKENS)
        batches = [summaries[at : at + most] for at in range(0, written, most)]
        for batch in batches:
            yield _call(messages, "reduce", one.heading, messages.reduce(question, batch))
        written = len(batches)


def _to_combine(
    messages: Messages, question: str, groups: Sequence[HeadingGroup]
) -> Iterable[PlannedCall]:
    summaries = {one.id: [_placeholder(f"section {one.id}")] for one in groups}
    for part in messages.combine_batches(question, summaries):
        yield _call(messages, "combine", None, messages.combine(question, part), IDS_TOKENS)


def _call(
    messages: Messages,
    step: str,
    heading: str | None,
    asked: list[BaseMessage],
    output_tokens: int = SUMMARY_TOKENS,
) -> PlannedCall:
    text = get_buffer_string(asked)
    placeholders = _PLACEHOLDER.findall(text)
    unwritten = len(placeholders) * SUMMARY_TOKENS - sum(
        messages.counter.text(placeholder) for placeholder in placeholders
    )
    return PlannedCall(
        step=step,
        heading=heading,
        text=text,
        input_tokens=messages.counter.messages(asked) + unwritten,
        output_tokens=output_tokens,
    )


def _placeholder(of: str) -> str:
    """Return the placeholder of a summary that is not written yet."""
    return f"[summary of {of}, about {SUMMARY_TOKENS} tokens]"
