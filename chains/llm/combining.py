"""Combine with a language model: ids and text out, ids and text back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from langchain_core.messages import AIMessage
from langchain_core.runnables import Runnable
from pydantic import BaseModel, Field

from headwise.chains.llm.delimiting import delimited
from headwise.chains.llm.failures import Rescued, raise_if_hopeless, reason_of
from headwise.chains.llm.limiting import Limit
from headwise.chains.llm.steps import given, step
from headwise.chains.llm.structured import parsed, structured
from headwise.chains.plain import plain_text
from headwise.chains.summarizer import Combined, CombineInput

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from headwise.prompts import Prompts


class EditedSection(BaseModel):
    """One section after editing."""

    id: int = Field(description="The section's id, as given")
    summary: str = Field(default="", description="Its text; empty if same_as is given")
    same_as: int | None = Field(
        default=None, description="Id of the section that already says all that this one says"
    )


class EditedSections(BaseModel):
    """All sections after editing, every id once."""

    sections: list[EditedSection]


def combine_with(
    model: BaseChatModel, limit: Limit, prompts: Prompts
) -> Runnable[CombineInput, Combined]:
    """Return the step that frees summaries from what they repeat of each other.

    The reply is structured output where the model has it, and otherwise JSON found in its
    text. Faults in it are sent back once; what is still wrong then is not used.
    """
    call = structured(model, limit, EditedSections)
    first = prompts.combine.template()
    repair = prompts.repair.template() | call

    def combine(task: CombineInput) -> Runnable[Any, Combined]:
        sections = delimited("section", task.summaries)
        messages = first.invoke({"question": task.question, "sections": sections})

        def judge(reply: AIMessage) -> Combined | Runnable[Any, Combined]:
            combined, faults = read_reply(reply.text, task)
            if not faults:
                return combined
            reason = "; ".join(faults)
            fault = {"task": messages.to_string(), "reply": reply.text, "reason": reason}
            return given(fault) | repair | step(settle)

        def settle(reply: AIMessage) -> Combined:
            combined, faults = read_reply(reply.text, task)
            if not faults:
                return combined
            warning = f"the model's combined sections were used in part: {'; '.join(faults)}"
            return Combined(combined.summaries, combined.same_as, (warning,))

        return given(messages) | call | step(judge)

    def rescue(_task: CombineInput, error: Exception) -> Combined:
        raise_if_hopeless(error)
        warning = f"the sections could not be combined ({reason_of(error)}); each stands alone"
        return Combined({}, {}, (warning,))

    return Rescued(step(combine, "combine sections"), rescue)


def read_reply(reply: str, task: CombineInput) -> tuple[Combined, list[str]]:
    """Return what is usable of a reply, and its faults in words that the model can act on."""
    edited = parsed(reply, EditedSections, "sections")
    if edited is None:
        return Combined({}, {}), ["it holds no JSON object of the required form"]
    summaries: dict[int, str] = {}
    same_as: dict[int, int] = {}
    faults = []
    for section in edited.sections:
        text = plain_text(section.summary)
        if section.id not in task.summaries:
            faults.append(f"there is no section {section.id}")
        elif section.id in summaries or section.id in same_as:
            faults.append(f"section {section.id} is there twice")
        elif text:
            summaries[section.id] = text
        elif section.same_as is None:
            faults.append(f"section {section.id} has neither a summary nor a same_as")
        elif section.same_as not in task.summaries or section.same_as == section.id:
            faults.append(f"section {section.id} cannot be the same as {section.same_as}")
        else:
            same_as[section.id] = section.same_as
    answered = {section.id for section in edited.sections}
    faults += [f"section {id_} is missing" for id_ in task.summaries if id_ not in answered]
    return Combined(summaries, same_as), faults
