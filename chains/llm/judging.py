"""What is wrong with a summary that a model wrote, in words that it can act on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from langchain_core.messages import AIMessage

from headwise.chains.llm.replies import text_of, was_blocked, was_cut_off
from headwise.retrievers.text.language import language_of
from headwise.retrievers.text.plain import plain_text
from headwise.retrievers.text.sentences import sentences

LONGEST_SUMMARY = 3_000
"""Characters: five times what the prompts ask for."""

_THOUGHTS = re.compile(r"\A\s*<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_REFUSAL = re.compile(
    r"\A\W*(?:i['’]?m (?:very )?sorry|sorry|i apologi[sz]e|unfortunately)?\W*(?:but )?"
    r"(?:i|as an ai[^.]*?,? i)\W*(?:can(?:no|['’])?t|am (?:unable|not able)|won['’]?t|must decline)"
    r"[^.]{0,40}\b(?:assist|help|comply|provide|fulfil|answer|continue|summari[sz]e|do that)",
    re.IGNORECASE,
)
LONGEST_REFUSAL = 400
"""Characters; a longer text has something to say."""


@dataclass(frozen=True)
class Judged:
    """The usable text of a reply, and what is wrong with it."""

    text: str
    fault: str | None = None
    useless: bool = False
    """Whether nothing of the reply can be used."""
    final: bool = False
    """Whether asking again would meet the same fault."""


def judged(reply: AIMessage, question: str, material: str) -> Judged:
    """Return what a reply is worth as a summary of ``material`` for ``question``."""
    if was_blocked(reply):
        return Judged("", "the model refused to answer", useless=True)
    text = plain_text(without_thoughts(text_of(reply)))
    if fault := refusal(text):
        return Judged("", fault, useless=True)
    if was_cut_off(reply):
        whole = _whole_sentences(text)
        # The model's limit of output, or its urge to go on, would end the next reply as well.
        final = bool(text) and not whole.endswith(" …")
        return Judged(whole, "it breaks off before its end", not text, final=final)
    if len(text) > LONGEST_SUMMARY:
        return Judged(shortened(text), "it is far too long for a summary")
    return Judged(text, other_language(text, question, material))


def refusal(text: str) -> str | None:
    """Return the fault of a text that says nothing, or says that it will not say anything."""
    if not any(map(str.isalnum, text)):
        return "there is no running text in the reply"
    if len(text) <= LONGEST_REFUSAL and _REFUSAL.match(text):
        return "the model refused to answer"
    return None


def other_language(text: str, question: str, material: str) -> str | None:
    """Return the fault of a text in a language of neither the question nor the passages."""
    wanted = [language_of(question), language_of(material)]
    language = language_of(text)
    if language is None or language in wanted or not any(wanted):
        return None
    return f"it is in {language}, not in the language of the question"


def without_thoughts(text: str) -> str:
    """Return a reply without what a reasoning model thought before it."""
    return _THOUGHTS.sub("", text)


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
