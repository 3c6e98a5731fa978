"""Killing the indexing process at random moments: ``python tests/benchmarks/kills.py 200``.

Each kill hits a run that makes, changes and removes documents and saves the index. After it,
every document must be there whole, in its old or its new version, and once; the next run must
complete what was begun. Any miss stops the benchmark with what was found.
"""

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.support.killing import Trials


def main(count, seed=1):
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        trials = Trials(Path(folder), seed)
        kills = 0
        while kills < count:
            trials.trial()
            if trials.counts["killed"] > kills and (kills + 1) % 10 == 0:
                print(f"{kills + 1} kills, {time.monotonic() - begun:.0f} s", flush=True)
            kills = trials.counts["killed"]
    print(f"{dict(trials.counts)}: 0 lost, 0 doubled, 0 half-visible")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:] or ["200"]))
