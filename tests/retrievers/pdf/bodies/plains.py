"""Pages without a table on them, but with much that is aligned: lists, code, formulas."""

from __future__ import annotations

import random

from tests.retrievers.pdf.bodies.prose import plain, sentences, whole

_PAGE = (
    "#set page(width: {width}pt, height: 600pt, margin: 45pt, columns: {columns})\n"
    "#set text(size: {size}pt)\n#set par(justify: true)\n"
    '#set heading(numbering: "1.1")\n#set math.equation(numbering: "(1)")\n'
)
_FORMULAS = (
    "$ a_i = sum_(k=1)^n b_k c_(i k) + d $",
    "$ x &= y + 1 \\ z &= (u + v) / 2 \\ w &= sqrt(1 + t^2) $",
    '$ f(x) = cases(0 &"if" x < 0, x &"if" 0 <= x < 1, 1 &"otherwise") $',
    "$ A = mat(1, 0, 2; 0, 3, 1; 4, 1, 0) dot mat(x; y; z) $",
    "$ (Gamma tack e : tau quad Gamma tack f : sigma) / (Gamma tack (e, f) : tau times sigma) $",
)
_CODE = """```python
def grow(tree, years):      # a comment
    for year in range(years):   # another one
        height = tree.height    # metres
        width  = tree.width     # metres
        tree.height, tree.width = height + 1, width
    return tree
```"""


def documents() -> list[str]:
    """Return sources of about 80 pages in all, the same ones every time."""
    return [_document(seed, columns) for seed in range(3) for columns in (1, 2)]


def _document(seed: int, columns: int) -> str:
    rng = random.Random(seed)
    parts = [_PAGE.format(width=420 if columns == 1 else 560, columns=columns, size=9 + seed % 3)]
    makers = (_prose, _bullets, _numbers, _terms, _formula, _code, _references, _address, _verse)
    for number in range(30):
        maker = rng.choice((_prose, _prose, *makers))
        if number % 6 == 0:
            parts.append(f"= Part {whole(rng.choice(('gardener', 'mountain', 'season')))}")
        parts.append(maker(rng, 1000 * seed + number))
        parts.append(plain(5000 + 1000 * seed + number, 6))
    return "\n\n".join(parts)


def _prose(_: random.Random, seed: int) -> str:
    return plain(seed, 8)


def _bullets(rng: random.Random, seed: int) -> str:
    return "\n".join(f"- {whole(text)}" for text in sentences(seed, rng.randint(3, 6)))


def _numbers(rng: random.Random, seed: int) -> str:
    short = [" ".join(text.split()[:4]) for text in sentences(seed, rng.randint(3, 8))]
    return "\n".join(f"+ {whole(text)}" for text in short)


def _terms(rng: random.Random, seed: int) -> str:
    return "\n".join(
        f"/ {text.split()[0]}: {whole(text)}" for text in sentences(seed, rng.randint(3, 5))
    )


def _formula(rng: random.Random, _: int) -> str:
    return "\n\n".join(rng.sample(_FORMULAS, 3))


def _code(_: random.Random, __: int) -> str:
    return _CODE


def _references(rng: random.Random, seed: int) -> str:
    return "#par(hanging-indent: 18pt)[" + "#parbreak()\n".join(
        f"\\[{number}\\] #h(6pt) A. Tree and B. Bush, “{whole(text)[:60]}”, {1990 + number}."
        for number, text in enumerate(sentences(seed, rng.randint(4, 9)), 1)
    ) + "]"  # fmt: skip


def _address(_: random.Random, __: int) -> str:
    return (
        "#grid(columns: (1fr, 1fr), [Jo Doe \\ Garden School \\ Upper Hill \\ jo\\@garden.test], "
        "[Al Roe \\ Forest School \\ Lower Hill \\ al\\@forest.test])"
    )


def _verse(rng: random.Random, seed: int) -> str:
    return " \\\n".join(whole(" ".join(t.split()[:5])) for t in sentences(seed, rng.randint(4, 8)))
