"""`headwise outline`: the sections of a PDF."""

import json
import re

import pytest


class TestOutline:
    def test_json_is_the_truth(self, headwise, papers):
        truth = json.loads((papers / "truth.json").read_text(encoding="utf-8"))
        for name, expected in truth.items():
            found = json.loads(headwise("outline", papers / name, "--json").stdout)
            assert list(found[0]) == [
                *("sub_heading", "heading", "number", "level", "page", "page_end"),
                *("page_labels", "characters"),
            ]
            printed = [
                (s["number"].rstrip(".") if s["number"] else None, s["heading"], s["page"])
                for s in found
            ]
            wanted = [
                (e["number"].rstrip(".") if e["number"] else None, e["title"], e["page"])
                for e in expected
                if e["title"] != "Contents"
            ]
            # The title may head what stands before the first heading.
            assert printed[-len(wanted) :] == wanted
            assert len(printed) - len(wanted) <= 1

    def test_the_tree_is_indented_and_its_page_numbers_line_up(self, headwise, papers):
        lines = headwise("outline", papers / "introduction.pdf").stdout.splitlines()

        assert lines[0].startswith("An Introduction to Convolutional Neural Networks (8 pages")
        assert any(re.fullmatch(r"    2\.3 Pooling layer \.+ p\. 3", line) for line in lines)
        assert len({len(line) for line in lines[1:]}) == 1

    def test_check_draws_onto_a_copy(self, headwise, papers, tmp_path):
        out = tmp_path / "out.pdf"
        plain = headwise("outline", papers / "theory.pdf")
        done = headwise("outline", papers / "theory.pdf", "--check", out)

        assert done.stdout == plain.stdout
        assert done.stderr.startswith(f"headwise: {out}: boxes show the headings")
        assert out.read_bytes().startswith(b"%PDF-")

    @pytest.mark.parametrize("name", ["theory.pdf", "out.png"])
    def test_check_overwrites_no_source_and_makes_pdfs_only(self, headwise, papers, tmp_path, name):
        source = tmp_path / "theory.pdf"
        source.write_bytes((papers / "theory.pdf").read_bytes())
        done = headwise("outline", source, "--check", tmp_path / name)

        assert done.returncode == 2
        assert "--check" in done.stderr
        assert source.read_bytes() == (papers / "theory.pdf").read_bytes()
