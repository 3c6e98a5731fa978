"""Each provider that users have, against a scripted server of its protocol on loopback."""

import importlib.util
from dataclasses import dataclass, field

import pytest

from headwise import ModelError, sections_chain
from tests.chains.contract import keeps_contract
from tests.support import native_servers, openai_server
from tests.support.openai_server import Reply, obedient, prompt_of

# Clients warn of what they themselves do, and Google's forgets to await what it reads of an error.
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

QUESTION = "How do convolutional layers work in a CNN?"
SECRET = "k-very-secret-123456"
BAD_KEY = Reply(status=401, error="Incorrect API key provided", code="invalid_api_key")
NO_MODEL = Reply(status=404, error="The model does not exist", code="model_not_found")
TOO_LONG = Reply(status=400, error="This model's maximum context length is 512 tokens.")


@dataclass(frozen=True)
class Provider:
    """How a provider is reached, and what it says when it refuses."""

    model: str
    package: str
    key: str | None
    address: str
    """The variable with the server's address."""
    path: str = ""
    protocol: object = None
    """The server's; OpenAI's if there is none."""
    more: dict[str, str] = field(default_factory=dict)
    bad_key: Reply = BAD_KEY
    no_model: Reply = NO_MODEL
    too_long: Reply = TOO_LONG

    @property
    def serving(self):
        if self.protocol is None:
            return openai_server.serving()
        return native_servers.serving(self.protocol)


PROVIDERS = [
    Provider("openai:gpt-4o-mini", "langchain_openai", "OPENAI_API_KEY", "OPENAI_BASE_URL"),
    Provider("openai:o4-mini", "langchain_openai", "OPENAI_API_KEY", "OPENAI_BASE_URL"),
    Provider(
        "openai:served-by-vllm",
        "langchain_openai",
        "OPENAI_API_KEY",
        "OPENAI_BASE_URL",
        no_model=Reply(
            status=404,
            raw=b'{"object":"error","message":"The model `x` does not exist.","code":404}',
        ),
    ),
    Provider(
        "openai:served-by-llama.cpp",
        "langchain_openai",
        "OPENAI_API_KEY",
        "OPENAI_BASE_URL",
        too_long=Reply(
            status=400, error="the request exceeds the available context size, try increasing it"
        ),
    ),
    Provider(
        "azure_openai:my-deployment",
        "langchain_openai",
        "AZURE_OPENAI_API_KEY",
        "AZURE_OPENAI_ENDPOINT",
        more={"OPENAI_API_VERSION": "2025-01-01-preview"},
        no_model=Reply(status=404, error="The API deployment for this resource does not exist."),
    ),
    Provider(
        "anthropic:claude-scripted",
        "langchain_anthropic",
        "ANTHROPIC_API_KEY",
        "ANTHROPIC_API_URL",
        protocol=native_servers.anthropic,
        bad_key=Reply(status=401, error="invalid x-api-key", code="authentication_error"),
        no_model=Reply(status=404, error="model: claude-x", code="not_found_error"),
        too_long=Reply(status=400, error="prompt is too long: 208310 tokens > 200000 maximum"),
    ),
    Provider(
        "google_genai:gemini-2.5-flash",
        "langchain_google_genai",
        "GEMINI_API_KEY",
        "GOOGLE_GEMINI_BASE_URL",
        protocol=native_servers.google,
        bad_key=Reply(status=400, error="API key not valid. Please pass a valid API key."),
        no_model=Reply(status=404, error="models/gemini-x is not found for API version v1beta"),
        too_long=Reply(
            status=400,
            error="The input token count exceeds the maximum number of tokens allowed (512).",
        ),
    ),
    Provider(
        "ollama:qwen3",
        "langchain_ollama",
        None,
        "OLLAMA_HOST",
        protocol=native_servers.ollama,
        no_model=Reply(status=404, error="model 'qwen3' not found"),
        too_long=Reply(status=400, error="input length exceeds the context length"),
    ),
    Provider(
        "mistralai:mistral-small-latest",
        "langchain_mistralai",
        "MISTRAL_API_KEY",
        "MISTRAL_BASE_URL",
        no_model=Reply(status=400, error="Invalid model: mistral-x", code="invalid_model"),
        too_long=Reply(
            status=400,
            error="Prompt contains 40000 tokens, too large for model with 32768 maximum "
            "context length",
        ),
    ),
    Provider(
        "groq:llama-3.3-70b-versatile",
        "langchain_groq",
        "GROQ_API_KEY",
        "GROQ_API_BASE",
        too_long=Reply(
            status=413,
            error="Request too large for model on tokens per minute (TPM): Limit 6000, Requested "
            "7000, please reduce your message size and try again.",
        ),
    ),
    Provider(
        "deepseek:deepseek-chat",
        "langchain_deepseek",
        "DEEPSEEK_API_KEY",
        "DEEPSEEK_API_BASE",
        no_model=Reply(status=400, error="Model Not Exist"),
    ),
    Provider(
        "openrouter:qwen/qwen3-8b",
        "langchain_openrouter",
        "OPENROUTER_API_KEY",
        "OPENROUTER_API_BASE",
        no_model=Reply(status=400, error="qwen/x is not a valid model ID"),
    ),
]


@pytest.fixture(params=PROVIDERS, ids=lambda provider: provider.model)
def provider(request):
    if importlib.util.find_spec(request.param.package) is None:
        pytest.skip(f"needs {request.param.package}")
    return request.param


@pytest.fixture
def server(provider, monkeypatch):
    monkeypatch.setattr("headwise.chains.llm.transport.retrying.FIRST_PAUSE", 0.01)
    with provider.serving as server:
        base = server.url.removesuffix("/v1") if "azure" in provider.model else server.url
        monkeypatch.setenv(provider.address, base + provider.path)
        if provider.key:
            monkeypatch.setenv(provider.key, SECRET)
        for name, value in provider.more.items():
            monkeypatch.setenv(name, value)
        yield server


def ask(provider, hits, **options):
    return sections_chain(provider.model, **options).invoke({"question": QUESTION, "hits": hits})


@pytest.mark.parametrize("local", [True, False])
def test_an_answer(provider, server, counted, local, monkeypatch):
    """Replies of local servers are asked for piece by piece, others' as one."""
    monkeypatch.setattr("headwise.chains.llm.is_local", lambda _model: local)
    answer = ask(provider, counted)

    keeps_contract(answer, counted)
    assert answer.warnings == ()
    assert len(answer.sections) == 2
    sent = server.requests[0]
    settings = sent.get("options") or sent.get("generationConfig") or sent
    if ":o4" in provider.model:
        assert "temperature" not in settings
    else:
        assert settings["temperature"] == pytest.approx(0, abs=1e-6)  # Groq's client sends 1e-8


def test_a_busy_server_is_asked_again(provider, server, counted):
    busy = [Reply(status=status, error="Busy", headers={"retry-after": "0"})
            for status in (429, 503, 529)]  # fmt: skip
    server.respond = lambda request: busy.pop() if busy else obedient(request)
    answer = ask(provider, counted[:1])

    assert answer.warnings == ()
    assert server.calls == 4
    assert answer.usage.failed == 3


def test_a_wrong_key(provider, server, counted):
    if provider.key is None:
        pytest.skip("takes no key")
    server.respond = lambda _request: provider.bad_key
    with pytest.raises(
        ModelError, match=f"check {provider.key}.*{provider.bad_key.error}"
    ) as error:
        ask(provider, counted[:1])

    assert server.calls == 1
    assert SECRET not in str(error.value)
    assert "\n" not in str(error.value)


def test_no_key(provider, monkeypatch):
    if provider.key is None:
        pytest.skip("takes no key")
    monkeypatch.delenv(provider.key, raising=False)
    with pytest.raises(ModelError, match=f"{provider.key} is not set"):
        sections_chain(provider.model)


def test_an_unknown_model(provider, server, counted):
    server.respond = lambda _request: provider.no_model
    remedy = "ollama pull qwen3" if "ollama" in provider.model else "does not know this model"
    with pytest.raises(ModelError, match=remedy):
        ask(provider, counted[:1])

    assert server.calls == 1


def test_too_long_a_text_is_split(provider, server, counted):
    server.respond = lambda request: (
        provider.too_long if len(prompt_of(request)) > 5_000 else obedient(request)
    )
    words = " ".join(f"Fact {number} is that layer {number} holds." for number in range(300))
    answer = ask(provider, [{**counted[0], "text": words}], passage_tokens=None)

    assert answer.warnings == ()
    assert server.calls > 2
    sent = [prompt_of(request) for request in server.requests]
    passed = "".join(prompt for prompt in sent if len(prompt) <= 5_000)
    assert all(f"Fact {number} is" in passed for number in range(300))


def test_a_server_that_is_not_there(provider, server, counted, monkeypatch):
    monkeypatch.setattr("headwise.chains.llm.transport.retrying.MAX_RETRIES", 1)
    monkeypatch.setenv(provider.address, "http://127.0.0.1:9")
    with pytest.raises(ModelError, match="cannot be reached"):
        ask(provider, counted[:1])
