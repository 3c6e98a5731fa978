"""What an answer costs: calls, tokens, a cache of replies, and a plan that costs nothing."""

import sqlite3

import pytest
from langchain_core.caches import InMemoryCache
from langchain_core.globals import set_llm_cache

from headwise import CacheError, plan_calls, sections_chain
from headwise.chains.llm.models import resolve_model
from headwise.chains.llm.tokens import TokenCounter, estimate_tokens
from tests.support.openai_server import Reply, obedient

MODEL = "openai:scripted"
QUESTION = "How do convolutional layers work in a CNN?"


def ask(hits, **options):
    return sections_chain(MODEL, **options).invoke({"question": QUESTION, "hits": hits})


class TestUsage:
    def test_calls_and_tokens_are_counted_per_step(self, hits, openai_server):
        usage = ask(hits).usage

        assert {name: step.calls for name, step in usage.steps.items()} == {"triage": 1, "map": 2}
        assert (usage.steps["map"].input_tokens, usage.steps["map"].output_tokens) == (200, 40)
        assert (usage.calls, usage.cached, usage.failed, usage.estimated) == (3, 0, 0, False)

    def test_a_server_that_reports_none_is_counted_and_marked(self, hits, openai_server):
        openai_server.respond = lambda request: Reply(obedient(request), usage=False)
        usage = ask(hits).usage
        sent = sum(estimate_tokens(prompt) for prompt in openai_server.prompts())

        assert usage.estimated
        assert usage.steps["triage"].estimated
        assert sent <= usage.input_tokens <= sent + 4 * 2 * 3
        assert usage.output_tokens > 40

    def test_repairs_are_a_step_of_their_own(self, hits, openai_server):
        waiting = [Reply("")]
        openai_server.respond = lambda request: waiting.pop() if waiting else obedient(request)

        assert ask(hits).usage.steps["repair"].calls == 1

    def test_which_prompts_were_used_is_in_the_answer(self, hits, openai_server):
        from headwise import load_prompts

        assert ask(hits).prompts == load_prompts().sha256
        assert sections_chain().invoke({"question": QUESTION, "hits": hits}).prompts is None


class TestCache:
    def test_the_second_time_costs_nothing(self, hits, openai_server, tmp_path):
        first = ask(hits, cache=tmp_path / "deep" / "replies.db")
        second = ask(hits, cache=tmp_path / "deep" / "replies.db")

        assert openai_server.calls == 3
        assert second.markdown == first.markdown
        assert (second.usage.calls, second.usage.cached) == (0, 3)
        assert second.usage.input_tokens == 0
        assert second.usage.steps["map"].cached == 2

    def test_streams_come_from_the_cache_too(self, hits, openai_server, tmp_path):
        chain = sections_chain(MODEL, cache=str(tmp_path / "replies.db"))
        asked = {"question": QUESTION, "hits": hits}
        list(chain.stream(asked))
        parts = list(chain.stream(asked))

        assert openai_server.calls == 3
        assert {one.id for part in parts for one in part.sections} == {1, 2}

    def test_another_question_model_or_prompt_is_another_call(self, hits, openai_server, tmp_path):
        file = tmp_path / "replies.db"
        ask(hits[:1], cache=file)
        sections_chain(MODEL, cache=file).invoke({"question": "What else?", "hits": hits[:1]})
        sections_chain("openai:other", cache=file).invoke({"question": QUESTION, "hits": hits[:1]})

        assert openai_server.calls == 3

    def test_what_failed_is_not_kept(self, hits, openai_server, tmp_path):
        openai_server.respond = lambda _request: Reply("", finish_reason="content_filter")
        assert ask(hits, cache=tmp_path / "replies.db").warnings
        openai_server.respond = obedient

        assert ask(hits, cache=tmp_path / "replies.db").usage.calls == 3

    def test_the_file_holds_replies_and_no_prompts(self, hits, openai_server, tmp_path):
        ask(hits, cache=tmp_path / "replies.db")
        data = (tmp_path / "replies.db").read_bytes()

        assert QUESTION.encode() not in data
        assert b"sk-scripted" not in data

    def test_a_cache_of_langchains(self, hits, openai_server):
        cache = InMemoryCache()
        ask(hits, cache=cache)

        assert ask(hits, cache=cache).usage.cached == 3

    def test_langchains_global_cache_counts_as_cached(self, hits, openai_server):
        set_llm_cache(InMemoryCache())
        try:
            ask(hits)
            usage = ask(hits).usage
        finally:
            set_llm_cache(None)

        assert (usage.calls, usage.cached) == (0, 3)

    def test_a_file_that_is_something_else(self, hits, openai_server, tmp_path):
        file = tmp_path / "notes.txt"
        file.write_text("my notes, a long text that is not a database\n" * 100)

        with pytest.raises(CacheError, match=r"notes\.txt: cannot be used as a cache"):
            ask(hits, cache=file)
        assert file.read_text().startswith("my notes")

    def test_a_reply_of_another_version_is_asked_for_again(self, hits, openai_server, tmp_path):
        ask(hits, cache=tmp_path / "replies.db")
        with sqlite3.connect(tmp_path / "replies.db") as database:
            database.execute("UPDATE replies SET reply = 'not what it was'")
        database.close()

        assert ask(hits, cache=tmp_path / "replies.db").usage.calls == 3


class TestPlan:
    def test_the_calls_that_are_made_and_their_text(self, hits, openai_server):
        plan = plan_calls(QUESTION, hits, MODEL)
        assert openai_server.calls == 0
        ask(hits, max_concurrency=1)

        assert [call.step for call in plan.calls] == ["triage", "map", "map", "combine"]
        for call, request in zip(plan.calls, openai_server.requests, strict=False):
            assert all(message["content"] in call.text for message in request["messages"])
        assert openai_server.calls == 3  # combine is only planned: nothing is alike
        assert "[1] [summary of section 1, about 150 tokens]" in plan.calls[3].text

    def test_tokens_are_those_that_are_sent(self, hits, openai_server):
        openai_server.respond = lambda request: Reply(obedient(request), usage=False)
        plan = plan_calls(QUESTION, hits, MODEL)
        usage = ask(hits).usage

        mapped = sum(call.input_tokens for call in plan.calls if call.step == "map")
        assert mapped == usage.steps["map"].input_tokens
        assert plan.input_tokens == sum(call.input_tokens for call in plan.calls)

    def test_large_groups_and_many_of_them(self, hits):
        words = " ".join(f"Fact {number} is that layer {number} holds." for number in range(1500))
        many = [{**hits[0], "text": words, "sub_heading": f"{n} Part"} for n in (1, 2)]
        many[1]["text"] = words.replace("layer", "pool")
        plan = plan_calls(QUESTION, many, MODEL, passage_tokens=None)

        assert [call.step for call in plan.calls].count("reduce") == 2
        assert all(call.input_tokens < 8_192 for call in plan.calls)

    def test_no_key_is_needed_and_extracts_cost_nothing(self, hits, monkeypatch):
        monkeypatch.delenv("OPENAI_API_KEY", raising=False)

        assert len(plan_calls(QUESTION, hits, MODEL).calls) == 4
        assert plan_calls(QUESTION, hits).calls == ()
        assert plan_calls(QUESTION, hits, threshold=0.99).sections == 0
        assert "0 calls" in str(plan_calls(QUESTION, hits))
        assert "1 section from 1 hit, 1 call," in str(plan_calls(QUESTION, hits[:1], MODEL))


class TestTokens:
    @pytest.mark.parametrize(
        ("text", "least", "most"),
        [
            ("", 0, 0),
            ("The convolutional layer applies a kernel to every position.", 10, 18),
            ("卷积层对输入图像的每个位置计算加权和", 16, 22),
            ("| 1 | 0.52 |\n|---|---|\n| 2 | 0.37 |", 18, 40),
            ("." * 400, 50, 110),
        ],
    )
    def test_estimates_are_near_and_careful(self, text, least, most):
        assert least <= estimate_tokens(text) <= most

    def test_the_models_own_counting_where_it_has_one(self, openai_server):
        model = resolve_model(MODEL).model_copy(
            update={"custom_get_token_ids": lambda text: list(range(len(text)))}
        )
        counter = TokenCounter(model)

        assert counter.exact
        assert counter.text("twelve chars") == 12

    def test_no_vocabulary_is_fetched(self, openai_server, monkeypatch, tmp_path):
        monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
        monkeypatch.setattr("tiktoken.load.read_file", pytest.fail)
        counter = TokenCounter(resolve_model("openai:gpt-5-mini"))

        assert not counter.exact
        assert counter.text("a word") == 2
