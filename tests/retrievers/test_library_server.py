"""The library on a real Chroma server: credentials, restarts, several writers."""

import gc
import json
import threading
import time

import pytest

from headwise import HeadingRetriever, Library, LibraryError
from headwise.retrievers.database import calls, server
from headwise.retrievers.database.register import Claim, Register
from headwise.retrievers.embeddings.minilm import MiniLM
from headwise.retrievers.indexing import applying
from headwise.retrievers.indexing import run as indexing
from headwise.retrievers.indexing.storing import write_passages
from tests.support.chroma_server import ChromaServer, GuardedProxy, self_signed
from tests.support.crowd import run_crowd
from tests.support.hashing import HashingEmbeddings
from tests.support.small_pdf import write_pdf

# A client of Chroma's that fails to open leaves its connections to the garbage collector.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def note_on(folder, subject):
    text = " ".join(f"Sentence {n} says what readers want to know of {subject}." for n in range(30))
    sections = [("1 Aims", f"What it is for. {text}"), ("2 Results", f"What came out. {text}")]
    return write_pdf(folder / f"{subject}.pdf", f"Notes on {subject}", sections)


@pytest.fixture(autouse=True)
def closed_connections():
    """Have those of clients that failed to open closed within the test they belong to."""
    yield
    gc.collect()


@pytest.fixture(scope="module")
def chroma_server(tmp_path_factory):
    """A running server, the same for all tests here."""
    running = ChromaServer(tmp_path_factory.mktemp("chroma"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def database(monkeypatch, chroma_server):
    """A database of its own on the server for each test, named in the environment."""
    from chromadb import AdminClient
    from chromadb.config import Settings

    name = f"test-{time.time_ns()}"
    settings = Settings(
        chroma_api_impl="chromadb.api.fastapi.FastAPI",
        chroma_server_host="127.0.0.1",
        chroma_server_http_port=chroma_server.port,
        anonymized_telemetry=False,
    )
    AdminClient(settings).create_database(name)
    monkeypatch.setenv("HEADWISE_CHROMA_DATABASE", name)
    return chroma_server.url


@pytest.fixture
def library(database):
    return Library(database, HashingEmbeddings())


def test_a_chroma_server_is_a_library_too(database, papers):
    assert Library(database, MiniLM()).documents() == []
    assert Library(database).index(papers / "theory.pdf").new == 1
    assert Library(database).index(papers / "theory.pdf").unchanged == 1
    retriever = HeadingRetriever(library=Library(database))
    assert retriever.invoke("How does the receptive field grow with depth?")


def test_remove_and_verify(library, tmp_path, no_grace):
    library.index([note_on(tmp_path, "tea"), note_on(tmp_path, "coffee")])
    store, _ = library.searched()
    store.passages.delete(where={"document_id": library.documents()[1].document_id})

    (problem,) = library.verify().problems
    assert (problem.kind, problem.done) == ("incomplete", "indexed again")
    assert library.verify().problems == []
    assert [one.collection_name for one in library.remove("tea")] == ["tea"]
    assert [one.collection_name for one in library.documents()] == ["coffee"]


def test_a_server_that_is_not_there():
    with pytest.raises(LibraryError, match="is a Chroma server running there"):
        Library("http://127.0.0.1:9").documents()


def test_a_proxy_whose_server_restarts_is_asked_again(chroma_server, database, tmp_path):
    proxy = GuardedProxy(chroma_server.port, "X-None", None)
    library = Library(proxy.url, HashingEmbeddings())
    library.index(note_on(tmp_path, "tea"))
    retriever = HeadingRetriever(library=library, threshold=0.0)
    found = retriever.search("What is tea for?").hits
    proxy.unavailable = 2

    assert retriever.search("What is tea for?").hits == found != ()
    assert proxy.unavailable == 0
    proxy.close()


class TestCredentials:
    def test_a_token(self, chroma_server, database, monkeypatch, tmp_path):
        proxy = GuardedProxy(chroma_server.port, "Authorization", "Bearer secret")
        monkeypatch.setenv("HEADWISE_CHROMA_TOKEN", "wrong")
        with pytest.raises(LibraryError, match="set HEADWISE_CHROMA_TOKEN"):
            Library(proxy.url, HashingEmbeddings()).documents()
        monkeypatch.setenv("HEADWISE_CHROMA_TOKEN", "secret")

        assert Library(proxy.url, HashingEmbeddings()).index(note_on(tmp_path, "tea")).new == 1
        proxy.close()

    def test_headers_through_tls_with_an_authority_of_ones_own(
        self, chroma_server, database, monkeypatch, tmp_path
    ):
        certificate = self_signed(tmp_path)
        proxy = GuardedProxy(chroma_server.port, "X-Api-Key", "secret", certificate)
        monkeypatch.setenv("HEADWISE_CHROMA_HEADERS", json.dumps({"X-Api-Key": "secret"}))
        with pytest.raises(LibraryError, match="HEADWISE_CHROMA_CA"):
            Library(proxy.url, HashingEmbeddings()).documents()
        monkeypatch.setenv("HEADWISE_CHROMA_CA", str(tmp_path / "cert.pem"))

        assert Library(proxy.url, HashingEmbeddings()).index(note_on(tmp_path, "tea")).new == 1
        proxy.close()

    def test_headers_that_are_no_json(self, monkeypatch):
        monkeypatch.setenv("HEADWISE_CHROMA_HEADERS", "X-Api-Key: secret")
        with pytest.raises(LibraryError, match="is no JSON object"):
            Library("http://127.0.0.1:9").documents()

    def test_no_password_in_the_address(self):
        with pytest.raises(LibraryError, match="keep passwords and parameters out") as caught:
            Library("http://me:secret@127.0.0.1:9").documents()
        assert "secret" not in str(caught.value)

    def test_the_key_of_chroma_cloud_has_a_header_of_its_own(self, monkeypatch):
        monkeypatch.setenv("CHROMA_API_KEY", "key")
        monkeypatch.setenv("CHROMA_TENANT", "tenant")

        assert server._headers(cloud=True) == {"X-Chroma-Token": "key"}
        assert server._variable("TENANT", cloud=True) == "tenant"
        assert server._headers(cloud=False) == {}


class TestRestart:
    @pytest.fixture
    def own_server(self, tmp_path):
        server = ChromaServer(tmp_path / "own")
        server.start()
        yield server
        server.stop()

    def test_a_run_goes_on_when_a_killed_server_comes_back(
        self, own_server, tmp_path, monkeypatch, caplog
    ):
        subjects = ["tea", "coffee", "water"]
        files = [note_on(tmp_path, subject) for subject in subjects]
        stopped = threading.Event()

        def write(*arguments, **named):
            if not stopped.is_set():
                stopped.set()
                own_server.stop(kill=True)
                threading.Timer(0.3, own_server.start).start()
            return write_passages(*arguments, **named)

        monkeypatch.setattr(applying, "write_passages", write)
        library = Library(own_server.url, HashingEmbeddings())
        report = library.index(files)

        assert (report.new, report.failures) == (3, [])
        assert "trying again" in caplog.text
        assert sorted(one.collection_name for one in library.documents()) == sorted(subjects)
        assert library.verify().problems == []

    def test_a_clear_error_if_it_stays_away_and_nothing_doubled_later(
        self, own_server, tmp_path, monkeypatch
    ):
        monkeypatch.setattr(calls, "RETRY_SECONDS", 0.3)
        files = [note_on(tmp_path, "tea"), note_on(tmp_path, "coffee")]
        library = Library(own_server.url, HashingEmbeddings())
        library.index(files[0])

        def write(*arguments, **named):
            own_server.stop()
            return write_passages(*arguments, **named)

        with monkeypatch.context() as patch:
            patch.setattr(applying, "write_passages", write)
            with pytest.raises(LibraryError, match="is a Chroma server running there"):
                library.index(files)
        own_server.start()

        assert [one.collection_name for one in library.documents()] == ["tea"]
        report = Library(own_server.url, HashingEmbeddings()).index(files)
        assert (report.new, report.unchanged) == (1, 1)
        assert library.verify().problems == []


class TestSeveralWriters:
    def test_of_one_folder_at_once(self, library, database, tmp_path):
        files = [note_on(tmp_path, f"subject {letter}") for letter in "abcdef"]
        libraries = [Library(database, HashingEmbeddings()) for _ in range(3)]
        reports = []
        threads = [
            threading.Thread(target=lambda one=one: reports.append(one.index(files)))
            for one in libraries
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(reports) == 3
        assert [report.failures for report in reports] == [[], [], []]
        assert sum(report.new for report in reports) == 6
        assert len(library.documents()) == 6
        assert library.verify().problems == []

    def test_a_file_that_another_one_claims_is_reported_though_the_last_file_fails(
        self, library, tmp_path, monkeypatch
    ):
        monkeypatch.setattr(indexing, "BUSY_SECONDS", 0.0)
        library.index(note_on(tmp_path, "coffee"))
        store, _ = library.searched()
        tea, broken = note_on(tmp_path, "tea"), tmp_path / "broken.pdf"
        broken.write_text("no PDF")
        until = time.time() + 60
        assert Register(store).claim(
            Claim(document_id="other", source=str(tea), owner="elsewhere:1:a", until=until)
        )
        errors = [failure.error for failure in library.index([tea, broken]).failures]

        assert [error.partition(": ")[2] for error in errors] == [
            "is not a PDF file, convert it to PDF first",
            "another process is indexing it; try again later",
        ]

    def test_writers_and_readers(self, database, tmp_path):
        outcome = run_crowd(database, tmp_path, writers=2, readers=2, seconds=1.5)

        assert outcome.searches > 0
        assert outcome.stalest <= 2.0
