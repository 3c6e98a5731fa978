"""docs/langchain.md, "Names, tags and callbacks": a question traced, and nothing sent anywhere."""

import pytest
from langchain_core.tracers import LangChainTracer
from langsmith import Client

from headwise import HeadingRetriever, Library, ask_chain

pytest.importorskip("opentelemetry.sdk", reason="OpenTelemetry's SDK is not installed")

from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter


def test_langsmith_s_tracer_makes_one_trace_of_an_answer(library_folder, openai_server):
    kept = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    client = Client(api_key="none", tracing_mode="otel", otel_tracer_provider=provider)
    chain = ask_chain(HeadingRetriever(library=Library(library_folder)), "openai:scripted")

    chain.invoke("What is pooling for?", {"callbacks": [LangChainTracer(client=client)]})
    client.flush()

    spans = kept.get_finished_spans()
    assert len({span.context.trace_id for span in spans}) == 1
    parents = {span.context.span_id: span for span in spans}

    def path(span):
        above = path(parents[span.parent.span_id]) if span.parent else []
        return [*above, span.name]

    paths = [path(span) for span in spans]
    assert {one[0] for one in paths} == {"headwise ask"}
    assert ["headwise ask", "HeadingRetriever"] in [[one[0], one[-1]] for one in paths]
    models = [one for one in paths if one[-1] == "ChatOpenAI"]
    assert len(models) == openai_server.calls
    assert models
    assert all("map" in one for one in models)
