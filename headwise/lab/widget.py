"""The lab as text fields and buttons, for notebooks; needs ipywidgets."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any, Literal

from headwise import _html as show
from headwise._wording import counted
from headwise.chains.pipeline import check_question
from headwise.errors import HeadwiseError, PromptError
from headwise.lab.journal import StoppedError
from headwise.lab.trials import cost_of
from headwise.prompts.folders import save_prompts
from headwise.prompts.models import STEPS

if TYPE_CHECKING:
    from ipywidgets import Widget

    from headwise.lab.trials import Trials
    from headwise.lab.trying import Lab

ALL = "all questions"
SETTLE_SECONDS = 0.3
"""JupyterLab sends what was typed and the click after it side by side: the click may be first."""
PROGRESS_SECONDS = 0.5
"""Between two looks at how many questions are answered."""


def lab_widget(lab: Lab) -> LabWidget:
    """Return the widget of ``lab``.

    Raises:
        HeadwiseError: ipywidgets is not installed.
    """
    try:
        import ipywidgets
    except ImportError as error:
        raise HeadwiseError(
            "the widget needs ipywidgets: pip install 'headwise[notebook]'; without it, "
            "edit, variant, run and compare do the same in cells"
        ) from error
    return LabWidget(lab, ipywidgets)


class LabWidget:
    """Change the words of a step, press run, and see what it does beside another variant.

    Changed words become a new variant: none is overwritten. The controls are attributes, so that
    a notebook can set them too.
    """

    def __init__(self, lab: Lab, widgets: Any) -> None:  # noqa: ANN401 - the ipywidgets module
        self._lab = lab
        self._thread: threading.Thread | None = None
        wide = widgets.Layout(width="99%")
        self.variant = widgets.Dropdown(description="start from", options=list(lab.variants))
        self.name = widgets.Text(description="name it", continuous_update=False)
        self.beside = widgets.Dropdown(description="compare to", options=list(lab.variants))
        self.step = widgets.Dropdown(description="step", options=list(STEPS), value="map")
        half = widgets.Layout(width="60%")
        self.question = widgets.Dropdown(
            description="question", options=self._questions(), layout=half
        )
        self.new_question = widgets.Text(
            description="another", placeholder="a question to add", layout=half
        )
        self.folder = widgets.Text(description="folder", value="my-prompts")
        self.system = widgets.Textarea(description="system", rows=14, layout=wide)
        self.human = widgets.Textarea(description="human", rows=6, layout=wide)
        self.run = widgets.Button(
            description="Run", button_style="primary", tooltip="Only what depends on it runs again"
        )
        self.stop = widgets.Button(description="Stop", disabled=True, tooltip="Keeps what is done")
        self.messages = widgets.Button(description="Messages", tooltip="What this step sends")
        self.add = widgets.Button(description="Add", tooltip="Adds the question to the lab's")
        self.save = widgets.Button(
            description="Save", tooltip="Writes the words as a folder for --prompts"
        )
        self.status = widgets.HTML()
        self.output = widgets.HTML()
        for button, action in (
            (self.run, self._on_run),
            (self.stop, self._on_stop),
            (self.messages, self._on_messages),
            (self.add, self._on_add),
            (self.save, self._on_save),
        ):
            button.on_click(action)
            button.add_class(f"headwise-{button.description.lower()}")
        self.variant.observe(self._on_choice, "value")
        self.step.observe(self._on_choice, "value")
        self.system.add_class("headwise-system")
        self.output.add_class("headwise-output")
        self.status.add_class("headwise-status")
        row = widgets.HBox
        self.box: Widget = widgets.VBox(
            [
                row([self.variant, self.name, self.beside]),
                row([self.step]),
                self.system,
                self.human,
                row([self.question]),
                row([self.new_question, self.add]),
                row([self.run, self.stop, self.messages, self.folder, self.save]),
                self.status,
                self.output,
            ]
        )
        self._on_choice()

    def __repr__(self) -> str:
        return f"The widget of {self._lab!r}"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:  # noqa: ANN401 - IPython's protocol
        return {**self.box._repr_mimebundle_(**kwargs), "text/plain": repr(self)}

    def _on_choice(self, _change: object = None) -> None:
        """Show the words of the chosen variant's step."""
        variant = self._lab.variants[self.variant.value]
        prompt = variant.prompts.of(self.step.value)
        self.system.value, self.human.value = prompt.system, prompt.human
        self.name.value = self._lab.named.fresh()

    def _questions(self) -> list[str]:
        questions = self._lab.questions
        return [ALL, *questions] if len(questions) > 1 else questions

    def wait(self) -> None:
        """Wait until what the run button began has come to an end."""
        if self._thread:
            self._thread.join()

    def _on_run(self, _button: object = None) -> None:
        # JupyterLab delivers the events of a widget in threads and event loops of their own
        # (subshells), so nothing here may depend on a loop.
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _on_stop(self, _button: object = None) -> None:
        self._lab.stop()

    def _on_add(self, _button: object = None) -> None:
        """Add a question to the lab's, and choose it."""
        try:
            question = check_question(self.new_question.value)
        except HeadwiseError as error:
            self._say(str(error), "error")
            return
        if question not in self._lab.questions:
            self._lab.questions.append(question)
            self.question.options = self._questions()
        self.question.value, self.new_question.value = question, ""

    def _on_save(self, _button: object = None) -> None:
        """Write the variant with the words in the fields; files that are there stay."""
        try:
            name = self._edited()
            files = save_prompts(self._lab.named[name], self.folder.value.strip() or ".")
        except HeadwiseError as error:
            self._say(str(error), "error")
        else:
            self.status.value = show.card(show.muted(f"{name}: saved in {files[0].parent}"))

    def _on_messages(self, _button: object = None) -> None:
        try:
            name = self._edited()
            question = self.question.value if self.question.value != ALL else None
            sent = self._lab.messages(self.step.value, question, variant=name)
        except HeadwiseError as error:
            self._say(str(error), "error")
            return
        self._say("")
        self.output.value = sent._repr_html_()

    def _run(self) -> None:
        """Run the edited prompts and show them beside the variant that was chosen for that.

        An error is one message in the widget, not an exception.
        """
        self.run.disabled, self.stop.disabled = True, False
        self._say("running …")
        try:
            time.sleep(SETTLE_SECONDS)
            names, questions = self._chosen()
            trials = [self._answered(name, questions) for name in self._to_run(names, questions)]
            self._show(names, questions, trials)
        except StoppedError as stopped:
            self._say(str(stopped))
        except HeadwiseError as error:
            self._say(str(error), "error")
        except Exception as error:  # noqa: BLE001 - a traceback in a thread is seen by nobody
            reason = " ".join(str(error).split())
            self._say(f"{type(error).__name__}: {reason}", "error")
        finally:
            self.run.disabled, self.stop.disabled = False, True

    def _chosen(self) -> tuple[list[str], list[str]]:
        """Return the variants to be shown, the edited one last, and the questions."""
        beside = self.beside.value
        names = dict.fromkeys([beside, self._edited()])
        return list(names), [] if self.question.value == ALL else [self.question.value]

    def _answered(self, name: str, questions: list[str]) -> Trials:
        """Run a variant, and say how far it is."""
        asked = questions or self._lab.questions
        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(self._lab.run, name, questions)
            while not wait([running], PROGRESS_SECONDS).done:
                done = sum(self._lab.is_run(name, question) for question in asked)
                total = counted(len(asked), "question")
                self._say(f"running {name}: {done} of {total} answered")
        return running.result()

    def _to_run(self, names: list[str], questions: list[str]) -> list[str]:
        """Return the last of ``names``, and those others that have no answers yet."""
        return [n for n in names if n == names[-1] or not self._lab.is_run(n, questions)]

    def _show(self, names: list[str], questions: list[str], trials: list[Trials]) -> None:
        shown = self._lab.compare(*names, questions=questions)
        self.output.value = shown._repr_html_()
        costs = [f"{those[0].variant}: {cost_of(those)}" for those in trials]
        self.status.value = show.card(*map(show.muted, costs))

    def _edited(self) -> str:
        """Put the words in the fields into the lab, and return the variant that has them."""
        lab, step = self._lab, self.step.value
        chosen = self.variant.value
        prompt = lab.variants[chosen].prompts.of(step)
        if (self.system.value.strip(), self.human.value.strip()) == (prompt.system, prompt.human):
            return str(chosen)
        name = self.name.value.strip() or lab.named.fresh()
        if name in lab.variants:
            raise PromptError(f"there is a variant {name!r} already; give this one another name")
        words = {"system": self.system.value, "human": self.human.value}
        lab.variant(name, base=chosen, **{step: words})
        beside = self.beside.value
        self.variant.options = self.beside.options = list(lab.variants)
        self.variant.value, self.beside.value = name, beside
        return name

    def _say(self, text: str, kind: Literal["warning", "error"] = "warning") -> None:
        self.status.value = show.card(show.warning(text, kind)) if text else ""
