"""What is booked and paid is the newest version's, whatever comes at the same moment (row 17)."""

from __future__ import annotations

from threading import Thread
from typing import Any

import pytest
from paying_stage import CLAIMS_ON, Paying

from sangsaeng.acts.kinds.outcomes_clawbacks import ClawbackDecided
from sangsaeng.acts.kinds.outcomes_payments import PaymentsApproved
from sangsaeng.database.connection import Database
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.service_determining import redetermine_claim
from sangsaeng.outcomes.service_settling import settle_determination

FULL = {"units_working": "100", "hazards_abated": "100", "training_hours": "100"}
HALF = {"units_working": "96", "hazards_abated": "96", "training_hours": "96"}


@pytest.fixture
def paying(database: Database) -> Paying:
    return Paying(database, sites=2, days=CLAIMS_ON)


def test_a_version_made_while_another_is_booked_is_seen(paying: Paying) -> None:
    claim = paying.verified()
    number = paying.determine(claim)["determination_id"]
    paying.days += 15
    heard: list[Any] = []
    payer, verifier = paying.stage.company("kb"), paying.stage.company("verifier")

    def settle() -> None:
        with Database(paying.book.database.url, size=1) as other, other.transaction() as tx:
            heard.append(settle_determination(tx, paying.programme, number, payer, paying.at))

    settling = Thread(target=settle)
    with paying.book.database.transaction() as tx:
        about = (paying.programme, claim, verifier)
        redetermine_claim(tx, *about, "found_error", [], False, paying.at)
        settling.start()
        # Long enough for the other to come to the award's lock.
        settling.join(timeout=1)
        assert heard == []
    settling.join()
    (refusal,) = heard
    assert isinstance(refusal, Refusal) and refusal.code == "determination_superseded"


@pytest.mark.parametrize(("found", "left_won"), [(FULL, 0), (HALF, 30_000_000)])
def test_nothing_is_paid_by_an_older_version_and_what_is_asked_back_is_set_against_it(
    paying: Paying, found: dict[str, str], left_won: int
) -> None:
    claim, booked = paying.settled(claimed=FULL)
    assert (booked["owed_won"], booked["retained_won"]) == (54_000_000, 6_000_000)
    asked = PaymentsApproved(
        programme_id=paying.programme,
        payable_ids=[booked["payable_id"]],
        total_won=booked["owed_won"],
    )
    (drawn,) = paying.rows(
        "SELECT drawn FROM outcomes.verification WHERE claim_id = %(c)s", c=claim
    )
    lower = paying.redetermine(
        claim,
        "found_error",
        found=paying.findings(drawn["drawn"], found),
        duties_met=left_won > 0,
    )
    pay = "outcomes.payments.pay"
    assert paying.hears(pay, asked, paying.treasury[0]) == "newer_determination"
    paying.days += 15
    down = paying.settle(lower["determination_id"])
    assert down["clawback_won"] == 54_000_000 - left_won
    assert paying.hears(pay, asked, paying.treasury[0]) == "newer_determination"
    paying.days += 30
    given = ClawbackDecided(
        programme_id=paying.programme, clawback_id=down["clawback_id"], upheld=True
    )
    paying.done("outcomes.clawbacks.decide", given, *paying.officers)
    assert paying.hears(pay, asked, paying.treasury[0]) == "payable_ended"
    owed = paying.rows(
        "SELECT amount_won FROM outcomes.payable WHERE programme_id = %(p)s"
        " AND award_id = %(a)s AND paid_on IS NULL AND ended_on IS NULL AND purpose <> 'fee'"
    )
    assert sum(row["amount_won"] for row in owed) == left_won
    assert paying.balance(152) == 0
    assert paying.book.broken_proofs() == []
