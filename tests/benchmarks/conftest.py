"""Benchmarks are run by hand; `tests/test_imports.py` imports them."""

collect_ignore_glob = ["*"]
