"""The JSON API: what the command line's JSON says, over HTTP."""

import json
import socket

from headwise import read_pdf
from tests.serve.conftest import TOKEN

QUESTION = "What is pooling for?"


def events(reply):
    blocks = [block.splitlines() for block in reply.text.split("\n\n") if block]
    return [(kind.removeprefix("event: "), json.loads(data[6:])) for kind, data in blocks]


def test_documents_are_listed_without_their_folders(server):
    listed = server.client.get("/api/documents").json()

    assert [one["source"] for one in listed] == ["introduction.pdf", "theory.pdf", "training.pdf"]
    assert {"document_id", "title", "pages", "sections"} <= set(listed[0])


def test_search_gives_hits(server):
    hits = server.client.get("/api/search", params={"question": QUESTION}).json()

    assert hits
    assert {"text", "sub_heading", "collection_name", "similarity"} <= set(hits[0])
    assert all("/" not in hit["source"] for hit in hits)


def test_an_answer_whole_and_streamed_is_the_same(server):
    whole = server.client.post("/api/ask", json={"question": QUESTION}).json()
    streamed = events(server.client.post("/api/ask/stream", json={"question": QUESTION}))

    assert whole["sections"]
    kinds = [kind for kind, _ in streamed]
    assert kinds[-1] == "answer"
    assert "part" in kinds
    assert streamed[-1][1]["markdown"] == whole["markdown"]


def test_nothing_similar_has_no_sections(server):
    answer = server.client.post("/api/ask", json={"question": "Who won the chess match?"}).json()
    assert answer["sections"] == []


def test_a_model_that_was_not_offered_is_refused(server):
    asked = {"question": QUESTION, "llm": "openai:gpt-5"}
    reply = server.client.post("/api/ask", json=asked)

    assert reply.status_code == 502
    assert "not offered" in reply.json()["message"]


def test_wrong_requests_are_told(server):
    for body in (
        {},
        {"question": ""},
        {"question": "x", "threshold": 2},
        {"question": "x", "no": 1},
    ):
        assert server.client.post("/api/ask", json=body).status_code == 422
    assert (
        server.client.post("/api/ask", json={"question": "  "}).json()["error"] == "QuestionError"
    )
    assert server.client.get("/api/documents/none/outline").status_code == 404


def test_outline_and_section_fit_together(server):
    document = server.client.get("/api/documents").json()[1]
    outline = server.client.get(f"/api/documents/{document['document_id']}/outline").json()
    listed = next(one for one in outline[3:] if one["section_id"])
    section = server.client.get(f"/api/sections/{listed['section_id']}").json()

    assert section["sub_heading"] == listed["sub_heading"]
    assert len(section["text"]) == listed["characters"]


def test_an_outline_has_the_headings_that_have_no_text_of_their_own(server, papers):
    for document in server.client.get("/api/documents").json():
        outline = server.client.get(f"/api/documents/{document['document_id']}/outline").json()
        printed = read_pdf(papers / document["source"]).sections
        references = {"References", "Acknowledgements"}  # are not searched, so not indexed
        assert [(one["sub_heading"], one["level"], one["page"]) for one in outline] == [
            (one.sub_heading, one.level, one.page_start)
            for one in printed
            if one.heading not in references
        ]
        bare = [one["sub_heading"] for one in outline if one["section_id"] is None]
        assert bare == [one.sub_heading for one in printed if not one.text]


def test_a_page_is_a_picture_with_the_passage_marked(server):
    source = server.client.post("/api/ask", json={"question": QUESTION}).json()["sections"][0][
        "sources"
    ][0]
    document, page = source["section_id"].split(":")[0], source["page_start"]
    base = f"/api/documents/{document}/pages/{page}"

    assert server.client.get(f"{base}.png").content.startswith(b"\x89PNG")
    pages = {"first": 1, "last": 99, "passage": source["best_passage"]}
    place = server.client.get(f"/api/documents/{document}/place", params=pages).json()
    assert place["page"] in range(page, source["page_end"] + 1)
    assert len(place["boxes"]) > 2
    assert all(0 <= share <= 1 for box in place["boxes"] for share in box)
    beyond = server.client.get(f"/api/documents/{document}/pages/99.png")
    assert beyond.status_code == 422
    assert beyond.json()["message"].startswith("introduction.pdf: has no page 99")


def test_read_only_takes_and_removes_nothing(server):
    document = server.client.get("/api/documents").json()[0]["document_id"]
    refused = {404, 405}
    assert server.client.put("/api/documents/a.pdf", content=b"%PDF-").status_code in refused
    assert server.client.delete(f"/api/documents/{document}").status_code in refused
    assert document in server.client.get("/api/documents").text


def test_an_upload_is_indexed_and_removed_with_its_file(own_server, papers, no_grace):
    body = (papers / "theory.pdf").read_bytes()
    told = events(own_server.client.put("/api/documents/theory.pdf", content=body))

    assert told[-1][0] == "report"
    (document,) = own_server.client.get("/api/documents").json()
    assert (own_server.uploads / "theory.pdf").exists()
    assert own_server.client.delete(f"/api/documents/{document['document_id']}").status_code == 200
    assert own_server.client.get("/api/documents").json() == []
    assert not list(own_server.uploads.iterdir())


def test_uploads_that_are_no_pdf_leave_nothing_behind(own_server):
    for name, body in (("a.pdf", b"<html>"), ("a.pdf", b""), ("a.exe", b"%PDF-1.7")):
        assert own_server.client.put(f"/api/documents/{name}", content=body).status_code == 422
    broken = events(own_server.client.put("/api/documents/b.pdf", content=b"%PDF-1.7 broken"))
    assert broken[-1][0] == "error"
    assert str(own_server.uploads) not in broken[-1][1]["message"]
    assert own_server.client.get("/api/documents").json() == []


def test_an_upload_that_is_too_large_is_refused_whether_it_says_so_or_not(own_server):
    def endless():
        for _ in range(100):
            yield b"%PDF-" + b"x" * 100_000

    with socket.create_connection(("127.0.0.1", own_server.port)) as connection:
        connection.sendall(
            b"PUT /api/documents/a.pdf HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer %b"
            b"\r\nContent-Length: 5368709120\r\n\r\n%%PDF-" % (own_server.port, TOKEN.encode())
        )
        assert b" 413 " in connection.recv(100)
    assert own_server.client.put("/api/documents/a.pdf", content=endless()).status_code == 413
    assert not list(own_server.uploads.glob("*"))


def test_no_name_leaves_the_folder(own_server, papers):
    body = (papers / "theory.pdf").read_bytes()
    for name in ("..%2F..%2Fout.pdf", "%2Ftmp%2Fout.pdf", "..%5Cout.pdf"):
        own_server.client.put(f"/api/documents/{name}", content=body)
    written = (
        {path.name for path in own_server.uploads.iterdir()}
        if own_server.uploads.exists()
        else set()
    )
    assert written <= {"out.pdf"}
    assert not (own_server.uploads.parent / "out.pdf").exists()
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/..%2f..%2fetc/passwd"):
        assert own_server.client.get(path).status_code in {404, 405}


def test_an_upload_that_the_disk_refuses_tells_the_cause_and_no_path(own_server, papers):
    own_server.uploads.write_text("a file where the folder would be")

    reply = own_server.client.put(
        "/api/documents/a.pdf", content=(papers / "theory.pdf").read_bytes()
    )

    assert reply.status_code == 500
    assert reply.json() == {"error": "OSError", "message": "File exists"}


def test_a_bug_is_one_line_for_the_client_and_in_the_log(server, monkeypatch, caplog):
    def broken(*_args, **_options):
        raise KeyError("page")

    monkeypatch.setattr(type(server.served.answering), "chain", broken)
    told = "unexpected KeyError: 'page' (a bug in Headwise; HEADWISE_DEBUG=1 shows where)"

    reply = server.client.post("/api/ask", json={"question": QUESTION})
    streamed = events(server.client.post("/api/ask/stream", json={"question": QUESTION}))

    error = {"error": "InternalError", "message": told}
    assert (reply.status_code, reply.json()) == (500, error)
    assert streamed == [("error", error)]
    assert [(one.message, one.exc_info) for one in caplog.records] == [(told, False)] * 2
    assert "content-security-policy" in reply.headers
