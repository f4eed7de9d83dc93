"""Every page for each persona, as pictures to look at, with what axe-core and the eye's ruler say.

    python3 dev.py screenshots [--to FOLDER] [--full] [--whole] [--only WORD]

`--full`: every page for every persona, instead of once for the first who comes to it (lists and
forms that all have in common once more only where there was nothing to see before); `--whole`:
the living example in its whole size; `--only`: personas whose title has the word.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from browser.crawling import Crawl
from browser.judging import find_faint, find_faults, to_light
from browser.living import MORNING, SMALL, Living, open_living, play_living
from browser.surfing import CHROMIUM, DESKTOP, FLAGS, NARROW, PHONE, TALL, Surfer, surfing
from clusters import Cluster, running, temporary_home
from sangsaeng.cli.living.cast import WHOLE
from sangsaeng.database.sealing import use_keys
from sangsaeng.kernel.messages import Language
from sangsaeng.web.rendering import say

# Language, width, mode. Each language is walked at one width and looked at in both modes; the
# other width comes by drawing the window, and once more in high contrast.
Look = tuple[Language, int, str]
_WALKS: tuple[tuple[Language, int], ...] = (("ko", PHONE), ("en", DESKTOP))
# A photograph has no styles, but the browser's own page around it does; every page of ours has.
_OF_A_FILE = "'style-src' was not explicitly set"
_WIDTHS = (NARROW, PHONE, DESKTOP)
# Where nobody is signed in; `nothing` is nowhere, and the links are those of the safety story.
_STRANGERS = (
    "/sign-in",
    "/tour",
    "/nothing",
    "/join",
    "/join/nothing",
    "/worker/nothing",
    "/worker/thanks",
    "/hotline/1",
    *(f"/worker/living-example-{number}?programme=1" for number in range(1, 9)),
)
_ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Album:
    """What was seen. `shown`: pictures by person, page and look; `complaints`, each with where;
    `pages`: how many were looked at."""

    folder: Path
    shown: dict[str, dict[str, dict[Look, str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(dict))
    )
    complaints: list[str] = field(default_factory=list)
    pages: int = 0

    def look(self, surfer: Surfer, who: str, path: str) -> None:
        """Judge a page and keep its pictures."""
        size = surfer.page.viewport_size
        assert size
        where = f"{who} {path} {surfer.language} {size['width']}"
        faults = [*find_faults(surfer, _WIDTHS)]
        for width in (PHONE, DESKTOP):
            surfer.page.set_viewport_size({"width": width, "height": TALL})
            self._keep(surfer, who, path, (surfer.language, width, "light"))
        faults += find_faint(surfer)
        self._keep(surfer, who, path, (surfer.language, DESKTOP, "contrast"))
        to_light(surfer)
        surfer.page.set_viewport_size(size)
        self.complaints += [f"{where}: {one}" for one in faults]
        self.pages += 1

    def _keep(self, surfer: Surfer, who: str, path: str, look: Look) -> None:
        looks = self.shown[who][path]
        number = [*self.shown[who]].index(path)
        looks[look] = f"{who}-{number:03}-{'-'.join(map(str, look))}.png"
        surfer.page.screenshot(path=self.folder / looks[look], full_page=True)


def take(living: Living, browser: Browser, album: Album, full: bool, only: str) -> None:
    """Look at all of them."""
    for language, width in _WALKS:
        crawl = Crawl(empty=True)
        for persona in [one for one in living.personas if only in one]:
            with _asking(browser, living, language, width, album, persona) as surfer:
                surfer.be(persona)
                crawl = crawl.for_another() if full else crawl
                for path in crawl.walk(surfer):
                    album.look(surfer, persona, path)
        with _asking(browser, living, language, width, album, "stranger") as surfer:
            for told in _STRANGERS:
                for path in Crawl(0, empty=True).follow(surfer, [living.url + told]):
                    album.look(surfer, "stranger", path)
            # Some of these are not there, which is what they are looked at for.
            surfer.complaints[:] = [one for one in surfer.complaints if "status of 4" not in one]
        said = f"{album.pages} pages, {len(album.complaints)} complaints"
        print(f"{language} {width}: {said}", flush=True)


@contextmanager
def _asking(
    browser: Browser, living: Living, language: Language, width: int, album: Album, who: str
) -> Iterator[Surfer]:
    """A browser; its console's complaints join the others."""
    with surfing(browser, living, language, width, quiet=True) as surfer:
        yield surfer
        said = [one for one in surfer.complaints if _OF_A_FILE not in one]
        album.complaints += [f"{who} {language} {width}: {one}" for one in said]


def _index(shown: dict[str, dict[str, dict[Look, str]]], complaints: Sequence[str]) -> str:
    rows = []
    for persona, paths in shown.items():
        rows.append(f"<h2>{escape(say(persona, 'ko'))}</h2>")
        for path, looks in paths.items():
            links = " ".join(
                f'<a href="{escape(name)}">{escape(" ".join(map(str, look)))}</a>'
                for look, name in looks.items()
            )
            rows.append(f"<p><code>{escape(path)}</code> {links}</p>")
    said = "".join(f"<li>{escape(one)}</li>" for one in complaints)
    head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Portal</title>'
    return f"{head}<h1>Portal</h1>{''.join(rows)}<h2>Complaints</h2><ul>{said}</ul></html>"


def main(arguments: Sequence[str]) -> int:
    """0 when nothing complained."""
    parser = argparse.ArgumentParser(prog="dev.py screenshots", description=__doc__)
    parser.add_argument("--to", type=Path, default=_ROOT / "var" / "screenshots")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--only", default="")
    told = parser.parse_args(arguments)
    if not CHROMIUM.exists():
        print("Chromium is not installed here: apt-get install chromium", file=sys.stderr)
        return 1
    told.to.mkdir(parents=True, exist_ok=True)
    album = Album(told.to)
    for old in told.to.glob("*.png"):
        old.unlink()
    with (
        tempfile.TemporaryDirectory() as packs,
        temporary_home() as home,
        running(home) as server,
        sync_playwright() as playwright,
    ):
        use_keys(Path(packs) / "keys.json", MORNING)
        cluster = Cluster(server.url, "screenshots")
        cluster.prepare()
        with cluster.fresh() as url:
            play_living(url, Path(packs), WHOLE if told.whole else SMALL)
            browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=[*FLAGS])
            with open_living(url, Path(packs)) as living:
                take(living, browser, album, told.full, told.only)
            browser.close()
    for one in album.complaints:
        print(one)
    (told.to / "index.html").write_text(_index(album.shown, album.complaints), "utf-8")
    print(f"{told.to / 'index.html'}")
    return 1 if album.complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
