"""Done when: a tier-3 owner has early cash at another bank, three taps from the sign-in page."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from browser.conftest import Played
from browser.living import Living
from browser.surfing import DESKTOP, NARROW, Surfer
from sangsaeng.cli.living.teller import NIGHT_AFTER
from sangsaeng.kernel.messages import Language

_TAPS = 3


# In seconds: what a person waits for the machine at most, on a busy one.
_A_MINUTE = 60


@pytest.mark.parametrize(
    ("language", "width", "keys"), [("ko", NARROW, False), ("en", DESKTOP, True)]
)
def test_an_owner_alone_has_cash_in_three_taps(
    surf: Callable[..., Surfer], played: Played, language: Language, width: int, keys: bool
) -> None:
    with played.copy() as living:
        owner = surf(language, width, living=living, keys=keys)
        owner.be("persona_tier_3_owner")
        owner.tap(owner.link("page_early_cash"))
        if keys:
            takes_a_little_less(owner)
        owner.tap(owner.button("early_cash_take"))
        owner.page.wait_for_url(re.compile("/early-cash/[0-9]+"))
        assert owner.taps == _TAPS and owner.seconds < _A_MINUTE
        assert owner.say("early_cash_made") in owner.text()
        assert owner.overflow() == 0
        arrives_the_morning_after(owner, living)


def takes_a_little_less(owner: Surfer) -> None:
    """By the arrow keys: the bar moves, the offer follows."""
    owner.page.wait_for_url(re.compile("/early-cash"))
    cash = owner.page.locator("#offer .amount--hero").first
    before = cash.inner_text()
    owner.tab_to(owner.page.locator("input[type=range]"))
    owner.page.keyboard.press("ArrowLeft")
    owner.wait_until(lambda: cash.inner_text() != before)


def arrives_the_morning_after(owner: Surfer, living: Living) -> None:
    """Once the night has fallen, each sale is a line that the bank has credited."""
    sold = owner.page.locator(".dues .due__money .amount__figure").all_inner_texts()
    assert sold
    living.moments.push(NIGHT_AFTER + timedelta(seconds=1))
    credited = owner.value("payout_state", "credited")

    def is_there() -> bool:
        owner.open("/money?tab=paid")
        rows = owner.page.locator("main tbody tr", has_text=credited)
        return {*sold} <= {*rows.locator(".amount__figure").all_inner_texts()}

    owner.wait_until(is_there, 30)
