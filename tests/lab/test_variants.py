"""Variants of the prompts: made, checked, shown and saved."""

import json

import pytest

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
from tests.lab.asked import MODEL, OTHER, QUESTION


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
