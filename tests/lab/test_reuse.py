"""What runs again after a change, and what is reused."""

import asyncio

from langchain_core.caches import InMemoryCache
from langchain_openai import ChatOpenAI

from headwise import HeadingRetriever, Library, ask_chain
from headwise.lab import PromptLab
from tests.lab.asked import MODEL, OTHER, QUESTION, scripted
from tests.support.openai_server import Reply, is_repair, is_triage, obedient


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
