"""Which program shows a PDF at a page, and how it is told the page."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from headwise.errors import PdfError

_DOCUMENT_VIEWERS = {
    "evince": ("--page-index={page}", "{file}"),
    "papers": ("--page-index={page}", "{file}"),
    "atril": ("--page-index={page}", "{file}"),
    "xreader": ("--page-index={page}", "{file}"),
    "okular": ("--page", "{page}", "{file}"),
    "zathura": ("--page={page}", "{file}"),
    "sioyek": ("--page", "{page}", "{file}"),
    "qpdfview": ("{file}#{page}",),
    "mupdf": ("{file}", "{page}"),
    "xpdf": ("{file}", "{page}"),
}
_BROWSERS = (
    *("firefox", "firefox-esr", "librewolf", "chromium", "chromium-browser", "google-chrome"),
    *("google-chrome-stable", "brave-browser", "microsoft-edge", "vivaldi"),
)
_VIEWERS = _DOCUMENT_VIEWERS | dict.fromkeys(_BROWSERS, ("{url}#page={page}",))
"""Arguments by command, where the command is also part of the name that desktops know it by."""
_SECONDS = 1.0
"""After which a program that has not failed is taken to show the file."""
_LONGEST_ASKING = 10.0  # seconds


def show(file: Path, page: int) -> bool:
    """Show a PDF in the viewer that the user has chosen for PDFs.

    Args:
        file: The PDF.
        page: Counted from 1.

    Returns:
        Whether the viewer was told the page; otherwise it shows the first one, or where it was.

    Raises:
        PdfError: Nothing here can show it.
    """
    file = file.resolve()
    command = _command(file, page)
    if command is None:
        opener = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
        if opener is None:
            raise PdfError(f"no viewer for PDFs is known; the source is {file}, page {page}")
        _start([opener, str(file)], file, page)
        return False
    _start(command, file, page)
    return True


def _command(file: Path, page: int) -> list[str] | None:
    chosen = _chosen_viewer()
    fitting = [name for name in _VIEWERS if name in chosen and shutil.which(name)]
    if not fitting:
        return None
    name = max(fitting, key=len)
    fields = {"file": str(file), "url": file.as_uri(), "page": page}
    return [name, *(argument.format(**fields) for argument in _VIEWERS[name])]


def _chosen_viewer() -> str:
    """Return the name by which the desktop knows its viewer for PDFs, in lower case."""
    if not shutil.which("xdg-mime"):
        return ""
    asking = ["xdg-mime", "query", "default", "application/pdf"]
    try:
        asked = subprocess.run(  # noqa: S603
            asking, capture_output=True, check=False, text=True, timeout=_LONGEST_ASKING
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return asked.stdout.strip().casefold()


def _start(command: list[str], file: Path, page: int) -> None:
    """Start a program that outlives this one; it fails at once or not."""
    where = f"the source is {file}, page {page}"
    if sys.platform.startswith("linux") and not {"DISPLAY", "WAYLAND_DISPLAY"} & {*os.environ}:
        raise PdfError(f"there is no screen to show it on; {where}")
    try:
        started = subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        status = started.wait(_SECONDS)
    except subprocess.TimeoutExpired:
        return
    except OSError as error:
        raise PdfError(f"{command[0]} cannot be started ({error.strerror}); {where}") from error
    if status:
        raise PdfError(f"{command[0]} could not show it; {where}")
