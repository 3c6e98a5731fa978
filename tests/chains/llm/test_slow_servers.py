"""No reply, however slow, holds an answer up for longer than its time limits."""

import pytest

from headwise import ModelError, sections_chain
from headwise.chains.llm.transport import sending
from tests.chains.contract import keeps_contract, whole
from tests.chains.failing import MODEL, QUESTION, first_fails, once, run_all
from tests.support.openai_server import Reply, is_triage, obedient


def triage_gives(reply):
    return lambda: lambda request: reply if is_triage(request) else obedient(request)


SLOW = {
    "says nothing": Reply(seconds=2),
    "drips": Reply(endless=True, drip=0.02),
    "streams for ever": Reply("Layers ", endless=True, drip=0.02),
}


class TestTime:
    """No reply, however slow, holds an answer up for longer than its time limits."""

    @pytest.mark.parametrize(("way", "reply"), list(enumerate(SLOW.values())), ids=SLOW)
    def test_a_slow_group_takes_extracts(self, counted, openai_server, way, reply):
        for answer in run_all(counted, openai_server, first_fails(reply), (way,), timeout=1.0):
            keeps_contract(answer, counted)
            assert any("within 1 s" in warning for warning in answer.warnings)

    def test_a_call_has_a_limit_of_its_own(self, counted, openai_server):
        slow = once(Reply(seconds=2))
        for answer in run_all(counted, openai_server, slow, call_timeout=0.5):
            assert answer.warnings == ()
            assert answer.usage.failed == 1

    def test_all_slow_is_one_error(self, counted, openai_server):
        openai_server.respond = lambda _request: Reply(seconds=3)

        with pytest.raises(ModelError, match=r"within 0\.5 s"):
            sections_chain(MODEL, timeout=0.5).invoke({"question": QUESTION, "hits": counted})

    def test_a_reply_without_end_is_not_listened_to_for_ever(
        self, counted, openai_server, monkeypatch
    ):
        monkeypatch.setattr(sending, "LONGEST_REPLY", 2_000)
        openai_server.respond = triage_gives(Reply("Layers " * 20, endless=True))()
        answer = whole(sections_chain(MODEL).stream({"question": QUESTION, "hits": counted}))

        keeps_contract(answer, counted)
