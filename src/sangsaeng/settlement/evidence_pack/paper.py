"""The paper for the insurer and the court: sections in, PDF/A-2b out, the same bytes every time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import typst


@cache
def _fonts() -> typst.Fonts:
    """The fonts that are shipped, and no other: the paper looks the same on every machine."""
    with resources.as_file(resources.files(__package__) / "fonts") as folder:
        return typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]
        )


def render_paper(content: Mapping[str, Any], day: date, form: str = "pdf") -> Any:
    """The PDF's bytes; with `form` png a picture a page, to look at. `day` dates the document."""
    template = (resources.files(__package__) / "paper.typ").read_bytes()
    given = {"content": json.dumps(content, ensure_ascii=False), "day": day.isoformat()}
    compiler = typst.Compiler(template, font_paths=_fonts(), sys_inputs=given)
    if form == "pdf":
        return compiler.compile(format="pdf", pdf_standards="a-2b")
    return compiler.compile(format="png", ppi=70)
