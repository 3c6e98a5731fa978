"""`PromptLab`: what notebooks hold to tune prompts."""

from __future__ import annotations

from pathlib import Path

from headwise.lab.trying import Lab
from headwise.lab.widget import LabWidget, lab_widget
from headwise.prompts.folders import save_prompts


class PromptLab(Lab):
    """Tries variants of the prompts on questions.

    Hits are retrieved once for each question, and each call of the model is made once: a
    reply is used again as long as the exact messages and the model are the same. So a
    changed step runs again with all that follows from it, and nothing else.

    Args:
        source: A `Library`, a retriever, or hits in any form that `sections_chain` takes.
        llm: A chat model, or ``provider:model``; ``None`` for extracts, on which prompts
            have no effect.
        questions: One, or several.
        prompts: What to begin with; by default the shipped ones.
        options: As for `ask_chain` or `sections_chain`, such as ``threshold``,
            ``same_heading``, ``strict`` and ``max_concurrency``.

    Raises:
        ModelError: The model is unknown, or lacks its package or key.
        QuestionError: A question is empty.
        HitsError: The hits are not of the expected form.
    """

    def save(self, variant: str, folder: str | Path, *, force: bool = False) -> list[Path]:
        """Write a variant as a folder for ``--prompts`` and `load_prompts`; return the files.

        Args:
            variant: Its name.
            folder: Made if it is not there.
            force: Replace prompt files that are there already.

        Raises:
            PromptError: There is no such variant, or the folder cannot be written.
        """
        return save_prompts(self.named[variant], folder, force=force)

    def widget(self) -> LabWidget:
        """Return the lab as text fields and buttons, for a notebook.

        Raises:
            HeadwiseError: ipywidgets is not installed.
        """
        return lab_widget(self)
