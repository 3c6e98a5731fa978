"""How the lab itself is shown: its model, questions and variants."""

from __future__ import annotations

from headwise import _html as show
from headwise._shown import Look, register
from headwise._wording import counted, listed
from headwise.chains.llm.models import model_name
from headwise.lab.trials import NO_MODEL
from headwise.lab.trying import Lab


def as_text(lab: Lab) -> str:
    """Return the lab for a terminal."""
    lines = [f"PromptLab with {_model(lab)}, {counted(len(lab.questions), 'question')}"]
    lines += [f"  {question}" for question in lab.questions]
    lines += ["variants:", *(f"  {name}: {state}" for name, state in _states(lab))]
    return "\n".join(lines if lab.model else [*lines, NO_MODEL])


def as_html(lab: Lab) -> str:
    """Return the lab as HTML."""
    return show.card(
        show.title(f"PromptLab with {_model(lab)}"),
        show.element("ul", *(show.element("li", question) for question in lab.questions)),
        show.table(["variant", "state"], _states(lab)),
        *([] if lab.model else [show.warning(NO_MODEL)]),
    )


def _model(lab: Lab) -> str:
    return model_name(lab.model) if lab.model else "extracts"


def _states(lab: Lab) -> list[tuple[str, str]]:
    states = []
    for name, variant in lab.variants.items():
        tried = sum(lab.is_run(name, question) for question in lab.questions)
        changes = f"changes {listed(variant.changed)}" if variant.changed else "unchanged words"
        states.append(
            (name, f"{changes}; run on {tried} of {counted(len(lab.questions), 'question')}")
        )
    return states


register(Lab, Look(as_text, as_html))
