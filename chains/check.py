"""Step 5: the contract, enforced by code on whatever was written."""

from __future__ import annotations

import re

from headwise.chains.draft import Draft, Summary
from headwise.chains.duplicates import Fingerprint

_FENCE = re.compile(r"^\s*(?:```|~~~).*$", re.MULTILINE)
_HEADING = re.compile(r"^[ \t>]*#{1,6}(?:[ \t]+.*)?$", re.MULTILINE)
_UNDERLINED = re.compile(r"^[^\n]{1,80}(?<![.!?:;,])\n[ \t]*(?:={3,}|-{3,})[ \t]*$", re.MULTILINE)
_RULE = re.compile(r"^[ \t]*(?:[-*_=][ \t]*){3,}$", re.MULTILINE)
_BULLET = re.compile(r"^[ \t]*(?:[-*+•]|\d{1,2}[.)])[ \t]+", re.MULTILINE)
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_PREAMBLE = re.compile(
    r"""^\s*(?:
        (?:sure|certainly|of\ course|absolutely|understood|okay|ok|got\ it|i\ understand)
        (?:[!.:]|,(?=\s*(?:here|below|i)\b)|\ [^.!:\n]{0,60}[.!:](?=\s*(?:here|below|i)\b)) \s*
      | i(?:['’](?:ll|d)|\ (?:will|can|would))\b[^.!:\n]{0,80}[.!:] \s*
      | (?:here(?:['’]s|\ is|\ are)|below\ is|the\ following\ is)\b[^.:\n]*
        \b(?:summary|summaries|answer|section|overview|response)\b[^.:\n]*[.:] \s*
      | (?:summary|answer):\s*
    )+""",
    re.IGNORECASE | re.VERBOSE,
)


def plain_text(reply: str) -> str:
    r"""Return what a model wrote as plain paragraphs: no headings, preamble, lists or emphasis.

    >>> plain_text("Sure! Here is the summary:\n\n## Pooling\n- It **shrinks** maps.")
    'It shrinks maps.'
    """
    text = _FENCE.sub("", reply.replace("\r\n", "\n"))
    text = _UNDERLINED.sub("", _PREAMBLE.sub("", text))
    text = _PREAMBLE.sub("", _RULE.sub("", _HEADING.sub("", text)))
    text = _BOLD.sub(r"\1", _BULLET.sub("", text))
    paragraphs = (" ".join(part.split()) for part in re.split(r"\n[ \t]*\n", text))
    return "\n\n".join(_escaped(part) for part in paragraphs if part)


def check(draft: Draft) -> Draft:
    """Return the draft with every summary plain text, and none that another one contains.

    A summary that says nothing beyond another is given up for it, and its sources move
    there, so no group is lost. A group without any text keeps its place with a sentence
    that says so.
    """
    standing: list[tuple[Summary, Fingerprint]] = []
    warnings = []
    for summary in draft.summaries:
        text = plain_text(summary.text)
        if not text:
            text = "This section could not be summarised."
            warnings.append(f"{summary.group.heading}: nothing was written about this section")
        new = Summary(summary.group, text, summary.merged)
        print_ = Fingerprint(text)
        for index, (old, old_print) in enumerate(standing):
            if old_print.contains(print_):
                standing[index] = (old.absorb(new), old_print)
                break
            if print_.contains(old_print):
                standing[index] = (new.absorb(old), print_)
                break
        else:
            standing.append((new, print_))
    return draft.with_summaries([summary for summary, _ in standing], warnings)


def _escaped(paragraph: str) -> str:
    """Keep a paragraph from being read as a heading when it is set below one."""
    return re.sub(r"^(#{1,6})(?=\s|$)", r"\\\1", paragraph)
