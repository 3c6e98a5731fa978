"""``headwise serve``."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from headwise.cli import options
from headwise.cli.bundles import Writing
from headwise.cli.status import ANSWERED
from headwise.cli.terminal import result
from headwise.errors import SettingsError


@click.command()
@options.library
@options.embeddings
@options.llm
@options.prompts
@options.language
@options.context_window
@options.timeout
@options.call_timeout
@options.max_concurrency
@options.cache
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on")
@click.option("--port", type=click.IntRange(0, 65535), default=8501, show_default=True)
@click.option(
    "--token",
    envvar="HEADWISE_SERVE_TOKEN",
    metavar="TEXT",
    help="What the link has to hold  [default: a new one for each start]",
)
@click.option(
    "--uploads",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Where uploaded PDFs are kept  [default: a user-data folder]",
)
@click.option("--read-only", is_flag=True, help="Take no uploads and remove nothing")
@click.option("--open", "open_page", is_flag=True, help="Open the page in the browser")
def serve(
    library: str | None,
    embeddings: str | None,
    host: str,
    port: int,
    token: str | None,
    uploads: Path | None,
    read_only: bool,
    open_page: bool,
    **written: Any,  # noqa: ANN401 - each option has a type of its own
) -> int:
    """Serve a page to ask, read and add documents, and its JSON API.

    Only this machine reaches it, and only with the link that is printed. Beyond that, --host
    demands a --token; nothing is encrypted then, so put a server with TLS in front.
    """
    for name in ("fastapi", "uvicorn", "PIL"):
        if find_spec(name) is None:
            raise SettingsError("the page needs more packages: pip install 'headwise[serve]'")
    writing = Writing(cite=False, strict=False, dry_run=False, **written)
    writing.check()

    from headwise import Library, __version__
    from headwise.serve.app import make_app
    from headwise.serve.asking import Answering
    from headwise.serve.listening import listen
    from headwise.serve.pages import Pages
    from headwise.serve.served import Served

    opened = Library(library, embeddings)
    kept = writing.chain_options()
    fixed = {name: kept[name] for name in kept if name not in {"cite", "strict"}}
    answering = Answering(opened, [writing.llm] if writing.llm else [], fixed)
    folder = None if read_only else uploads or _uploads()
    served = Served(answering, Pages(opened), folder, version=__version__)

    def announce(address: str, token: str) -> None:
        link = f"{address}/?token={token}"
        result(f"Headwise is at {link}")
        result("Keep the link to yourself: whoever has it can read the library. Ctrl-C stops.")
        if open_page:
            click.launch(link)

    listen(make_app(served), host, port, token, announce)
    return ANSWERED


def _uploads() -> Path:
    from platformdirs import user_data_path

    return user_data_path("headwise") / "uploads"
