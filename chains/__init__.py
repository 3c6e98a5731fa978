"""From hits to an answer: group by heading, summarise each group, combine, check, render."""

from typing import TYPE_CHECKING

from headwise._lazy import lazy_exports

if TYPE_CHECKING:
    from headwise.chains.answer import (
        Answer,
        AnswerSection,
        Dropped,
        Source,
        StepUsage,
        Usage,
    )
    from headwise.chains.ask import AskInput, ask_chain
    from headwise.chains.options import Options
    from headwise.chains.plan import Plan, PlannedCall, plan_calls
    from headwise.chains.sections import SectionsInput, sections_chain

__all__ = [
    "Answer",
    "AnswerSection",
    "AskInput",
    "Dropped",
    "Options",
    "Plan",
    "PlannedCall",
    "SectionsInput",
    "Source",
    "StepUsage",
    "Usage",
    "ask_chain",
    "plan_calls",
    "sections_chain",
]

__getattr__, __dir__ = lazy_exports(
    __name__,
    {
        "answer": ["Answer", "AnswerSection", "Dropped", "Source", "StepUsage", "Usage"],
        "ask": ["AskInput", "ask_chain"],
        "options": ["Options"],
        "plan": ["Plan", "PlannedCall", "plan_calls"],
        "sections": ["SectionsInput", "sections_chain"],
    },
)
