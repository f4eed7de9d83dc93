"""Every page for each persona, as pictures to look at, with what axe-core and the eye's ruler say.

    python3 dev.py screenshots [--to FOLDER] [--full] [--whole] [--only WORD]

`--full`: every page for every persona, instead of once for the first who comes to it; `--whole`:
the living example in its whole size; `--only`: personas whose title has the word.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from browser.crawling import Crawl, find_violations, measure_shift
from browser.living import MORNING, SMALL, Living, open_living, play_living
from browser.surfing import CHROMIUM, DESKTOP, FLAGS, PHONE, Surfer, surfing
from clusters import Cluster, running, temporary_home
from sangsaeng.cli.living.cast import WHOLE
from sangsaeng.database.sealing import use_keys
from sangsaeng.kernel.messages import Language
from sangsaeng.web.admitting import MODE
from sangsaeng.web.rendering import say

# Language, width, mode: each language at both widths, and once in high contrast.
Look = tuple[Language, int, str]
LOOKS: tuple[Look, ...] = (
    ("ko", PHONE, "light"),
    ("en", PHONE, "light"),
    ("ko", DESKTOP, "light"),
    ("en", DESKTOP, "light"),
    ("ko", DESKTOP, "contrast"),
)
# A name out of code where a person should read a word.
_CODE = re.compile(r"\b[a-z]+_[a-z_]+\b")
_ROOT = Path(__file__).resolve().parents[2]


def take(living: Living, browser: Browser, folder: Path, full: bool, only: str) -> int:
    """Take them all; how many complaints there were."""
    shown: dict[str, dict[str, dict[Look, str]]] = defaultdict(lambda: defaultdict(dict))
    complaints: list[str] = []
    for look in LOOKS:
        crawl = Crawl()
        for persona in [one for one in living.personas if only in one]:
            if full:
                crawl = Crawl()
            with _as_persona(browser, living, persona, look, complaints) as surfer:
                for number, path in enumerate(crawl.walk(surfer)):
                    name = f"{persona}-{number:02}-{'-'.join(map(str, look))}.png"
                    surfer.page.screenshot(path=folder / name, full_page=True)
                    shown[persona][path][look] = name
                    where = f"{persona} {path} {look}"
                    complaints += [f"{where}: {one}" for one in _faults(surfer)]
        print(
            f"{look}: {len(crawl.known)} kinds of pages, {len(complaints)} complaints", flush=True
        )
    (folder / "index.html").write_text(_index(shown, complaints), "utf-8")
    for one in complaints:
        print(one)
    return len(complaints)


class _as_persona:
    """A browser of a persona; its console's complaints join the others."""

    def __init__(
        self, browser: Browser, living: Living, persona: str, look: Look, complaints: list[str]
    ) -> None:
        self._opened = surfing(browser, living, look[0], look[1], quiet=True)
        self._persona, self._look, self._complaints = persona, look, complaints

    def __enter__(self) -> Surfer:
        self._surfer = self._opened.__enter__()
        surfer = self._surfer
        cookie = {"name": MODE, "value": self._look[2], "url": surfer.living.url}
        surfer.context.add_cookies([cookie])  # type: ignore[list-item]
        surfer.be(self._persona)
        return surfer

    def __exit__(self, *failed: object) -> None:
        self._complaints += self._surfer.complaints
        self._opened.__exit__(None, None, None)


def _faults(surfer: Surfer) -> Iterator[str]:
    yield from find_violations(surfer.page)
    if surfer.overflow() > 0:
        yield f"is {surfer.overflow()} pixels wider than the screen"
    shift = measure_shift(surfer.page)
    if shift > 0:
        yield f"shifted by {shift:.4f} while it came"
    for code in dict.fromkeys(_CODE.findall(surfer.text())):
        yield f"shows the code {code}"


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
                found = take(living, browser, told.to, told.full, told.only)
            browser.close()
    print(f"{told.to / 'index.html'}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
