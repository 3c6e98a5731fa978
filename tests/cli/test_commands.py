"""The commands as designed: status, streams, JSON."""

import json
from pathlib import Path

QUESTION = "What is pooling?"


class TestRest:
    def test_list_prints_a_line_and_json_a_record_for_each_document(self, headwise, library):
        done = headwise("list", *library)
        documents = json.loads(headwise("list", *library, "--json").stdout)

        assert len(done.stdout.splitlines()) == 4
        assert [one["collection_name"] for one in documents] == [
            "introduction",
            "theory",
            "training",
        ]

    def test_prompts_export_writes_a_file_for_each_step(self, headwise, tmp_path):
        done = headwise("prompts", "export", tmp_path / "own")

        names = sorted(path.name for path in (tmp_path / "own").iterdir())
        assert names == ["combine.md", "map.md", "reduce.md", "repair.md", "triage.md"]
        assert sorted(Path(line).name for line in done.stdout.splitlines()) == names

    def test_settings_come_from_file_environment_and_option_in_rising_order(
        self, headwise, library, tmp_path
    ):
        settings = "threshold = 0.99\nmax-hits = 1\nquiet = true\n"
        (tmp_path / "headwise.toml").write_text(settings)

        def threshold(*options, **variables):
            done = headwise(
                "ask", QUESTION, *library, "--json", *options, cwd=tmp_path, **variables
            )
            return json.loads(done.stdout)["threshold"]

        assert threshold() == 0.99
        assert threshold(HEADWISE_THRESHOLD="0.9") == 0.9
        assert threshold("--threshold", "0.8", HEADWISE_THRESHOLD="0.9") == 0.8

    def test_version_and_help(self, headwise):
        assert headwise("--version").stdout.startswith("headwise 0.")
        assert "ask" in headwise("--help").stdout
