"""The other four of the five main tasks, each by its people, with every press counted: once by
keyboard alone on a wide screen, once by finger on the narrowest, in either language."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from browser.conftest import Played
from browser.living import Living
from browser.sheets import issue_rows, pass_on_sheet, write_xlsx
from browser.surfing import DESKTOP, NARROW, PHONE, TALL, Surfer
from sangsaeng.kernel.messages import Language

Surf = Callable[..., Surfer]
_ACT = re.compile("/acts/([0-9]+)")
# In seconds: what two people wait for the machine at most, on a busy one.
_A_MINUTE = 60
# By keyboard on a wide screen, by finger on the narrowest.
_KEYS: dict[str, Any] = {"width": DESKTOP, "keys": True}
_FINGER: dict[str, Any] = {"width": NARROW}


def act_of(surfer: Surfer) -> str:
    """The number of the act that the page is about."""
    surfer.page.wait_for_url(_ACT)
    found = _ACT.search(surfer.page.url)
    assert found
    return found[1]


def approve(surfer: Surfer, persona: str, act: str) -> None:
    """Sign in, open what waits, and say yes."""
    surfer.be(persona)
    surfer.tap(surfer.page.locator(f"main a[href='/acts/{act}']").first)
    surfer.tap(surfer.button("act_approve"))


def sees_it_done(surfer: Surfer) -> None:
    """Its page says that the act was executed."""
    surfer.page.get_by_text(surfer.value("act_state", "executed")).first.wait_for()


def check(*both: Surfer, taps: tuple[int, int]) -> None:
    """What the two of a task had to press, how long it took them, and how their pages stand."""
    narrow = both[0].page.viewport_size == {"width": NARROW, "height": TALL}
    assert [one.overflow() for one in both] == [0, 0]
    # The menu is opened first where it is folded.
    assert both[0].taps - taps[0] in ((0, 1) if narrow else (0,))
    assert both[1].taps == taps[1]
    assert both[0].seconds < _A_MINUTE


def ratio_of(surfer: Surfer) -> list[str]:
    """How far the buyer's money went, tier by tier, as its first screen says it."""
    surfer.open("/buying")
    words = surfer.page.locator("main").inner_text()
    found = re.search(r"100 %\n.*?\n([0-9.]+ %)\n.*?\n([0-9.]+ %)\n", words)
    assert found, words
    return [*found.groups()]


@pytest.mark.parametrize(("language", "how"), [("ko", _KEYS), ("en", _FINGER)])
def test_a_supplier_passes_on_from_its_own_sheet_and_the_buyer_sees_the_ratio_move(
    surf: Surf, lived: Living, tmp_path: Path, language: Language, how: dict[str, Any]
) -> None:
    buyer = surf(language, DESKTOP)
    buyer.be("persona_buyer_approves")
    before = ratio_of(buyer)
    enterer = surf(language, **how)
    enterer.be("persona_tier_1_enters")
    enterer.to_page("/pass-on")
    due = enterer.page.locator("[name=matures_on]").input_value()
    sheet = pass_on_sheet(lived, tmp_path / "거래처 지급.xlsx", [150_000_000, 80_000_000], due)
    enterer.choose_file("file", sheet)
    enterer.tap(enterer.button("pass_on_look"))
    enterer.tap(enterer.button("pass_on_send"))
    act = act_of(enterer)
    approver = surf(language, **how)
    approve(approver, "persona_tier_1_approves", act)
    sees_it_done(approver)
    check(enterer, approver, taps=(5, 3))
    assert ratio_of(buyer)[0] != before[0]


@pytest.mark.parametrize(("language", "how"), [("en", _KEYS), ("ko", _FINGER)])
def test_a_buyer_uploads_another_person_approves_and_the_calendar_moves(
    surf: Surf, lived: Living, tmp_path: Path, language: Language, how: dict[str, Any]
) -> None:
    won = 123_456_000 if language == "ko" else 987_654_000
    enterer = surf(language, **how)
    enterer.be("persona_buyer_enters")
    enterer.to_page("/issue")
    enterer.choose_file("files", write_xlsx(tmp_path / "11월.xlsx", issue_rows(lived, [won])))
    enterer.tap(enterer.button("issue_check"))
    enterer.tap(enterer.button("issue_send"))
    act = act_of(enterer)
    approver = surf(language, **how)
    approve(approver, "persona_buyer_approves", act)
    approver.page.wait_for_url(re.compile(f"/funding.issued={act}"))
    moved = approver.say("funding_issued_note", won=won)
    assert approver.page.locator(".calendar").get_by_text(moved).is_visible()
    check(enterer, approver, taps=(5, 3))


@pytest.mark.parametrize(("language", "how"), [("ko", _KEYS), ("en", _FINGER)])
def test_an_institution_runs_the_day_with_a_second_person(
    surf: Surf, played: Played, language: Language, how: dict[str, Any]
) -> None:
    with played.copy() as living:
        first = surf(language, living=living, **how)
        first.be("persona_operations")
        first.tap(first.page.locator("main a[href='/board']").first)
        first.tap(first.button("desk_run"))
        act = act_of(first)
        second = surf(language, living=living, **how)
        approve(second, "persona_credit", act)
        sees_it_done(second)
        check(first, second, taps=(3, 3))
        # The board asks for itself while the worker is at it; nobody reloads it.
        first.open("/board")
        released = first.page.get_by_role("heading", name=first.say("desk_next_released"))
        released.first.wait_for(timeout=30_000)
        assert first.overflow() == 0


@pytest.mark.parametrize(("language", "how"), [("en", _KEYS), ("ko", _FINGER)])
def test_a_site_accepts_what_was_installed_and_its_workers_confirm(
    surf: Surf, played: Played, language: Language, how: dict[str, Any]
) -> None:
    with played.copy() as living:
        owner = surf(language, living=living, **how)
        owner.be("persona_site_owner")
        owner.tap(owner.link("safety_do_works_accept"))
        owner.tap(owner.button("safety_accept"))
        act = act_of(owner)
        workers = surf(language, living=living, **how)
        approve(workers, "persona_workers", act)
        sees_it_done(workers)
        check(owner, workers, taps=(3, 3))


@pytest.mark.parametrize(
    ("persona", "path", "language"),
    [
        ("persona_funder_approves", "/funding-desk", "ko"),
        ("persona_ministry", "/scheme", "en"),
    ],
)
def test_a_funder_and_the_ministry_look_at_their_first_screens_on_a_phone(
    surf: Surf, persona: str, path: str, language: Language
) -> None:
    visitor = surf(language, PHONE)
    visitor.be(persona)
    visitor.to_page(path)
    assert visitor.overflow() == 0
