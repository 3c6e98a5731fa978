"""Benchmarks are run by hand; pytest only looks for examples in them."""

collect_ignore = ["plain_langchain.py"]  # needs what is not installed here
