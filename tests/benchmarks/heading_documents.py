"""The documents with known headings in ``../shared``, read once, and the official score.

What was read is kept in ``.venv/headings`` for as long as the code that reads pages is the same.
"""

import difflib
import hashlib
import importlib.util
import json
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from headwise.retrievers.pdf.headings.contents import Contents, find_contents
from headwise.retrievers.pdf.headings.headings import Heading
from headwise.retrievers.pdf.page.characters import read_page
from headwise.retrievers.pdf.page.furniture import find_furniture
from headwise.retrievers.pdf.page.line_numbers import without_line_numbers
from headwise.retrievers.pdf.page.lines import lines_of
from headwise.retrievers.pdf.page.records import Line
from headwise.retrievers.pdf.page.watermarks import without_watermarks
from headwise.retrievers.pdf.reader import opened

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
CACHE = ROOT / ".venv" / "headings"


@dataclass(frozen=True)
class Read:
    """One document: its lines without furniture and contents, and its true headings."""

    name: str
    kind: str
    """Its class: ``law``, ``slides``; documents without one are papers."""
    title: str
    truth: Sequence[dict]
    lines: Sequence[Sequence[Line]]
    contents: Contents
    metadata: str

    def score(self, headings: Sequence[Heading]) -> tuple[float, float]:
        """Return F1 and F1 with the right level, by the official scorer."""
        found = [{"sub_heading": h.text, "level": h.level, "page": h.page} for h in headings]
        truth = [{**entry} for entry in self.truth]
        own = RULES.score(truth, found, [self.title] if self.title else [])
        return own["f1"], own["level_f1"]


def documents() -> list[tuple[Path, str, str]]:
    """Return path, class and title of every document with a truth."""
    found = []
    for folder in (SHARED / "corpus", SHARED / "corpus-wild"):
        manifest = folder / "manifest.json"
        about = json.loads(manifest.read_text()) if manifest.exists() else {}
        for truth in sorted(folder.glob("*.truth.json")):
            name = truth.name.removesuffix(".truth.json")
            own = about.get(name, {})
            kind = own.get("class", "paper") if folder.name != "corpus" else "paper"
            found.append((folder / f"{name}.pdf", kind, own.get("title") or ""))
    return found


def read(document: tuple[Path, str, str]) -> Read:
    """Return a document as the product reads it, from the cache where the code is the same."""
    path, kind, title = document
    kept = CACHE / f"{path.stem}-{_code()}.pickle"
    if kept.exists():
        printed = pickle.loads(kept.read_bytes())
    else:
        printed = _lines(path)
        CACHE.mkdir(parents=True, exist_ok=True)
        for old in CACHE.glob(f"{path.stem}-*.pickle"):
            old.unlink()
        kept.write_bytes(pickle.dumps(printed))
    truth = json.loads(path.with_suffix(".truth.json").read_text())
    return Read(path.stem, kind, title, truth, *printed)


def _code() -> str:
    """Return a digest of the code that turns a file into lines."""
    folder = ROOT / "retrievers" / "pdf"
    contents = (folder / "headings" / f"{name}.py" for name in ("contents", "recurring"))
    files = [*sorted((folder / "page").glob("*.py")), *contents]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def _lines(path: Path) -> tuple[list[list[Line]], Contents, str]:
    with opened(path, None) as pdf:
        pages = [read_page(pdf[index], index + 1) for index in range(len(pdf))]
        metadata = pdf.get_metadata_dict().get("Title", "")
    pages = [without_line_numbers(page) for page in without_watermarks(pages)]
    lines = lines_of(pages)
    furniture = find_furniture(lines, [page.height for page in pages])
    lines = [[line for line in own if id(line) not in furniture] for own in lines]
    contents = find_contents(lines)
    lines = [[line for line in own if id(line) not in contents.lines] for own in lines]
    return lines, contents, metadata


def _alike(a: str, b: str) -> bool:
    """Return what the scorer's ``alike`` returns, sooner."""
    if min(len(a), len(b)) < 8 or abs(len(a) - len(b)) > 0.25 * max(len(a), len(b)):
        return False
    match = difflib.SequenceMatcher(None, a, b, autojunk=False)
    return all(part() >= 0.9 for part in _ratios(match))


def _ratios(match: difflib.SequenceMatcher) -> Iterator[object]:
    yield from (match.real_quick_ratio, match.quick_ratio, match.ratio)


def _scorer():
    file = SHARED / "tools" / "score_headings.py"
    if not file.exists():
        return None
    spec = importlib.util.spec_from_file_location("score_headings", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.alike = _alike
    return module


RULES = _scorer()
