"""Read mutated PDFs: no crash of this process, no hang, only typed errors.

    python tests/benchmarks/fuzz.py [INPUTS] [SEED]

Reads in two worker processes as ``headwise index`` does. Counts what came of the inputs and
fails if anything but a Document or a PdfError did. Inputs that crashed the parser or took
too long cost themselves only; they are kept in build/fuzz to be looked at. The same seed
makes the same inputs.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from headwise.errors import PdfError  # noqa: E402
from headwise.retrievers.pdf import PdfReader  # noqa: E402
from tests.benchmarks.mutating import mutate  # noqa: E402

KEPT = ROOT / "build" / "fuzz"
TIMEOUT = 20.0
WORKERS = 2


def seeds() -> list[bytes]:
    """Return the files to mutate: the sample PDFs and small ones that show more of the format."""
    from tests.retrievers.pdf.encrypting import rc4_128_pdf
    from tests.retrievers.pdf.raw_pdf import deflated, simple_pdf, stream, text

    lines = ["1 Introduction", *(f"Line {n} of a text that says little." for n in range(30))]
    outline = [
        b"<</Type/Outlines/First 5 0 R/Last 5 0 R/Count 1>>",
        b"<</Title(1 Introduction)/Parent 4 0 R/Dest[6 0 R/Fit]>>",
    ]
    papers = [path.read_bytes() for path in sorted((ROOT / "notebooks/papers").glob("*.pdf"))]
    return [
        *papers,
        simple_pdf([stream(text(lines))] * 3, catalog=b"/Outlines 4 0 R", extra=outline),
        simple_pdf([deflated(text(lines, size=9)), deflated(text(lines), times=2)]),
        rc4_128_pdf(lines, user="", owner="boss"),
    ]


def fuzz(inputs: int, seed: int) -> tuple[Counter[str], list[str]]:
    """Return what came of the inputs, and what should not have come."""
    files = seeds()
    outcomes: Counter[str] = Counter()
    faults: list[str] = []

    def run(worker: int) -> None:
        with tempfile.TemporaryDirectory() as folder, PdfReader(timeout=TIMEOUT) as reader:
            path = Path(folder) / "fuzzed.pdf"
            for number in range(worker, inputs, WORKERS):
                data = mutate(files, random.Random(seed * 1_000_003 + number))
                path.write_bytes(data)
                begun = time.monotonic()
                outcome = _outcome(reader, path, faults, number)
                outcomes[outcome] += 1
                if outcome in ("crash", "hang", "fault"):
                    KEPT.mkdir(parents=True, exist_ok=True)
                    (KEPT / f"{outcome}-{seed}-{number}.pdf").write_bytes(data)
                if time.monotonic() - begun > TIMEOUT + 10:
                    faults.append(f"input {number}: went on after its time")

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(run, range(WORKERS)))
    return outcomes, faults


def _outcome(reader: PdfReader, path: Path, faults: list[str], number: int) -> str:
    try:
        document = reader.read(path)
    except PdfError as error:
        message = str(error)
        if "\n" in message or str(path) not in message:
            faults.append(f"input {number}: {message!r}")
            return "fault"
        for reason, name in (
            ("crashed", "crash"),
            ("took longer", "hang"),
            ("cannot be read (", "our own error"),
        ):
            if reason in message:
                if name == "our own error":
                    faults.append(f"input {number} (typed, but a bug): {message}")
                return name
        return type(error).__name__
    except Exception as error:  # noqa: BLE001 - what the fuzzer looks for
        faults.append(f"input {number}: {type(error).__name__}: {error}")
        return "fault"
    return "read" if document.sections else "read, empty"


def main() -> None:
    """Run and print."""
    inputs = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    begun = time.perf_counter()
    outcomes, faults = fuzz(inputs, seed)
    print(f"{inputs} inputs, seed {seed}, {time.perf_counter() - begun:.0f} s")
    for name, count in outcomes.most_common():
        print(f"{count:6}  {name}")
    for fault in faults:
        print(fault)
    sys.exit(any("typed, but a bug" not in fault for fault in faults))


if __name__ == "__main__":
    main()
