"""The tools for assistants, called by the official client."""

import asyncio
import json
import sys

import pytest

pytest.importorskip("mcp", reason="the extra 'mcp' is not installed")

from mcp import Client, StdioServerParameters, stdio_client

from headwise.mcp.install import configuration_files, install


def called(library_folder, conversation, *options):
    """Run ``conversation`` with a client of a server in a process of its own."""
    arguments = ["-m", "headwise", "mcp", "--library", str(library_folder), *options]
    parameters = StdioServerParameters(command=sys.executable, args=arguments)

    async def run():
        async with Client(stdio_client(parameters)) as client:
            return await conversation(client)

    return asyncio.run(run())


def test_an_assistant_searches_reads_and_asks(library_folder):
    async def conversation(client):
        tools = {tool.name for tool in (await client.list_tools()).tools}
        found = await client.call_tool("search", {"question": "What is pooling for?"})
        first = found.structured_content["result"][0]
        section = await client.call_tool("read_section", {"section_id": first["section_id"]})
        answer = await client.call_tool("ask", {"question": "What is pooling for?"})
        documents = await client.call_tool("list_documents", {})
        document = documents.structured_content["result"][0]["document_id"]
        outline = await client.call_tool("outline", {"document_id": document})
        resource = await client.read_resource(f"headwise://documents/{document}")
        return tools, first, section, answer, outline, resource

    tools, first, section, answer, outline, resource = called(library_folder, conversation)

    assert tools == {"search", "ask", "list_documents", "outline", "read_section"}
    assert first["passage"] in section.structured_content["text"]
    assert answer.structured_content["sections"][0]["sources"][0]["document"].endswith(".pdf")
    assert outline.structured_content["result"][0]["level"] == 1
    assert outline.structured_content["result"][0]["sub_heading"] in resource.contents[0].text


def test_errors_are_one_line(library_folder):
    async def conversation(client):
        return [
            await client.call_tool("read_section", {"section_id": "none"}),
            await client.call_tool("search", {"question": " "}),
            await client.call_tool("outline", {"document_id": "none"}),
        ]

    for result in called(library_folder, conversation):
        assert result.is_error
        assert len(result.content[0].text.splitlines()) == 1


def test_fifty_calls_side_by_side(library_folder):
    async def conversation(client):
        asked = ({"question": f"What is pooling {n}?", "threshold": 0.3} for n in range(50))
        return await asyncio.gather(*(client.call_tool("search", one) for one in asked))

    assert not any(result.is_error for result in called(library_folder, conversation))


def test_indexing_is_offered_only_when_allowed(tmp_path, papers):
    async def conversation(client):
        tools = {tool.name for tool in (await client.list_tools()).tools}
        await client.call_tool("index", {"paths": [str(papers / "theory.pdf")]})
        return tools, await client.call_tool("list_documents", {})

    tools, listed = called(tmp_path / "library", conversation, "--allow-index")

    assert "index" in tools
    assert len(listed.structured_content["result"]) == 1


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
