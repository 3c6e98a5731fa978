"""The widget's controls, pressed as a notebook presses them; see also tests/notebooks."""

import sys
import threading
import time

import pytest

from headwise import HeadwiseError, load_prompts
from headwise.lab import PromptLab
from tests.lab.test_lab import MODEL, OTHER, QUESTION, scripted
from tests.support.openai_server import Reply, is_triage

pytest.importorskip("ipywidgets", reason="the extra 'notebook' is not installed")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
def lab(openai_server, hits, monkeypatch):
    monkeypatch.setattr("headwise.lab.widget.SETTLE_SECONDS", 0.0)  # no browser sends events here
    openai_server.respond = scripted
    return PromptLab(hits, MODEL, [QUESTION, OTHER], threshold=0.83)


def test_running_shows_the_edited_words_beside_the_first(lab, openai_server):
    widget = lab.widget()
    widget.question.value = QUESTION
    widget.system.value += "\nAt most one sentence."
    widget.run.click()
    widget.wait()

    assert list(lab.variants) == ["shipped", "edited"]
    assert "<del " in widget.output.value
    assert "calls made: 1 triage, 4 map" in widget.status.value
    assert (widget.variant.value, widget.name.value) == ("edited", "edited 2")
    assert openai_server.calls == 9

    widget.step.value = "triage"
    widget.system.value += "\nThink well."
    widget.run.click()
    widget.wait()
    assert openai_server.calls == 10
    assert is_triage(openai_server.requests[-1])
    assert "reused: retrieval, 4 map" in widget.status.value
    assert lab.variants["edited"].changed == ("map",)
    assert lab.variants["edited 2"].changed == ("triage", "map")


def test_no_variant_is_overwritten(lab, openai_server):
    lab.variant("brief", map="Be brief.")
    widget = lab.widget()
    assert widget.variant.value == "shipped"
    widget.system.value += "\nAt most one sentence."
    widget.name.value = "brief"
    widget.run.click()
    widget.wait()

    assert "there is a variant &#x27;brief&#x27; already" in widget.status.value
    assert lab.variants["brief"].prompts.map.system == "Be brief."
    assert openai_server.calls == 0


def test_any_two_variants_are_compared(lab):
    lab.variant("brief", map="Be brief.")
    lab.variant("long", map="Be long.")
    widget = lab.widget()
    widget.variant.value, widget.beside.value = "long", "brief"
    widget.question.value = QUESTION
    widget.run.click()
    widget.wait()

    assert "brief" in widget.output.value
    assert "long" in widget.output.value
    assert "shipped" not in widget.output.value


def test_a_question_is_added_and_chosen(lab):
    widget = lab.widget()
    widget.new_question.value = "What is stride?"
    widget.add.click()
    assert lab.questions == [QUESTION, OTHER, "What is stride?"]
    assert (widget.question.value, widget.new_question.value) == ("What is stride?", "")

    widget.new_question.value = " "
    widget.add.click()
    assert "question" in widget.status.value
    assert len(lab.questions) == 3


def test_the_words_are_saved_once(lab, tmp_path):
    widget = lab.widget()
    widget.system.value = "Be brief."
    widget.folder.value = str(tmp_path / "mine")
    widget.save.click()
    assert load_prompts(tmp_path / "mine").map.system == "Be brief."
    assert "edited: saved in " in widget.status.value

    widget.system.value = "Be long."
    widget.save.click()
    assert load_prompts(tmp_path / "mine").map.system == "Be brief."
    assert "error" in widget.status.value or "exist" in widget.status.value


def test_progress_is_told_while_questions_are_answered(lab, openai_server, monkeypatch):
    monkeypatch.setattr("headwise.lab.widget.PROGRESS_SECONDS", 0.01)
    told = []
    widget = lab.widget()
    widget.status.observe(lambda change: told.append(change["new"]), "value")

    def waiting(request):
        openai_server.respond = scripted
        while not any("of 2 questions answered" in text for text in told):
            time.sleep(0.01)
        return scripted(request)

    openai_server.respond = waiting
    widget.run.click()
    widget.wait()
    assert any("running shipped: 0 of 2 questions answered" in text for text in told)


def test_words_untouched_run_the_chosen_variant(lab, openai_server):
    widget = lab.widget()
    widget.run.click()
    widget.wait()
    assert list(lab.variants) == ["shipped"]
    assert openai_server.calls == 10
    assert "What is pooling?" in widget.output.value


def test_a_fault_is_one_message_and_changes_nothing(lab, openai_server):
    widget = lab.widget()
    widget.system.value += " Use {passage}."
    widget.run.click()
    widget.wait()
    assert "map prompt, system part, line " in widget.status.value
    assert "unknown variable {passage}" in widget.status.value
    assert "Traceback" not in widget.status.value
    assert (openai_server.calls, list(lab.variants)) == (0, ["shipped"])
    assert (widget.run.disabled, widget.stop.disabled) == (False, True)

    widget.system.value = "Be brief."
    openai_server.respond = lambda request: Reply(status=401)
    widget.run.click()
    widget.wait()
    assert "refuses the key" in widget.status.value


def test_messages_are_shown_without_a_call(lab, openai_server):
    widget = lab.widget()
    widget.system.value = "Be brief & <i>good</i>."
    widget.messages.click()
    assert "Be brief &amp; &lt;i&gt;good&lt;/i&gt;." in widget.output.value
    assert openai_server.calls == 0


def test_stopping_keeps_the_replies_so_far(lab, openai_server):
    widget = lab.widget()
    widget.question.value = QUESTION
    reached, go_on = threading.Event(), threading.Event()

    def waiting(request):
        reached.set()
        go_on.wait(20)
        return scripted(request)

    openai_server.respond = waiting
    widget.run.click()
    assert reached.wait(20)
    assert widget.run.disabled
    assert "running" in widget.status.value
    widget.stop.click()
    go_on.set()
    widget.wait()

    assert "stopped; the replies so far are kept" in widget.status.value
    assert not widget.run.disabled
    calls = openai_server.calls
    assert 1 <= calls <= 4
    assert sum(lab.run(questions=QUESTION)[0].reused.values()) == calls


def test_without_ipywidgets_the_remedy_is_named(lab, monkeypatch):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    with pytest.raises(HeadwiseError, match=r"pip install 'headwise\[notebook\]'"):
        lab.widget()
