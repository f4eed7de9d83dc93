"""A correction down and then up again leaves the supplier what the newest version says (row 17)."""

from __future__ import annotations

import pytest
from paying_stage import CLAIMS_ON, Paying

from sangsaeng.acts.kinds.outcomes_clawbacks import ClawbackDecided
from sangsaeng.database.connection import Database


@pytest.fixture
def paying(database: Database) -> Paying:
    return Paying(database, sites=2, days=CLAIMS_ON)


def test_what_a_lower_version_asked_back_is_withdrawn_by_one_that_restores_it(
    paying: Paying,
) -> None:
    claim, booked = paying.settled()
    assert (booked["owed_won"], booked["retained_won"]) == (27_000_000, 3_000_000)
    lower = paying.redetermine(claim, "found_error", duties_met=False)
    paying.days += 15
    down = paying.settle(lower["determination_id"])
    assert (down["taken_back_won"], down["clawback_won"]) == (3_000_000, 27_000_000)
    higher = paying.redetermine(claim, "found_error", duties_met=True)
    assert higher["amount_won"] == 30_000_000
    paying.days += 15
    up = paying.settle(higher["determination_id"])
    assert (up["restored_won"], up["owed_won"], up["clawback_id"]) == (3_000_000, 0, None)
    (dropped,) = paying.rows(
        "SELECT state, refund_won FROM outcomes.clawback WHERE programme_id = %(p)s"
        " AND award_id = %(a)s"
    )
    assert dropped == {"state": "dropped", "refund_won": 0}
    given = ClawbackDecided(
        programme_id=paying.programme, clawback_id=down["clawback_id"], upheld=True
    )
    heard = paying.hears("outcomes.clawbacks.decide", given, paying.officers[0])
    assert heard == "clawback_over"
    assert (paying.balance(265), paying.balance(264)) == (-3_000_000, -28_000_000)
    assert paying.book.broken_proofs() == []


def test_what_a_correction_cannot_pay_any_more_is_written_down(paying: Paying) -> None:
    claim, _ = paying.settled()
    lower = paying.redetermine(claim, "found_error", duties_met=False)
    paying.days += 15
    down = paying.settle(lower["determination_id"])
    paying.days += 30
    given = ClawbackDecided(
        programme_id=paying.programme, clawback_id=down["clawback_id"], upheld=True
    )
    paying.done("outcomes.clawbacks.decide", given, *paying.officers)
    higher = paying.redetermine(claim, "found_error", duties_met=True)
    paying.days += 15
    up = paying.settle(higher["determination_id"])
    assert up["restored_won"] == 3_000_000
    (event,) = paying.rows(
        "SELECT facts FROM outcomes.event WHERE programme_id = %(p)s AND award_id = %(a)s"
        " AND to_state = 'correction_unpaid'"
    )
    assert event["facts"]["unpaid_won"] + up["owed_won"] + up["retained_won"] == 27_000_000
    assert paying.book.broken_proofs() == []
