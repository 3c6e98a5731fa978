"""A stand-in for a language model: no network, no weights, always the same reply.

It picks sentences of the material it is given, and follows the few instructions in its prompt
that it knows, so that a changed prompt visibly changes the answer:

- "at most three sentences", "no more than 30 words" limit each summary
  (without any of them it writes three sentences);
- "at most two sections" limits the sections that it chooses;
- 'begin with "In short:"' begins each summary so;
- "all sentences in upper case" is followed as well.

Of several such instructions the last one counts. Everything else in a prompt it ignores, so it
tells nothing about how well real models follow one: set HEADWISE_LLM to try one of those.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

USUAL_SENTENCES = 3
"""Sentences of a summary if the prompt names no number."""

_NUMBERS = {word: n for n, word in enumerate("one two three four five six seven".split(), start=1)}
_LIMIT = re.compile(r"\b(?:at most|no more than) (\w+) (sentence|word|section)s?\b", re.IGNORECASE)
_BEGINNING = re.compile(r"\bbegin with [\"“]([^\"”\n]+)[\"”]", re.IGNORECASE)
_UPPER = re.compile(r"\ball sentences in upper case\b", re.IGNORECASE)
_MATERIAL = re.compile(r'<(passage|part|summary|section) id="(\d+)">\n(.*?)\n</\1>', re.DOTALL)
_QUESTION = re.compile(r"^Question: (.*)$", re.MULTILINE)
_NUMBERED = re.compile(r"^\[(\d+)\] (.*)$", re.MULTILINE)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"(])")
_WORD = re.compile(r"\w{4,}")


class ScriptedModel(BaseChatModel):
    """A chat model that follows a script; see the module."""

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _get_ls_params(self, stop: list[str] | None = None, **kwargs: Any) -> Any:  # noqa: ANN401 - LangChain's signature
        return {**super()._get_ls_params(stop, **kwargs), "ls_provider": "scripted"}

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002 - LangChain's signature
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,  # noqa: ANN401, ARG002
    ) -> ChatResult:
        asked = [message.text for message in messages]
        text = reply_to("\n".join(asked[:-1]), asked[-1])
        message = AIMessage(text, usage_metadata=_usage("\n".join(asked), text))
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,  # noqa: ANN401 - LangChain's signature
    ) -> Iterator[ChatGenerationChunk]:
        message = self._generate(messages, stop, run_manager, **kwargs).generations[0].message
        words = re.findall(r"\S+\s*", message.text)
        for number, word in enumerate(words, start=1):
            chunk = AIMessageChunk(word)
            if number == len(words) and isinstance(message, AIMessage):
                chunk.usage_metadata = message.usage_metadata
            if run_manager:
                run_manager.on_llm_new_token(word)
            yield ChatGenerationChunk(message=chunk)


def reply_to(instructions: str, task: str) -> str:
    """Return the scripted reply to a prompt of one of Headwise's steps.

    Args:
        instructions: The system message; what it says about length and beginning is followed.
        task: The human message, with the question and the material between tags.
    """
    found = _QUESTION.findall(task)
    material = _MATERIAL.findall(task)
    tags = {tag for tag, _, _ in material}
    if "section" in tags:
        ids = [int(id_) for _, id_, _ in material]
        return json.dumps({"ids": ids[: _limits(instructions)["section"]]})
    if "summary" in tags:
        return _repetitions(task)
    sentences = _ranked(_sentences([text for _, _, text in material]), found[-1] if found else "")
    return _written(instructions, sentences)


def _repetitions(task: str) -> str:
    """Name the numbers of the sentences that an earlier one has word by word."""
    said: set[str] = set()
    drop = []
    for number, sentence in _NUMBERED.findall(task):
        if sentence.casefold() in said:
            drop.append(int(number))
        said.add(sentence.casefold())
    return json.dumps({"drop": drop, "same_as": []})


def _written(instructions: str, sentences: Sequence[str]) -> str:
    """Put sentences together as the instructions want them."""
    limits = _limits(instructions)
    text = " ".join(sentences[: limits["sentence"]])
    if limits["word"] and len(words := text.split()) > limits["word"]:
        text = " ".join(words[: limits["word"]]).rstrip(",;:.") + " …"
    if _UPPER.search(instructions):
        text = text.upper()
    for beginning in _BEGINNING.findall(instructions)[-1:]:
        text = text if text.startswith(beginning) else f"{beginning} {text}"
    return text


def _limits(instructions: str) -> dict[str, int | None]:
    """Return the most sentences, words and sections that the instructions allow."""
    limits = {"sentence": USUAL_SENTENCES, "word": None, "section": None}
    for number, unit in _LIMIT.findall(instructions):
        limits[unit.lower()] = int(number) if number.isdigit() else _NUMBERS.get(number.lower())
    return limits


def _sentences(texts: Sequence[str]) -> list[str]:
    running = (line for text in texts for line in text.split("\n\n") if not line.startswith("|"))
    return [s for line in running for s in _SENTENCE_END.split(" ".join(line.split())) if s]


def _ranked(sentences: list[str], question: str) -> list[str]:
    """Return those sentences first that share most words with the question, else in order."""
    asked = set(_WORD.findall(question.casefold()))
    return sorted(sentences, key=lambda s: -len(asked & set(_WORD.findall(s.casefold()))))


def _usage(asked: str, replied: str) -> UsageMetadata:
    """Count words, as if each were a token."""
    into, out = len(asked.split()), len(replied.split())
    return UsageMetadata(input_tokens=into, output_tokens=out, total_tokens=into + out)
