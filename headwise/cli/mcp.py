"""``headwise mcp``."""

from __future__ import annotations

from importlib.util import find_spec

import click

from headwise.cli import options
from headwise.cli.status import ANSWERED
from headwise.cli.terminal import note, print_json
from headwise.errors import SettingsError

CLIENTS = ("claude-code", "claude-desktop", "cursor", "vscode")


@click.command()
@click.argument("action", required=False, type=click.Choice(["install"]))
@click.argument("client", required=False, type=click.Choice(CLIENTS))
@options.library
@options.embeddings
@options.llm
@click.option("--allow-index", is_flag=True, help="Let assistants add PDFs of this machine")
@click.option("--http", is_flag=True, help="Serve over HTTP instead of standard input and output")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address for --http")
@click.option("--port", type=click.IntRange(0, 65535), default=8502, show_default=True)
@click.option("--token", envvar="HEADWISE_SERVE_TOKEN", metavar="TEXT", help="For --http")
def mcp(
    action: str | None,
    client: str | None,
    library: str | None,
    embeddings: str | None,
    llm: str | None,
    allow_index: bool,
    http: bool,
    host: str,
    port: int,
    token: str | None,
) -> int:
    """Offer the library to assistants as MCP tools: search, ask, outline, read_section.

    'headwise mcp install CLIENT' enters it where CLIENT keeps its servers, with the options
    given; without CLIENT it prints the entry.
    """
    if action == "install":
        given = (("--library", library), ("--embeddings", embeddings), ("--llm", llm))
        arguments = [part for name, value in given if value for part in (name, value)]
        return _install(client, arguments + (["--allow-index"] if allow_index else []))
    for name in ("mcp", "fastapi"):
        if find_spec(name) is None:
            raise SettingsError("the tools need more packages: pip install 'headwise[mcp]'")

    from headwise import Library, __version__
    from headwise.mcp.running import run_http, run_stdio
    from headwise.mcp.server import make_server
    from headwise.serve.asking import Answering

    answering = Answering(Library(library, embeddings), [llm] if llm else [])
    server = make_server(answering, allow_index=allow_index, version=__version__)
    if http:
        run_http(server, host, port, token, note)
    else:
        run_stdio(server)
    return ANSWERED


def _install(client: str | None, arguments: list[str]) -> int:
    from headwise.mcp.install import NAME, entry, install

    if client is None:
        print_json({NAME: entry(arguments)})
        return ANSWERED
    note(f"{install(client, arguments)}: headwise entered; restart {client}")
    return ANSWERED
