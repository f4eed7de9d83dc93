"""Walking the portal as its people do: all of the navigation, and what its pages lead to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Error, Page

from browser.surfing import Surfer

_AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
_FILE = re.compile(r"\.[a-z0-9]{2,5}$")
_LINKS = "links => links.map(one => one.href)"
# Shifts that no press of the visitor brought about, summed as browsers do.
_SHIFTS = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) sum += one.value;
  }).observe({type: 'layout-shift', buffered: true});
  requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
})"""


def pattern_of(address: str) -> str:
    """What kind of page an address is: its numbers and values do not tell pages apart."""
    parts = urlsplit(address)
    asked = ",".join(sorted({name for name, _ in parse_qsl(parts.query)}))
    path = re.sub(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?|[0-9]+", "#", parts.path)
    return f"{path}?{asked}" if asked else path


@dataclass
class Crawl:
    """Which kinds of pages were seen already; `deep`: whether pages lead on to others."""

    deep: bool = True
    known: set[str] = field(default_factory=set)

    def walk(self, surfer: Surfer) -> Iterator[str]:
        """Each page that is new, opened in the surfer's browser; its path."""
        surfer.open("/")
        coming = _hrefs(surfer, "nav.menu--side a[href]")
        depth = dict.fromkeys(coming, 0)
        while coming:
            address = coming.pop(0)
            kind = pattern_of(address)
            if kind in self.known or not self._opened(surfer, address):
                continue
            self.known.add(kind)
            yield urlsplit(surfer.page.url)._replace(scheme="", netloc="").geturl()
            if not self.deep or depth[address]:
                continue
            if surfer.page.url != address:
                surfer.page.goto(address)
            for found in _hrefs(surfer, "main a[href]"):
                if found not in depth:
                    depth[found] = depth[address] + 1
                    coming.append(found)

    def _opened(self, surfer: Surfer, address: str) -> bool:
        """Whether it is a page; what downloads is not."""
        try:
            answer = surfer.page.goto(address)
        except Error:
            self.known.add(pattern_of(address))
            return False
        kind = answer.headers.get("content-type", "") if answer else ""
        return kind.startswith("text/html")


def _hrefs(surfer: Surfer, selector: str) -> list[str]:
    found = surfer.page.locator(selector).evaluate_all(_LINKS)
    ours = [one.split("#")[0] for one in found if one.startswith(surfer.living.url)]
    return [one for one in dict.fromkeys(ours) if not _FILE.search(urlsplit(one).path)]


def find_violations(page: Page) -> list[str]:
    """What axe-core finds, each as one line: the rule, how bad, and where first."""
    page.evaluate(_AXE)
    # Only rules that stand for a success criterion or a best practice; all of them by default.
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']} ({one['impact']}) x{len(one['nodes'])}: {one['nodes'][0]['html'][:160]}"
        for one in found["violations"]
    ]


def measure_shift(page: Page) -> float:
    """The layout shift of the page as it has come, without unit."""
    return float(page.evaluate(_SHIFTS))
