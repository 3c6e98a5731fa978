"""What reasoning models write before their answer, in the markup of the common templates."""

from __future__ import annotations

import re

_TAG = r"(?:\w+:)?(?:think(?:ing)?|thoughts?|reasoning|reflection|analysis)"
_END = re.compile(
    rf"</{_TAG}>|\[/THINK\]|◁/think▷|<\|/?(?:end_of_thought|END_THINKING|inner_suffix)\|>"
    r"|<channel\|>|<\|channel\|?>\s*final\b[^<]*(?:<\|message\|>)?",
    re.IGNORECASE,
)
"""Ends the reasoning. Its beginning is often part of the prompt, not of the reply."""
_BEGIN = re.compile(
    rf"<{_TAG}>|\[THINK\]|◁think▷|<\|(?:begin_of_thought|START_THINKING|inner_prefix)\|>"
    r"|<\|channel\|?>\s*(?:analysis|commentary|thought)\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(
    r"<\|/?[\w ]{1,40}\|>|<\|channel>|</?(?:answer|response|final_answer)>|</s>|<end_of_turn>",
    re.IGNORECASE,
)
"""Other markup of a template, without meaning in an answer."""


def without_reasoning(text: str) -> str:
    """Return a reply without the reasoning before it, and without a template's markup.

    Everything up to the last end of reasoning is removed, and everything from a beginning
    without an end.

    >>> without_reasoning("The user asks about pumps.</think> Pumps move water.")
    'Pumps move water.'
    """
    if not any(sign in text for sign in ("<", "[", "◁")):
        return text
    ends = list(_END.finditer(text))
    answer = text[ends[-1].end() :] if ends else text
    if begin := _BEGIN.search(answer):
        answer = answer[: begin.start()]
    cleaned = _MARKUP.sub("", answer)
    return cleaned.strip() if ends or begin or cleaned != text else text
