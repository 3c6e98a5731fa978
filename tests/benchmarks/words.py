"""Print which words of documents' text layers stand in no heading, text or furniture.

    python -m tests.benchmarks.words [FOLDER ...]

Words are counted, whatever their order. A word that a line's end has cut is not asked for:
joining it is right. So is joining what a font's kerning has parted: a longer word counts as kept
where its letters stand as often in the text. Chinese and Japanese, which print no spaces, are
counted by characters. Where no more words are missing than the page does not show, none is lost.
"""

from __future__ import annotations

import logging
import re
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import pypdfium2 as pdfium

from headwise.errors import PdfError
from headwise.retrievers.pdf.headings.contents import find_contents
from headwise.retrievers.pdf.page.characters import read_page
from headwise.retrievers.pdf.page.furniture import find_furniture
from headwise.retrievers.pdf.page.lines import lines_of
from headwise.retrievers.pdf.reader import read_pdf
from headwise.retrievers.text.vocabulary import squash

CORPORA = Path(__file__).resolve().parents[3] / "shared"
# pdfium puts U+FFFE for a hyphen at a line's end, and mostly no line end behind it.
_CUT = re.compile(r"[^\W_]+(?:[-\u00ad\x02]\s*\r?\n|\ufffe)\s*[^\W_]+")
_LONG = 4  # letters; shorter words stand inside others by chance
_CJK = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]{{2,}}")


def words(text: str) -> Counter[str]:
    """Return the words of a text, without case and compatible forms of letters."""
    return Counter(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def layer_of(pdf: pdfium.PdfDocument) -> str:
    """Return the text layer as the library pdfium gives it, words cut at line ends left out."""
    texts = []
    for page in pdf:
        layer = page.get_textpage()
        texts.append(layer.get_text_range())
        layer.close()
    return _CUT.sub(" ", "\n".join(texts))


def measure(path: Path) -> tuple[int, Counter[str]]:
    """Return how many words of a file are asked for, and which of them are lost."""
    document = read_pdf(path)
    with pdfium.PdfDocument(path) as pdf:
        wanted = words(layer_of(pdf))
        pages = [read_page(pdf[index], index + 1) for index in range(len(pdf))]
    texts = [document.title, *(f"{s.sub_heading}\n{s.text}" for s in document.sections)]
    texts += [text for page in pages for text in page.asides]
    lines = lines_of(pages)
    furniture = find_furniture(lines, [page.height for page in pages])
    rest = [[line for line in own if id(line) not in furniture] for own in lines]
    apart = furniture | set(find_contents(rest).lines)
    texts += [line.text for own in lines for line in own if id(line) in apart]
    kept = "\n".join(texts)
    missing = wanted - words(kept)
    close = squash(kept)
    joined = [word for word in missing if len(word) >= _LONG and close.count(word) >= wanted[word]]
    for word in joined:
        del missing[word]
    hidden = sum(page.hidden for page in pages)
    return wanted.total(), missing if missing.total() > hidden else Counter()


def main() -> None:
    """Measure and print."""
    logging.disable(logging.WARNING)
    total = lost = 0
    for folder in map(Path, sys.argv[1:] or [str(CORPORA / "corpus-wild")]):
        if not folder.is_dir():
            print(f"{folder} is not there: nothing measured")
        for path in sorted(folder.glob("*.pdf")):
            try:
                count, missing = measure(path)
            except PdfError as error:
                print(f"{path.name:28} not read: {error}")
                continue
            total, lost = total + count, lost + missing.total()
            share = 1 - missing.total() / max(1, count)
            print(f"{path.name:28}{count:7}{share:9.2%}  {missing.most_common(6)}", flush=True)
    if total:
        print(f"{'all':28}{total:7}{1 - lost / total:9.2%}")


if __name__ == "__main__":
    main()
