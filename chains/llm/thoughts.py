"""What reasoning models write before their answer, in the marks of the common templates."""

from __future__ import annotations

import re

_TAG = r"(?:\w+:)?(?:think(?:ing)?|thoughts?|reasoning|reflection|analysis)"
_END = re.compile(
    rf"</{_TAG}>|\[/THINK\]|◁/think▷|<\|/?(?:end_of_thought|END_THINKING|inner_suffix)\|>"
    r"|<channel\|>|<\|channel\|?>\s*final\b[^<]*(?:<\|message\|>)?",
    re.IGNORECASE,
)
"""Where thinking ends. Its beginning is often written into the prompt, not into the reply."""
_BEGIN = re.compile(
    rf"<{_TAG}>|\[THINK\]|◁think▷|<\|(?:begin_of_thought|START_THINKING|inner_prefix)\|>"
    r"|<\|channel\|?>\s*(?:analysis|commentary|thought)\b",
    re.IGNORECASE,
)
_MARK = re.compile(
    r"<\|/?[\w ]{1,40}\|>|<\|channel>|</?(?:answer|response|final_answer)>|</s>|<end_of_turn>",
    re.IGNORECASE,
)
"""Marks of a template that have no meaning in an answer."""


def without_thoughts(text: str) -> str:
    """Return a reply without what was thought before it, and without a template's marks.

    All up to the last end of a thought goes, and all from a beginning that has no end.

    >>> without_thoughts("The user asks about pumps.</think> Pumps move water.")
    'Pumps move water.'
    """
    if not any(sign in text for sign in ("<", "[", "◁")):
        return text
    ends = list(_END.finditer(text))
    answer = text[ends[-1].end() :] if ends else text
    if begin := _BEGIN.search(answer):
        answer = answer[: begin.start()]
    cleaned = _MARK.sub("", answer)
    return cleaned.strip() if ends or begin or cleaned != text else text
