"""Where a page may lead: paths of ours, and nothing else."""

from __future__ import annotations


def local_path(text: str) -> str:
    """The path if it is one of ours, else home. Browsers drop tabs and line ends in addresses and
    read `\\` as `/`, so that none of them may stand in it."""
    ours = text.startswith("/") and not text.startswith("//") and "\\" not in text
    return text if ours and text.isprintable() else "/"
