"""The sections that bear on the question, chosen by the model."""

from tests.chains.two_sections import MODEL, ask, headings
from tests.support.openai_server import chosen, is_triage, obedient


class TestTriage:
    def test_what_does_not_bear_on_the_question_is_left_out_and_reported(self, hits, openai_server):
        openai_server.respond = lambda r: chosen(2) if is_triage(r) else obedient(r)
        answer = ask(hits, MODEL)

        assert headings(answer) == ["Convolutional Neural Networks"]
        assert [one.sub_heading for one in answer.dropped.not_relevant] == [
            "2.2 Convolutional layer"
        ]
        assert openai_server.calls == 2

    def test_the_models_order_is_the_answers(self, hits, openai_server):
        openai_server.respond = lambda r: chosen(2, 1, 1, 77) if is_triage(r) else obedient(r)
        answer = ask(hits, MODEL)

        assert headings(answer) == ["Convolutional Neural Networks", "Convolutional layer"]
        assert [one.id for one in answer.sections] == [1, 2]

    def test_nothing_bears_on_the_question(self, hits, openai_server):
        openai_server.respond = lambda r: chosen() if is_triage(r) else obedient(r)
        answer = ask(hits, MODEL)

        assert (answer.sections, answer.markdown) == ((), "")
        assert len(answer.dropped.not_relevant) == 2
        assert openai_server.calls == 1

    def test_the_map_step_may_find_nothing_too(self, hits, openai_server):
        openai_server.respond = lambda _request: "NOTHING"
        answer = ask(hits[:1], MODEL)

        assert answer.sections == ()
        assert [one.sub_heading for one in answer.dropped.not_relevant] == [
            "2.2 Convolutional layer"
        ]
