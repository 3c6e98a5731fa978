"""What differs between two texts, word by word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from headwise._html import Html, added, joined, removed, whole

_TOKEN = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$|\s+|\w+|[^\w\s]", re.DOTALL)
"""A formula, white space, a word, or a sign."""


GLUE = 2
"""Most words that two long differences may have between them and be shown as one."""


@dataclass(frozen=True)
class Piece:
    """A stretch of text that both have, or that one has in place of the other's."""

    same: str = ""
    old: str = ""
    new: str = ""


def differences(before: str, after: str, context: int | None = None) -> list[Piece]:
    """Return the pieces that ``before`` and ``after`` are made of, in order.

    Args:
        before: The text compared with.
        after: The text to be shown.
        context: Most words kept on both sides of each difference; what is left out is
            shown as an ellipsis. ``None`` keeps all.

    >>> differences("It halves maps.", "It shrinks maps.")
    [Piece(same='It ', old='', new=''), Piece(same='', old='halves', new='shrinks'), \
Piece(same=' maps.', old='', new='')]
    """
    a, b = _TOKEN.findall(before), _TOKEN.findall(after)
    pieces: list[Piece] = []
    for kind, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece(same="".join(a[i:j])))
        else:
            pieces.append(Piece(old="".join(a[i:j]), new="".join(b[k:m])))
    pieces = _joined(pieces)
    return pieces if context is None else _shortened(pieces, context)


def marked_html(pieces: Sequence[Piece]) -> Html:
    """Return the pieces as HTML: what is new in ``<ins>``, what is gone in ``<del>``."""
    marked = [
        mark(text)
        for piece in pieces
        for mark, text in ((whole, piece.same), (removed, piece.old), (added, piece.new))
        if text
    ]
    return joined(*marked)


def marked_text(pieces: Sequence[Piece]) -> str:
    """Return the pieces as text: ``{+new+}`` and ``[-gone-]``.

    >>> marked_text(differences("It halves maps.", "It shrinks maps."))
    'It [-halves-]{+shrinks+} maps.'
    """
    return "".join(
        piece.same
        + (f"[-{piece.old}-]" if piece.old else "")
        + (f"{{+{piece.new}+}}" if piece.new else "")
        for piece in pieces
    )


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Make one difference of two that hardly anything parts: it reads better than confetti."""
    joined: list[Piece] = []
    for piece in pieces:
        if len(joined) > 1 and not piece.same and _hardly_parts(joined[-2], joined[-1], piece):
            before, gap = joined[-2], joined[-1].same
            joined[-2:] = [
                Piece(old=before.old + gap + piece.old, new=before.new + gap + piece.new)
            ]
        else:
            joined.append(piece)
    return joined


def _hardly_parts(before: Piece, gap: Piece, after: Piece) -> bool:
    words = re.findall(r"\w+", gap.same)
    changed = max(len(before.old), len(before.new)) + max(len(after.old), len(after.new))
    return not before.same and (not words or (len(words) <= GLUE and len(gap.same) * 4 < changed))


def _shortened(pieces: Sequence[Piece], words: int) -> list[Piece]:
    shortened = []
    for number, piece in enumerate(pieces):
        tokens = _TOKEN.findall(piece.same)
        first, last = number == 0, number == len(pieces) - 1
        room = 2 * words * (1 if first or last else 2)
        if len(tokens) <= room:
            shortened.append(piece)
            continue
        head = "" if first else "".join(tokens[: 2 * words])
        tail = "" if last else "".join(tokens[-2 * words :])
        shortened.append(Piece(same=f"{head} … {tail}"))
    return shortened
