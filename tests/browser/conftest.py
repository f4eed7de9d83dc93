"""One living example and one Chromium for every test of the portal in a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, sync_playwright

from browser.living import Living, open_living, play_living
from browser.surfing import CHROMIUM, FLAGS, Surfer, surfing
from clusters import Cluster


@dataclass(frozen=True, slots=True)
class Played:
    """A played book that nobody is connected to."""

    cluster: Cluster
    book: str
    packs: Path

    @contextmanager
    def copy(self) -> Iterator[Living]:
        """A copy of it, served."""
        with self.cluster.fresh(self.book) as url, open_living(url, self.packs) as living:
            yield living


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Debian's own. Its driver keeps an event loop in the thread of the tests: it ends with the
    folder, so that tests elsewhere can run loops of their own."""
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed here: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=[*FLAGS])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def played(
    chromium: Browser, cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Played]:
    """Played once; whoever wants one gets a copy."""
    packs = tmp_path_factory.mktemp("packs")
    with cluster.fresh() as url:
        play_living(url, packs)
        yield Played(cluster, urlsplit(url).path.strip("/"), packs)


@pytest.fixture(scope="module")
def lived(played: Played) -> Iterator[Living]:
    """A copy for the tests of a file: each leaves its traces, and looks for none but its own."""
    with played.copy() as living:
        yield living


@pytest.fixture
def surf(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Surfer]]:
    """Opens a browser for a visitor of the file's copy, or of `living`: surf(language, width)."""
    with ExitStack() as stack:

        def opened(*told: Any, living: Living | None = None, **more: Any) -> Surfer:
            where = living or request.getfixturevalue("lived")
            return stack.enter_context(surfing(chromium, where, *told, **more))

        yield opened
