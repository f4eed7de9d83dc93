"""Row 17, and what a later version of a determination changes: never above what is reserved."""

from __future__ import annotations

import pytest
from paying_stage import CLAIMS_ON, NEXT_CLAIMS_ON, NOWHERE, Paying

from sangsaeng.acts.kinds.outcomes_clawbacks import ClawbackDecided
from sangsaeng.acts.kinds.outcomes_disputes import DisputeAnswered, DisputeWanted
from sangsaeng.database.connection import Database
from sangsaeng.outcomes.service_determining import read_cases
from sangsaeng.outcomes.service_settling import settle_due

FULL = {"units_working": "100", "hazards_abated": "100", "training_hours": "100"}
HALF = {"units_working": "96", "hazards_abated": "96", "training_hours": "96"}


@pytest.fixture
def paying(database: Database) -> Paying:
    return Paying(database, days=CLAIMS_ON)


def objecting(paying: Paying, number: int, evidence: int) -> DisputeWanted:
    """An objection as it is entered."""
    return DisputeWanted(
        programme_id=paying.programme,
        determination_id=number,
        ground="the meter was misread",
        evidence_ids=[evidence],
    )


def answering(paying: Paying, number: int, upheld: bool = True) -> DisputeAnswered:
    """The panel's answer as it is entered."""
    return DisputeAnswered(
        programme_id=paying.programme, dispute_id=number, upheld=upheld, answer="seen on site"
    )


def test_a_dispute_is_on_new_evidence_within_the_window_and_holds_the_money(
    paying: Paying,
) -> None:
    claim = paying.verified(claimed=FULL, found=HALF)
    number = paying.determine(claim)["determination_id"]
    code, supplier = "outcomes.disputes.open", paying.suppliers[0]
    old = paying.evidence(paying.matches[0], 171)
    assert paying.hears(code, objecting(paying, number, old), supplier) == "evidence_not_new"
    paying.days += 1
    new = paying.evidence(paying.matches[0], paying.days, late=True)
    given = objecting(paying, number, new)
    assert paying.hears(code, given, paying.strangers[0]) == "unknown_determination"
    paying.days += 14
    assert paying.hears(code, given, supplier) == "window_over"
    paying.days -= 14
    dispute = paying.done(code, given, *paying.suppliers)["dispute_id"]
    assert paying.hears(code, given, supplier) == "disputed_twice"
    paying.days += 14
    settle, treasurer = "outcomes.determinations.settle", paying.treasury[0]
    named = paying.of_determination(number)
    assert paying.hears(settle, named, treasurer) == "dispute_open"
    answer = answering(paying, dispute)
    officer = paying.officers[0]
    decide = "outcomes.disputes.decide"
    assert paying.hears(decide, answering(paying, NOWHERE), officer) == "unknown_dispute"
    paying.done(decide, answer, *paying.officers)
    assert paying.hears(decide, answer, officer) == "dispute_decided"
    assert paying.hears(settle, named, treasurer) == "dispute_upheld"
    found = paying.findings([line.match_id for line in paying.lines()], FULL)
    drawn = {
        row["match_id"]
        for row in paying.rows(
            "SELECT jsonb_array_elements(drawn)::int AS match_id FROM outcomes.verification"
        )
    }
    lines = [one for one in found if one.match_id in drawn]
    unique = list({(one.match_id, one.metric): one for one in lines}.values())
    again = paying.redetermine(claim, "dispute", found=unique)
    assert (again["version"], again["amount_won"]) == (2, 60_000_000)
    paying.days += 15
    assert paying.hears(settle, named, treasurer) == "determination_superseded"
    assert paying.settle(again["determination_id"])["owed_won"] == 54_000_000


def test_what_nobody_books_is_booked_by_itself_once_its_window_is_over(paying: Paying) -> None:
    claim = paying.verified()
    number = paying.determine(claim)["determination_id"]
    database = paying.book.database
    paying.days += 14
    assert settle_due(database, paying.at) == 0
    new = paying.evidence(paying.matches[0], paying.days)
    code = "outcomes.disputes.open"
    dispute = paying.done(code, objecting(paying, number, new), *paying.suppliers)["dispute_id"]
    paying.days += 1
    assert settle_due(database, paying.at) == 0
    paying.done("outcomes.disputes.decide", answering(paying, dispute, False), *paying.officers)
    assert settle_due(database, paying.at) == 1
    assert settle_due(database, paying.at) == 0
    assert paying.balance(265) == -3_000_000
    assert paying.book.broken_proofs() == []


def test_a_rejected_dispute_leaves_the_determination_as_it_is(paying: Paying) -> None:
    claim = paying.verified()
    number = paying.determine(claim)["determination_id"]
    paying.days += 1
    new = paying.evidence(paying.matches[0], paying.days)
    code = "outcomes.disputes.open"
    dispute = paying.done(code, objecting(paying, number, new), *paying.suppliers)["dispute_id"]
    paying.done("outcomes.disputes.decide", answering(paying, dispute, False), *paying.officers)
    again = paying.redetermining(claim, "dispute")
    code = "outcomes.determinations.redetermine"
    assert paying.hears(code, again, paying.verifiers[0]) == "nothing_new"
    paying.days += 15
    assert paying.settle(number)["owed_won"] == 27_000_000


def test_a_late_accident_takes_back_what_was_kept_first_and_asks_for_the_rest(
    paying: Paying,
) -> None:
    claim, _ = paying.settled()
    code, verifier = "outcomes.determinations.redetermine", paying.verifiers[0]
    late = paying.redetermining(claim, "late_accident")
    assert paying.hears(code, late, verifier) == "nothing_new"
    paying.days += 60
    paying.incident(paying.matches[0], 90, concealed=True)
    again = paying.redetermine(claim, "late_accident")
    assert (again["version"], again["amount_won"]) == (2, 0)
    paying.days += 15
    booked = paying.settle(again["determination_id"])
    assert (booked["taken_back_won"], booked["clawback_won"]) == (3_000_000, 27_000_000)
    (clawback,) = paying.rows(
        "SELECT ground, base_won, state FROM outcomes.clawback WHERE award_id = %(a)s"
    )
    assert (clawback["ground"], clawback["base_won"]) == ("redetermined", 27_000_000)
    assert paying.book.broken_proofs() == []


def test_what_was_asked_back_and_dropped_was_never_taken_back(paying: Paying) -> None:
    claim, _ = paying.settled()
    paying.days += 60
    concealed = paying.incident(paying.matches[0], 90, concealed=True)
    again = paying.redetermine(claim, "late_accident")
    paying.days += 15
    number = paying.settle(again["determination_id"])["clawback_id"]
    paying.days += 15
    given = ClawbackDecided(programme_id=paying.programme, clawback_id=number, upheld=False)
    paying.done("outcomes.clawbacks.decide", given, *paying.officers)
    # It was no concealment, and period 2 can be claimed no more.
    paying.run(
        "UPDATE outcomes.incident SET concealed = false WHERE incident_id = %(i)s", i=concealed
    )
    paying.days = NEXT_CLAIMS_ON + 40
    paying.incident(paying.matches[0], 91)
    third = paying.redetermine(claim, "late_accident")
    assert third["amount_won"] == 30_000_000
    paying.days += 15
    booked = paying.settle(third["determination_id"])
    assert (booked["owed_won"], booked["restored_won"]) == (0, 3_000_000)
    assert paying.book.broken_proofs() == []


def test_an_accident_on_the_day_before_the_agreement_is_no_matter_of_it(paying: Paying) -> None:
    """Signed half past midnight in Korea, which is the day before where a server's clock is UTC."""
    paying.run(
        "INSERT INTO outcomes.agreement (programme_id, award_id, rule_version, rule_text,"
        " rule_digest, highest_won, advance_won, signed_at) SELECT programme_id, award_id, 2,"
        " rule_text, rule_digest, highest_won, 0, %(at)s FROM outcomes.agreement"
        " WHERE programme_id = %(p)s AND award_id = %(a)s",
        at=paying.stage.at().replace(hour=0, minute=30),
    )
    paying.incident(paying.matches[0], -1, concealed=True)
    claim = paying.verified()
    with paying.book.database.transaction() as tx:
        tx.run("SET LOCAL TIME ZONE 'UTC'")
        (case,) = read_cases(tx, paying.programme, [claim])
    assert list(case.incidents) == []


def test_a_higher_later_version_is_paid_only_out_of_what_is_left_of_the_reserve(
    paying: Paying,
) -> None:
    """Period 1 gave 30 million back to the pool; period 2 still holds its own 60."""
    claim, booked = paying.settled(claimed=FULL, found=HALF)
    assert booked["released_won"] == 30_000_000
    drawn = paying.rows("SELECT drawn FROM outcomes.verification WHERE claim_id = %(c)s", c=claim)
    found = paying.findings(drawn[0]["drawn"], FULL)
    again = paying.redetermine(claim, "found_error", found=found)
    assert again["amount_won"] == 60_000_000
    paying.days += 15
    assert paying.settle(again["determination_id"])["owed_won"] == 0
    # Once nobody can claim period 2 any more, its part is what is left.
    paying.days = NEXT_CLAIMS_ON + 40
    third = paying.redetermine(claim, "found_error", found=found)
    paying.days += 15
    extra = paying.settle(third["determination_id"])
    assert (extra["owed_won"], extra["retained_won"]) == (27_000_000, 3_000_000)
    (kept,) = paying.rows(
        "SELECT retained_won FROM outcomes.retention WHERE claim_id = %(c)s", c=claim
    )
    assert kept["retained_won"] == 6_000_000
    assert paying.book.broken_proofs() == []
