"""The paper for the insurer and the court: sections in, PDF/A-2b out, the same bytes every time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import typst

from sangsaeng.settlement.evidence_pack.letters import shown


@cache
def _fonts() -> typst.Fonts:
    """The fonts that are shipped, and no other: the paper looks the same on every machine."""
    with resources.as_file(resources.files(__package__) / "fonts") as folder:
        return typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]
        )


def show_all(content: Any) -> Any:
    """Every text of the content as the font can show it, at any depth."""
    if isinstance(content, str):
        return shown(content)
    if isinstance(content, Mapping):
        return {name: show_all(value) for name, value in content.items()}
    if isinstance(content, list | tuple):
        return [show_all(value) for value in content]
    return content


def render_paper(content: Mapping[str, Any], day: date, form: str = "pdf") -> Any:
    """The PDF's bytes; with `form` png a picture a page, to look at. `day` dates the document.

    A letter that the font has not would be no PDF/A: it is shown as a box, and the paper says so.
    """
    paper, plain = show_all(content), json.dumps(content, ensure_ascii=False)
    if json.dumps(paper, ensure_ascii=False) != plain:
        paper = {"parts": [{**part, "letters": part["if_boxed"]} for part in paper["parts"]]}
    template = (resources.files(__package__) / "paper.typ").read_bytes()
    given = {"content": json.dumps(paper, ensure_ascii=False), "day": day.isoformat()}
    compiler = typst.Compiler(template, font_paths=_fonts(), sys_inputs=given)
    if form == "pdf":
        return compiler.compile(format="pdf", pdf_standards="a-2b")
    return compiler.compile(format="png", ppi=70)
