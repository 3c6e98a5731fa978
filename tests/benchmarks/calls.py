"""Print what answers cost in calls, tokens and time, against a scripted server.

    make calls

The server speaks OpenAI's protocol on loopback. Tokens are counted in what it was sent, by
one and the same estimate. ``MapReduceDocumentsChain`` of langchain_classic gets the same hits
and the same question, once with Headwise's own map and reduce prompts, so that only the
method differs, and once with the short prompts that it brings. Needs no network.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from headwise import HeadingRetriever, Library, ask_chain, load_prompts, sections_chain
from headwise.chains.llm.models import resolve_model
from headwise.chains.llm.tokens import estimate_tokens
from tests.support.openai_server import (
    OpenAIServer,
    chosen,
    is_triage,
    obedient,
    prompt_of,
    serving,
)

ROOT = Path(__file__).resolve().parents[2]
MODEL = "openai:scripted"
QUESTION = "How do convolutional layers work in a CNN?"
GROUPS = 12
SECONDS = 1.0


def twelve_groups() -> list[dict[str, Any]]:
    """Return hits of twelve sections that have nothing in common."""
    return [
        {
            "text": f"Topic {chr(65 + n)}{n} holds {n} facts of its own kind. " * (1 + n % 2),
            "sub_heading": f"{n} Part {n}",
            "collection_name": "parts",
            "similarity": 0.9,
        }
        for n in range(GROUPS)
    ]


def hits_twice() -> list[dict[str, Any]]:
    """Return hits of a library in which the sample papers stand under two names each."""
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder) / "library")
        twice = Path(folder) / "papers"
        for name in ("first", "second"):
            (twice / name).mkdir(parents=True)
            for pdf in (ROOT / "notebooks" / "papers").glob("*.pdf"):
                # A comment after the end makes it another file with the same text.
                (twice / name / f"{pdf.stem}-{name}.pdf").write_bytes(
                    pdf.read_bytes() + f"\n%{name}\n".encode()
                )
        library.index(twice)
        retriever = HeadingRetriever(library=library, max_hits=40)
        return [document.metadata | {"text": document.page_content}
                for document in retriever.invoke(QUESTION)]  # fmt: skip


PEER_QUESTIONS = {
    "What is pooling for?": "pool",
    "How do convolutional layers work?": "convolution",
    "Why do convolutional networks have so few parameters?": "parameter",
    "What is a receptive field, and how does it grow?": "receptive",
    "How can overfitting be prevented?": "overfit|regulari|dropout",
    "What does batch normalisation compute?": "normalis",
    "How should the learning rate be chosen?": "learning rate",
    "When is transfer learning useful?": "transfer|pretrain|fine-tun",
}
"""Each with what a heading must hold, or an excerpt twice, for the scripted model to choose it."""


def judging(pattern: str) -> Callable[[dict[str, Any]], str]:
    """Return a model that chooses the sections whose heading or excerpt has ``pattern``."""

    def respond(request: dict[str, Any]) -> str:
        if not is_triage(request):
            return obedient(request)
        found = re.findall(
            r'<section id="(\d+)">\n(.*?)\n</section>', prompt_of(request), re.DOTALL
        )
        fitting = [
            int(id_)
            for id_, text in found
            if re.search(pattern, text.split("\n")[0], re.IGNORECASE)
            or len(re.findall(pattern, text, re.IGNORECASE)) > 1
        ]
        return chosen(*fitting)

    return respond


def peers(server: OpenAIServer, library: Library) -> None:
    """Print calls and tokens of the eight questions, and their medians."""
    chain = ask_chain(HeadingRetriever(library=library), MODEL)
    rows = []
    for question, pattern in PEER_QUESTIONS.items():
        server.respond = judging(pattern)
        calls, tokens, _ = measured(server, lambda question=question: chain.invoke(question))
        rows.append((calls, tokens))
        print(f"  {question:56}{calls:4} calls{tokens:7} tokens in")
    calls, tokens = (median(column) for column in zip(*rows, strict=True))
    print(f"  {'median (at most 5 calls, 2,500 tokens)':56}{calls:4g} calls{tokens:7g} tokens in")
    server.respond = obedient


def ours(hits: list[dict[str, Any]]) -> object:
    # One on loopback would get few at first; this one takes all at once, as a provider's does.
    return sections_chain(MODEL, max_concurrency=16).invoke({"question": QUESTION, "hits": hits})


def classic(hits: list[dict[str, Any]], *, own_prompts: bool) -> object:
    """Run langchain_classic's chain on the same hits."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from langchain_classic.chains.question_answering import load_qa_chain
        from langchain_core.documents import Document

        how: dict[str, Any] = {}
        if not own_prompts:
            prompts = load_prompts()
            how = {
                "question_prompt": prompts.map.template(),
                "combine_prompt": prompts.reduce.template(),
                "combine_document_variable_name": "summaries",
                "map_reduce_document_variable_name": "passages",
            }
        # It counts tokens, and would fetch a vocabulary for that.
        counting = {"custom_get_token_ids": lambda text: list(range(estimate_tokens(text)))}
        model = resolve_model(MODEL).model_copy(update=counting)
        chain = load_qa_chain(model, chain_type="map_reduce", **how)
        documents = [Document(page_content=hit["text"], metadata=hit) for hit in hits]
        return chain.invoke({"input_documents": documents, "question": QUESTION})


def measured(server: OpenAIServer, run: Callable[[], object]) -> tuple[int, int, float]:
    """Return calls, tokens sent and seconds of one run."""
    server.requests.clear()
    begun = time.perf_counter()
    run()
    seconds = time.perf_counter() - begun
    return server.calls, sum(estimate_tokens(prompt_of(r)) for r in server.requests), seconds


def main() -> None:
    """Measure and print."""
    with serving() as server:
        os.environ |= {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "sk-scripted"}
        server.respond = obedient
        ours(twelve_groups())  # imports
        server.seconds = SECONDS
        calls, _, seconds = measured(server, lambda: ours(twelve_groups()))
        print(f"{GROUPS} groups, {SECONDS:g} s a call: {seconds:.2f} s, {calls} calls "
              "(at most 3.2 s: triage, map, combine)")  # fmt: skip
        server.most_at_once = 0
        chain = sections_chain(MODEL, max_concurrency=3)
        asked = {"question": QUESTION, "hits": twelve_groups()}
        _, _, seconds = measured(server, lambda: chain.invoke(asked))
        print(f"max_concurrency=3: {server.most_at_once} at once, {seconds:.2f} s")
        server.seconds = 0.0
        with tempfile.TemporaryDirectory() as folder:
            library = Library(Path(folder) / "library")
            library.index(ROOT / "notebooks" / "papers")
            peers(server, library)
        seeds = json.loads((ROOT / "tests" / "data" / "hits.json").read_text(encoding="utf-8"))
        passing = [hit for hit in seeds if hit["similarity"] >= 0.85]
        print(f"\n{'tokens sent':34}{'hits':>6}{'headwise':>10}{'classic':>10}{'ratio':>8}"
              f"{'its own prompts':>17}{'ratio':>8}")  # fmt: skip
        for name, hits in (
            ("tests/data/hits.json at 0.85", passing),
            ("samples twice", hits_twice()),
        ):
            _, own, _ = measured(server, lambda hits=hits: ours(hits))
            _, same, _ = measured(server, lambda hits=hits: classic(hits, own_prompts=False))
            _, short, _ = measured(server, lambda hits=hits: classic(hits, own_prompts=True))
            print(f"{name:34}{len(hits):6}{own:10}{same:10}{own / same:8.2f}"
                  f"{short:17}{own / short:8.2f}")  # fmt: skip


if __name__ == "__main__":
    main()
