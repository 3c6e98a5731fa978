"""The tools for assistants, called by the official client, over both ways to reach them."""

import asyncio
import json
import os
import re
import subprocess
import sys
from contextlib import asynccontextmanager
from functools import partial

import pytest

pytest.importorskip("mcp", reason="the extra 'mcp' is not installed")

import httpx2
from mcp import Client, StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client

from headwise.mcp.install import configuration_files, install
from tests.support.openai_server import Reply, obedient, serving
from tests.support.small_pdf import write_pdf

COMMAND = [sys.executable, "-m", "headwise", "mcp", "--library"]
QUESTION = {"question": "What is pooling for?"}


@pytest.fixture(scope="module")
def model():
    with serving() as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENAI_BASE_URL", server.url)
        patch.setenv("OPENAI_API_KEY", "sk-scripted")
        yield server


@asynccontextmanager
async def over_stdio(*options):
    """Yield a client of a server that it has started itself."""
    program, *arguments = [*COMMAND, *map(str, options)]
    started = StdioServerParameters(command=program, args=arguments, env=dict(os.environ))
    async with Client(stdio_client(started)) as client:
        yield client


@pytest.fixture(scope="module")
def http_server(library_folder, model):
    """Address and token of a server that has been started before."""
    options = [str(library_folder), "--llm", "openai:scripted", "--http", "--port", "0"]
    with subprocess.Popen([*COMMAND, *options], stderr=subprocess.PIPE, text=True) as process:
        try:
            said = re.search(r"(http://\S+)\s+token: (\S+)", process.stderr.readline())
            yield said.groups()
        finally:
            process.terminate()


@asynccontextmanager
async def over_http(address, token):
    bearer = {"authorization": f"Bearer {token}"}
    async with (
        httpx2.AsyncClient(headers=bearer, timeout=60) as http,
        Client(streamable_http_client(address, http_client=http)) as client,
    ):
        yield client


@pytest.fixture(params=["stdio", "http"])
def reach(request, library_folder, model):
    """What reaches a server that reads the sample papers, in both ways."""
    if request.param == "http":
        return partial(over_http, *request.getfixturevalue("http_server"))
    return partial(over_stdio, library_folder, "--llm", "openai:scripted")


def test_an_assistant_uses_every_tool_side_by_side_and_cancels(reach, model):
    async def conversation():
        async with reach() as client:
            await use_every_tool(client)
            await make_mistakes(client)
            await search_fifty_times_at_once(client)
            await cancel_a_question(client, model)

    asyncio.run(conversation())


async def use_every_tool(client):
    async def call(tool, **arguments):
        result = await client.call_tool(tool, arguments)
        assert not result.is_error, result.content
        return result.structured_content

    async def read(address):
        return (await client.read_resource(address)).contents[0].text

    tools = {tool.name for tool in (await client.list_tools()).tools}
    assert tools == {"search", "ask", "list_documents", "outline", "read_section"}

    found = (await call("search", **QUESTION))["result"]
    section = await call("read_section", section_id=found[0]["section_id"])
    assert found[0]["passage"] in section["text"]
    assert section["text"] in await read(f"headwise://sections/{found[0]['section_id']}")

    answer = await call("ask", **QUESTION)
    source = answer["sections"][0]["sources"][0]
    assert source["document"].endswith(".pdf")
    assert source["printed_page"] == str(source["page"])

    documents = (await call("list_documents"))["result"]
    assert json.loads(await read("headwise://documents")) == documents
    outline = (await call("outline", document_id=documents[0]["document_id"]))["result"]
    assert outline[0]["level"] == 1
    about = await read(f"headwise://documents/{documents[0]['document_id']}")
    assert outline[0]["sub_heading"] in about


async def make_mistakes(client):
    """Each is one line."""
    for tool, arguments in (
        ("read_section", {"section_id": "none"}),
        ("search", {"question": " "}),
        ("outline", {"document_id": "none"}),
    ):
        result = await client.call_tool(tool, arguments)
        assert result.is_error
        assert len(result.content[0].text.splitlines()) == 1


async def search_fifty_times_at_once(client):
    asked = ({"question": f"What is pooling {n}?", "threshold": 0.3} for n in range(50))
    side_by_side = await asyncio.gather(*(client.call_tool("search", one) for one in asked))
    assert not any(result.is_error for result in side_by_side)


async def cancel_a_question(client, model):
    """That ends the reply of the model, and no other call."""
    model.respond = lambda request: Reply("It goes on. ", endless=True)
    asked = asyncio.create_task(client.call_tool("ask", QUESTION))
    await until(lambda: model.under_way)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    await until(lambda: not model.under_way)
    model.respond = obedient
    assert not (await client.call_tool("ask", QUESTION)).is_error


async def until(condition):
    while not condition():  # noqa: ASYNC110 - the server is in another thread
        await asyncio.sleep(0.02)


def test_indexing_is_offered_only_when_allowed(tmp_path):
    tea = write_pdf(tmp_path / "tea.pdf", "Notes", [("1 Tea", "Tea is made of leaves.")])

    async def conversation():
        async with over_stdio(tmp_path / "library", "--allow-index") as client:
            tools = {tool.name for tool in (await client.list_tools()).tools}
            await client.call_tool("index", {"paths": [str(tea)]})
            return tools, await client.call_tool("list_documents", {})

    tools, listed = asyncio.run(conversation())

    assert "index" in tools
    assert len(listed.structured_content["result"]) == 1


def test_over_http_strangers_and_other_sites_are_refused(http_server):
    address, token = http_server
    bearer = {"authorization": f"Bearer {token}"}
    for headers, status in (
        ({}, 401),
        ({"authorization": "Bearer wrong"}, 401),
        ({**bearer, "origin": "http://evil.example"}, 403),
        ({**bearer, "host": "evil.example"}, 421),
    ):
        assert httpx2.post(address, headers=headers, json={}).status_code == status


@pytest.mark.parametrize("client", ["claude-desktop", "cursor", "vscode", "claude-code"])
def test_install_adds_an_entry_and_leaves_the_others(client, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    file, key = configuration_files()[client]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({key: {"other": {"command": "x"}}, "kept": 1}))

    install(client, ["--library", "papers"])

    settings = json.loads(file.read_text())
    assert settings["kept"] == 1
    assert set(settings[key]) == {"other", "headwise"}
    assert settings[key]["headwise"]["args"][-2:] == ["--library", "papers"]
