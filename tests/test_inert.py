"""What others wrote is harmless where it is shown, and what is secret is not shown."""

import base64

import pytest

from headwise._inert import heading_or_page, one_line, visible, without_secrets

STEERING = {
    "escape sequence": "\x1b[31m",
    "window title": "\x1b]0;owned\x07",
    "8-bit control": "\x9b31m",
    "carriage return": "safe\roverwritten",
    "backspaces": "safe\b\b\b\b",
    "direction override": "fdp.\u202eexe",
    "isolate": "\u2066x\u2069",
    "zero width": "a\u200bb\ufeffc",
    "tags": "\U000e0041\U000e0042",
    "line separator": "a\u2028b\u0085c\x0bd",
    "lone surrogate": "\udcff",
    "invisible letter": "\u3164\u2800",
    "variation selectors": "a\U000e0100\ufe0f",
}


@pytest.mark.parametrize("text", STEERING.values(), ids=STEERING.keys())
def test_nothing_steers_or_hides(text):
    shown = one_line(f"before {text} after")
    assert shown.isprintable()
    assert shown.startswith("before ")
    assert shown.endswith(" after")
    assert not set(shown) & set("\u3164\u2800\ufe0f\U000e0100\u200b")


def test_line_ends_stay_where_lines_are_meant():
    assert visible("a\r\nb\rc\x0cd\u2029e") == "a\nb\nc\nd\ne"
    assert one_line("a\n\n## b") == "a ## b"


def test_joiners_stay_where_a_script_needs_them():
    persian, devanagari = "می\u200cخواهم", "क्\u200dष"
    assert visible(persian) == persian
    assert visible(devanagari) == devanagari
    assert visible("pay\u200dpal") == "paypal"


@pytest.mark.parametrize("blank", ["", " \n", "\u200b", "\u3164\u2800", "\u202e\u202c"])
def test_a_heading_that_nobody_sees_is_named_by_its_page(blank):
    assert heading_or_page(blank, 4) == "Page 4"
    assert heading_or_page(blank, None) == "Untitled section"


SECRETS = {
    "HEADWISE_CHROMA_TOKEN": "tok-3f9a",
    "HEADWISE_CHROMA_HEADERS": '{"Authorization": "Basic bWU6c2VjcmV0", "X-Api-Key": "k-778899"}',
    "HEADWISE_PASSWORD": "open sesame",
    "OPENAI_API_KEY": "sk-abcdef",
}


@pytest.mark.parametrize(
    "said",
    [
        "http://me:hunter2@host/",
        "HTTPS://me:hunter2@host/path",
        "postgres://me:hunter2@host",
        "//me:hunter2@host",
        "http://me:hunt@er2@host",
        "https://host/?api_key=hunter2&x=1",
        "https://host/?x=1&Access-Token=hunter2#here",
        "sent Bearer tok-3f9a",
        "Authorization: Basic bWU6c2VjcmV0",
        "X-Api-Key was k-778899",
        "the password open sesame is wrong",
        "key sk-abcdef refused",
        "in base64: " + base64.b64encode(b"tok-3f9a").decode(),
    ],
)
def test_secrets_are_not_shown(said, monkeypatch):
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    shown = without_secrets(said)
    for secret in ("hunter2", "er2", "tok-3f9a", "bWU6c2VjcmV0", "k-778899", "sesame", "sk-abc"):
        assert secret not in shown
    assert base64.b64encode(b"tok-3f9a").decode() not in shown


def test_addresses_without_secrets_stay_as_they_are():
    for plain in ("https://host:8000/chroma?page=2", "/home/me/a@b/file.pdf", "me@example.org"):
        assert without_secrets(plain) == plain
