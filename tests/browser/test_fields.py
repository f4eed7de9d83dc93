"""Fields while somebody types: the script alone, without a server."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

import sangsaeng.web

_SCRIPT = Path(sangsaeng.web.__file__).with_name("static") / "portal.js"


@pytest.mark.parametrize(
    ("typed", "stands"),
    [
        ("1234567", "1,234,567"),
        ("-5", "-5"),
        ("2.5", "2.5"),
        ("90000", "5,000"),
        ("-9000", "-9000"),
    ],
)
def test_an_amount_is_grouped_and_what_is_none_stays_for_the_server_to_judge(
    chromium: Browser, typed: str, stands: str
) -> None:
    most = ' data-most="5000"' if typed.endswith("000") else ""
    page = chromium.new_page()
    page.set_content(f"<main id='main'><input name='won' data-won{most}></main>")
    page.add_script_tag(path=_SCRIPT)
    page.locator("input").press_sequentially(typed)
    assert page.locator("input").input_value() == stands
    page.close()
