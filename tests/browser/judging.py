"""What is wrong with a page before a visitor: by axe-core, a ruler, stillness and words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from browser.surfing import TALL, Surfer

_AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
# Only rules that stand for a success criterion or a best practice; all of them by default.
_RUN = "only => axe.run(document, {resultTypes: ['violations'], ...(only && {runOnly: only})})"
_HIGH_CONTRAST = "document.documentElement.dataset.krdsMode = 'high-contrast'"
_LIGHT = "document.documentElement.dataset.krdsMode = 'light'"
# Shifts that no press of the visitor brought about, summed as browsers do.
_SHIFTS = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) sum += one.value;
  }).observe({type: 'layout-shift', buffered: true});
  requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
})"""
# Pictures that stand there in two sizes at once.
_TWICE = """() => [...document.querySelectorAll('.figure__picture')].filter(
  one => [...one.querySelectorAll('svg')].filter(each => each.getClientRects().length).length > 1
).length"""
# A name out of code where a person should read a word; no address and no file is one.
_CODE = re.compile(r"(?<![@./\w])(?!\w+\.(?:csv|pdf|xlsx|xml)\b)[a-z]+[_.][a-z_.]*[a-z](?![\w@/])")


def find_faults(surfer: Surfer, widths: Sequence[int] = ()) -> Iterator[str]:
    """Everything that is wrong with the page as it has come, each as one line; and what its
    `widths` overflow by."""
    shift = measure_shift(surfer.page)
    if shift > 0:
        yield f"shifted by {shift:.6f} while it came"
    yield from find_violations(surfer.page)
    for code in find_codes(surfer):
        yield f"shows the code {code}"
    size = surfer.page.viewport_size
    assert size
    for width in dict.fromkeys((size["width"], *widths)):
        surfer.page.set_viewport_size({"width": width, "height": TALL})
        if surfer.overflow() > 0:
            yield f"is {surfer.overflow()} pixels wider than {width}"
        if surfer.page.evaluate(_TWICE):
            yield f"shows a picture twice at {width}"
    surfer.page.set_viewport_size(size)


def find_codes(surfer: Surfer) -> list[str]:
    """Names out of code, but for those that are shown as such, or that a standard gives."""
    if "/lists/outcomes.exports." in surfer.page.url:
        return []
    shown = " ".join(surfer.page.locator("main .code").all_inner_texts())
    return [one for one in dict.fromkeys(_CODE.findall(surfer.text())) if one not in shown]


def find_violations(page: Page, only: Sequence[str] = ()) -> list[str]:
    """What axe-core finds, by `only` these rules or all, each as one line: the rule, how bad, and
    where first."""
    page.evaluate(_AXE)
    found: dict[str, Any] = page.evaluate(_RUN, list(only) or None)
    return [
        f"{one['id']} ({one['impact']}) x{len(one['nodes'])}: {one['nodes'][0]['html'][:160]}"
        for one in found["violations"]
    ]


def find_faint(surfer: Surfer) -> list[str]:
    """What cannot be read in high contrast; the page stays so until `to_light`."""
    surfer.page.evaluate(_HIGH_CONTRAST)
    return [f"high contrast: {one}" for one in find_violations(surfer.page, ["color-contrast"])]


def to_light(surfer: Surfer) -> None:
    """Back from high contrast."""
    surfer.page.evaluate(_LIGHT)


def measure_shift(page: Page) -> float:
    """The layout shift of the page as it has come, without unit."""
    return float(page.evaluate(_SHIFTS))
