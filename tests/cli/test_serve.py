"""``headwise serve`` up to the point where it listens; what it serves is tested in tests/serve."""

from click.testing import CliRunner

from headwise.cli.serve import serve


def test_its_options_make_an_app_and_a_link(tmp_path, monkeypatch):
    listened = []

    def listen(app, host, port, token, announce):
        listened.append((app.title, host, port))
        announce(f"http://{host}:{port}", "secret")

    monkeypatch.setattr("headwise.serve.listening.listen", listen)
    library = ["--library", str(tmp_path / "library"), "--uploads", str(tmp_path / "uploads")]
    done = CliRunner().invoke(
        serve,
        [*library, "--port", "8123", "--max-concurrency", "2", "--call-timeout", "9"],
        standalone_mode=False,
        catch_exceptions=False,
    )

    assert "http://127.0.0.1:8123/?token=secret" in done.output
    assert len(listened) == 1
