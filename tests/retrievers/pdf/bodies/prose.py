"""Original prose whose words, cuts and order are known: every sentence bears its number."""

from __future__ import annotations

import random
from collections.abc import Iterator

# Where a printer may cut each word. Real hyphens are written out.
CUTS = """
in·for·ma·tion tem·per·a·ture gar·den·er mea·sure·ment dis·tri·bu·tion neigh·bour·hood
har·vest·ing un·der·stand·ing re·mark·able win·ter com·par·i·son ex·per·i·ment moun·tain
con·sid·er·a·tion or·chard·ist ir·ri·ga·tion veg·e·ta·tion pol·li·na·tion sea·son
ob·ser·va·tion de·scrip·tion al·ti·tude hu·mid·i·ty pre·cip·i·ta·tion es·ti·mate
con·tin·u·ous grad·u·al·ly main·te·nance cul·ti·va·tion ar·range·ment de·vel·op·ment
char·ac·ter·is·tic par·tic·u·lar·ly in·de·pen·dent suf·fi·cient re·la·tion·ship
prop·er·ty meth·od re·sult num·ber pat·tern var·i·ous dif·fer·ent im·por·tant sev·er·al
fol·low·ing ac·cord·ing be·tween fur·ther·more how·ev·er there·fore with·out some·times
ev·ery·where wa·ter·ing green·house out·come data·base soft·ware over·come back·ground
after·noon under·growth mul·ti·ply semi·cir·cle non·lin·ear anti·body pre·dict co·op·er·ate
""".split()
SHORT = """
the a of and in on to by for with from that this which each some all our their old young
tall dry wet soil tree root leaf branch seed plant field hill river stone wind rain sun
grows bears keeps holds needs gives takes shows finds makes stands turns spreads falls
slowly often never later early again here there now then more less most few many two ten
""".split()
REAL_HYPHENS = (
    "state-of-the-art", "COVID-19", "well-known", "long-term", "self-sowing", "X-ray",
    "two-year-old", "frost-resistant", "e-mail", "three-dimensional", "high-yield",
    "north-eastern", "pH-dependent", "twenty-one", "root-bound", "GPS-based", "non-native",
)  # fmt: skip


def whole(word: str) -> str:
    """Return a word without its marks."""
    return word.replace("·", "")


def sentences(seed: int, count: int, *, hyphens: float = 0.0) -> list[str]:
    """Return sentences, each with a number of its own, words still marked where to cut."""
    rng = random.Random(seed)
    made = []
    for number in range(count):
        words = [_word(rng, hyphens) for _ in range(rng.randint(9, 22))]
        words.insert(rng.randint(2, 6), f"S{seed}n{number}")
        first = words[0][0].upper() + words[0][1:]
        made.append(" ".join([first, *words[1:]]) + ".")
    return made


def plain(seed: int, count: int) -> str:
    """Return sentences as one text without marks."""
    return whole(" ".join(sentences(seed, count)))


def _word(rng: random.Random, hyphens: float) -> str:
    if rng.random() < hyphens:
        return rng.choice(REAL_HYPHENS)
    return rng.choice(CUTS if rng.random() < 0.45 else SHORT)


def broken(text: str, width: int) -> Iterator[str]:
    """Break a marked text into lines of at most ``width`` letters, with plain hyphens.

    Words are cut at their marks with a hyphen added, and after their real hyphens.
    """
    line = ""
    for word in text.split():
        rest = word
        while True:
            room = width - len(line) - bool(line)
            if len(whole(rest)) <= room:
                line = f"{line} {whole(rest)}".strip()
                break
            head, tail = _cut(rest, room)
            if head:
                yield f"{line} {head}".strip()
                line, rest = "", tail
            elif line:
                yield line
                line = ""
            else:
                yield whole(rest)
                break
    if line:
        yield line


def _cut(word: str, room: int) -> tuple[str, str]:
    """Return the longest first part that fits, with its hyphen, and what is left."""
    for index in range(len(word) - 2, 1, -1):
        mark = word[index]
        if mark not in "·-" or min(index, len(word) - index - 1) < 2:
            continue
        head = whole(word[:index]) + "-"
        if len(head) <= room:
            return head, word[index + 1 :]
    return "", word
