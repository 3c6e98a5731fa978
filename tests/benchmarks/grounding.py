"""Count which planted errors the warnings find, and how often they cry wolf.

    python tests/benchmarks/grounding.py [--list]

Two sets, written for this, hold source texts, sentences that paraphrase them faithfully, and
sentences with one planted error each: a changed number or unit, another name, an invented result,
a negation, an unsupported claim. The rules were developed on ``tests/data/planted_errors.txt``, not
on ``planted_errors_unseen.txt``. A warning on a wrong sentence counts as found, one on a faithful
sentence as false. ``--list`` prints what was missed or false.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

from headwise.chains.grounding import Finding, Sources
from headwise.retrievers.models import Hit

ERRORS = Path(__file__).resolve().parents[1] / "data" / "planted_errors.txt"
UNSEEN = ERRORS.with_name("planted_errors_unseen.txt")
KINDS = {
    "n": "number",
    "u": "unit",
    "x": "name",
    "i": "invented result",
    "o": "negation",
    "c": "unsupported claim",
}


def read_sets(path: Path = ERRORS) -> list[tuple[str, list[str], list[tuple[str, str]]]]:
    """Return ``(source, faithful sentences, (kind, wrong sentence) pairs)`` for each source."""
    sets: list[tuple[str, list[str], list[tuple[str, str]]]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        mark, _, text = line.partition(" ")
        if mark == "%":
            continue
        if mark == "=":
            sets.append((text, [], []))
        elif mark == "+":
            sets[-1][1].append(text)
        else:
            sets[-1][2].append((KINDS[mark], text))
    return sets


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", action="store_true", help="print what was missed or false")
    listing = parser.parse_args().list
    for path in (ERRORS, UNSEEN):
        print(f"\n{path.name}")
        measure(path, listing=listing)


def measure(path: Path, *, listing: bool) -> None:
    """Print recall and precision of each kind of error."""
    planted: defaultdict[str, list[Finding]] = defaultdict(list)
    faithful: list[Finding] = []
    for source, right, wrong in read_sets(path):
        hit = Hit(text=source, sub_heading="Text", collection_name="text", similarity=1.0)
        sources = Sources([hit])
        for kind, sentence in [*(("", one) for one in right), *wrong]:
            finding = sources.check(sentence)
            (planted[kind] if kind else faithful).append(finding)
            if listing and bool(finding.reason) is not bool(kind):
                print(f"missed {kind}: {sentence}" if kind else f"{finding.reason}: {sentence}")
    false = sum(bool(one.reason) for one in faithful)
    certain = sum(bool(one.missing) for one in faithful)
    print(f"{'':20}{'planted':>9}{'found':>7}{'recall':>8}{'certain':>9}{'precision':>11}")
    every = [one for findings in planted.values() for one in findings]
    for kind, findings in {**planted, "all": every}.items():
        found = sum(bool(one.reason) for one in findings)
        sure = sum(bool(one.missing) for one in findings)
        # As many faithful sentences as planted ones of a kind would bring this many false ones.
        expected = false * len(findings) / len(faithful)
        precision = found / (found + expected) if found else 0.0
        recall = found / len(findings)
        print(f"{kind:20}{len(findings):9}{found:7}{recall:8.2f}{sure:9}{precision:11.2f}")
    print(f"false warnings: {false} of {len(faithful)} faithful sentences, {certain} as certain")


if __name__ == "__main__":
    main()
