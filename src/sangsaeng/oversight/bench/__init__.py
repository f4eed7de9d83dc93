"""Benchmarks: each module has `main(arguments) -> exit code`; `--json` prints one line.

They run in a database of their own on the book's server and check what they have done.
"""
