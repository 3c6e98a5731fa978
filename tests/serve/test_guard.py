"""Nobody without the token, no other site and no other name gets in."""

import pytest

from tests.serve.conftest import TOKEN


def test_without_the_token_nothing_is_told(server):
    for path in ("/", "/api/documents", "/api/status", "/static/main.js", "/openapi.json"):
        assert server.stranger.get(path).status_code == 401


def test_a_wrong_token_is_none(server):
    headers = {"authorization": "Bearer the-tokem"}
    assert server.stranger.get("/api/status", headers=headers).status_code == 401
    assert server.stranger.get("/?token=the-tokem").status_code == 401


def test_the_link_becomes_a_cookie_that_scripts_cannot_read(server):
    reply = server.stranger.get(f"/?token={TOKEN}")

    assert (reply.status_code, reply.headers["location"]) == (303, "/")
    assert "HttpOnly" in reply.headers["set-cookie"]
    assert "SameSite=Strict" in reply.headers["set-cookie"]
    name, _, value = reply.headers["set-cookie"].split(";")[0].partition("=")
    page = server.stranger.get("/", headers={"cookie": f"{name}={value}"})
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1", ""])
def test_another_name_for_this_machine_is_refused(server, host):
    assert server.client.get("/api/status", headers={"host": host}).status_code in {400, 421}


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:1"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_requests_of_other_sites_are_refused(server, headers):
    assert server.client.get("/api/status", headers=headers).status_code == 403


def test_own_origin_is_let_through(server):
    origin = {"origin": f"http://127.0.0.1:{server.port}"}
    assert server.client.get("/api/status", headers=origin).status_code == 200


def test_health_needs_no_token(server):
    assert server.stranger.get("/healthz").text == "ok"
