"""The wrappers around every call of a model, in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headwise.chains.llm.tokens import TokenCounter
from headwise.chains.llm.transport.caching import ReplyCache, with_cache
from headwise.chains.llm.transport.call import Ask
from headwise.chains.llm.transport.failures import with_failures
from headwise.chains.llm.transport.fallbacks import with_fallbacks
from headwise.chains.llm.transport.limiting import Limit, with_limit
from headwise.chains.llm.transport.retrying import with_retries
from headwise.chains.llm.transport.sending import sender
from headwise.chains.llm.transport.timeouts import with_deadline
from headwise.chains.llm.transport.truncation import OnTruncation, with_truncation_check
from headwise.chains.llm.transport.usage import with_usage

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


def connect(
    model: BaseChatModel,
    *,
    name: str,
    retries: int,
    silence: float,
    streamed: bool,
    limit: Limit,
    counter: TokenCounter,
    cache: ReplyCache,
    on_truncation: OnTruncation,
) -> Ask:
    """Return what makes the calls of ``model``: the wrappers, from the model outwards.

    Args:
        model: What is called.
        name: ``provider:model``, for messages.
        retries: Further attempts after transient errors.
        silence: Seconds without a sign of the server after which a call has failed.
        streamed: Whether replies are streamed, so that a slow server's silence shows.
        limit: Of concurrent calls.
        counter: Counts tokens.
        cache: Replies that are known.
        on_truncation: Gets the tokens that the server reads, where it truncates a prompt.

    It raises:
        ModelError: No call would succeed, or the time is over.
        CallFailedError: This call failed.
    """
    ask = with_fallbacks(sender(silence, streamed=streamed), model)
    ask = with_usage(ask, counter)
    ask = with_limit(ask, limit)
    ask = with_retries(ask, retries)
    ask = with_truncation_check(ask, counter, on_truncation)
    ask = with_failures(ask, model, name)
    ask = with_deadline(ask)
    return with_cache(ask, cache)
