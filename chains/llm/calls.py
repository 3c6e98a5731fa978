"""Every call of a model goes through here: the concerns around it, and their order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from langchain_core.messages import AIMessage
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import ensure_config, merge_configs

from headwise.chains.llm.asking import sender
from headwise.chains.llm.caching import KeptReplies, with_cache
from headwise.chains.llm.call import Ask, Call
from headwise.chains.llm.cutting import OnCut, with_notice_of_cuts
from headwise.chains.llm.failures import with_failures
from headwise.chains.llm.limiting import Limit, with_limit
from headwise.chains.llm.retrying import with_retries
from headwise.chains.llm.timing import with_time_left
from headwise.chains.llm.tokens import TokenCounter
from headwise.chains.llm.usage import with_usage
from headwise.chains.llm.ways import with_other_ways
from headwise.chains.runtime.bridge import run_from_sync

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


@dataclass(frozen=True)
class CallOptions:
    """How the calls of one model are made."""

    name: str
    """``provider:model``, for messages."""
    retries: int
    """Further tries of a call that failed for a reason that may pass."""
    silence: float
    """Seconds without a sign of the server after which a call has failed."""
    streamed: bool
    """Whether replies are asked for piece by piece, so that a slow server's silence shows."""


def calls_of(
    model: BaseChatModel,
    options: CallOptions,
    *,
    limit: Limit,
    counter: TokenCounter,
    kept: KeptReplies,
    on_cut: OnCut,
) -> Ask:
    """Return what makes calls of ``model``: this is the order, from the model outwards."""
    ask = with_other_ways(sender(options.silence, streamed=options.streamed), model)
    ask = with_usage(ask, counter)
    ask = with_limit(ask, limit)
    ask = with_retries(ask, options.retries)
    ask = with_notice_of_cuts(ask, counter, on_cut)
    ask = with_failures(ask, model, options.name)
    ask = with_time_left(ask)
    return with_cache(ask, kept)


class Calls(Runnable[Call, AIMessage]):
    """Makes calls of one model for all steps; sync callers wait for the same coroutine.

    Invoked, it raises:
        ModelError: No call would succeed, or the time is over.
        CallFailedError: This one did not.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def invoke(
        self,
        input: Call,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **_kwargs: Any,  # noqa: ANN401 - LangChain's signature
    ) -> AIMessage:
        """Return the model's reply."""
        return run_from_sync(self._ask(_named(input, config)), input.run)

    async def ainvoke(
        self,
        input: Call,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **_kwargs: Any,  # noqa: ANN401 - LangChain's signature
    ) -> AIMessage:
        """Do as `invoke` does."""
        return await self._ask(_named(input, config))


def _named(call: Call, config: RunnableConfig | None) -> Call:
    """Return the call with the config by which it shows up in traces as its step's."""
    own: RunnableConfig = {
        "tags": [f"headwise:{call.step}"],
        "metadata": {"headwise_step": call.step},
    }
    return replace(call, config=merge_configs(ensure_config(config), own))
