"""The lab against a real server: what runs again, what is reused, what it tells of it."""

import asyncio
import json
import signal
import subprocess
import sys
import threading

import pytest
from langchain_core.caches import InMemoryCache
from langchain_openai import ChatOpenAI

from headwise import (
    HeadingRetriever,
    HitsError,
    Library,
    ModelError,
    PromptError,
    QuestionError,
    ask_chain,
    load_prompts,
    sections_chain,
)
from headwise.lab import PromptLab
from notebooks.scripted_model import ScriptedModel, reply_to
from tests.support.openai_server import Reply, is_repair, is_triage, obedient, prompt_of

MODEL = "openai:scripted"
QUESTION = "What does a convolutional layer do?"
OTHER = "What is pooling?"


def scripted(request):
    """Reply as the scripted model does, so that the words of a prompt count."""
    *system, human = [message["content"] for message in request["messages"]]
    return reply_to("\n".join(system), human)


@pytest.fixture
def server(openai_server):
    openai_server.respond = scripted
    return openai_server


@pytest.fixture
def lab(server, hits):
    """Four heading groups, so a call to choose among them, and four to summarise them."""
    return PromptLab(hits, MODEL, QUESTION, threshold=0.83)


def steps(trials):
    return [(trial.made, trial.reused) for trial in trials]


class TestWhatRunsAgain:
    def test_the_first_run_calls_for_everything(self, lab, server):
        assert steps(lab.run()) == [({"triage": 1, "map": 4}, {})]
        assert server.calls == 5

    def test_the_same_again_calls_for_nothing(self, lab, server):
        first = lab.run()[0]
        again = lab.run()[0]
        assert server.calls == 5
        assert (again.made, again.reused) == ({}, {"triage": 1, "map": 4})
        assert again.answer.markdown == first.answer.markdown
        assert again.tokens == first.tokens == 5 * 120

    def test_another_triage_prompt_runs_triage_only(self, lab, server):
        lab.run()
        lab.edit("triage", system=lambda words: words + "\nThink well.")
        assert steps(lab.run()) == [({"triage": 1}, {"map": 4})]
        assert server.calls == 6
        assert is_triage(server.requests[-1])

    def test_another_map_prompt_runs_map_and_what_follows(self, lab, server):
        lab.run()
        lab.edit("map", system=lambda words: words + "\nAt most one sentence.")
        assert steps(lab.run()) == [({"map": 4}, {"triage": 1})]

    def test_a_map_prompt_that_changes_no_reply_runs_map_only(self, lab, server):
        lab.run()
        lab.edit("map", system=lambda words: words + "\nWrite well.")
        assert steps(lab.run()) == [({"map": 4}, {"triage": 1})]

    def test_another_repair_prompt_runs_nothing_where_none_was_needed(self, lab, server):
        lab.run()
        lab.edit("repair", system="Do it right.")
        assert steps(lab.run()) == [({}, {"triage": 1, "map": 4})]
        assert server.calls == 5

    def test_another_repair_prompt_runs_where_a_repair_was_needed(self, lab, server):
        def careless(request):
            if is_repair(request):
                return obedient(request)
            return "Mere words." if is_triage(request) else scripted(request)

        server.respond = careless
        assert steps(lab.run()) == [({"triage": 1, "repair": 1, "map": 4}, {})]
        assert lab.messages("repair")[0][2].text.count("Mere words.") == 1
        lab.edit("repair", system="Do it right.")
        (trial,) = lab.run()
        assert (trial.made, trial.reused) == ({"repair": 1}, {"triage": 1, "map": 4})
        assert trial.repairs == 1
        assert server.calls == 7

    def test_back_to_earlier_words_calls_for_nothing(self, lab, server):
        lab.run()
        lab.variant("shorter", map=lambda words: words + "\nAt most one sentence.")
        lab.run()
        calls = server.calls
        lab.run("shipped")
        lab.run("shorter")
        assert server.calls == calls

    def test_another_model_setting_is_another_model(self, server, hits):
        lab = PromptLab(hits, ChatOpenAI(model="scripted"), QUESTION, threshold=0.83)
        lab.run()
        lab.model = lab._runner.model = ChatOpenAI(model="scripted", temperature=0.5)
        lab.run()
        assert server.calls == 10

    def test_a_failed_call_is_not_remembered(self, lab, server):
        faults = iter([True])

        def failing(request):
            fails = not is_triage(request) and next(faults, False)
            return Reply(status=400) if fails else scripted(request)

        server.respond = failing
        (first,) = lab.run()
        (again,) = lab.run()
        assert len([w for w in first.answer.warnings if "the model failed" in w]) == 1
        assert again.answer.warnings == ()
        assert again.made["map"] == 1

    def test_what_the_models_own_cache_knows_is_not_called_for(self, server, hits):
        model = ChatOpenAI(model="scripted", cache=InMemoryCache())
        PromptLab(hits, model, QUESTION, threshold=0.83).run()
        (trial,) = PromptLab(hits, model, QUESTION, threshold=0.83).run()
        assert server.calls == 5
        assert trial.made == {}

    def test_a_section_too_long_for_one_call_is_reduced_from_known_parts(self, server):
        sentences = " ".join(f"Pooling halves map number {n} of this net." for n in range(900))
        hit = {"text": sentences, "sub_heading": "Pooling", "collection_name": "cnn"}
        lab = PromptLab([{**hit, "similarity": 0.9}], MODEL, OTHER, passage_tokens=None)
        (first,) = lab.run()
        assert first.made["map"] > 1
        assert first.made["reduce"] == 1
        lab.edit("reduce", system=lambda words: words + "\nAt most one sentence.")
        (again,) = lab.run()
        assert again.made == {"reduce": 1}
        assert again.reused == {"map": first.made["map"]}
        assert len(lab.messages("reduce")) == 1


class TestRetrieval:
    def test_it_searches_once_for_each_question(self, server, library_folder, monkeypatch):
        searched = []
        search = HeadingRetriever._get_relevant_documents

        def counted(self, query, **options):
            searched.append(query)
            return search(self, query, **options)

        monkeypatch.setattr(HeadingRetriever, "_get_relevant_documents", counted)
        lab = PromptLab(Library(library_folder), MODEL, [QUESTION, OTHER])
        assert [trial.retrieval_reused for trial in lab.run()] == [False, False]
        lab.edit("triage", system=lambda words: words + "!")
        assert [trial.retrieval_reused for trial in lab.run()] == [True, True]
        assert sorted(searched) == sorted([QUESTION, OTHER])

    def test_its_answer_is_the_chains(self, server, library_folder):
        retriever = HeadingRetriever(library=Library(library_folder), threshold=0.7, max_hits=3)
        (trial,) = PromptLab(retriever, MODEL, OTHER).run()
        theirs = ask_chain(retriever, MODEL).invoke(OTHER)
        free = {"usage": None}
        assert trial.answer.model_copy(update=free) == theirs.model_copy(update=free)
        assert len(theirs.sections) > 1

    def test_any_retriever_will_do(self, server, hits):
        from langchain_core.documents import Document
        from langchain_core.retrievers import BaseRetriever

        class Own(BaseRetriever):
            def _get_relevant_documents(self, query, *, run_manager):
                return [
                    Document(hit["text"], metadata={k: v for k, v in hit.items() if k != "text"})
                    for hit in hits
                ]

        lab = PromptLab(Own(), MODEL, QUESTION, threshold=0.83)
        assert len(lab.run()[0].answer.sections) == 4
        assert len(asyncio.run(lab.arun())[0].answer.sections) == 4


class TestMessages:
    def test_they_are_what_the_server_gets(self, lab, server):
        lab.edit("map", human=lambda words: words + "\n{{x}} $\\frac{{a}}{{b}}$ %s")
        shown = {step: list(lab.messages(step)) for step in ("map",)}
        assert server.calls == 0
        lab.run()
        shown["triage"] = list(lab.messages("triage"))
        sent = [
            tuple((m["role"].replace("user", "human"), m["content"]) for m in request["messages"])
            for request in server.requests
        ]
        expected = [
            tuple((m.role, m.text) for m in call) for call in shown["map"] + shown["triage"]
        ]
        assert sorted(sent) == sorted(expected)
        assert server.calls == 5

    def test_messages_of_one_group_are_those_of_its_number(self, lab):
        groups = lab.messages("map")
        assert lab.messages("map", group=2)[0] == groups[1]
        with pytest.raises(QuestionError, match="has 4 heading groups, no 5"):
            lab.messages("map", group=5)

    def test_before_a_run_what_depends_on_replies_is_not_shown(self, lab, server):
        assert not lab.messages("combine")
        assert not lab.messages("repair")
        assert server.calls == 0

    def test_what_a_preview_shows_is_never_taken_for_a_reply(self, lab, server):
        lab.messages("triage")
        assert "not written yet" not in repr(lab.run())
        assert server.calls == 5


class TestVariants:
    def test_an_edit_makes_a_variant_of_the_shipped_words(self, lab):
        variant = lab.edit("map", system=lambda words: words.replace("two to five", "two"))
        assert (variant.name, variant.changed) == ("edited", ("map",))
        assert "Write two [-to five -]clear" in repr(variant)
        assert lab.edit("combine", system="Edit.").changed == ("map", "combine")
        assert list(lab.variants) == ["shipped", "edited"]

    def test_a_variant_may_start_from_another(self, lab):
        lab.variant("a", map="Short.")
        lab.variant("b", base="a", combine={"human": "{question} {sections}"})
        assert lab.variants["b"].changed == ("map", "combine")
        assert lab.variants["b"].prompts.map == lab.variants["a"].prompts.map

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"map": "Use {passage}"}, r"map prompt, system part, line 1: unknown variable"),
            ({"map": "a\n\n# Human\n"}, "map prompt, system part, line 3: a line '# Human'"),
            ({"map": " "}, "map prompt, system part, line 1: the part '# System' is empty"),
            (
                {"map": {"human": "\n\nQ: {question}"}},
                r"map prompt, human part, line 1: the variable \{passages\} is in neither part",
            ),
            ({"map": {"humane": "x"}}, "no part 'humane'"),
            ({"map": lambda words: None}, "must be text, not NoneType"),
            ({"map": load_prompts().reduce}, "of 'reduce' cannot stand for 'map'"),
        ],
    )
    def test_words_that_break_the_form_are_refused_with_their_line(self, lab, change, says):
        with pytest.raises(PromptError, match=says):
            lab.variant("wrong", **change)
        assert list(lab.variants) == ["shipped"]

    def test_wrong_names_name_the_right_ones(self, lab):
        with pytest.raises(PromptError, match="no variant 'x'; there are shipped"):
            lab.run("x")
        with pytest.raises(PromptError, match="no step 'mapp'; steps are triage, map, reduce"):
            lab.edit("mapp", system="x")
        with pytest.raises(PromptError, match="'shipped' is what the lab began with"):
            lab.variant("shipped", map="x")
        with pytest.raises(PromptError, match="no step 'mapp'"):
            lab.messages("mapp")

    def test_wrong_material_is_refused_at_once(self, server, hits):
        with pytest.raises(QuestionError, match="empty"):
            PromptLab(hits, MODEL, [" "])
        with pytest.raises(QuestionError, match="has no questions"):
            PromptLab(hits, MODEL).run()
        with pytest.raises(HitsError, match="hit 1"):
            PromptLab([{"text": "x"}], MODEL)
        with pytest.raises(ModelError, match="provider:model"):
            PromptLab(hits, "nonsense")


class TestSaving:
    def test_the_folder_gives_the_same_through_lab_chain_and_command_line(
        self, lab, server, hits, tmp_path, headwise
    ):
        words = "\nAt most one sentence. Begin with “In short:”. Keep {{x}} and \\frac{{a}}{{b}}."
        lab.variant("shorter", map=lambda old: old + words)
        lab.save("shorter", tmp_path / "own")
        loaded = load_prompts(tmp_path / "own")
        assert loaded == lab.variants["shorter"].prompts
        assert loaded.sha256 == lab.variants["shorter"].prompts.sha256

        (trial,) = lab.run()
        chain = sections_chain(MODEL, prompts=loaded, threshold=0.83)
        in_chain = chain.invoke({"question": QUESTION, "hits": hits}).markdown
        file = tmp_path / "hits.json"
        file.write_text(json.dumps(hits))
        done = headwise(
            *("summarize", file, "--question", QUESTION, "--threshold", "0.83"),
            *("--llm", MODEL, "--prompts", tmp_path / "own"),
        )
        assert trial.answer.markdown == in_chain == done.stdout.strip()
        assert in_chain.count("In short:") == 4
        assert any("Keep {x} and \\frac{a}{b}" in prompt for prompt in server.prompts())

    def test_and_through_ask(self, server, library_folder, tmp_path, headwise):
        library = Library(library_folder)
        lab = PromptLab(library, MODEL, OTHER)
        lab.variant("shorter", map=lambda old: old + "\nAt most one sentence.")
        lab.save("shorter", tmp_path / "own")
        done = headwise(
            *("ask", OTHER, "--library", library_folder, "--llm", MODEL),
            *("--prompts", tmp_path / "own"),
        )
        retriever = HeadingRetriever(library=library)
        in_chain = ask_chain(retriever, MODEL, prompts=load_prompts(tmp_path / "own")).invoke(OTHER)
        assert lab.run()[0].answer.markdown == in_chain.markdown == done.stdout.strip()
        assert in_chain.markdown != ask_chain(retriever, MODEL).invoke(OTHER).markdown

    def test_files_that_are_there_stay_unless_forced(self, lab, tmp_path):
        lab.save("shipped", tmp_path)
        with pytest.raises(PromptError, match="is there already"):
            lab.save("shipped", tmp_path)
        assert lab.save("shipped", tmp_path, force=True)


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
