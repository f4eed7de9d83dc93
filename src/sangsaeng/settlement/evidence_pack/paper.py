"""The paper for the insurer and the court: sections in, PDF/A-2b out, the same bytes every time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from importlib import resources
from typing import Any

from sangsaeng.papers.typesetting import show_all, typeset


def render_paper(content: Mapping[str, Any], day: date, form: str = "pdf") -> Any:
    """The PDF's bytes; with `form` png a picture a page, to look at. `day` dates the document.

    A letter that the font has not would be no PDF/A: it is shown as a box, and the paper says so.
    """
    paper, plain = show_all(content), json.dumps(content, ensure_ascii=False)
    if json.dumps(paper, ensure_ascii=False) != plain:
        paper = {"parts": [{**part, "letters": part["if_boxed"]} for part in paper["parts"]]}
    template = (resources.files(__package__) / "paper.typ").read_text("utf-8")
    return typeset(template, paper, day, form)
