"""Writers and readers at once: ``python tests/benchmarks/crowd.py [SECONDS]``.

Four writers, each bringing out version after version of a document, and four readers, which
check every hit, for a minute on one folder and then on one Chroma server. Any error, half of a
version, two at once, or a wrong count at the end stops the benchmark with what was found.
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.support.chroma_server import ChromaServer
from tests.support.crowd import STALE_SECONDS, run_crowd


def main(seconds=60.0, writers=4, readers=4):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for place in ("folder", "server"):
            (folder / place).mkdir()
            if place == "folder":
                outcome = run_crowd(
                    str(folder / "library"), folder / place, writers, readers, seconds
                )
            else:
                server = ChromaServer(folder / "data")
                server.start()
                try:
                    outcome = run_crowd(server.url, folder / place, writers, readers, seconds)
                finally:
                    server.stop()
            published = sum(map(len, outcome.versions.values()))
            print(
                f"{place}: {published} versions by {writers} writers, {outcome.searches} searches "
                f"by {readers} readers in {seconds:g} s; stalest read {outcome.stalest:.2f} s; "
                f"search p50 {1000 * outcome.median:.0f} ms, slowest {outcome.slowest:.2f} s",
                flush=True,
            )
            assert outcome.stalest <= STALE_SECONDS, "a stale read"


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]))
