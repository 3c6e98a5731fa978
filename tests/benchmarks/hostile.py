"""Hostile inputs, each class with a count: ``python -m tests.benchmarks.hostile 1000``.

Prints a table (trial, count, passed) and ends with status 1 if any failed. All is real: files,
processes, signals, servers on loopback, a full tmpfs where root allows one.
"""

import contextlib
import io
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from headwise import HeadwiseError, Library
from headwise._inert import one_line
from headwise.cli import run
from headwise.retrievers.database import calls, checkpoint
from headwise.retrievers.database.store import COLLECTIONS
from tests.support.hashing import HashingEmbeddings
from tests.support.small_pdf import write_pdf
from tests.test_inert import STEERING
from tests.test_linear import STEPS, UNITS, cpu_time

PARTS = [*STEERING.values(), *UNITS, "![x](http://127.0.0.1/)", "<img src=x>", "\n\n## Fake", "../"]
HIT = {"text": "Pooling halves maps.", "sub_heading": "3", "collection_name": "c", "similarity": 1}
VALUES = ["\ud800", 10**400, -1, None, [], {}, True, "", float("nan"), 1e308, "9" * 5000, [[[[]]]]]
ROOT = Path(__file__).resolve().parents[2]
HOME = Path(tempfile.mkdtemp(prefix="hostile-"))


def hostile_text(chance):
    return "".join(chance.choices(PARTS, k=chance.randint(1, 12)))


def told(arguments, statuses=(0, 1, 2, 3)):
    """Run the command line in process; return what it prints, which must be inert and no bug."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = run([*map(str, arguments)])
    printed = out.getvalue() + err.getvalue()
    assert status in statuses, f"status {status}"
    assert "unexpected" not in printed, printed
    assert all(c.isprintable() or c in "\n\t" for c in printed), ascii(printed)
    return printed


def printing(chance):
    line = one_line(hostile_text(chance))
    assert line.isprintable()
    told(["outline", HOME / f"{hostile_text(chance)}.pdf".replace("\0", "").replace("/", "")])


def hits(chance):
    file = HOME / "hits.json"
    records = [{**HIT, chance.choice([*HIT]): chance.choice([*VALUES, hostile_text(chance)])}]
    text = json.dumps(records)
    match chance.randrange(5):
        case 0:
            text = text[: chance.randrange(len(text))]
        case 1:
            text = "[" * chance.choice([10, 100_000])
        case 2:
            text = text.replace("1", "1" * 6000)
    file.write_text(text, encoding="utf-8", errors="surrogatepass")
    told(["summarize", file, "--question", hostile_text(chance) or "?"])


def settings(chance):
    lines = [
        'library = "http://127.0.0.1:9/"',
        'llm = "openai:x"',
        "threshold = 'x'",
        "a." * 5000 + "b = 1",
        "x = " + "[" * 20_000,
        f"quiet = {json.dumps(hostile_text(chance))}",
        f"{json.dumps(hostile_text(chance))} = 1",
    ]
    (HOME / "headwise.toml").write_text(
        "\n".join(chance.sample(lines, 2)), encoding="utf-8", errors="surrogatepass"
    )
    try:
        told(["list", "--library", HOME / "none"])
    finally:
        (HOME / "headwise.toml").unlink()


def text(chance):
    name = chance.choice(sorted(STEPS))
    body = "".join(chance.choices(UNITS, k=2)) * 6_000
    assert cpu_time(STEPS[name], body) < 2, f"{name}: {body[:20]!r}"


def names(chance):
    folder = Path(tempfile.mkdtemp(dir=HOME))
    name = bytes(chance.choice([b for b in range(1, 256) if b != 47]) for _ in range(12))
    sections = [("1 One", "The valve is closed.")]
    good = write_pdf(folder / "good.pdf", "T", sections)
    shutil.copyfile(good, os.fsencode(folder) + b"/x" + name + b".pdf")
    report = Library(folder / "library", HashingEmbeddings()).index(folder)
    assert report.new + report.duplicate + report.failed == 2
    assert report.new == 1


def no_files(chance):
    folder = Path(tempfile.mkdtemp(dir=HOME))
    path = folder / "x.pdf"
    match chance.randrange(4):
        case 0:
            os.mkfifo(path)
        case 1:
            path.mkdir()
        case 2:
            path.symlink_to(chance.choice(["/dev/zero", "/dev/random", "/dev/full", "loop"]))
        case 3:
            path.symlink_to(path)
    told(["outline", path], statuses=(1, 2))
    told(["index", path, "--library", folder / "library"], statuses=(1,))


def library_of(folder):
    sections = [(f"{n} Pump", f"The valve of pump {n} is serviced.") for n in range(1, 6)]
    write_pdf(folder / "a.pdf", "A", sections)
    library = Library(folder / "library")
    library.index(folder / "a.pdf")
    checkpoint.checkpoint(folder / "library", COLLECTIONS)


def damage(chance):
    folder = Path(tempfile.mkdtemp(dir=HOME)) / "made"
    shutil.copytree(HOME / "made", folder)
    files = [file for file in (folder / "library").rglob("*") if file.is_file()]
    file = chance.choice([f for f in files if f.stat().st_size])
    match chance.randrange(3):
        case 0:
            content = bytearray(file.read_bytes())
            for _ in range(30):
                content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
            file.write_bytes(content)
        case 1:
            os.truncate(file, chance.randrange(file.stat().st_size))
        case 2:
            file.unlink()
    for arguments in (["search", "Which valve?"], ["verify"], ["list"]):
        done = command(*arguments, "--library", folder / "library")
        assert done.returncode in (0, 1, 3), (file.name, arguments, done.returncode, done.stderr)
        assert "unexpected" not in done.stderr, (file.name, done.stderr)


def command(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "headwise", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=HOME,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=300,
        check=False,
    )


ANSWERS = [
    *(None, b"", b"\x00" * 100, b"HTTP/1.1 200 OK\r\n\r\n{}"),
    *(b"HTTP/1.1 302 x\r\nLocation: /\r\n\r\n", b"HTTP/1.1 500 \x1b[31m\r\n\r\n"),
    b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n{",
]
"""What a server says before it trickles; ``None``: nothing but trickles, empty: it hangs up."""


def servers(chance):
    said = chance.choice(ANSWERS)
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=answer, args=(server, said), daemon=True).start()
        begun = time.monotonic()
        with contextlib.suppress(HeadwiseError):
            Library(f"http://127.0.0.1:{server.getsockname()[1]}", HashingEmbeddings()).documents()
        assert time.monotonic() - begun < 30


def answer(server, said):
    with contextlib.suppress(OSError):
        while True:
            connection, _ = server.accept()
            if said:
                connection.sendall(said)
            if said != b"":
                threading.Thread(target=trickle, args=(connection, said), daemon=True).start()
            else:
                connection.close()


def trickle(connection, said):
    with contextlib.suppress(OSError), connection:
        for _ in range(100):
            time.sleep(0.1)
            if said is None:
                connection.sendall(b"H")


def signals(chance):
    folder = Path(tempfile.mkdtemp(dir=HOME))
    shutil.copy(HOME / "made" / "a.pdf", folder)
    number = chance.choice([signal.SIGTERM, signal.SIGHUP])
    process = subprocess.Popen(
        [sys.executable, "-m", "headwise", "index", str(folder), "--library", f"{folder}/library"],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    time.sleep(chance.uniform(1, 4))
    process.send_signal(number)
    _, said = process.communicate(timeout=120)
    # Before Python has set up anything the signal itself ends it.
    assert process.returncode in (0, 128 + number, -number), (process.returncode, said)
    if process.returncode == 128 + number:
        assert "ended by SIG" in said
    assert command("index", folder, "--library", folder / "library").returncode == 0


def full_disk(chance):
    mount = Path(tempfile.mkdtemp(dir=HOME))
    size = chance.choice(["256k", "400k", "600k"])
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "x", mount], check=False)
    if made.returncode:
        return
    try:
        done = command("index", HOME / "made" / "a.pdf", "--library", mount / "library")
        assert done.returncode == 0 or "No space left" in done.stderr, done.stderr
        assert "permissions" not in done.stderr
        subprocess.run(["mount", "-o", "remount,size=64m", mount], check=True)
        again = command("index", HOME / "made" / "a.pdf", "--library", mount / "library")
        assert again.returncode == 0, again.stderr
    finally:
        subprocess.run(["umount", "-l", mount], check=False)


TRIALS = {
    "file names printed inert": (printing, 300),
    "hits in JSON": (hits, 260),
    "headwise.toml of the folder": (settings, 120),
    "text that patterns choke on": (text, 200),
    "file names of random bytes": (names, 40),
    "pipes, devices, folders, loops": (no_files, 24),
    "silent, trickling, lying servers": (servers, 24),
    "damaged, cut off, missing library files": (damage, 24),
    "SIGTERM and SIGHUP": (signals, 8),
    "full disk": (full_disk, 6),
}


def main(total, seed=1):
    calls.CALL_SECONDS = calls.RETRY_SECONDS = 1.0
    os.chdir(HOME)
    (HOME / "made").mkdir()
    library_of(HOME / "made")
    share = total / sum(count for _, count in TRIALS.values())
    failed = 0
    print("| trial | count | passed |\n|---|---|---|", flush=True)
    for name, (trial, count) in TRIALS.items():
        numbers = range(max(1, round(count * share)))
        passed = sum(tried(trial, f"{seed}:{name}:{number}") for number in numbers)
        failed += len(numbers) - passed
        print(f"| {name} | {len(numbers)} | {passed} |", flush=True)
    shutil.rmtree(HOME, ignore_errors=True)
    sys.exit(1 if failed else 0)


def tried(trial, seed):
    try:
        trial(random.Random(seed))
    except Exception as error:  # noqa: BLE001 - whatever it is, the trial has failed
        print(f"{seed}: {type(error).__name__}: {ascii(str(error))[:500]}", file=sys.stderr)
        return False
    return True


if __name__ == "__main__":
    main(*map(int, sys.argv[1:] or ["200"]))
