"""What was mended of files and of forms: who approves a file sees its lines, and what is sent is
what was looked at."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import sangsaeng

_ID = re.compile(r"(_id|_no)$|\['\w+(_id|_no)'\]$")


def test_numbers_of_things_are_said_as_text_since_a_number_would_be_grouped() -> None:
    found = []
    for file in Path(sangsaeng.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "refuse":
                said = [ast.unparse(one.value) for one in node.keywords]
                found += [f"{file.name}: {one}" for one in said if _ID.search(one)]
    assert found == []
