"""The chain from hits to sections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from langchain_core.runnables import Runnable, RunnableLambda
from typing_extensions import TypedDict, Unpack

from headwise.chains.answer import Answer
from headwise.chains.hits import AnyHit, read_hits
from headwise.chains.options import Options, completed
from headwise.chains.pipeline import Task, answering, question_in

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


class SectionsInput(TypedDict):
    """What `sections_chain` takes."""

    question: str
    hits: Sequence[AnyHit]
    """As `Hit`, as dicts in the JSON form, or as LangChain documents."""


def sections_chain(
    llm: str | BaseChatModel | None = None, **options: Unpack[Options]
) -> Runnable[SectionsInput, Answer]:
    """Return the chain from ``{"question", "hits"}`` to an `Answer`.

    Args:
        llm: A chat model, ``provider:model``, or ``None`` for extracts: the documents' own
            sentences, chosen for the question, without any language model.
        **options: How the answer is written; see `headwise.chains.Options`.

    Raises:
        CacheError: The cache's file cannot be used.
        ModelError: Here, if the model is unknown or lacks its key; when invoked, if it
            cannot be reached, refuses the key, or fails on every section.
        QuestionError: When invoked with an empty question, or something else than expected.
        HitsError: When invoked with hits that are not of the expected form.

    >>> hit = {"text": "Pooling layers halve the width and height of every feature map.",
    ...        "sub_heading": "2.3 Pooling layer", "collection_name": "cnn", "similarity": 0.91}
    >>> answer = sections_chain().invoke({"question": "What does pooling do?", "hits": [hit]})
    >>> print(answer.markdown)
    ## Pooling layer
    Pooling layers halve the width and height of every feature map.
    """

    def read(inputs: SectionsInput) -> Task:
        question = question_in(inputs, ', "hits": […]')
        return Task(question, read_hits(inputs.get("hits")))

    chain = RunnableLambda(read, name="read hits") | answering(llm, completed(options))
    return chain.with_config(run_name="headwise sections").with_types(
        input_type=SectionsInput, output_type=Answer
    )
