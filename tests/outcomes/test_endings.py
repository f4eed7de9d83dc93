"""Rows 21 and 22: an award that ends early, and a programme in which nothing is left."""

from __future__ import annotations

from typing import Any

import pytest
from paying_stage import CLAIMS_ON, NOWHERE, Paying

from sangsaeng.acts.kinds.outcomes_endings import ProgrammeNamed, TerminationWanted
from sangsaeng.acts.kinds.outcomes_tails import AwardNamed
from sangsaeng.database.connection import Database
from sangsaeng.outcomes.model_money import Owed, PayableFor
from sangsaeng.outcomes.service_money import post_advance, post_received
from sangsaeng.outcomes.service_paying import approve_payment, order_paid


@pytest.fixture
def paying(database: Database) -> Paying:
    return Paying(database, sites=2, days=CLAIMS_ON)


def ending(paying: Paying, ground: str, agreed_won: int = 0, **other: Any) -> TerminationWanted:
    """A termination as it is entered."""
    said = {"programme_id": paying.programme, "award_id": paying.award, **other}
    return TerminationWanted(ground=ground, agreed_won=agreed_won, **said)


def ended(paying: Paying, ground: str, agreed_won: int = 0) -> dict[str, Any]:
    """An award that ended early: two officers, and the payer."""
    given = ending(paying, ground, agreed_won)
    return paying.done("outcomes.terminations.decide", given, *paying.officers, paying.credit)


def in_works(paying: Paying, approved: bool = True) -> None:
    """Before the cost was accepted: an advance of 56 million, and works of 30 at each site."""
    paying.run("UPDATE outcomes.award SET state = 'agreed' WHERE award_id = %(a)s")
    with paying.book.database.transaction() as tx:
        supplier = paying.stage.company("supplier")
        about = (paying.programme, supplier, PayableFor.ADVANCE, paying.award, 56_000_000)
        number = post_advance(tx, Owed(*about, paying.award), paying.at.date())
        assert number is not None
        if approved:
            assert approve_payment(tx, paying.programme, [number], paying.at.date()) == 56_000_000
    first, second = paying.matches
    for match_id, accepted in ((first, True), (second, False)):
        paying.run(
            "INSERT INTO outcomes.works (programme_id, match_id, invoice_number, invoice_won,"
            " cost_won, installed_on, submitted_at, owner_person_id, worker_person_id,"
            " accepted_at) VALUES (%(p)s, %(m)s, 'i', 30000000, 30000000, %(day)s, %(at)s, %(o)s,"
            " %(w)s, %(accepted)s)",
            m=match_id,
            day=paying.at.date(),
            at=paying.at,
            o=paying.officers[0].person_id,
            w=paying.officers[1].person_id,
            accepted=paying.at if accepted else None,
        )


def test_works_that_both_sides_of_a_site_accepted_are_paid_and_the_rest_goes_back(
    paying: Paying,
) -> None:
    in_works(paying)
    done = ended(paying, "supplier_failed")
    assert (done["cost_won"], done["advance_left_won"]) == (30_000_000, 26_000_000)
    assert done["released_won"] == 50_000_000 + 120_000_000
    (award,) = paying.rows("SELECT state FROM outcomes.award WHERE award_id = %(a)s")
    assert award["state"] == "terminated"
    given = AwardNamed(programme_id=paying.programme, award_id=paying.award)
    code = "outcomes.advances.write_off"
    lost = paying.done(code, given, *paying.officers, paying.credit)
    assert lost["lost_won"] == 26_000_000
    assert paying.hears(code, given, paying.officers[0]) == "no_advance_left"
    assert paying.balance(151) == 0
    assert paying.book.broken_proofs() == []


def test_a_payer_that_ends_without_cause_pays_what_was_verified_and_agreed_costs(
    paying: Paying,
) -> None:
    paying.settled()
    code, officer = "outcomes.terminations.decide", paying.officers[0]
    above = ending(paying, "payer_ended", 60_000_001)
    assert paying.hears(code, above, officer) == "costs_above_reserve"
    wrong = ending(paying, "sites_closed", 1)
    assert paying.hears(code, wrong, officer) == "costs_not_payable"
    done = ended(paying, "payer_ended", 5_000_000)
    assert (done["agreed_won"], done["retention_released_won"]) == (5_000_000, 3_000_000)
    assert done["released_won"] == 80_000_000 + 55_000_000
    assert paying.hears(code, ending(paying, "payer_ended"), officer) == "award_state_unfit"
    assert paying.book.broken_proofs() == []


@pytest.mark.parametrize(
    ("ground", "forfeited"), [("supplier_failed", 3_000_000), ("sites_closed", 0)]
)
def test_what_was_kept_back_follows_the_ground(paying: Paying, ground: str, forfeited: int) -> None:
    paying.settled()
    done = ended(paying, ground)
    assert done["retention_forfeited_won"] == forfeited
    assert done["retention_released_won"] == 0
    assert paying.balance(265) == forfeited - 3_000_000
    assert paying.book.broken_proofs() == []


def test_a_verified_claim_is_determined_and_booked_before_an_award_ends(paying: Paying) -> None:
    claim = paying.claimed()
    code, officer = "outcomes.terminations.decide", paying.officers[0]
    assert paying.hears(code, ending(paying, "payer_ended"), officer) == "claims_open"
    paying.drawn(claim)
    assert paying.hears(code, ending(paying, "supplier_failed"), officer) == "claims_open"
    elsewhere = ending(paying, "payer_ended", award_id=NOWHERE)
    assert paying.hears(code, elsewhere, officer) == "unknown_award"


def test_what_no_verifier_has_seen_falls_away_with_the_supplier(paying: Paying) -> None:
    claim = paying.claimed()
    ended(paying, "supplier_failed")
    (row,) = paying.rows("SELECT state FROM outcomes.claim WHERE claim_id = %(c)s", c=claim)
    assert row["state"] == "refused"


def closing(paying: Paying) -> tuple[str, ProgrammeNamed]:
    """The closing as it is entered."""
    return "outcomes.programmes.close", ProgrammeNamed(programme_id=paying.programme)


def test_a_programme_ends_when_nothing_is_open_and_everything_of_it_is_zero(
    paying: Paying,
) -> None:
    code, given = closing(paying)
    officer = paying.officers[0]
    assert paying.hears(code, given, officer) == "programme_not_closed"
    paying.run("UPDATE outcomes.programme SET state = 'closed' WHERE programme_id = %(p)s")
    assert paying.hears(code, given, officer) == "award_open"
    paying.settled()
    ended(paying, "payer_ended")
    refused = paying.refusal(code, given, officer)
    assert (refused.code, refused.facts["what"]) == ("item_open", "payable")
    with paying.book.database.transaction() as tx:
        rows = tx.rows("SELECT payable_id FROM outcomes.payable WHERE paid_on IS NULL")
        numbers = [row["payable_id"] for row in rows]
        paid = approve_payment(tx, paying.programme, numbers, paying.at.date())
    assert paid == 27_000_000 + 3_000_000 + 1_000_000
    # Approved is not paid: nothing ends before the bank was told.
    assert paying.refusal(code, given, officer).facts["what"] == "payout"
    assert order_paid(paying.book.database, paying.at.date()) == 3
    done = paying.done(code, given, *paying.officers, paying.credit)
    assert done["commitment_ended_won"] == 7_000_000_000 - 31_000_000
    assert (done["returned_won"], done["payable_id"]) == (0, None)
    for kind in (260, 261, 262, 263, 265, 151, 152):
        assert paying.balance(kind) == 0
    assert paying.balance(150) == 31_000_000 == -paying.balance(201)
    assert paying.hears(code, given, officer) == "programme_not_closed"
    assert paying.book.broken_proofs() == []


def test_money_that_was_paid_in_and_not_needed_is_owed_back_to_the_payer(paying: Paying) -> None:
    entry = paying.stage.pay_in(7_000_000_000)
    with paying.book.database.transaction() as tx:
        about = (tx, paying.programme, entry, None, False, paying.at.date())
        assert post_received(*about) == 7_000_000_000
    ended(paying, "supplier_failed")
    paying.run("UPDATE outcomes.programme SET state = 'closed' WHERE programme_id = %(p)s")
    code, given = closing(paying)
    done = paying.done(code, given, *paying.officers, paying.credit)
    assert (done["commitment_ended_won"], done["returned_won"]) == (0, 7_000_000_000)
    (payable,) = paying.rows(
        "SELECT company_id FROM outcomes.payable WHERE purpose = 'pool' AND programme_id = %(p)s"
    )
    assert payable["company_id"] == paying.stage.company("kb")
    assert paying.book.broken_proofs() == []
