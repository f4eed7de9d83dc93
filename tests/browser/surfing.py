"""A visitor in a browser: what it clicks is counted, what the console complains of is kept."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page

from browser.living import Living
from sangsaeng.database.connection import DOOR, Asking
from sangsaeng.jobs.clock import Clock
from sangsaeng.kernel.messages import Language
from sangsaeng.signin.model import How
from sangsaeng.signin.service_sessions import begin_session
from sangsaeng.web.admitting import LANGUAGE
from sangsaeng.web.rendering import say, value_label

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ("--no-sandbox", "--disable-background-networking")
PHONE, DESKTOP, NARROW = 390, 1280, 320
TALL = 900
# More than any page has to the last of what can be pressed.
_MOST_TABS = 150
# Where the focus is, and what is wrong with it: not to be seen, under something, or out of turn.
_FOCUS = """wanted => {
  const one = document.activeElement, before = window.last, style = getComputedStyle(one);
  window.last = one;
  if (one === document.body) return {there: false, wrong: before ? 'the end' : ''};
  const {left, top, width, height} = one.getBoundingClientRect();
  const middle = Math.min(height, innerHeight) / 2;
  const over = document.elementFromPoint(left + width / 2, top + middle);
  // A day has several places in one field.
  const inTurn = !before || before === one
    || before.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING;
  const wrong = !inTurn ? 'out of turn'
    : style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2 ? 'no ring'
    : !over || !(one.contains(over) || over.contains(one)) ? 'covered' : '';
  return {there: one === wanted, wrong, at: wrong && one.outerHTML.slice(0, 200)};
}"""


@dataclass
class Surfer:
    """One person with one browser of its own. `taps`: what it pressed; `keys`: whether it has a
    keyboard alone; `complaints`: what no page may bring about."""

    living: Living
    context: BrowserContext
    page: Page
    language: Language
    taps: int = 0
    keys: bool = False
    complaints: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        """Since the browser was opened."""
        return time.monotonic() - self.began

    def say(self, code: str, **facts: Any) -> str:
        """A sentence as this visitor reads it."""
        return say(code, self.language, **facts)

    def value(self, kind: str, value: str) -> str:
        """What one of a few values is called."""
        return value_label(value, self.language, kind)

    def open(self, path: str) -> None:
        """A page by its address, as by a bookmark."""
        self.page.goto(self.living.url + path)

    def tap(self, what: Locator) -> None:
        """Press something, as a finger, a mouse or, with `keys`, the Enter key would; counted."""
        self.taps += 1
        if self.keys:
            self.tab_to(what)
            self.page.keyboard.press("Enter")
        else:
            what.click()

    def tab_to(self, what: Locator) -> None:
        """Go there by Tab alone. On the way each focus is to be seen, each comes after the last."""
        what.wait_for()
        self.page.evaluate("window.last = null")
        for _ in range(_MOST_TABS):
            self.page.keyboard.press("Tab")
            found = what.evaluate(_FOCUS)
            assert found["wrong"] == "", found
            if found["there"]:
                return
        raise AssertionError("the keyboard does not come there")

    def to_page(self, path: str) -> None:
        """By the navigation; on a phone it is opened first."""
        fold = self.page.locator(".menu-fold summary")
        if fold.is_visible():
            self.tap(fold)
        self.tap(self.page.locator(f".menu a[href='{path}']:visible").first)
        self.page.wait_for_url(re.compile(f"{path}$"))

    def choose_file(self, field: str, path: Path) -> None:
        """Choose a file of one's own; counted as one."""
        field_of_files = self.page.locator(f"input[type=file][name={field}]").first
        if self.keys:
            with self.page.expect_file_chooser() as chosen:
                self.tap(field_of_files)
            chosen.value.set_files(path)
        else:
            self.taps += 1
            field_of_files.set_input_files(path)

    def be(self, persona: str) -> None:
        """Sign in as somebody of the demonstration; counted as one."""
        self.open("/sign-in")
        self.tap(self.persona(persona))
        self.page.wait_for_url(re.compile(r"^(?!.*sign-in)"))

    def be_in_earnest(self, persona: str) -> None:
        """As somebody of the book in a session that did not begin by a click: a visitor of the
        demonstration gets no way in of its own."""
        person_id = self.living.personas[persona].person_id
        at = Clock(self.living.database, self.living.moments.now).now()
        with self.living.database.asked_by(Asking(DOOR)) as tx:
            begun = begin_session(tx, person_id, How.PASSWORD_TOTP, at, "test")
        cookie = {"name": "sangsaeng", "value": begun.token, "url": self.living.url}
        self.context.add_cookies([cookie])  # type: ignore[list-item]

    def persona(self, code: str) -> Locator:
        """The button of a place in the demonstration."""
        person_id = self.living.personas[code].person_id
        return self.page.locator(f"form:has(input[name=person_id][value='{person_id}']) button")

    def link(self, code: str, **facts: Any) -> Locator:
        """The first link of the page's content with this sentence."""
        return self.page.locator("main").get_by_role("link", name=self.say(code, **facts)).first

    def button(self, code: str, **facts: Any) -> Locator:
        """The first button of the page's content with this sentence."""
        return self.page.locator("main").get_by_role("button", name=self.say(code, **facts)).first

    def text(self) -> str:
        """What stands on the page."""
        return self.page.locator("main").inner_text()

    def overflow(self) -> int:
        """By how many pixels the page is wider than the screen."""
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(self.page.evaluate(wide))

    def wait_until(self, true: Callable[[], bool], seconds: float = 10) -> None:
        """Until the book says so."""
        until = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < until, "it did not come about"
            time.sleep(0.1)


@contextmanager
def surfing(
    browser: Browser,
    living: Living,
    language: Language = "ko",
    width: int = DESKTOP,
    quiet: bool = False,
    keys: bool = False,
    **more: Any,
) -> Iterator[Surfer]:
    """A browser without any history; every complaint of the console fails at the end, unless it is
    to be `quiet` about them."""
    context = browser.new_context(
        viewport={"width": width, "height": TALL},
        locale={"ko": "ko-KR", "en": "en-GB"}[language],
        timezone_id="Asia/Seoul",
        has_touch=width < DESKTOP,
        **more,
    )
    context.set_default_timeout(10_000)
    context.add_cookies([{"name": LANGUAGE, "value": language, "url": living.url}])
    surfer = Surfer(living, context, context.new_page(), language, keys=keys)
    _listen(surfer)
    try:
        yield surfer
    finally:
        context.close()
    assert quiet or surfer.complaints == []


def _listen(surfer: Surfer) -> None:
    complaints = surfer.complaints

    def listen(page: Page) -> None:
        page.on("pageerror", lambda wrong: complaints.append(f"script: {wrong}"))
        page.on(
            "console",
            lambda said: (
                complaints.append(f"{said.type}: {said.text} at {page.url}")
                if said.type in ("error", "warning")
                else None
            ),
        )
        page.on(
            "response",
            lambda got: complaints.append(f"{got.status} {got.url}") if got.status >= 500 else None,
        )

    surfer.context.on("page", listen)
    listen(surfer.page)
