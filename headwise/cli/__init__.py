"""The command line: ``headwise COMMAND …``."""

from __future__ import annotations

import errno
import gc
import logging
import os
import sys
from collections.abc import Sequence

import click

from headwise import __version__
from headwise._files import cause_of
from headwise._wording import unexpected
from headwise.cli.ask import ask
from headwise.cli.calibrate import calibrate
from headwise.cli.completion import completion
from headwise.cli.configuration import config
from headwise.cli.doctor import doctor
from headwise.cli.index import index
from headwise.cli.listing import list_documents
from headwise.cli.maintenance import remove, verify
from headwise.cli.mcp import mcp
from headwise.cli.notebooks import notebooks
from headwise.cli.opening import open_source
from headwise.cli.outline import outline
from headwise.cli.prompts import prompts
from headwise.cli.search import search
from headwise.cli.serve import serve
from headwise.cli.settings import default_map
from headwise.cli.signals import TerminatedError, end_on_signals
from headwise.cli.status import ANSWERED, FAILED, INTERRUPTED, WRONG_USE
from headwise.cli.summarize import summarize
from headwise.cli.terminal import WarningLines, error_line
from headwise.cli.trust import trust
from headwise.errors import HeadwiseError, SettingsError


@click.group(
    epilog="Options also come from the environment (HEADWISE_LIBRARY, HEADWISE_LLM, …) and from "
    "headwise.toml in the user's configuration folder or in the current one (see: headwise trust).",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="headwise", message="%(prog)s %(version)s")
@click.option("--verbose", "-v", is_flag=True, help="Say on stderr what is being done")
@click.option("--trust", is_flag=True, help="Trust the headwise.toml of this folder, this time")
@click.pass_context
def cli(context: click.Context, trust: bool, verbose: bool) -> None:
    """Ask your PDFs a question, get the answer under their own headings."""
    if verbose:
        logging.getLogger("headwise").setLevel(logging.DEBUG)
    if context.invoked_subcommand not in {"trust", "config", "completion"}:
        context.default_map = default_map(cli.commands, trusted=trust)


for command in (
    *(ask, index, search, summarize, outline),
    *(list_documents, remove, verify, calibrate, prompts, notebooks, open_source),
    *(serve, mcp, config, doctor, completion, trust),
):
    cli.add_command(command)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status.

    0 an answer; 1 a failure; 2 wrong use; 3 nothing similar enough; 130 interrupted.
    Failures are one line on stderr.
    """
    try:
        status = cli.main(arguments, prog_name="headwise", standalone_mode=False)
    except BrokenPipeError:
        # The reader of stdout (head, less) has gone: nothing more to say, and nothing to flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)  # the help, which is ours
        return WRONG_USE
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the last place to tell of it
        status, message = _explained(error)
        error_line(message)
    return status if isinstance(status, int) else ANSWERED


def _explained(error: BaseException) -> tuple[int, str]:
    """Return the exit status and the one line for what went wrong."""
    match error:
        case click.UsageError():
            return WRONG_USE, _usage_message(error)
        case HeadwiseError():
            return WRONG_USE if isinstance(error, SettingsError) else FAILED, str(error)
        case click.Abort() | KeyboardInterrupt():
            return _ended(error.__cause__ or error)
        case OSError() if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            return FAILED, f"{error.filename or 'the result'}: {cause_of(error)}"
    if os.environ.get("HEADWISE_DEBUG"):
        raise error
    return FAILED, unexpected(error)


def _ended(cause: BaseException) -> tuple[int, str]:
    how = "interrupted"
    status = INTERRUPTED
    if isinstance(cause, TerminatedError):
        how, status = f"ended by {cause}", cause.status
    return status, f"{how}; documents indexed so far are kept"


def main() -> None:
    """Run the command line and exit."""
    # Importing Chroma and LangChain makes a million objects that stay. With Python's usual
    # threshold, looking through them for garbage takes a quarter of an answer's time.
    gc.set_threshold(100_000, 20, 20)
    # Chroma imports jsonschema, which builds a parser of IRIs where Jupyter has installed
    # one: a third of an answer's time, for a check that nothing here asks for.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    logging.getLogger("headwise").addHandler(WarningLines(logging.WARNING))
    end_on_signals()
    sys.exit(run())


def _usage_message(error: click.UsageError) -> str:
    """Return click's message with where the value came from and where to find help."""
    message = error.format_message().rstrip(".")
    context = error.ctx
    if isinstance(error, click.BadParameter) and context and error.param and error.param.name:
        source = context.get_parameter_source(error.param.name)
        if source is click.core.ParameterSource.ENVIRONMENT:
            message += f" (from {error.param.envvar})"
        elif source is click.core.ParameterSource.DEFAULT_MAP:
            message += " (from headwise.toml)"
    command = context.command_path if context else "headwise"
    return f"{message}; see '{command} --help'"
