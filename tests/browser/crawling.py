"""Walking the portal as its people do: all of the navigation, and what its pages lead to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Error

from browser.surfing import Surfer

# Files, and what changes the language for every page after it.
_NO_PAGE = re.compile(r"\.[a-z0-9]{2,5}$|^/preferences$")
_LINKS = "links => links.map(one => one.href)"
# Lists and forms by one template each: they are what they are, whoever looks at them.
_COMMON = re.compile("/(lists|do)/")
# From the navigation to what a page leads to, and to what that one leads to.
_DEEPEST = 2
_EMPTY = " (empty)"
# Forms that ask for something, and so cannot be sent as they came.
_ASKS = "forms => forms.some(one => !one.checkValidity())"
_SEND = "forms => forms.find(one => !one.checkValidity()).submit()"


def pattern_of(address: str) -> str:
    """What kind of page an address is: its numbers and values do not tell pages apart."""
    parts = urlsplit(address)
    asked = ",".join(sorted({name for name, _ in parse_qsl(parts.query)}))
    path = re.sub(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?|[0-9]+", "#", parts.path)
    return f"{path}?{asked}" if asked else path


@dataclass
class Crawl:
    """Which kinds of pages were seen already. `deepest`: how far pages lead on to others, 0 for
    the navigation alone; `empty`: whether each form is sent empty too, once."""

    deepest: int = _DEEPEST
    empty: bool = False
    known: set[str] = field(default_factory=set)
    bare: set[str] = field(default_factory=set)

    def for_another(self) -> Crawl:
        """For the next person: what is common to all is looked at again only where it had nothing
        to show yet."""
        common = {one for one in self.known if _COMMON.match(one) or one.endswith(_EMPTY)}
        return Crawl(self.deepest, self.empty, common - self.bare, self.bare)

    def walk(self, surfer: Surfer) -> Iterator[str]:
        """Each page that is new, opened in the surfer's browser; its path."""
        surfer.open("/")
        yield from self.follow(surfer, _hrefs(surfer, "nav.menu--side a[href]"))

    def follow(self, surfer: Surfer, coming: list[str]) -> Iterator[str]:
        """Each new page of these, and of those they lead to."""
        depth = dict.fromkeys(coming, 0)
        while coming:
            address = coming.pop(0)
            kind = pattern_of(address)
            seen = kind in self.known
            # The navigation's own pages lead another person to others.
            if (seen and depth[address] > 0) or not self._opened(surfer, address):
                continue
            self.known.add(kind)
            if self._still_bare(surfer, kind):
                continue
            leads_to = _hrefs(surfer, "main a[href]")
            path = urlsplit(surfer.page.url)._replace(scheme="", netloc="").geturl()
            if not seen:
                yield path
                if self.empty and kind + _EMPTY not in self.known:
                    if self._sent_empty(surfer, address):
                        yield path + _EMPTY
                    self.known.add(kind + _EMPTY)
            if depth[address] == self.deepest or _COMMON.match(kind):
                continue
            for found in leads_to:
                if found not in depth:
                    depth[found] = depth[address] + 1
                    coming.append(found)

    def _opened(self, surfer: Surfer, address: str) -> bool:
        """Whether it is a page; what downloads, or is shown by the browser itself, is not."""
        try:
            answer = surfer.page.goto(address)
        except Error:
            self.known.add(pattern_of(address))
            return False
        kind = answer.headers.get("content-type", "") if answer else ""
        return kind.startswith("text/html")

    def _still_bare(self, surfer: Surfer, kind: str) -> bool:
        """Whether it is a common page that shows nothing, and did so for another person already."""
        was = kind in self.bare
        if _COMMON.match(kind) and surfer.page.locator("main .empty").count():
            self.bare.add(kind)
            return was
        self.bare.discard(kind)
        return False

    def _sent_empty(self, surfer: Surfer, address: str) -> bool:
        """Whether the page has a form that asks for something; it was sent without."""
        if surfer.page.url != address:
            surfer.page.goto(address)
        forms = surfer.page.locator("main form[method=post]")
        if not forms.evaluate_all(_ASKS):
            return False
        with surfer.page.expect_navigation():
            forms.evaluate_all(_SEND)
        # That it was refused is what was wanted.
        surfer.complaints[:] = [one for one in surfer.complaints if " 422 " not in one]
        return True


def _hrefs(surfer: Surfer, selector: str) -> list[str]:
    found = surfer.page.locator(selector).evaluate_all(_LINKS)
    ours = [one.split("#")[0] for one in found if one.startswith(surfer.living.url)]
    return [one for one in dict.fromkeys(ours) if not _NO_PAGE.search(urlsplit(one).path)]
