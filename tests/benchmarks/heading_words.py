"""Words of no meaning in several scripts, for generated documents with known headings."""

from __future__ import annotations

import random
from dataclasses import dataclass

from headwise.retrievers.text.vocabulary import Kind, by_language, words

_SMALL = 0.35  # share of short words between others
_LETTERS = {
    "en": ("b br c ch cl d dr f fl g gr h k l m n p pl qu r s sh st t th tr v w", "a e i o u ea"),
    "de": ("b br d f fr g gr h k kl l m n p pf r s sch st t tr v w z", "a e i o u ä ö ü ei ie"),
    "fr": ("b c ch d f fr g j l m n p pr qu r s t tr v", "a e i o u é è ou ai eau"),
    "es": ("b c ch d f g h j l ll m n ñ p r s t tr v", "a e i o u á é ó ie"),
    "da": ("b d f fl g h k l m n p r s sk st t v", "a e i o u æ ø å"),
    "ru": ("б в г д ж з к л м н п пр р с ст т тр ф х ч", "а е и о у я ы"),
    "el": ("β γ δ θ κ λ μ ν π πρ ρ σ στ τ φ χ", "α ε η ι ο υ ω ού"),
}  # fmt: skip
_ENDS = {"ru": "н т й ль", "el": "ς ν"}
_SHORT = {
    "en": "of the and to in for on with a", "de": "der die und in zu mit von auf",
    "fr": "de la le et les des en pour", "es": "de la el y en los para con",
    "da": "og i at af en til for med", "ru": "и в на с по для из", "el": "και του στο με για την",
}  # fmt: skip
LANGUAGES = tuple(_LETTERS)


@dataclass(frozen=True)
class Writer:
    """Writes in one language; what it draws decides what it writes."""

    language: str
    draw: random.Random

    def word(self) -> str:
        """Return a word of one to four syllables."""
        onsets, vowels = map(str.split, _LETTERS[self.language])
        ends = _ENDS.get(self.language, "n r s t l nd").split()
        parts = [
            self.draw.choice(onsets) + self.draw.choice(vowels)
            for _ in range(self.draw.choice((1, 2, 2, 2, 3, 3, 4)))
        ]
        return "".join(parts) + (self.draw.choice(ends) if self.draw.random() < 0.6 else "")

    def title(self, least: int, most: int, case: str = "sentence") -> str:
        """Return a heading's words: ``sentence`` case, ``title`` case or ``caps``."""
        count = self.draw.randint(least, most)
        words = self._words(count)
        if count > 2 and self.draw.random() < 0.12:
            words[self.draw.randrange(1, count - 1)] += self.draw.choice((":", ",", " –", " &"))
        if self.draw.random() < 0.15:
            words.append(self._code())
        if case == "title":
            words = [w if len(w) < 4 else w[:1].upper() + w[1:] for w in words]
        text = " ".join(words)
        text = text[:1].upper() + text[1:] + ("?" if self.draw.random() < 0.03 else "")
        return text.upper() if case == "caps" else text

    def sentence(self) -> str:
        """Return a sentence of four to 24 words."""
        words = self._words(self.draw.randint(4, 24))
        for place in range(3, len(words) - 1):
            if self.draw.random() < 0.08:
                words[place] += self.draw.choice((",", ",", ";", f" ({self.draw.randint(1, 400)})"))
        text = " ".join(words)
        return text[:1].upper() + text[1:] + "."

    def text(self, least: int, most: int) -> str:
        """Return a paragraph of so many sentences."""
        return " ".join(self.sentence() for _ in range(self.draw.randint(least, most)))

    def name(self) -> str:
        """Return what looks like a person's name."""
        return f"{self.word().title()} {self.word().title()}"

    def number(self) -> str:
        """Return a figure of a table."""
        value = self.draw.uniform(0, 10 ** self.draw.randint(1, 5))
        return self.draw.choice((f"{value:.0f}", f"{value:,.1f}", f"{value:.2f} %", "–"))

    def date(self) -> str:
        """Return a date in words or figures."""
        day, year = self.draw.randint(1, 28), self.draw.randint(1980, 2030)
        month = self.of("month", "May")
        return self.draw.choice((f"{day} {month} {year}", f"{day:02}.{day % 12 + 1:02}.{year}"))

    def of(self, kind: Kind, otherwise: str) -> str:
        """Return a word that documents are built with: "Table", "Note", "Chapter"."""
        return self.draw.choice(sorted(by_language(kind).get(self.language, {otherwise})))

    def division(self) -> str:
        """Return a word that parts of documents are counted by: "Chapter", "Article"."""
        own = by_language("division")[self.language] - by_language("appendix")[self.language]
        return self.draw.choice(sorted(own))

    def spelt(self, count: int) -> str:
        """Return a number in words, or in figures where it has none."""
        known = words("spelt_number")
        return known[count - 1] if self.language == "en" and count <= 10 else str(count)

    def _code(self) -> str:
        """Return a year, the name of a part, an acronym in brackets, a numeral."""
        one, other = (self.word()[:3].upper() + str(self.draw.randint(1, 999)) for _ in "ab")
        year = str(self.draw.randint(1990, 2030))
        forms = (year, one, f"({one})", f"({one}/{other} {self.word()})", f"{one}-{other}", "II")
        return self.draw.choice(forms)

    def _words(self, count: int) -> list[str]:
        short = _SHORT[self.language].split()
        return [
            self.draw.choice(short)
            if 0 < place < count - 1 and self.draw.random() < _SMALL
            else self.word()
            for place in range(count)
        ]
