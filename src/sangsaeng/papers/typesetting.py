"""Typst with our fonts alone: content as JSON in, PDF/A-2b out, the same bytes every time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import typst

from sangsaeng.papers.letters import shown


@cache
def _fonts() -> typst.Fonts:
    """The fonts that are shipped, and no other: the paper looks the same on every machine."""
    with resources.as_file(resources.files(__package__) / "fonts") as folder:
        return typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]
        )


@cache
def read_template(name: str) -> str:
    """A template of this package."""
    return (resources.files(__package__) / "templates" / name).read_text("utf-8")


def show_all(content: Any) -> Any:
    """Every text of the content as the font can show it, at any depth."""
    if isinstance(content, str):
        return shown(content)
    if isinstance(content, Mapping):
        return {name: show_all(value) for name, value in content.items()}
    if isinstance(content, list | tuple):
        return [show_all(value) for value in content]
    return content


def typeset(template: str, content: Mapping[str, Any], day: date, form: str = "pdf") -> Any:
    """The PDF's bytes; with `form` png a picture a page, to look at. `day` dates the document.

    The content's texts must be ones the font can show (`show_all`). The template reads `content`
    and `day`, and uses what stands in `parts.typ`.
    """
    source = (read_template("parts.typ") + template).encode()
    given = {"content": json.dumps(content, ensure_ascii=False), "day": day.isoformat()}
    compiler = typst.Compiler(source, font_paths=_fonts(), sys_inputs=given)
    if form == "pdf":
        return compiler.compile(format="pdf", pdf_standards="a-2b")
    return compiler.compile(format="png", ppi=70)
