"""Rows 21 and 22 when things went wrong: a fraud, an advance above its cost, sites of an award that
ended, and what a programme still waits for. Every state can be left."""

from __future__ import annotations

from datetime import date

import pytest
from paying_stage import CLAIMS_ON, Paying
from test_endings import closing, ended, ending, in_works

from sangsaeng.acts.kinds.outcomes_payments import PaymentsApproved
from sangsaeng.acts.kinds.outcomes_tails import AwardNamed
from sangsaeng.database.connection import Database
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.ledger.service import reserve_items
from sangsaeng.outcomes.model import Award
from sangsaeng.outcomes.service import get_award
from sangsaeng.outcomes.service_gateway import _fitting
from sangsaeng.outcomes.service_money import post_received
from sangsaeng.outcomes.service_paying import approve_payment, order_paid
from sangsaeng.outcomes.service_settling import settle_due
from sangsaeng.outcomes.service_works import accept_cost


@pytest.fixture
def paying(database: Database) -> Paying:
    return Paying(database, sites=2, days=CLAIMS_ON)


def confirmed_fraud(paying: Paying) -> None:
    """A finding that stops the award, confirmed by two officers."""
    with paying.book.database.transaction() as tx:
        number = reserve_items(tx, 1)[0]
    paying.run(
        "INSERT INTO outcomes.finding (programme_id, finding_id, control, subject, subject_id,"
        " award_id, facts, stops, found_at, settled_at, settled_as) VALUES (%(p)s, %(f)s,"
        " 'price_outside_band', 'award', %(a)s, %(a)s, '{}', true, %(at)s, %(at)s, 'confirmed')",
        f=number,
        at=paying.at,
    )


def state_of(paying: Paying, claim: int) -> str:
    """How a claim stands."""
    (row,) = paying.rows("SELECT state FROM outcomes.claim WHERE claim_id = %(c)s", c=claim)
    return str(row["state"])


@pytest.mark.parametrize("step", ["claimed", "verified", "determined"])
def test_a_confirmed_fraud_ends_an_award_with_whatever_is_open(paying: Paying, step: str) -> None:
    code, officer = "outcomes.terminations.decide", paying.officers[0]
    given = ending(paying, "fraud")
    assert paying.hears(code, given, officer) == "fraud_not_confirmed"
    claim = paying.claimed() if step == "claimed" else paying.verified()
    if step == "determined":
        paying.determine(claim)
    confirmed_fraud(paying)
    done = ended(paying, "fraud")
    assert done["released_won"] == 80_000_000 + 120_000_000
    assert state_of(paying, claim) == "refused"
    assert paying.hears(code, given, officer) == "award_state_unfit"
    paying.days += 30
    assert settle_due(paying.book.database, paying.at) == 0
    if step == "determined":
        (row,) = paying.rows("SELECT determination_id FROM outcomes.determination")
        named = paying.of_determination(row["determination_id"])
        settle = "outcomes.determinations.settle"
        assert paying.hears(settle, named, paying.treasury[0]) == "claim_not_there_yet"
    assert paying.book.broken_proofs() == []


def test_after_a_fraud_nothing_unpaid_is_owed_but_the_verifier_s_fee(paying: Paying) -> None:
    _, booked = paying.settled()
    pay = PaymentsApproved(
        programme_id=paying.programme,
        payable_ids=[booked["payable_id"]],
        total_won=27_000_000,
    )
    confirmed_fraud(paying)
    assert paying.hears("outcomes.payments.pay", pay, paying.treasury[0]) == "finding_unsettled"
    done = ended(paying, "fraud")
    assert done["payables_ended_won"] == 27_000_000
    assert done["retention_forfeited_won"] == 3_000_000
    assert paying.balance(260) == -6_500_000_000
    assert paying.balance(264) == -1_000_000
    assert paying.hears("outcomes.payments.pay", pay, paying.treasury[0]) == "payable_ended"
    assert paying.book.broken_proofs() == []
    # Owed again without a line, or ended without one: verify says so.
    for forged in (
        "UPDATE outcomes.payable SET ended_on = NULL WHERE ended_on IS NOT NULL",
        "UPDATE outcomes.payable SET ended_on = owed_on WHERE paid_on IS NULL",
    ):
        paying.run(forged)
        assert any("g14_payables" in one for one in paying.book.broken_proofs())


def test_an_advance_that_never_left_ends_without_anybody_repaying_it(paying: Paying) -> None:
    in_works(paying, approved=False)
    confirmed_fraud(paying)
    done = ended(paying, "fraud")
    assert (done["cost_won"], done["advance_left_won"]) == (0, 0)
    assert done["payables_ended_won"] == 56_000_000
    assert paying.balance(151) == paying.balance(264) == 0
    assert paying.balance(260) == -6_500_000_000
    assert paying.book.broken_proofs() == []


def test_a_fraud_found_in_the_tail_ends_the_award_and_the_programme_can_close(
    paying: Paying,
) -> None:
    paying.settled()
    paying.days = 400
    given = AwardNamed(programme_id=paying.programme, award_id=paying.award)
    paying.done("outcomes.tails.begin", given, *paying.officers)
    paying.run("UPDATE outcomes.programme SET state = 'closed' WHERE programme_id = %(p)s")
    confirmed_fraud(paying)
    done = ended(paying, "fraud")
    assert (done["retention_forfeited_won"], done["payables_ended_won"]) == (3_000_000, 27_000_000)
    pay_all(paying)
    code, named = closing(paying)
    assert paying.done(code, named, *paying.officers, paying.credit)["returned_won"] == 0
    assert paying.book.broken_proofs() == []


def test_sites_of_an_award_that_ended_may_be_drawn_for_another(paying: Paying) -> None:
    accepted, drawn = paying.matches
    paying.run("UPDATE outcomes.award SET state = 'funded' WHERE award_id = %(a)s")
    paying.run("UPDATE outcomes.match SET state = 'drawn' WHERE match_id = %(m)s", m=drawn)
    consent(paying)
    other = paying.stage.awarded(paying.programme, "other")
    assert fitting(paying, other) == []
    ended(paying, "supplier_failed")
    rows = paying.rows("SELECT match_id, state, reason FROM outcomes.match ORDER BY match_id")
    assert [(row["state"], row["reason"]) for row in rows] == [
        ("accepted", None),
        ("closed", "award_terminated"),
    ]
    (site,) = fitting(paying, other)
    with paying.book.database.transaction() as tx:
        number = reserve_items(tx, 1)[0]
        tx.run(
            "INSERT INTO outcomes.match (programme_id, match_id, award_id, site_id, hazard,"
            " drawn_from, seed, drawn_at) VALUES (%(p)s, %(m)s, %(a)s, %(s)s, 'caught_in', 1, '',"
            " %(at)s)",
            p=paying.programme,
            m=number,
            a=other,
            s=site,
            at=paying.at,
        )
    assert accepted != drawn


def consent(paying: Paying) -> None:
    """Both sides of every site signed."""
    owner, worker = paying.officers
    paying.run(
        "UPDATE outcomes.site SET state = 'consented', consent_digest = 'x', consented_at = %(at)s,"
        " owner_person_id = %(o)s, worker_person_id = %(w)s",
        at=paying.at,
        o=owner.person_id,
        w=worker.person_id,
    )


def fitting(paying: Paying, award_id: int) -> list[int]:
    """The sites that could be drawn for an award."""
    with paying.book.database.transaction() as tx:
        award = get_award(tx, paying.programme, award_id)
        assert isinstance(award, Award)
        return [row["site_id"] for row in _fitting(tx, award)]


def test_an_advance_above_the_accepted_cost_can_be_repaid_or_written_off_and_the_programme_ends(
    paying: Paying,
) -> None:
    in_works(paying)
    gone = paying.matches[1]
    given = AwardNamed(programme_id=paying.programme, award_id=paying.award)
    code = "outcomes.advances.write_off"
    assert paying.hears(code, given, paying.officers[0]) == "award_state_unfit"
    with paying.book.database.transaction() as tx:
        tx.run("UPDATE outcomes.match SET state = 'left' WHERE match_id = %(m)s", m=gone)
        award = get_award(tx, paying.programme, paying.award, hold=True)
        assert isinstance(award, Award)
        assert not isinstance(accept_cost(tx, award, 30_000_000, paying.at), Refusal)
    assert paying.balance(151) == 26_000_000
    entry = paying.stage.pay_in(20_000_000)
    with paying.book.database.transaction() as tx:
        about = (tx, paying.programme, entry, paying.award, False, paying.at.date())
        assert post_received(*about) == 20_000_000
    lost = paying.done(code, given, *paying.officers, paying.credit)
    assert lost["lost_won"] == 6_000_000
    paying.days = 400
    until = paying.done("outcomes.tails.begin", given, *paying.officers)["tail_until"]
    paying.run("UPDATE outcomes.programme SET state = 'closed' WHERE programme_id = %(p)s")
    pay_all(paying)
    code, named = closing(paying)
    refused = paying.refusal(code, named, paying.officers[0])
    assert (refused.code, refused.facts["what"]) == ("item_open", "tail")
    paying.days += (date.fromisoformat(until) - paying.at.date()).days
    paying.done(code, named, *paying.officers, paying.credit)
    assert paying.book.broken_proofs() == []


def pay_all(paying: Paying) -> None:
    """What is owed is approved and ordered."""
    with paying.book.database.transaction() as tx:
        rows = tx.rows(
            "SELECT payable_id FROM outcomes.payable WHERE paid_on IS NULL AND ended_on IS NULL"
        )
        numbers = [row["payable_id"] for row in rows]
        assert not isinstance(
            approve_payment(tx, paying.programme, numbers, paying.at.date()), Refusal
        )
    order_paid(paying.book.database, paying.at.date())


def test_a_programme_does_not_end_while_a_dispute_or_a_later_version_is_open(
    paying: Paying,
) -> None:
    claim, booked = paying.settled()
    ended(paying, "payer_ended")
    paying.run("UPDATE outcomes.programme SET state = 'closed' WHERE programme_id = %(p)s")
    pay_all(paying)
    code, named = closing(paying)
    with paying.book.database.transaction() as tx:
        number = reserve_items(tx, 1)[0]
    paying.run(
        "INSERT INTO outcomes.dispute (programme_id, dispute_id, determination_id, ground,"
        " evidence_ids, opened_at) VALUES (%(p)s, %(n)s, %(d)s, 'g', '[]', %(at)s)",
        n=number,
        d=booked["determination_id"],
        at=paying.at,
    )
    assert paying.refusal(code, named, paying.officers[0]).facts["what"] == "dispute"
    paying.run("UPDATE outcomes.dispute SET decided_at = opened_at, upheld = false, answer = 'no'")
    paying.days += 1
    paying.incident(paying.matches[0], 90)
    again = paying.redetermine(claim, "late_accident")
    assert paying.refusal(code, named, paying.officers[0]).facts["what"] == "determination"
    paying.days += 15
    paying.settle(again["determination_id"])
    paying.done(code, named, *paying.officers, paying.credit)
    # What comes out after the end is booked nowhere.
    paying.incident(paying.matches[0], 91)
    late = paying.redetermine(claim, "late_accident")
    paying.days += 15
    assert settle_due(paying.book.database, paying.at) == 0
    settle = "outcomes.determinations.settle"
    named_late = paying.of_determination(late["determination_id"])
    assert paying.hears(settle, named_late, paying.treasury[0]) == "programme_not_running"
    assert paying.book.broken_proofs() == []
