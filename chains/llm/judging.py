"""What is wrong with a summary that a model wrote, in words that it can act on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from langchain_core.messages import AIMessage

from headwise.chains.grounding import Sources
from headwise.chains.grounding.instructions import is_injected
from headwise.chains.llm.repairing import Read
from headwise.chains.llm.replies import text_of, was_blocked, was_cut_off
from headwise.chains.llm.structured import json_values
from headwise.retrievers.text.language import language_of
from headwise.retrievers.text.plain import plain_text
from headwise.retrievers.text.sentences import sentences
from headwise.retrievers.text.stems import stems

LONGEST_SUMMARY = 1_500
"""Characters: twice what the prompts ask for."""
MOST_UNSUPPORTED = 0.5
"""Share of a summary's sentences that its sources may not bear out."""
REFUSED = "the model refused to answer"
LONGEST_REFUSAL = 400
"""Characters; a longer text has something to say."""

_NOTHING = re.compile(r"\W*nothing\W*(?:here\W*)?", re.IGNORECASE)
_REFUSAL = re.compile(
    r"\A\W*(?:i['’]?m (?:very )?sorry|sorry|i apologi[sz]e|unfortunately)?\W*(?:but )?"
    r"(?:i|as an ai[^.]*?,? i)\W*(?:can(?:no|['’])?t|am (?:unable|not able)|won['’]?t|must decline)"
    r"[^.]{0,40}\b(?:assist|help|comply|provide|fulfil|answer|continue|summari[sz]e|do that)",
    re.IGNORECASE,
)
_ABOUT_PASSAGES = re.compile(
    r"\b(?:the|this|these|given|provided|above|following) (?:\w+ )?(?:passages?|excerpts?)\b"
    r"|\bpassage (?:id|\d)|\b(?:die|der|den|dem|diese[rm]?) (?:\w+ )?(?:textstellen?|passagen?)\b"
    r"|\b(?:le|les|ce|ces) (?:passages?|extraits?)\b|\b(?:el|los|este|estos) (?:pasajes?)\b",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"\b(?:please|kindly|could you|can you|would you) (?:\w+ ){0,2}(?:provide|share|give|send"
    r"|specify|clarify|tell|paste|upload)\b|\blet me know\b|\bfeel free to\b"
    r"|\bhow (?:can|may) i (?:help|assist)|\b(?:do|would) you (?:like|want)\b",
    re.IGNORECASE,
)


def judged(reply: AIMessage, question: str, material: Sequence[str], sources: Sources) -> Read[str]:
    """Return what a reply is worth as a summary of ``material`` for ``question``.

    A reply that says that there is nothing to be said is an empty text.
    """
    raw = text_of(reply).strip()
    text = plain_text(raw)
    fault = REFUSED if was_blocked(reply) else _useless(raw, text, question, material)
    if fault:
        return Read(fault=fault)
    if _NOTHING.fullmatch(text):
        return Read("")
    if was_cut_off(reply):
        whole = _whole_sentences(text)
        # The model's limit of output, or its urge to go on, would end the next reply as well.
        final = bool(text) and not whole.endswith(" …")
        return Read(whole, "it breaks off before its end", final=final)
    if len(text) > LONGEST_SUMMARY:
        return Read(shortened(text), "it is far too long for a summary", final=True)
    fault = _unsupported(text, question, sources)
    language = other_language(text, question, " ".join(material))
    return Read(None if fault else text, fault or language)


def _useless(raw: str, text: str, question: str, material: Sequence[str]) -> str | None:
    """Return the fault of a text of which nothing can be used."""
    if not any(map(str.isalnum, text)):
        return "there is no running text in the reply"
    if raw.startswith(("{", "[")) and next(json_values(raw), None) is not None:
        return "it is JSON, not running text"
    if len(text) <= LONGEST_REFUSAL and _REFUSAL.match(text):
        return REFUSED
    given = " ".join(material)
    for pattern, fault in (
        (_ABOUT_PASSAGES, "it talks about the passages instead of what they say"),
        (_REQUEST, "it asks the reader for something"),
    ):
        found = pattern.search(text)
        if found and found.group().casefold() not in given.casefold():
            return f"{fault} ({found.group()!r})"
    words = stems(text)
    if words and words <= stems(question) and not words <= stems(given):
        return "it only repeats the question"
    return None


def _unsupported(text: str, question: str, sources: Sources) -> str | None:
    """Return the fault of a text that its sources mostly do not bear out."""
    every = sentences(text)
    wrong = [
        (one, reason)
        for one in every
        if (reason := "it is an instruction" if is_injected(one, question)
            else sources.check(one).reason)
    ]  # fmt: skip
    if len(wrong) <= MOST_UNSUPPORTED * len(every):
        return None
    told = "; ".join(f"{one.strip()!r}: {reason}" for one, reason in wrong[:3])
    return f"the passages do not bear out most of it ({told})"


def other_language(text: str, question: str, material: str) -> str | None:
    """Return the fault of a text in a language of neither the question nor the passages."""
    wanted = [language_of(question), language_of(material)]
    language = language_of(text)
    if language is None or language in wanted or not any(wanted):
        return None
    return f"it is in {language}, not in the language of the question"


def shortened(text: str) -> str:
    """Return the first sentences of a text that is too long."""
    kept = ""
    for sentence in sentences(text):
        if kept and len(kept) + len(sentence) > LONGEST_SUMMARY:
            break
        kept = f"{kept} {sentence}".strip()
    return kept if len(kept) <= LONGEST_SUMMARY else kept[:LONGEST_SUMMARY].rstrip() + " …"


def _whole_sentences(text: str) -> str:
    """Return a text that breaks off without its unfinished sentence, if there are others."""
    every = sentences(text)
    if every and not every[-1].endswith((".", "!", "?", "…", "”", '"', ")")):
        every = every[:-1] or [every[-1] + " …"]
    return " ".join(every)
