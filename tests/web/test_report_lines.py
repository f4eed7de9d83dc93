"""The report's text in the portal: kinds of hazards by their names, and nothing else touched."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from sangsaeng.kernel.messages import LANGUAGES, Language, sentence
from sangsaeng.web.pages.safety_report import _lines
from sangsaeng.web.rendering import value_label


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hazard_has_its_name_and_no_other_word_of_the_report_is_changed(
    language: Language,
) -> None:
    hazards = [{"kind": kind, "found": 4, "removed": 3} for kind in ("fall", "award", "site")]
    report: dict[str, Any] = {"hazards": hazards, "follow_on": {"told": []}}
    said = [sentence("report_hazard", language, one) for one in hazards]
    others = ["2 sites, 1 award", "사업장 2개, award 1건", "fall"]
    text = "\n".join(["title", "read at", *said, *others])
    shown = _lines(cast(Any, SimpleNamespace(lang=language)), report, text)
    assert shown[3:] == others
    name = value_label("fall", language)
    assert name != "fall" and name in shown[0] and " fall:" not in shown[0]
