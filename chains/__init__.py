"""From hits to an answer: group by heading, summarise each group, combine, check, render."""

from typing import TYPE_CHECKING

from headwise._lazy import lazy_exports

if TYPE_CHECKING:
    from headwise.chains.answer import Answer, AnswerSection, Dropped, Source, Usage
    from headwise.chains.ask import AskInput, ask_chain
    from headwise.chains.sections import SectionsInput, sections_chain

__all__ = [
    "Answer",
    "AnswerSection",
    "AskInput",
    "Dropped",
    "SectionsInput",
    "Source",
    "Usage",
    "ask_chain",
    "sections_chain",
]

__getattr__ = lazy_exports(
    __name__,
    {
        "answer": ["Answer", "AnswerSection", "Dropped", "Source", "Usage"],
        "ask": ["AskInput", "ask_chain"],
        "sections": ["SectionsInput", "sections_chain"],
    },
)
