"""Text that others wrote, made harmless where it is shown: in terminals, logs and Markdown.

Titles, headings, file names, questions and what servers say are data. None of it may steer a
terminal (escape sequences), turn the direction of what stands beside it, hide, or begin a line
of its own where one was meant.
"""

from __future__ import annotations

import base64
import os
import re

_FILLERS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Characters that count as printable and show nothing."""
_JOINED = re.compile("(?<=[\u0600-\u109f])[\u200c\u200d](?=[\u0600-\u109f])")
_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_LOGIN = re.compile(r"(?<=//)[^/\s]*@")
_SECRET_PARAMETER = re.compile(
    r"([?&;](?:[\w-]*(?:token|key|secret|password|passwd|pwd|auth|signature))=)[^&;#\s]*",
    re.IGNORECASE,
)
_SECRET_VARIABLE = re.compile(r"TOKEN|KEY|SECRET|PASSWORD|HEADERS")
_VALUE_IN_JSON = re.compile(r':\s*"((?:[^"\\]|\\.)+)"')
_LEAST_SECRET = 4
"""Shorter values would blot out ordinary words."""


def visible(text: str) -> str:
    r"""Return text without what nobody sees or what steers a terminal; line ends stay.

    The joiners that Arabic and Indic scripts are written with stay between their letters.

    >>> visible("a\u202eb\x1b[31m\tc\r\nd")
    'ab[31m\tc\nd'
    """
    if text.isprintable() and not _FILLERS.search(text):
        return text
    text = _FILLERS.sub("", _BREAKS.sub("\n", text))
    kept = {match.start() for match in _JOINED.finditer(text)}
    return "".join(
        c if c.isprintable() or c in "\n\t" or place in kept else " " if c.isspace() else ""
        for place, c in enumerate(text)
    )


def one_line(text: str) -> str:
    r"""Return what is `visible` of a text, on one line.

    >>> one_line("A title\n\n## \x1b]0;Fake\x07")
    'A title ## ]0;Fake'
    """
    return " ".join(visible(text).split())


def heading_or_page(heading: str, page: int | None) -> str:
    r"""Return a heading on one line; of a blank one its section's page.

    >>> heading_or_page("2 Method\n", 4), heading_or_page("\u200b", 4)
    ('2 Method', 'Page 4')
    """
    return one_line(heading) or (f"Page {page}" if page is not None else "Untitled section")


def without_secrets(text: str) -> str:
    """Return text without logins in addresses and without the secrets of this environment.

    Those are the values of ``HEADWISE_…`` and ``…_API_KEY`` variables that are named for a
    token, key, secret, password or headers, also in base64.

    >>> without_secrets("HTTPS://me:pw@chroma.example/?api_key=abc refused")
    'HTTPS://chroma.example/?api_key=… refused'
    """
    text = _SECRET_PARAMETER.sub(r"\1…", _LOGIN.sub("", text))
    for secret in _secrets():
        text = text.replace(secret, "…")
    return text


def _secrets() -> list[str]:
    """Return the values that are secret, the longest first."""
    found: set[str] = set()
    for name, value in os.environ.items():
        is_known = name.startswith(("HEADWISE_", "CHROMA_")) or name.endswith("_API_KEY")
        if is_known and _SECRET_VARIABLE.search(name):
            found.update([value, *_VALUE_IN_JSON.findall(value)])
    found.update([one.rpartition(" ")[2] for one in found])  # "Bearer …", "Basic …"
    found.update([base64.b64encode(one.encode("utf-8", "replace")).decode() for one in found])
    return sorted((one for one in found if len(one) >= _LEAST_SECRET), key=len, reverse=True)
