"""Rows 19 and 20: what was kept back is released or lost; what was paid wrongly is taken back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from paying_stage import CLAIMS_ON, NOWHERE, Paying

from sangsaeng.acts.kinds.outcomes_clawbacks import (
    ClawbackDecided,
    ClawbackHeard,
    ClawbackNamed,
    ClawbackWanted,
)
from sangsaeng.acts.kinds.outcomes_tails import AwardNamed, ForfeitWanted, InspectionWanted
from sangsaeng.database.connection import Database
from sangsaeng.outcomes.model_money import Owed, PayableFor
from sangsaeng.outcomes.service_clawbacks import record_recovered
from sangsaeng.outcomes.service_money import post_advance, post_received

# Both periods are over: the first was claimed, the second was not.
AFTER = 400


@pytest.fixture
def paying(database: Database) -> Paying:
    return Paying(database, sites=3, days=CLAIMS_ON)


def in_tail(paying: Paying) -> int:
    """An award in its tail, with 3 million kept back; the claim."""
    claim, _ = paying.settled()
    paying.days = AFTER
    given = AwardNamed(programme_id=paying.programme, award_id=paying.award)
    paying.done("outcomes.tails.begin", given, *paying.officers)
    return claim


def looking(paying: Paying, match_id: int, in_use: bool = True, **other: Any) -> InspectionWanted:
    """A look as it is entered."""
    said = {"inspected_on": paying.at.date(), "announced": False, "note": "seen", **other}
    return InspectionWanted(programme_id=paying.programme, match_id=match_id, in_use=in_use, **said)


def look(paying: Paying, gone: int = 0) -> None:
    """A look at every site; the first so many are out of use."""
    for place, match_id in enumerate(paying.matches):
        given = looking(paying, match_id, place >= gone)
        paying.done("outcomes.tails.inspect", given, *paying.verifiers)


def release(paying: Paying, claim: int) -> dict[str, Any]:
    """What was kept back is released: the verifier's two, and the administrator."""
    code = "outcomes.retentions.release"
    return paying.done(code, paying.of_claim(claim), *paying.verifiers, paying.officers[0])


def forfeiting(paying: Paying, claim: int, ground: str) -> ForfeitWanted:
    """A forfeit as it is entered."""
    return ForfeitWanted(programme_id=paying.programme, claim_id=claim, ground=ground)


def test_the_tail_begins_when_nobody_can_claim_any_more(paying: Paying) -> None:
    paying.settled()
    given = AwardNamed(programme_id=paying.programme, award_id=paying.award)
    code, officer = "outcomes.tails.begin", paying.officers[0]
    assert paying.refusal(code, given, officer).facts == {"won": 60_000_000}
    pool = paying.balance(260)
    paying.days = AFTER
    done = paying.done(code, given, *paying.officers)
    assert date.fromisoformat(done["tail_until"]) > paying.at.date() + timedelta(days=360)
    assert paying.balance(260) - pool == -60_000_000
    assert paying.hears(code, given, officer) == "award_state_unfit"


def test_what_was_kept_back_is_released_after_a_good_tail(paying: Paying) -> None:
    claim = in_tail(paying)
    code, verifier = "outcomes.retentions.release", paying.verifiers[0]
    named = paying.of_claim(claim)
    assert paying.hears(code, named, verifier) == "tail_not_over"
    assert paying.hears(code, paying.of_claim(NOWHERE), verifier) == "unknown_retention"
    paying.days = 800
    assert paying.hears(code, named, verifier) == "inspection_missing"
    look(paying)
    assert release(paying, claim)["released_won"] == 3_000_000
    assert paying.hears(code, named, verifier) == "nothing_kept"
    (award,) = paying.rows("SELECT state FROM outcomes.award WHERE award_id = %(a)s")
    assert award["state"] == "closed"
    assert paying.book.broken_proofs() == []


def test_equipment_out_of_use_loses_its_sites_part_and_the_rest_is_released(
    paying: Paying,
) -> None:
    claim = in_tail(paying)
    paying.days = 800
    look(paying, gone=1)
    code, verifier = "outcomes.retentions.release", paying.verifiers[0]
    refused = paying.refusal(code, paying.of_claim(claim), verifier)
    assert (refused.code, refused.facts["due"]) == ("equipment_not_in_use", 1_000_000)
    forfeit, lost = "outcomes.retentions.forfeit", forfeiting(paying, claim, "not_in_use")
    pool = paying.balance(260)
    done = paying.done(forfeit, lost, *paying.verifiers, paying.officers[0])
    assert done["forfeited_won"] == 1_000_000
    assert paying.balance(260) - pool == -1_000_000
    assert paying.hears(forfeit, lost, verifier) == "nothing_to_forfeit"
    assert release(paying, claim)["released_won"] == 2_000_000
    assert paying.book.broken_proofs() == []


def test_a_concealment_found_later_loses_all_that_was_kept(paying: Paying) -> None:
    claim = in_tail(paying)
    paying.days = 800
    look(paying)
    code, verifier = "outcomes.retentions.forfeit", paying.verifiers[0]
    lost = forfeiting(paying, claim, "concealment")
    assert paying.hears(code, lost, verifier) == "nothing_to_forfeit"
    paying.incident(paying.matches[0], 380, concealed=True)
    release_code = "outcomes.retentions.release"
    assert paying.hears(release_code, paying.of_claim(claim), verifier) == "concealment_found"
    done = paying.done(code, lost, *paying.verifiers, paying.officers[0])
    assert done["forfeited_won"] == 3_000_000
    assert paying.book.broken_proofs() == []


def test_a_late_approval_is_determined_anew_before_anything_is_released(paying: Paying) -> None:
    claim = in_tail(paying)
    paying.days = 800
    look(paying)
    paying.incident(paying.matches[0], 90)
    code, verifier = "outcomes.retentions.release", paying.verifiers[0]
    assert paying.hears(code, paying.of_claim(claim), verifier) == "redetermination_due"
    again = paying.redetermine(claim, "late_accident")
    assert again["amount_won"] == 30_000_000
    assert paying.hears(code, paying.of_claim(claim), verifier) == "determination_unsettled"
    paying.days += 15
    paying.settle(again["determination_id"])
    assert release(paying, claim)["released_won"] == 3_000_000


def asking_back(paying: Paying, ground: str = "misuse", won: int = 15_000_000) -> ClawbackWanted:
    """A notice as it is entered."""
    return ClawbackWanted(
        programme_id=paying.programme,
        award_id=paying.award,
        ground=ground,
        base_won=won,
        statement="sold to a third party",
        hearing_on=paying.at.date() + timedelta(days=10),
    )


def deciding(paying: Paying, number: int, **other: Any) -> ClawbackDecided:
    """A decision as it is entered."""
    said = {"upheld": True, **other}
    return ClawbackDecided(programme_id=paying.programme, clawback_id=number, **said)


def opened(paying: Paying, ground: str = "misuse") -> int:
    """A notice given; its number."""
    given = asking_back(paying, ground)
    return int(paying.done("outcomes.clawbacks.open", given, *paying.officers)["clawback_id"])


@pytest.mark.parametrize(
    ("ground", "mitigation", "penalty", "years"),
    [
        ("fraud", "0", 75_000_000, 5),
        ("misuse", "0", 30_000_000, 3),
        ("misuse", "0.5", 15_000_000, 3),
        ("business_closed", "0", 0, None),
        ("death_by_defect", "0", 0, None),
    ],
)
def test_refund_and_penalty_follow_the_ground_and_are_two_lines(
    paying: Paying, ground: str, mitigation: str, penalty: int, years: int | None
) -> None:
    """AC-17, on 15 million won."""
    paying.settled()
    number = opened(paying, ground)
    code, officer = "outcomes.clawbacks.decide", paying.officers[0]
    given = deciding(paying, number, mitigation=mitigation)
    assert paying.hears(code, given, officer) == "hearing_not_held"
    words = ClawbackHeard(programme_id=paying.programme, clawback_id=number, words="no")
    hear = "outcomes.clawbacks.hear"
    assert paying.hears(hear, words, paying.strangers[0]) == "unknown_clawback"
    paying.done(hear, words, *paying.suppliers)
    done = paying.done(code, given, *paying.officers)
    assert (done["refund_won"], done["penalty_won"]) == (15_000_000, penalty)
    lines = paying.rows(
        "SELECT kind, amount_won FROM ledger.line WHERE programme_id = %(p)s AND %(a)s > 0"
        " AND kind IN (68, 69) ORDER BY kind"
    )
    assert [line["amount_won"] for line in lines] == [won for won in (15_000_000, penalty) if won]
    barred = paying.rows("SELECT until_on, since_on FROM outcomes.bar WHERE %(p)s > %(a)s")
    assert [row["until_on"].year - row["since_on"].year for row in barred] == (
        [years] if years else []
    )
    assert paying.hears(code, given, officer) == "clawback_over"
    assert paying.book.broken_proofs() == []


def test_bankruptcy_costs_nothing_and_a_dropped_notice_neither(paying: Paying) -> None:
    paying.settled()
    code = "outcomes.clawbacks.decide"
    first, second = opened(paying, "bankruptcy"), opened(paying, "fraud")
    paying.days += 11
    done = paying.done(code, deciding(paying, first), *paying.officers)
    assert (done["refund_won"], done["penalty_won"], done["state"]) == (0, 0, "recovered")
    done = paying.done(code, deciding(paying, second, upheld=False), *paying.officers)
    assert (done["refund_won"], done["state"]) == (0, "dropped")
    assert paying.balance(152) == 0


def test_a_notice_is_for_what_was_paid_once_a_ground_with_time_to_answer(paying: Paying) -> None:
    code, officer = "outcomes.clawbacks.open", paying.officers[0]
    assert paying.hears(code, asking_back(paying), officer) == "more_than_received"
    paying.settled()
    past = asking_back(paying).model_copy(update={"hearing_on": paying.at.date()})
    assert paying.hears(code, past, officer) == "hearing_in_the_past"
    opened(paying)
    assert paying.hears(code, asking_back(paying), officer) == "ground_charged"
    stranger = asking_back(paying).model_copy(update={"award_id": NOWHERE, "ground": "fraud"})
    assert paying.hears(code, stranger, officer) == "unknown_award"


def test_doing_it_again_within_five_years_costs_five_times(paying: Paying) -> None:
    paying.settled()
    first, second = opened(paying, "sold"), opened(paying, "misuse")
    paying.days += 11
    code = "outcomes.clawbacks.decide"
    given = deciding(paying, first)
    assert paying.done(code, given, *paying.officers)["penalty_won"] == 30_000_000
    given = deciding(paying, second)
    done = paying.done(code, given, *paying.officers)
    # Of 27 million the first took 15.
    assert (done["refund_won"], done["penalty_won"]) == (12_000_000, 60_000_000)


def test_one_won_is_taken_back_once_whatever_the_grounds(paying: Paying) -> None:
    paying.settled()
    code = "outcomes.clawbacks.open"
    numbers = [
        paying.done(code, asking_back(paying, ground, 27_000_000), *paying.officers)["clawback_id"]
        for ground in ("business_closed", "death_by_defect")
    ]
    paying.days += 11
    decide = "outcomes.clawbacks.decide"
    refunds = [
        paying.done(decide, deciding(paying, number), *paying.officers)["refund_won"]
        for number in numbers
    ]
    assert refunds == [27_000_000, 0]
    assert paying.balance(152) == 27_000_000
    assert paying.book.broken_proofs() == []


def test_an_advance_is_asked_back_once_whether_it_was_repaid_or_not(paying: Paying) -> None:
    with paying.book.database.transaction() as tx:
        supplier = paying.stage.company("supplier")
        about = (paying.programme, supplier, PayableFor.ADVANCE, paying.award, 56_000_000)
        post_advance(tx, Owed(*about, paying.award), paying.at.date())
    code, given = "outcomes.clawbacks.open", asking_back(paying, won=1)
    assert paying.hears(code, given, paying.officers[0]) == "more_than_received"
    entry = paying.stage.pay_in(56_000_000)
    with paying.book.database.transaction() as tx:
        received = (tx, paying.programme, entry, paying.award, False, paying.at.date())
        assert post_received(*received) == 56_000_000
    assert paying.hears(code, given, paying.officers[0]) == "more_than_received"


def test_what_comes_in_pays_the_oldest_and_the_rest_may_be_written_off(paying: Paying) -> None:
    paying.settled()
    number = opened(paying)
    paying.days += 11
    paying.done("outcomes.clawbacks.decide", deciding(paying, number), *paying.officers)
    entry = paying.stage.pay_in(20_000_000)
    with paying.book.database.transaction() as tx:
        about = (tx, paying.programme, entry, paying.award, True, paying.at.date())
        assert post_received(*about) == 20_000_000
        record_recovered(tx, paying.programme, paying.award, 20_000_000, paying.at)
    given = ClawbackNamed(programme_id=paying.programme, clawback_id=number)
    code = "outcomes.clawbacks.write_off"
    done = paying.done(code, given, *paying.officers, paying.credit)
    assert done["lost_won"] == 25_000_000
    assert paying.balance(152) == 0
    (row,) = paying.rows(
        "SELECT state, recovered_won, lost_won FROM outcomes.clawback WHERE award_id = %(a)s"
    )
    assert dict(row) == {"state": "lost", "recovered_won": 20_000_000, "lost_won": 25_000_000}
    assert paying.hears(code, given, paying.officers[0]) == "clawback_over"
    assert paying.book.broken_proofs() == []


def test_nobody_inspects_but_the_award_s_verifier(paying: Paying) -> None:
    claim = in_tail(paying)
    assert claim
    code = "outcomes.tails.inspect"
    given = looking(paying, paying.matches[0])
    verifier = paying.verifiers[0]
    tomorrow = given.model_copy(update={"inspected_on": paying.at.date() + timedelta(days=1)})
    assert paying.hears(code, tomorrow, verifier) == "day_in_future"
    assert paying.hears(code, looking(paying, NOWHERE), verifier) == "unknown_match"
    paying.run("UPDATE outcomes.assignment SET ended_at = %(at)s", at=paying.at)
    assert paying.hears(code, given, verifier) == "unknown_match"
