"""Build the sample papers: one PDF from each Typst source in this folder.

The builds are reproducible. Fonts come from Typst itself, never from the
machine, the creation date is the one given in each source, and the clock is
replaced by a fixed timestamp; the same Typst version gives the same bytes.

Run ``python notebooks/papers/build.py`` to rebuild the PDFs, or add ``--check``
to compare them with their sources and change nothing.
"""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

import typst

PAPERS = Path(__file__).resolve().parent
NAMES = ("introduction", "theory", "training")

#: The moment the sources were dated; a clock would make every build differ.
TIMESTAMP = datetime(2026, 11, 23, tzinfo=UTC)


def render(source: Path) -> bytes:
    """Return the PDF that Typst makes of one source.

    Raises:
        typst.TypstError: the source does not compile; the message says where.
    """
    compiler = typst.Compiler(source, root=source.parent, ignore_system_fonts=True)
    pdf = compiler.compile(format="pdf", timestamp=TIMESTAMP)
    if not isinstance(pdf, bytes):
        raise TypeError(f"{source.name}: Typst returned no single PDF")
    return pdf


def differing(folder: Path = PAPERS) -> list[str]:
    """Return the names of the PDFs that are missing or not what their sources give."""
    names = []
    for name in NAMES:
        pdf = folder / f"{name}.pdf"
        if not pdf.is_file() or pdf.read_bytes() != render(folder / f"{name}.typ"):
            names.append(pdf.name)
    return names


def build(folder: Path = PAPERS) -> list[Path]:
    """Write each paper's PDF beside its source and return the paths written."""
    paths = []
    for name in NAMES:
        path = folder / f"{name}.pdf"
        path.write_bytes(render(folder / f"{name}.typ"))
        paths.append(path)
    return paths


def main(argv: list[str] | None = None) -> int:
    """Run the command line; return 0, or 1 if ``--check`` found a difference."""
    parser = argparse.ArgumentParser(description="Build the sample papers from their sources.")
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; exit with 1 and name the PDFs that differ from their sources",
    )
    if parser.parse_args(argv).check:
        stale = differing()
        for name in stale:
            print(f"{name} differs from its source: run `make papers`", file=sys.stderr)
        return 1 if stale else 0
    for path in build():
        print(f"{path.name}: {path.stat().st_size / 1024:.0f} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
