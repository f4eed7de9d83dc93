"""Parts of a page by the portal's own look, without a server."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

import sangsaeng.web
from browser.surfing import DESKTOP, NARROW

_STATIC = Path(sangsaeng.web.__file__).with_name("static")
_WIDE = """<div class="table-wrap table-wrap--scroll" tabindex="0"><table class="table"><tr>
<td><svg width="3000" height="9"></svg></td>
<td><table class="table"><caption class="unseen">inner</caption></table></td></tr></table></div>"""

_INNER = """<dl class="definitions"><div><dt>lines</dt><dd><div class="table-wrap
table-wrap--scroll"><table class="table"><tr><td class="is-text">x</td></tr></table></div></dd>
</div></dl>"""


def test_a_table_among_values_has_the_whole_width(chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": DESKTOP, "height": 400})
    page.set_content(f"<!doctype html><main class='main'>{_INNER}</main>")
    page.add_style_tag(path=_STATIC / "portal.css")
    widths = [page.locator(one).bounding_box() for one in (".definitions", ".table")]
    page.close()
    assert widths[0] and widths[1] and widths[0]["width"] == widths[1]["width"]


def test_a_wide_table_scrolls_in_its_frame_with_everything_in_it(chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": NARROW, "height": 400})
    page.set_content(f"<!doctype html><main class='main'>{_WIDE}</main>")
    page.add_style_tag(path=_STATIC / "portal.css")
    page.add_style_tag(content="img,svg{max-width:none!important}")
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert wide == NARROW
