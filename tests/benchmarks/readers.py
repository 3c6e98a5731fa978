"""A hundred readers of one server while PDFs are indexed: ``python -m tests.benchmarks.readers``.

    python -m tests.benchmarks.readers [READERS [SECONDS [PAUSE]]]

``headwise serve`` runs over a library of 2,000 passages. Each reader searches, reads for PAUSE
seconds or so and searches again; meanwhile one uploads PDF after PDF. Ends with status 1 if a
request fails, nothing is indexed, or a search in twenty takes longer than `MOST_SECONDS`.
"""

from __future__ import annotations

import asyncio
import os
import random
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx

from headwise.retrievers.embeddings.minilm import MiniLM
from tests.benchmarks.scale import ROOT, build, real_texts, variations
from tests.support.serve_process import headwise_serve

MOST_SECONDS = 1.0
PASSAGES, DOCUMENTS = 2_000, 20
WARM_UP = 20


@dataclass
class Seen:
    """What readers saw."""

    seconds: list[float] = field(default_factory=list)
    found: int = 0
    errors: list[str] = field(default_factory=list)
    indexed: int = 0


async def read(
    client: httpx.AsyncClient, questions: list[str], end: float, pause: float, seen: Seen
) -> None:
    """Search until the time is over."""
    await asyncio.sleep(random.uniform(0, pause))
    while time.monotonic() < end:
        asked = {"question": random.choice(questions), "threshold": 0.5}
        begun = time.monotonic()
        try:
            reply = await client.get("/api/search", params=asked)
            reply.raise_for_status()
            seen.found += bool(reply.json())
        except httpx.HTTPError as error:
            seen.errors.append(repr(error))
        seen.seconds.append(time.monotonic() - begun)
        await asyncio.sleep(random.uniform(0.5, 1.5) * pause)


async def index(client: httpx.AsyncClient, end: float, seen: Seen) -> None:
    """Upload the sample papers again and again, each time as another document."""
    papers = sorted((ROOT / "notebooks" / "papers").glob("*.pdf"))
    for number in count():
        paper = papers[number % len(papers)]
        body = paper.read_bytes() + f"\n% {number}\n".encode()
        if time.monotonic() > end:
            return
        try:
            reply = await client.put(f"/api/documents/{paper.stem}-{number}.pdf", content=body)
            last = reply.text.strip().rpartition("\n\n")[2]
            if not last.startswith("event: report"):
                seen.errors.append(last)
            seen.indexed += 1
        except httpx.HTTPError as error:
            seen.errors.append(repr(error))


async def everyone(
    link: str, questions: list[str], readers: int, seconds: float, pause: float
) -> Seen:
    """Return what was seen of the server at ``link``."""
    parts = urlsplit(link)
    bearer = {"authorization": f"Bearer {parse_qs(parts.query)['token'][0]}"}
    limits = httpx.Limits(max_connections=readers + 1)
    base = f"http://{parts.netloc}"
    async with httpx.AsyncClient(
        base_url=base, headers=bearer, timeout=60, limits=limits
    ) as client:
        for question in questions[:WARM_UP]:
            await client.get("/api/search", params={"question": question})
        end = time.monotonic() + seconds
        seen = Seen()
        reading = (read(client, questions, end, pause, seen) for _ in range(readers))
        await asyncio.gather(index(client, end, seen), *reading)
        return seen


def main(readers: float = 100, seconds: float = 60, pause: float = 20) -> int:
    """Measure and print."""
    texts, questions = real_texts()
    with tempfile.TemporaryDirectory() as name:
        library = Path(name) / "library"
        build(library, variations(MiniLM().encode(texts), PASSAGES), texts, collections=DOCUMENTS)
        options = ("--library", library, "--uploads", Path(name) / "uploads")
        with headwise_serve(*options, environment=os.environ) as link:
            seen = asyncio.run(everyone(link, questions, int(readers), seconds, pause))
    ordered = sorted(seen.seconds)
    p95 = ordered[int(0.95 * len(ordered))]
    print(
        f"{readers:g} readers, {pause:g} s between searches: {len(ordered)} searches in "
        f"{seconds:g} s, {seen.found} with hits; p50 {statistics.median(ordered):.2f} s, "
        f"p95 {p95:.2f} s, slowest {ordered[-1]:.2f} s; {seen.indexed} PDFs indexed; "
        f"{len(seen.errors)} errors"
    )
    for error in seen.errors[:10]:
        print(f"  {error}")
    return int(bool(seen.errors) or not seen.indexed or p95 > MOST_SECONDS)


if __name__ == "__main__":
    sys.exit(main(*map(float, sys.argv[1:4])))
