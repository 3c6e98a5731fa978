"""Files that are gone, that share a name, that are no files, and that cannot be named."""

import os
import socket
import unicodedata
from pathlib import Path

import pytest

from headwise import HeadingRetriever, Library, PdfError
from headwise.retrievers.indexing.deciding import Untouched
from headwise.retrievers.indexing.naming import Names
from headwise.retrievers.pdf import read_pdf_isolated
from tests.support.hashing import HashingEmbeddings
from tests.support.small_pdf import write_pdf

TEXT = "The service of the circulation pump cost {} crowns and was done by two engineers."


@pytest.fixture
def library(tmp_path, no_grace):
    return Library(tmp_path / "library", HashingEmbeddings())


def invoice(folder, year, amount, name="invoice"):
    (folder / str(year)).mkdir(parents=True, exist_ok=True)
    path = folder / str(year) / f"{name}.pdf"
    return write_pdf(path, "Invoice", [("1 Amount", TEXT.format(amount))])


class TestGone:
    def test_files_of_the_folder_that_are_gone_are_named_and_pruned(self, library, tmp_path):
        first, _ = invoice(tmp_path, 2023, 1210), invoice(tmp_path, 2024, 1480)
        elsewhere = invoice(tmp_path / "other", 2022, 900, "elsewhere")
        library.index([tmp_path / "2023", tmp_path / "2024", elsewhere])
        first.unlink()
        elsewhere.unlink()

        report = library.index([tmp_path / "2023", tmp_path / "2024"])
        assert [one.source for one in report.gone] == [str(first)]
        assert report.pruned == 0
        assert len(library.documents()) == 3

        pruned = library.index([tmp_path / "2023", tmp_path / "2024"], prune=True)
        assert pruned.pruned == 1
        assert str(first) not in [one.source for one in library.documents()]

        assert [one.source for one in library.verify().gone] == [str(elsewhere)]
        assert library.verify(prune=True).pruned == 1
        assert len(library.documents()) == 1

    def test_a_document_with_another_file_of_the_same_bytes_is_not_gone(self, library, tmp_path):
        first = invoice(tmp_path, 2023, 1210)
        copy = tmp_path / "2023" / "copy.pdf"
        copy.write_bytes(first.read_bytes())
        library.index(tmp_path / "2023")
        copy.unlink()
        assert library.verify().gone == []


class TestNames:
    def test_files_of_one_name_get_collections_that_tell_them_apart(self, library, tmp_path):
        invoice(tmp_path, 2023, 1210)
        invoice(tmp_path, 2024, 1480)
        library.index(tmp_path)
        assert library.collections() == ["2023/invoice", "2024/invoice"]
        assert library.index(tmp_path).unchanged == 2

    def test_a_later_file_of_a_name_that_is_taken_is_told_apart(self, library, tmp_path):
        library.index(invoice(tmp_path, 2023, 1210))
        library.index(invoice(tmp_path, 2024, 1480))
        assert library.collections() == ["2024/invoice", "invoice"]

    def test_named_collections_may_be_shared(self, library, tmp_path):
        invoice(tmp_path, 2023, 1210)
        invoice(tmp_path, 2024, 1480)
        library.index(tmp_path, "bills")
        assert library.collections() == ["bills"]

    def test_names_are_compared_composed(self, library, tmp_path):
        decomposed = unicodedata.normalize("NFD", "résumé")
        library.index(invoice(tmp_path, 2023, 1210, decomposed))
        found = HeadingRetriever(
            library=library, threshold=0, collections=["r\u00e9sum\u00e9"]
        ).search("the service of the circulation pump")
        assert found.hits
        assert library.remove(decomposed)

    def test_names_of_many_files_are_found_in_linear_time(self, tmp_path):
        files = [tmp_path / str(n) / "same.pdf" for n in range(2_000)]
        names = Names(files, [])
        assert len({names.of(path) for path in files}) == len(files)

    def test_untouched_files_are_known_by_their_stamp(self, library, tmp_path):
        path = invoice(tmp_path, 2023, 1210)
        os.utime(path, (1, 1))
        library.index(path)
        assert Untouched(library.documents()).document_of(tmp_path / "no.pdf", None) is None


class TestNoFiles:
    @pytest.fixture(params=["fifo", "folder", "socket", "/dev/zero", "/dev/stdin"])
    def no_file(self, request, tmp_path, monkeypatch):
        path = tmp_path / "x.pdf"
        if request.param == "fifo":
            os.mkfifo(path)
        elif request.param == "folder":
            path.mkdir()
        elif request.param == "socket":
            monkeypatch.chdir(tmp_path)  # names of sockets are short
            with socket.socket(socket.AF_UNIX) as bound:
                bound.bind("x.pdf")
        else:
            path.symlink_to(request.param)
        return path

    def test_no_file_is_refused_by_name(self, library, no_file):
        with pytest.raises(PdfError, match=r"x\.pdf: "):
            read_pdf_isolated(no_file)
        assert library.index(no_file).failures[0].error.startswith(str(no_file))

    def test_a_name_that_is_not_utf8_costs_its_file_only(self, library, tmp_path):
        good = invoice(tmp_path, 2023, 1210)
        bad = os.fsencode(good.parent) + b"/\xff\xfe.pdf"
        Path(os.fsdecode(bad)).write_bytes(good.read_bytes())
        report = library.index(tmp_path)
        assert report.new == 1
        (failure,) = report.failures
        assert "its name is not UTF-8" in failure.error

    def test_reading_is_stopped_in_time(self, library, tmp_path, unshared):
        path = invoice(tmp_path, 2023, 1210)
        report = library.index(path, file_timeout=0.001)
        assert "--file-timeout" in report.failures[0].error
