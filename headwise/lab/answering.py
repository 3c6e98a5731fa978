"""Answering questions with variants, several side by side, and keeping every trial."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace

from headwise.chains.runtime.bridge import run_from_sync
from headwise.lab.named import NamedPrompts
from headwise.lab.running import Runner
from headwise.lab.trials import Trial

QUESTIONS_AT_ONCE = 4
"""Questions answered side by side; the calls for each are side by side as well."""


class Answering:
    """Answers questions with variants, and keeps the last trial of each pair.

    A trial counts for a variant as long as its words are the same, whatever it is called.

    Args:
        runner: Makes the trials.
        named: The variants' prompts.
        max_concurrency: Calls of the model under way at once, of all questions together.
    """

    def __init__(self, runner: Runner, named: NamedPrompts, max_concurrency: int) -> None:
        self._runner = runner
        self._named = named
        self._concurrency = max_concurrency
        self._trials: dict[tuple[str, str], Trial] = {}

    def run(self, name: str, questions: Sequence[str]) -> list[Trial]:
        """Return the trials of a variant on questions, in their order."""
        return run_from_sync(self.arun(name, questions))

    async def arun(self, name: str, questions: Sequence[str]) -> list[Trial]:
        """Do as `run` does."""
        at_once = asyncio.Semaphore(QUESTIONS_AT_ONCE)
        share = max(1, self._concurrency // min(QUESTIONS_AT_ONCE, len(questions)))

        async def one(question: str) -> Trial:
            async with at_once:
                trial = await self._runner.run(name, self._named[name], question, share)
            self._trials[self._key(name, question)] = trial
            return trial

        return await asyncio.gather(*map(one, questions))

    def is_run(self, name: str, question: str) -> bool:
        """Whether there is a trial of this variant on this question."""
        return self._key(name, question) in self._trials

    def trials(self, names: Sequence[str], questions: Sequence[str]) -> Iterator[Trial]:
        """Yield the trials of each question in turn, run where there is none yet."""
        for name in names:
            missing = [question for question in questions if not self.is_run(name, question)]
            if missing:
                self.run(name, missing)
        for question in questions:
            for name in names:
                yield replace(self._trials[self._key(name, question)], variant=name)

    def _key(self, name: str, question: str) -> tuple[str, str]:
        return self._named[name].sha256, question
