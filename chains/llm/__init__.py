"""Summaries written by a language model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headwise.chains.llm.combining import combine_with
from headwise.chains.llm.limiting import Limit
from headwise.chains.llm.models import input_budget, model_name, resolve_model
from headwise.chains.llm.writing import map_with
from headwise.chains.summarizer import Summarizer

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings
    from langchain_core.language_models import BaseChatModel

    from headwise.prompts import Prompts


def llm_summarizer(
    llm: str | BaseChatModel, prompts: Prompts, embeddings: Embeddings, max_concurrency: int
) -> Summarizer:
    """Return the summarizer that writes with a language model.

    Args:
        llm: A chat model, or ``provider:model``.
        prompts: The words it is given.
        embeddings: For the extractive summary of a group that the model fails on.
        max_concurrency: Most calls of the model under way at once, of all steps together.

    Raises:
        ModelError: The model is unknown, or its package or key is missing.
    """
    model = resolve_model(llm)
    limit = Limit(max_concurrency)
    return Summarizer(
        name=llm if isinstance(llm, str) else model_name(model),
        map=map_with(model, limit, prompts, input_budget(model), embeddings),
        combine=combine_with(model, limit, prompts),
    )
