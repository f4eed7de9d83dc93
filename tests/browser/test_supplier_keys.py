"""A supplier without a pointer, on the narrowest screen: cash in three presses, and parts passed on
by typing rows or by picking past payees."""

from __future__ import annotations

import re
from collections.abc import Callable

from browser.living import Living
from browser.surfing import NARROW, Surfer

Surf = Callable[..., Surfer]


def _pass_on(surf: Surf) -> Surfer:
    enterer = surf("ko", NARROW, keys=True)
    enterer.be("persona_tier_1_enters")
    enterer.to_page("/pass-on")
    return enterer


def _fold(surfer: Surfer, holds: str) -> None:
    """Open what is folded away, so that its fields can be typed into."""
    surfer.tap(surfer.page.locator(f"details:has({holds}) > summary").first)


def _goes_on(surfer: Surfer, said: str) -> None:
    """Look at it, and send it to who approves."""
    surfer.tap(surfer.button("pass_on_look"))
    surfer.page.get_by_text(said).first.wait_for()
    assert surfer.overflow() == 0
    surfer.tap(surfer.button("pass_on_send"))
    surfer.page.wait_for_url(re.compile("/acts/[0-9]+"))
    assert surfer.overflow() == 0


def test_rows_are_typed_without_a_pointer(surf: Surf, lived: Living) -> None:
    enterer, payee = _pass_on(surf), lived.personas["persona_tier_2_owner"]
    day = enterer.page.locator("[name=matures_on]").input_value()
    cells = enterer.page.locator("textarea[name=cells]")
    _fold(enterer, "textarea[name=cells]")
    enterer.tab_to(cells)
    # The key that a table has between its cells leaves the field; so rows are pasted, or typed with
    # commas.
    enterer.page.keyboard.type(f"{payee.business_number},{payee.company_name},12300000,{day}")
    _goes_on(enterer, "12,300,000")


def test_past_payees_are_picked_without_a_pointer(surf: Surf, lived: Living) -> None:
    enterer, payee = _pass_on(surf), lived.personas["persona_tier_2_owner"]
    amount = enterer.page.locator(f"[name='amount_of.{payee.business_number}']")
    _fold(enterer, "[data-won]")
    enterer.tab_to(amount)
    enterer.page.keyboard.type("4560000")
    assert amount.input_value() == "4,560,000"
    _goes_on(enterer, "4,560,000")


def test_cash_is_had_in_three_presses_without_a_pointer(surf: Surf) -> None:
    owner = surf("ko", NARROW, keys=True)
    owner.be("persona_tier_3_owner")
    owner.tap(owner.link("page_early_cash"))
    owner.tap(owner.button("early_cash_take"))
    owner.page.wait_for_url(re.compile("/early-cash/[0-9]+"))
    assert owner.taps == 3 and owner.overflow() == 0
