"""Replies of a model that are not as the prompts ask."""

import pytest

from headwise import ModelError
from tests.chains.two_sections import MODEL, alike, ask, obedient_at_length
from tests.support.openai_server import Reply, is_combine, is_repair, is_triage, obedient, repeated


class TestFaults:
    def test_a_combine_reply_of_another_form_is_repaired_in_the_same_conversation(
        self, hits, openai_server
    ):
        openai_server.respond = lambda request: (
            repeated(3)
            if is_repair(request)
            else "The third one."
            if is_combine(request)
            else obedient_at_length(request)
        )
        answer = ask(alike(hits), MODEL)

        messages = openai_server.requests[-1]["messages"]
        assert [one["role"] for one in messages] == ["system", "user", "assistant", "user"]
        assert messages[2]["content"] == "The third one."
        assert "no JSON object" in messages[3]["content"]
        assert answer.sections[1].summary == "The weights are learned by descent."
        assert answer.warnings == ()

    def test_a_combine_reply_that_stays_wrong_deletes_nothing(self, hits, openai_server):
        openai_server.respond = lambda request: (
            "no JSON at all" if is_combine(request) else obedient_at_length(request)
        )
        answer = ask(alike(hits), MODEL)

        assert [one.summary for one in answer.sections] == [one["text"] for one in alike(hits)]
        assert openai_server.calls == 5
        assert len(answer.warnings) == 1

    @pytest.mark.parametrize("reply", [repeated(1, 2, 3, 4), repeated(2, 4), repeated(0, 9)])
    def test_a_point_that_stands_once_stays_whatever_is_dropped(self, hits, openai_server, reply):
        openai_server.respond = lambda request: (
            reply if is_combine(request) else obedient_at_length(request)
        )
        markdown = ask(alike(hits), MODEL).markdown

        assert "slides" in markdown
        assert "Its depth is that of the input." in markdown
        assert "The weights are learned by descent." in markdown

    def test_sections_that_say_the_same_become_one_with_both_sources(self, hits, openai_server):
        openai_server.respond = lambda request: (
            repeated(same_as={2: 1}) if is_combine(request) else obedient_at_length(request)
        )
        answer = ask(alike(hits), MODEL)

        (section,) = answer.sections
        assert len(section.sources) == 2

    def test_markup_and_preamble_of_a_model_do_not_reach_the_answer(self, hits, openai_server):
        openai_server.respond = lambda request: (
            "Here is the summary:\n\n## My own heading\n\n- A layer **learns** many kernels.\n"
        )
        answer = ask(hits[:1], MODEL)

        assert answer.markdown == "## Convolutional layer\nA layer learns many kernels."

    def test_all_groups_failing_is_one_error(self, hits, openai_server):
        openai_server.respond = lambda _: Reply(status=400)

        with pytest.raises(ModelError, match="every section"):
            ask(hits, MODEL)

    def test_useless_replies_for_all_groups_give_extracts_and_warnings(self, hits, openai_server):
        openai_server.respond = lambda request: (
            obedient(request) if is_triage(request) else "The passage talks about kernels."
        )
        answer = ask(hits, MODEL)

        assert len(answer.sections) == 2
        assert not any("passage" in section.summary for section in answer.sections)
        assert len(answer.warnings) == 2
        assert all("reply cannot be used" in warning for warning in answer.warnings)
