"""Files that are damaged, locked, absurd or made to harm: read, or one typed line of error."""

import logging
import os
import random
import signal
import subprocess
import sys
import textwrap
import time
import zlib
from pathlib import Path

import pytest

from headwise.errors import EncryptedPdfError, NoTextError, PdfError
from headwise.retrievers.pdf import PdfReader, read_pdf, read_pdf_isolated
from headwise.retrievers.pdf.ocr import installed
from tests.retrievers.pdf.encrypting import aes_256_pdf, rc4_128_pdf
from tests.retrievers.pdf.making import LOREM, Typeset
from tests.retrievers.pdf.raw_pdf import FONT, deflated, pdf_of, simple_pdf, stream, text

SENTENCE = "These lines can be read by those who know the word."
PAGE = stream(text(["1 Introduction", SENTENCE, "Another line follows, as long as that one."]))

SCAN = b"q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q"  # grey, a whole page


def page_of(number: int, heading: str) -> bytes:
    """Return a page whose lines stand on no other page: what repeats is furniture."""
    chance = random.Random(number)
    lines = [
        " ".join("".join(chance.sample("abcdeimnorst", 7)) for _ in range(8)) for _ in range(9)
    ]
    return stream(text([heading, *lines[:5], SENTENCE, *lines[5:]]))


HEADINGS = ("1 Introduction", "2 Methods", "3 Results")
PAGES = [page_of(number, heading) for number, heading in enumerate(HEADINGS)]
without_ocr = pytest.mark.skipif(installed(), reason="with OCR it is read")


@pytest.fixture
def file(tmp_path):
    def write(data: bytes) -> Path:
        path = tmp_path / "file.pdf"
        path.write_bytes(data)
        return path

    return write


def refused(path: Path, kind: type[PdfError] = PdfError, **options) -> str:
    with pytest.raises(kind) as error:
        read_pdf(path, **options)
    message = str(error.value)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    return message


def is_read(path: Path) -> bool:
    return any(SENTENCE in " ".join(section.text.split()) for section in read_pdf(path).sections)


@pytest.fixture(params=[rc4_128_pdf, aes_256_pdf], scope="module")
def locked(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("locked") / "file.pdf"
    path.write_bytes(request.param([SENTENCE], user="secret", owner="boss"))
    return path


class TestEncrypted:
    def test_password_missing(self, locked):
        assert "give its password with --password" in refused(locked, EncryptedPdfError)

    def test_password_wrong(self, locked):
        assert "the password is wrong" in refused(locked, EncryptedPdfError, password="guess")

    @pytest.mark.parametrize("password", ["secret", "boss"])
    def test_password_right(self, locked, password):
        assert read_pdf(locked, password=password).sections[0].text == SENTENCE

    @pytest.mark.parametrize("encrypt", [rc4_128_pdf, aes_256_pdf])
    def test_owner_locked_needs_none(self, file, encrypt):
        path = file(encrypt([SENTENCE], user="", owner="boss"))
        assert is_read(path)
        # The password of a run is meant for other files of it.
        assert read_pdf(path, password="other").sections[0].text == SENTENCE

    def test_the_command_says_to_give_the_password_and_takes_it(self, headwise, locked):
        done = headwise("outline", locked)
        assert (done.returncode, done.stdout) == (1, "")
        assert (
            done.stderr == f"headwise: {locked}: is encrypted, give its password with --password\n"
        )
        assert headwise("outline", locked, "--password", "secret").returncode == 0


class TestDamaged:
    def test_half_a_file_is_damaged(self, file, papers):
        whole = (papers / "introduction.pdf").read_bytes()
        assert "is damaged" in refused(file(whole[: len(whole) // 2]))

    def test_header_after_other_bytes(self, file):
        assert is_read(file(b"\0junk of a mail gateway\r\n" * 20 + simple_pdf([PAGE])))

    @pytest.mark.parametrize(
        ("old", "new"), [(b"0000000", b"9999999"), (b"startxref\n", b"startxref\n7")]
    )
    def test_cross_references_are_repaired(self, file, old, new):
        data = simple_pdf([PAGE])
        assert old in data
        assert is_read(file(data.replace(old, new)))

    def test_a_missing_page_costs_only_itself(self, file):
        data = simple_pdf(PAGES).replace(b"\n6 0 obj", b"\n99 0 obj")
        document = read_pdf(file(data))
        assert document.pages == 3
        held = [s.page_start for s in document.sections if SENTENCE in s.text]
        assert held == [1, 3]

    def test_pages_that_are_only_claimed(self, file):
        assert read_pdf(file(simple_pdf([PAGE]).replace(b"/Count 1", b"/Count 900000"))).pages == 1

    def test_no_page_at_all(self, file):
        refused(file(pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Kids[2 0 R]/Count 1>>"])))

    @pytest.mark.parametrize("depth", [100, 5_000])
    def test_deep_page_tree(self, file, depth):
        tree = [b"<</Type/Catalog/Pages 2 0 R>>"]
        tree += [b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (n + 3) for n in range(depth)]
        page = len(tree) + 1
        tree += [
            b"<</Type/Page/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</F1 %d 0 R>>>>>>"
            % (page + 1, page + 2),
            PAGE,
            FONT,
        ]
        path = file(pdf_of(tree))
        if depth == 100:
            assert is_read(path)
        else:
            refused(path)

    def test_outline_that_loops(self, file):
        outline = [
            b"<</Type/Outlines/First 5 0 R/Last 5 0 R/Count 1>>",
            b"<</Title(1 Introduction)/Parent 4 0 R/First 5 0 R/Next 5 0 R/Dest[6 0 R/Fit]>>",
        ]
        path = file(simple_pdf([PAGE], catalog=b"/Outlines 4 0 R", extra=outline))
        assert read_pdf(path).sections[0].sub_heading == "1 Introduction"

    def test_deep_outline(self, file):
        depth = 3_000
        outline = [b"<</Type/Outlines/First 5 0 R/Last 5 0 R/Count 1>>"]
        outline += [
            b"<</Title(Entry)/Parent %d 0 R/First %d 0 R/Dest[%d 0 R/Fit]>>"
            % (n + 4, n + 6, depth + 6)
            for n in range(depth)
        ]
        outline.append(b"<</Title(Last)>>")
        assert is_read(file(simple_pdf([PAGE], catalog=b"/Outlines 4 0 R", extra=outline)))


class TestAbsurd:
    @pytest.mark.parametrize(
        "box",
        [b"[0 0 1000000 1000000]", b"[0 0 1e38 1e38]", b"[0 0 0 0]", b"[595 842 0 0]", b"[(a)]"],
    )
    def test_pages_of_impossible_size_are_read(self, file, box):
        document = read_pdf(file(simple_pdf(PAGES[:2], boxes={0: box})))
        assert {section.page_start for section in document.sections} == {1, 2}

    @pytest.mark.parametrize("size", [b"0", b"0.01", b"1e30"])
    def test_text_of_impossible_size_does_not_cost_the_rest(self, file, size):
        odd = PAGES[0].replace(b"/F1 11 Tf", b"/F1 %b Tf 72 700 Td (Odd) Tj /F1 11 Tf" % size)
        assert is_read(file(simple_pdf([odd, *PAGES[1:]])))

    def test_thousands_of_tiny_text_objects(self, file):
        letters = b"".join(
            b"BT /F1 1 Tf 1 0 0 1 %d %d Tm (a) Tj ET " % (n % 590, n // 590) for n in range(20_000)
        )
        path = file(simple_pdf([deflated(letters), PAGE]))
        assert is_read(path)

    def test_hundreds_of_pages(self, file):
        pages = [page_of(n, f"{n} Heading") for n in range(300)]
        document = read_pdf(file(simple_pdf(pages)))
        assert document.pages == 300
        whole = " ".join(" ".join(section.text.split()) for section in document.sections)
        assert whole.count(SENTENCE) == 300

    def test_order_of_pages_is_the_page_trees(self, file):
        names = ["3 Third things", "1 First things", "2 Second things"]
        pages = [page_of(n, name) for n, name in enumerate(names)]
        whole = "\n".join(
            f"{section.sub_heading}\n{section.text}"
            for section in read_pdf(file(simple_pdf(pages))).sections
        )
        places = [whole.index(name) for name in names]
        assert places == sorted(places)

    @pytest.mark.parametrize("words", ["Hello", "1 Hello", "Hello world of notes"])
    def test_few_words_are_a_document(self, file, words):
        assert read_pdf(file(simple_pdf([stream(text([words]))]))).sections[0].text == words

    def test_blank_pages_have_nothing_to_read(self, file):
        assert "nothing to read" in refused(file(simple_pdf([stream(b""), b"null"])), NoTextError)


class TestIllegible:
    @without_ocr
    def test_stamps_on_scans_are_not_their_text(self, file):
        stamped = stream(SCAN + b" " + text(["Digitised by a library that says so everywhere"]))
        assert "probably a scan" in refused(file(simple_pdf([stamped] * 3)), NoTextError)

    def test_a_cover_is_no_scan(self, file, caplog):
        cover = stream(SCAN + b" " + text(["A Report of Things"]))
        assert is_read(file(simple_pdf([cover, *PAGES])))
        assert caplog.records == []

    @without_ocr
    def test_fonts_without_unicode_maps(self, typeset: Typeset):
        path = typeset(f"= Roots\n{LOREM}")
        data = path.read_bytes()
        assert b"/ToUnicode" in data
        path.write_bytes(data.replace(b"/ToUnicode", b"/NoUnicode"))
        message = refused(path, NoTextError)
        assert "fonts do not say which letters they print" in message
        assert "needs OCR: pip install 'headwise[ocr]'" in message

    @without_ocr
    def test_pages_that_are_pictures_are_named(self, file, caplog):
        path = file(simple_pdf([PAGES[0], stream(SCAN), stream(SCAN), PAGES[1]]))
        with caplog.at_level(logging.WARNING, logger="headwise"):
            assert is_read(path)
        (record,) = caplog.records
        assert record.getMessage() == (
            f"{path}: pages 2–3 not read, no text layer but a picture: "
            "needs OCR: pip install 'headwise[ocr]'"
        )
        caplog.clear()
        assert read_pdf_isolated(path) == read_pdf(path)
        assert len(caplog.records) == 2


@pytest.fixture(scope="module")
def slow_file(tmp_path_factory):
    """A file that takes many seconds."""
    words = b"BT /F1 1 Tf " + b"(abcdefghij) Tj 1 1 Td " * 1_000_000 + b"ET"
    path = tmp_path_factory.mktemp("slow") / "file.pdf"
    path.write_bytes(simple_pdf([stream(zlib.compress(words, 1), b"/Filter/FlateDecode")]))
    return path


@pytest.fixture(scope="module")
def bomb(tmp_path_factory):
    """A file of 1 MB that becomes 256 MB."""
    data = zlib.compress(b"q " * (1 << 27), 1)
    path = tmp_path_factory.mktemp("bomb") / "file.pdf"
    path.write_bytes(simple_pdf([stream(data, b"/Filter/FlateDecode")]))
    return path


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs a limit on memory")
class TestHarmful:
    def test_a_memory_bomb_costs_that_file_only(self, bomb, papers):
        with PdfReader(timeout=60, memory=1 << 29) as reader:
            with pytest.raises(PdfError, match="too much memory"):
                reader.read(bomb)
            assert reader.read(papers / "theory.pdf").pages == 5

    def test_the_commands_survive(self, bomb, papers, headwise, monkeypatch):
        monkeypatch.setitem(PdfReader.__init__.__kwdefaults__, "memory", 1 << 29)
        shown = headwise("outline", bomb)
        assert (shown.returncode, shown.stdout) == (1, "")
        assert "too much memory" in shown.stderr
        assert len(shown.stderr.splitlines()) == 1
        done = headwise("index", bomb, papers / "theory.pdf")
        assert done.returncode == 1
        assert "too much memory" in done.stderr
        assert "1 new, 1 failed; 5 pages" in done.stderr

    @pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
    def test_no_worker_is_left_behind(self, slow_file, how):
        code = """
            import signal, sys, threading, time
            signal.signal(signal.SIGINT, signal.default_int_handler)  # under nohup too
            from headwise.retrievers.pdf import PdfReader
            reader = PdfReader()
            def tell():
                while reader._worker is None:
                    time.sleep(0.01)
                print(reader._worker.pid, flush=True)
            threading.Thread(target=tell, daemon=True).start()
            reader.read(sys.argv[1])
        """
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(code), str(slow_file)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        with process:
            assert process.stdout is not None
            worker = int(process.stdout.readline())
            time.sleep(0.3)
            assert _lives(worker)
            process.send_signal(how)
            assert process.wait(timeout=20) != 0
        until = time.monotonic() + 20
        while _lives(worker) and time.monotonic() < until:
            time.sleep(0.05)
        assert not _lives(worker)


def _lives(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits for its parent does not."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False
