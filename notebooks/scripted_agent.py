"""A stand-in for an agent's model: it calls the first tool once, and passes on what that says.

No network, no weights, always the same reply. It shows how the parts fit together and tells
nothing about how well a real model uses a tool: set HEADWISE_LLM to try one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool

SENTENCES = 2
"""How many sentences of a tool's result it repeats."""


class ScriptedAgent(BaseChatModel):
    """A chat model that asks its first tool the user's question, then repeats the result."""

    @property
    def _llm_type(self) -> str:
        return "scripted-agent"

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,  # noqa: ARG002 - LangChain's signature
        **kwargs: Any,  # noqa: ANN401 - LangChain's signature
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Return the model with these tools to call."""
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002 - LangChain's signature
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002
        *,
        tools: Sequence[dict[str, Any]] = (),
        **kwargs: Any,  # noqa: ANN401, ARG002
    ) -> ChatResult:
        message = _reply(messages[-1], tools)
        return ChatResult(generations=[ChatGeneration(message=message)])


def _reply(last: BaseMessage, tools: Sequence[dict[str, Any]]) -> AIMessage:
    if isinstance(last, ToolMessage) or not tools:
        return AIMessage(_shortened(last.text))
    tool = tools[0]["function"]
    argument = next(iter(tool["parameters"]["properties"]))
    call = {"name": tool["name"], "args": {argument: last.text}, "id": "call-1"}
    return AIMessage("", tool_calls=[call])


def _shortened(said: str) -> str:
    lines = (line for line in said.splitlines() if not line.startswith("#"))
    sentences = " ".join(lines).split(". ")
    return ". ".join(sentences[:SENTENCES]).rstrip(".") + "."
