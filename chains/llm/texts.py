"""Calls whose replies are read as text."""

from __future__ import annotations

from langchain_core.runnables import Runnable, RunnableLambda

from headwise.chains.llm.call import Call
from headwise.chains.llm.calls import Calls
from headwise.chains.llm.replies import text_of


def Texts(calls: Calls) -> Runnable[Call, str]:  # noqa: N802 - was a class
    """Return what gives the text of a reply."""
    return calls | RunnableLambda(text_of)
