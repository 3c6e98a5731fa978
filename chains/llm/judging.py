"""Judging a summary that a model wrote: what is usable of it, and what is wrong with it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Collection, Sequence

from langchain_core.messages import AIMessage

from headwise.chains.grounding import Sources
from headwise.chains.grounding.instructions import is_injected
from headwise.chains.llm.repairing import Parsed
from headwise.chains.llm.transport.replies import (
    json_values,
    text_of,
    was_blocked,
    was_cut_off,
)
from headwise.retrievers.text.language import language_of
from headwise.retrievers.text.plain import plain_text
from headwise.retrievers.text.sentences import sentences
from headwise.retrievers.text.stems import stems
from headwise.retrievers.text.vocabulary import pattern

LONGEST_SUMMARY = 1_500
"""Characters: twice what the prompts ask for."""
MOST_UNSUPPORTED = 0.5
"""Share of a summary's sentences that its sources need not support."""
LOOP = 200
"""Bytes from which a text may be a loop."""
LOOP_DENSITY = 0.2
"""Share of its bytes to which a loop can be compressed; running text keeps .45 or more."""
REFUSED = "the model refused to answer"
LONGEST_REFUSAL = 400
"""Characters; a longer text says more than that."""

_NOTHING = re.compile(r"\W*nothing\W*(?:here\W*)?", re.IGNORECASE)
_REFUSAL = re.compile(
    rf"[^.!?]{{0,60}}\b{pattern('refusal')}\b[^.]{{0,40}}\b{pattern('assist')}", re.IGNORECASE
)
_ABOUT_PASSAGES = re.compile(
    rf"\b{pattern('pointing')} (?:\w+ )?{pattern('excerpt')}\b|\bpassage (?:id|\d)"
    rf"|^{pattern('pointing')} {pattern('asked')}\b",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    rf"\b{pattern('plea')} (?:\w+ ){{0,2}}{pattern('supply')}\b|\b{pattern('offer')}\b",
    re.IGNORECASE,
)


def parse_summary(
    reply: AIMessage,
    question: str,
    material: Sequence[str],
    sources: Sources,
    languages: Collection[str] = (),
) -> Parsed[str]:
    """Return what is usable of a reply as a summary of ``material`` for ``question``.

    The text is empty if the reply says that the material does not bear on the question.

    Args:
        reply: The model's.
        question: What the summary is to answer.
        material: The passages that were sent.
        sources: What the statements are compared with.
        languages: Those that the summary may be in; empty for any.
    """
    raw = text_of(reply).strip()
    text = _once(plain_text(raw))
    refused = was_blocked(reply) or (len(text) <= LONGEST_REFUSAL and _REFUSAL.match(text))
    problem = REFUSED if refused else _useless(raw, text, question, material)
    if problem or _NOTHING.fullmatch(text):
        return Parsed(None if problem else "", problem)
    if problem := _unsupported(text, question, sources):
        return Parsed(problem=problem)
    if was_cut_off(reply):
        complete = _complete_sentences(text)
        # The model's output limit would cut the next reply off as well.
        final = bool(text) and not complete.endswith(" …")
        return Parsed(complete, "it breaks off before its end", final=final)
    if len(text) > LONGEST_SUMMARY:
        return Parsed(shortened(text), "it is far too long for a summary", final=True)
    language = language_of(text) if languages else None
    if language is None or language in languages:
        return Parsed(text)
    return Parsed(text, f"it is in {language}, not in {' or '.join(languages)}")


def _useless(raw: str, text: str, question: str, material: Sequence[str]) -> str | None:
    """Return why nothing of a text is usable, or ``None``."""
    if not any(map(str.isalnum, text)):
        return "there is no running text in the reply"
    if _loops(text):
        return "it repeats itself without end"
    if raw.startswith(("{", "[")) and next(json_values(raw), None) is not None:
        return "it is JSON, not running text"
    given = " ".join(material)
    for mistake, problem in (
        (_ABOUT_PASSAGES, "it talks about what it was given instead of what that says"),
        (_REQUEST, "it asks the reader for something"),
    ):
        found = mistake.search(text)
        if found and found.group().casefold() not in given.casefold():
            return f"{problem} ({found.group()!r})"
    words = stems(text)
    if words and words <= stems(question) and not words <= stems(given):
        return "it only repeats the question"
    return None


def _loops(text: str) -> bool:
    """Whether a text is the same few letters or words over and over, as small models may write."""
    written = text.encode()
    return len(written) >= LOOP and len(zlib.compress(written)) < LOOP_DENSITY * len(written)


def _once(text: str) -> str:
    """Return a text without sentences that it has said before."""
    seen: set[str] = set()
    paragraphs = []
    for paragraph in text.split("\n\n"):
        every = sentences(paragraph)
        new = [one for one in dict.fromkeys(every) if one not in seen]
        seen.update(new)
        paragraphs.append(paragraph if len(new) == len(every) else " ".join(new))
    return "\n\n".join(filter(None, paragraphs))


def _unsupported(text: str, question: str, sources: Sources) -> str | None:
    """Return which sentences the sources do not support, if these are most of them."""
    reasons = {
        one: "it is an instruction" if is_injected(one, question) else sources.check(one).reason
        for one in sentences(text)
    }
    wrong = [f"{one.strip()!r}: {reason}" for one, reason in reasons.items() if reason]
    if len(wrong) <= MOST_UNSUPPORTED * len(reasons):
        return None
    return f"the passages do not bear out most of it ({'; '.join(wrong[:3])})"


def shortened(text: str) -> str:
    """Return the first sentences of a text that is too long."""
    kept = ""
    for sentence in sentences(text):
        if kept and len(kept) + len(sentence) > LONGEST_SUMMARY:
            break
        kept = f"{kept} {sentence}".strip()
    return kept if len(kept) <= LONGEST_SUMMARY else kept[:LONGEST_SUMMARY].rstrip() + " …"


def _complete_sentences(text: str) -> str:
    """Return a text without its incomplete last sentence, if there are others."""
    every = sentences(text)
    if every and not every[-1].endswith((".", "!", "?", "…", "”", '"', ")")):
        every = every[:-1] or [every[-1] + " …"]
    return " ".join(every)
