"""Summaries written by a language model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headwise.chains.llm.combining import combine_with
from headwise.chains.llm.messages import Messages
from headwise.chains.llm.models import (
    CALL_SECONDS,
    CALL_SECONDS_LOCAL,
    address_of,
    is_local,
    model_name,
    resolve_model,
    retries_of,
)
from headwise.chains.llm.tokens import TokenCounter, Window
from headwise.chains.llm.transport.caching import ReplyCache, open_cache
from headwise.chains.llm.transport.limiting import (
    FIRST_OF_LOCAL,
    MOST_AT_ONCE,
    Limit,
    rate_limiter,
)
from headwise.chains.llm.transport.pipeline import connect
from headwise.chains.llm.triaging import triage_with
from headwise.chains.llm.writing import map_with
from headwise.chains.options import Options
from headwise.chains.summarizer import Summarizer

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings
    from langchain_core.language_models import BaseChatModel

    from headwise.prompts import Prompts


def llm_summarizer(
    llm: str | BaseChatModel, prompts: Prompts, embeddings: Embeddings, options: Options
) -> Summarizer:
    """Return the summarizer that writes with a language model.

    Args:
        llm: A chat model, or ``provider:model``.
        prompts: What it is told.
        embeddings: For choosing passages, and for extracts where the model fails.
        options: All of them.

    Raises:
        ModelError: The model is unknown, or its package or key is missing.
        CacheError: The cache's file cannot be used.
    """
    context_window, most_calls = options["context_window"], options["max_concurrency"]
    rate = rate_limiter(options["requests_per_second"])
    model = resolve_model(llm, context_window=context_window)
    name = llm if isinstance(llm, str) else model_name(model)
    local = is_local(model)
    messages = messages_for(model, prompts, context_window, options["language"])
    ask = connect(
        model,
        name=name,
        retries=retries_of(llm),
        silence=options["call_timeout"] or (CALL_SECONDS_LOCAL if local else CALL_SECONDS),
        streamed=local,
        limit=Limit(
            most_calls or MOST_AT_ONCE,
            first=FIRST_OF_LOCAL if local and most_calls is None else None,
            rate=rate,
        ),
        counter=messages.counter,
        cache=ReplyCache(open_cache(options["cache"]), model, address_of(model)),
        on_truncation=messages.limit_window,
    )
    return Summarizer(
        name=name,
        triage=triage_with(ask, messages),
        map=map_with(ask, messages, embeddings, options["passage_tokens"]),
        combine=combine_with(ask, messages),
        prompts=prompts.sha256,
    )


def messages_for(
    model: BaseChatModel,
    prompts: Prompts,
    context_window: int | None = None,
    language: str | None = None,
) -> Messages:
    """Return what each step sends to ``model``, cut to its context window."""
    return Messages(prompts, TokenCounter(model), Window.of(model, context_window), language)
