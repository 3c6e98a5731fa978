"""Names and quoted terms, and whether the sources have them."""

from __future__ import annotations

import re

from headwise.retrievers.text.function_words import FUNCTION_WORDS
from headwise.retrievers.text.language import LEAST_WORDS_TO_DOUBT, language_of
from headwise.retrievers.text.vocabulary import words

_QUOTED = re.compile(r"“([^”]{2,80})”|\"([^\"\n]{2,80})\"|„([^“”]{2,80})[“”]|«([^»]{2,80})»")
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w’'-]*"
_NAME = re.compile(rf"{_CAPITAL}(?:\s+(?:(?:de|van|von|der|of|la)\s+)?{_CAPITAL})*")
_WORD = re.compile(r"\w+(?:[-’']\w+)*")
NO_NAMES = FUNCTION_WORDS["en"].union(words("anaphor", "connective"))
"""Words that are no names though a sentence begins with them."""


def quoted_terms(text: str) -> list[str]:
    """Return the texts in quotation marks."""
    return [next(filter(None, groups)) for groups in _QUOTED.findall(text)]


def names(sentence: str) -> list[str]:
    """Return the names of a sentence: capitals, but for a sentence's ordinary first word.

    >>> names("The CNN by Ann Miller beats ResNet-50.")
    ['CNN', 'Ann Miller', 'ResNet-50']
    """
    if language_of(sentence, LEAST_WORDS_TO_DOUBT) == "German":
        # German sets every noun in capitals; only acronyms and inner capitals are names then.
        return re.findall(r"\b(?:[A-Z][a-z]*[A-Z0-9][\w-]*|[A-Z]{2,}[\w-]*)\b", sentence)
    found: list[str] = []
    for match in _NAME.finditer(sentence):
        parts = match.group().split()
        before = sentence[max(0, match.start() - 20) : match.start()]
        begins = not re.search(r"[\w)]", before) or before.rstrip().endswith((".", ":", "!", "?"))
        while parts and re.split(r"['’]", parts[0].casefold())[0] in NO_NAMES:
            parts, begins = parts[1:], False
        if begins and len(parts) > 1 and parts[0].endswith("ing"):
            parts, begins = parts[1:], False  # "Training AlexNet"
        if begins and len(parts) == 1 and not _is_marked(parts[0]):
            continue  # an ordinary word with which the sentence begins
        name = re.sub(r"[’']s$", "", " ".join(parts).strip("’'-"))
        if len(name) > 1 and name not in found:
            found.append(name)
    return found


def _is_marked(word: str) -> bool:
    """Whether the form of a word alone shows a name: "CNN", "LeNet", "ResNet-50"."""
    return bool(re.search(r"[A-Z0-9]", word[1:]))


class Vocabulary:
    """The words and phrases of the sources."""

    def __init__(self, text: str) -> None:
        self._flat = _flat(text)
        every = self._flat.split()
        self._words = set(every) | {part for word in every for part in re.split(r"[-’']", word)}
        self._initials = "".join(part[0] for word in every for part in word.split("-") if part)

    def has_quote(self, term: str) -> bool:
        """Whether the sources have a quoted term, regardless of case and line ends."""
        pieces = [piece for piece in re.split(r"…|\.\.\.|\[[^\[\]]*\]", term) if _flat(piece)]
        return all(f" {_flat(piece)} " in f" {self._flat} " for piece in pieces)

    def missing_in(self, name: str) -> str | None:
        """Return the part of a name that the sources lack, or ``None``.

        An acronym counts if its words are there, and the other way round;
        "European" counts if "Europe" is.
        """
        parts = [part for part in name.split() if part[:1].isupper()]
        absent = [part for part in parts if not self._has(part)]
        if not absent:
            return None
        if len(parts) > 1 and "".join(part[0] for part in parts).casefold() in self._words:
            return None
        return name if len(absent) == len(parts) else " ".join(absent)

    def _has(self, word: str) -> bool:
        flat = _flat(word).strip()
        if not flat or flat in NO_NAMES:
            return True
        forms = {flat, flat.removesuffix("s"), flat + "s", flat.removesuffix("es"), *flat.split()}
        if forms & self._words or (" " in flat and f" {flat} " in f" {self._flat} "):
            return True
        pieces = [piece for piece in flat.split("-") if piece]
        if len(pieces) > 1 and all(piece in self._words for piece in pieces):
            return True
        if word.isupper() or (word[:-1].isupper() and word.endswith("s")):
            letters = flat.removesuffix("s") if word.endswith("s") else flat
            return len(letters) > 1 and letters in self._initials
        return len(flat) >= 6 and any(
            known.startswith(flat[:5]) for known in self._words if abs(len(known) - len(flat)) <= 3
        )


def _flat(text: str) -> str:
    """Return the words of ``text`` in lower case, one space between them."""
    return " ".join(_WORD.findall(text.casefold().replace("’", "'")))
