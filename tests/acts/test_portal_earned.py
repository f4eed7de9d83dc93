"""Incentives and refunds are explained to the won, and tell a payee nothing of others (G12)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from readings_world import World
from test_portal_readings import one

from sangsaeng.kernel.money import Rounding, interest_won
from sangsaeng.kernel.refusals import Refusal


def _told(world: World, company_id: int, name: str, payout: dict[str, Any]) -> dict[str, Any]:
    item = {"programme_id": payout["programme_id"], "item_id": payout["source_id"]}
    return one(world, company_id, "explain.earned", purpose=name, **item)


@pytest.mark.parametrize(
    "purpose", [("incentive_at_change", 2), ("incentive", 3), ("interest_refund", 7)]
)
def test_the_parts_are_the_journal_and_what_was_paid(
    world: World, purpose: tuple[str, int]
) -> None:
    name, number = purpose
    payouts = world.owner("SELECT * FROM payouts.payout WHERE purpose = %(n)s", n=number)
    for payout in payouts:
        for reader in (payout["payee_id"], world.book.institution_id):
            said = _told(world, reader, name, payout)
            parts = said["parts"]
            made = [part["won"] for part in parts if part["of_part"] == 2]
            assert made and sum(made) == said["earned_won"] > 0, (said, payout)
            assert said["won"] == payout["amount_won"] == said["earned_won"] - said["tax_won"]
            assert sum(line["change_won"] for line in said["lines"]) == 0
            assert said["laws"]
        for stranger in set(world.everyone.values()) - {
            payout["payee_id"],
            world.book.institution_id,
        }:
            item = {"programme_id": payout["programme_id"], "item_id": payout["source_id"]}
            page = world.ask(stranger, "explain.earned", purpose=name, **item)
            assert isinstance(page, Refusal) and page.code == "nothing_to_explain"
    assert payouts


def test_each_part_is_amount_rate_and_days(world: World) -> None:
    seen = 0
    for payout in world.owner("SELECT * FROM payouts.payout WHERE purpose = 3"):
        for part in _told(world, world.book.institution_id, "incentive", payout)["parts"][2:]:
            facts = part["facts"]
            if part["what"] == "incentive":
                again = interest_won(
                    int(facts["base_won"]),
                    Decimal(facts["rate_annual"]),
                    int(facts["days"]),
                    Rounding(facts["rounding"]),
                )
                assert again == part["won"]
                seen += 1
    assert seen


def test_a_payee_sees_its_own_receivables_alone(world: World) -> None:
    for number, name in ((2, "incentive_at_change"), (3, "incentive"), (7, "interest_refund")):
        for payout in world.owner("SELECT * FROM payouts.payout WHERE purpose = %(n)s", n=number):
            held = {
                str(row["receivable_id"])
                for row in world.owner(
                    "SELECT receivable_id FROM receivables.receivable WHERE holder_id = %(id)s",
                    id=payout["payee_id"],
                )
            }
            for part in _told(world, payout["payee_id"], name, payout)["parts"][2:]:
                assert part["facts"].get("receivable_id", "") in held | {""}
                assert not {"base_won", "days", "taken_won"} & set(part["facts"])
