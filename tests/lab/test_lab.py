"""The lab against a real server: what runs again, what is reused, what it tells of it."""

import asyncio
import signal
import subprocess
import sys
import threading

import pytest

from headwise import ModelError
from headwise.lab import PromptLab
from notebooks.scripted_model import ScriptedModel
from tests.lab.asked import MODEL, OTHER, QUESTION, scripted
from tests.support.openai_server import Reply, is_triage, prompt_of


class TestRunning:
    def test_several_questions_side_by_side(self, server, hits):
        server.seconds = 0.05
        lab = PromptLab(hits, MODEL, [QUESTION, OTHER], threshold=0.83, max_concurrency=4)
        assert [trial.question for trial in lab.run()] == [QUESTION, OTHER]
        assert server.calls == 10
        assert 1 < server.most_at_once <= 4

    def test_in_a_running_loop_sync_and_async_do_the_same(self, lab, server):
        async def both():
            first = lab.run()
            return first, await lab.arun()

        first, second = asyncio.run(both())
        assert first[0].answer.markdown == second[0].answer.markdown
        assert server.calls == 5
        assert second[0].made == {}

    def test_async_does_not_block_the_loop(self, lab, server):
        server.seconds = 0.1

        async def beside():
            ticks = 0
            task = asyncio.ensure_future(lab.arun())
            while not task.done():
                await asyncio.sleep(0.01)
                ticks += 1
            return ticks, await task

        ticks, trials = asyncio.run(beside())
        assert ticks > 5
        assert trials[0].made == {"triage": 1, "map": 4}

    @pytest.mark.parametrize("questions", [[QUESTION], [QUESTION, OTHER]])
    def test_an_interrupt_keeps_what_was_computed(self, server, hits, questions):
        lab = PromptLab(hits, MODEL, questions, threshold=0.83)
        main = threading.main_thread().ident
        signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background too
        server.seconds = 0.05
        interrupted = []

        def interrupting(request):
            if (
                "scattering view" in prompt_of(request)
                and not is_triage(request)
                and not interrupted
            ):
                interrupted.append(True)
                signal_main(main)
            return scripted(request)

        server.respond = interrupting
        with pytest.raises(KeyboardInterrupt):
            lab.run()
        trials = lab.run()
        assert all(len(trial.answer.sections) == 4 for trial in trials)
        assert trials[0].reused["triage"] == 1

    def test_a_server_that_cannot_be_reached_is_one_clear_error(self, lab, server):
        server.respond = lambda request: Reply(status=401)
        with pytest.raises(ModelError, match="refuses the key"):
            lab.run()


def signal_main(thread):
    import signal

    signal.pthread_kill(thread, signal.SIGINT)


class TestWithoutModel:
    def test_extracts_come_with_a_notice(self, hits):
        lab = PromptLab(hits, None, QUESTION, threshold=0.83)
        for shown in (lab, lab.run(), lab.compare()):
            for form in (repr(shown), shown._repr_html_()):
                assert "prompts have no effect" in form
        assert lab.run()[0].made == {}
        with pytest.raises(ModelError, match="no messages are sent"):
            lab.messages("map")

    def test_a_model_that_tells_no_tokens(self, hits, caplog):
        class Silent(ScriptedModel):
            def _generate(self, *args, **kwargs):
                result = super()._generate(*args, **kwargs)
                result.generations[0].message.usage_metadata = None
                return result

        lab = PromptLab(hits, Silent(), QUESTION, threshold=0.83)
        lab.run()
        assert lab.run()[0].tokens == 0
        assert not caplog.records


def test_the_prompts_alone_do_not_import_the_chains():
    code = (
        "import sys, headwise.prompts as p; p.load_prompts();"
        "assert not [m for m in sys.modules if m.startswith(('headwise.chains', 'langchain'))]"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
