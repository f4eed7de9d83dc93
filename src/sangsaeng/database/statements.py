"""Named SQL: every statement stands in a desk's `.sql` file under its name and one line of purpose.

    -- name: get_receivable
    -- One receivable, locked for change.
    SELECT …

`load(__package__)` reads all `.sql` files of a desk once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import LiteralString, cast

_NAME = re.compile(r"^-- name: ([a-z_0-9]+)$", re.MULTILINE)


@cache
def load(package: str) -> Mapping[str, LiteralString]:
    """Every named statement of the package's `.sql` files."""
    found: dict[str, LiteralString] = {}
    for file in sorted(resources.files(package).iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".sql"):
            continue
        parts = _NAME.split(file.read_text("utf-8"))
        for name, text in zip(parts[1::2], parts[2::2], strict=True):
            assert name not in found, f"{name} stands twice in {package}"
            # The text is ours, from the package's own files: as literal as one in the code.
            found[name] = cast(LiteralString, text.strip().rstrip(";"))
    return found
