"""Following the links of the portal's pages as a visitor, without a browser."""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx
from lxml import html

# Where a link of a page stands; a form that only asks is one too.
_LINKS = "//a/@href | //@hx-get | //form[translate(@method,'GET','get')='get']/@action"
_REFUSED_FROM = 400
# Forms and lists made from the registries: they are made for all alike, so each is opened once.
_GENERIC = ("/do/", "/lists/")


def pattern_of(address: str) -> str:
    """What kind of page an address is: its numbers and values do not tell pages apart."""
    parts = urlsplit(address)
    asked = ",".join(sorted({name for name, _ in parse_qsl(parts.query)}))
    path = re.sub(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?|[0-9]+", "#", parts.path)
    return f"{path}?{asked}" if asked else path


@dataclass
class Following:
    """Walks over every link that pages show, at most `most` of a kind for all visitors that may do
    the same: what one of them has opened is not opened for the next. `opened`: how many pages;
    `wrong`: what did not answer, and the page that led there."""

    most: int = 1
    opened: int = 0
    kinds: dict[frozenset[str], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    wrong: list[str] = field(default_factory=list)
    generic: set[str] = field(default_factory=set)

    def walk(self, client: httpx.Client, name: str, may: frozenset[str]) -> None:
        """All that the home of a visitor, by its name for the report, leads to; `may`: its roles
        and its company's offices."""
        kinds = self.kinds[may]
        coming, known = deque([("/", "")]), {"/"}
        while coming:
            path, shown_on = coming.popleft()
            answer = client.get(path, follow_redirects=True)
            self.opened += 1
            if answer.status_code >= _REFUSED_FROM:
                self.wrong.append(f"{answer.status_code} {path} on {shown_on} as {name}")
                continue
            if not answer.headers.get("content-type", "").startswith("text/html"):
                continue
            for found in _links_of(answer):
                kind = pattern_of(found)
                if found in known or kinds[kind] >= self.most:
                    continue
                known.add(found)
                kinds[kind] += 1
                if kind not in self.generic:
                    coming.append((found, path))
                if kind.startswith(_GENERIC):
                    self.generic.add(kind)


def _links_of(answer: httpx.Response) -> Iterator[str]:
    for link in html.fromstring(answer.content).xpath(_LINKS):
        whole = urlsplit(urljoin(str(answer.url), link))
        if whole.scheme in ("http", "https") and whole.netloc == answer.url.netloc.decode():
            yield whole._replace(scheme="", netloc="", fragment="").geturl() or "/"
