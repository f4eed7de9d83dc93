"""Rows 14 to 18: a claim is checked, verified by sample, determined by the frozen rule and booked;
through the acts, by the people who do each."""

from __future__ import annotations

from hashlib import sha256

import pytest
from paying_stage import (
    AC_19,
    CLAIMS_ON,
    NEXT_CLAIMS_ON,
    NONCES,
    NOWHERE,
    Paying,
    explained,
)

from sangsaeng.acts.kinds.outcomes_claims import ClaimChecked
from sangsaeng.acts.model import Office, Role
from sangsaeng.database.connection import Database
from sangsaeng.outcomes.service_determining import get_determination, recompute

BETTER = {"units_working": "100", "hazards_abated": "100", "training_hours": "100"}


@pytest.fixture
def paying(database: Database) -> Paying:
    return Paying(database, days=CLAIMS_ON)


def test_the_programme_s_own_case_comes_out_to_the_won(paying: Paying) -> None:
    """AC-19: A = .46 + .30 + .17 = .93, so half of the cap of 60 million; 3 million kept back, 30
    million back to the pool."""
    pool = paying.balance(260)
    claim, booked = paying.settled()
    assert booked["owed_won"] == 27_000_000
    assert (booked["retained_won"], booked["released_won"]) == (3_000_000, 30_000_000)
    assert paying.balance(260) - pool == -30_000_000
    assert paying.balance(265) == -3_000_000
    (payable,) = paying.rows(
        "SELECT amount_won, source_id FROM outcomes.payable WHERE programme_id = %(p)s"
        " AND award_id = %(a)s AND purpose = 'reward'"
    )
    assert (payable["amount_won"], payable["source_id"]) == (27_000_000, claim)
    assert paying.book.broken_proofs() == []


def test_each_step_is_done_by_its_own_people_and_nobody_else_knows_of_it(paying: Paying) -> None:
    stranger, supplier = paying.strangers[0], paying.suppliers[0]
    assert paying.hears("outcomes.claims.submit", paying.wanted(), stranger) == "unknown_award"
    assert paying.hears("outcomes.claims.submit", paying.wanted(award_id=NOWHERE), supplier) == (
        "unknown_award"
    )
    claim = paying.claimed()
    other = ClaimChecked(programme_id=paying.programme, claim_id=claim, passed=True)
    assert paying.hears("outcomes.claims.check", other, stranger) == "not_permitted"
    assert paying.hears("outcomes.verifications.draw", paying.drawing(claim), supplier) == (
        "not_permitted"
    )
    for name, office, role, code, given, wanted in (
        (
            "rival",
            Office.VERIFIER,
            Role.VERIFIER,
            "verifications.draw",
            paying.drawing(claim),
            "unknown_claim",
        ),
        (
            "other",
            Office.VERIFIER,
            Role.VERIFIER,
            "determinations.determine",
            paying.determining(claim),
            "unknown_claim",
        ),
        (
            "agency",
            Office.PROGRAMME,
            Role.PROGRAMME_OFFICER,
            "claims.check",
            other,
            "unknown_claim",
        ),
    ):
        (rival,) = paying.people(name, role, office=office)
        assert paying.hears(f"outcomes.{code}", given, rival) == wanted


def test_a_claim_has_every_metric_of_every_site_with_evidence_of_that_time(paying: Paying) -> None:
    supplier, code = paying.suppliers[0], "outcomes.claims.submit"
    lines = paying.lines()
    cases = {
        "claim_line_missing": lines[:-1],
        "claim_line_twice": [*lines, lines[0]],
        "unknown_claim_line": [*lines[1:], lines[0].model_copy(update={"match_id": NOWHERE})],
        "denominator_zero": [*lines[1:], lines[0].model_copy(update={"denominator": "0"})],
    }
    for wanted, given in cases.items():
        assert paying.hears(code, paying.wanted(lines=given), supplier) == wanted
    paying.run("DELETE FROM outcomes.evidence WHERE match_id = %(m)s", m=paying.matches[0])
    assert paying.hears(code, paying.wanted(), supplier) == "claim_evidence_missing"
    paying.days = 100
    assert paying.hears(code, paying.wanted(), supplier) == "period_still_observed"
    assert paying.hears(code, paying.wanted(9), supplier) == "unknown_period"


def test_a_late_claim_counts_for_the_next_period_and_the_last_one_is_kept_unpaid(
    paying: Paying,
) -> None:
    code = "outcomes.claims.submit"
    paying.days = 211
    waits = paying.done(code, paying.wanted(1), *paying.suppliers)
    paying.days = NEXT_CLAIMS_ON
    moved = paying.done(code, paying.wanted(1), *paying.suppliers)
    assert (moved["period_no"], moved["moved_from"], moved["state"]) == (2, 1, "submitted")
    assert paying.hears(code, paying.wanted(2), paying.suppliers[0]) == "period_claimed"
    paying.days = 400
    kept = paying.done(code, paying.wanted(1), *paying.suppliers)
    # The second period was still observed: what it will show is not known yet.
    for claim, reason in ((waits, "period_still_observed"), (kept, "claim_too_late")):
        assert claim["state"] == "refused"
        (event,) = paying.rows(
            "SELECT to_state, reason FROM outcomes.event WHERE programme_id = %(p)s"
            " AND subject_id = %(c)s",
            c=claim["claim_id"],
        )
        assert (event["to_state"], event["reason"]) == ("refused", reason)


def test_the_sample_follows_from_a_number_bound_before_the_claim(paying: Paying) -> None:
    claim = paying.claimed()
    code, verifier = "outcomes.verifications.draw", paying.verifiers[0]
    assert paying.hears(code, paying.drawing(claim, b"x" * 32), verifier) == "nonce_differs"
    done = paying.done(code, paying.drawing(claim), verifier)
    (row,) = paying.rows("SELECT digest FROM outcomes.claim WHERE claim_id = %(c)s", c=claim)
    seed = sha256(NONCES[0] + row["digest"]).digest()
    ordered = sorted(paying.matches, key=lambda m: sha256(seed + str(m).encode()).digest())
    assert (done["seed"], done["match_ids"]) == (seed.hex(), ordered[:2])
    assert (done["drawn_from"], done["fee_won"]) == (4, 1_000_000)
    assert paying.hears(code, paying.drawing(claim), verifier) == "claim_not_there_yet"


def test_the_next_claim_needs_the_number_that_the_last_one_is_the_digest_of(
    paying: Paying,
) -> None:
    paying.settled()
    paying.days = NEXT_CLAIMS_ON
    for match_id in paying.matches:
        paying.evidence(match_id, 300)
    claim = paying.claimed(period_no=2)
    code, verifier = "outcomes.verifications.draw", paying.verifiers[0]
    assert paying.hears(code, paying.drawing(claim, NONCES[0]), verifier) == "nonce_differs"
    assert len(paying.drawn(claim, NONCES[1])) == 2


def test_a_report_is_whole_and_made_after_the_draw(paying: Paying) -> None:
    claim = paying.claimed()
    drawn = paying.drawn(claim)
    code, verifier = "outcomes.verifications.report", paying.verifiers[0]
    given = paying.reporting(claim, drawn)
    found = given.found
    others = [match for match in paying.matches if match not in drawn]
    early = found[0].model_copy(update={"visited_on": paying.stage.at(100).date()})
    cases = {
        "finding_missing": found[1:],
        "finding_twice": [*found, found[0]],
        "not_drawn": [*found, found[0].model_copy(update={"match_id": others[0]})],
        "visited_before_draw": [early, *found[1:]],
        "denominator_zero": [found[0].model_copy(update={"denominator": "0"}), *found[1:]],
    }
    for wanted, lines in cases.items():
        assert paying.hears(code, given.model_copy(update={"found": lines}), verifier) == wanted
    answer = paying.done(code, given, *paying.verifiers)
    assert (answer["error_share"], answer["fee_won"]) == ("0.000000", 1_000_000)


def test_the_verifier_is_owed_its_fee_also_when_the_claim_fails(database: Database) -> None:
    # The running reserve of 500 million pays one such fee.
    paying = Paying(database, days=CLAIMS_ON, rules={"verifier_fee_won": 300_000_000})
    none = dict.fromkeys(AC_19, "0")
    claim = paying.verified(found=none)
    assert paying.determine(claim)["amount_won"] == 0
    (fee,) = paying.rows(
        "SELECT amount_won FROM outcomes.payable WHERE programme_id = %(p)s AND award_id = %(a)s"
        " AND purpose = 'fee' AND source_id = %(c)s",
        c=claim,
    )
    assert fee["amount_won"] == 300_000_000
    paying.days = NEXT_CLAIMS_ON
    for match_id in paying.matches:
        paying.evidence(match_id, 300)
    claim = paying.claimed(period_no=2)
    given = paying.reporting(claim, paying.drawn(claim, NONCES[1]))
    verifier = paying.verifiers[0]
    assert paying.hears("outcomes.verifications.report", given, verifier) == (
        "running_reserve_too_small"
    )


def test_what_was_claimed_too_high_is_cut_at_the_sites_nobody_saw_too(paying: Paying) -> None:
    """100 claimed and 96 found: 96 % counts everywhere, so A falls under 1 and half is paid."""
    found = dict.fromkeys(BETTER, "96")
    claim = paying.verified(claimed=BETTER, found=found)
    answer = paying.determine(claim)
    assert answer["amount_won"] == 30_000_000
    with paying.book.database.transaction() as tx:
        row = get_determination(tx, paying.programme, answer["determination_id"])
    assert isinstance(row, dict)
    assert '"verified":"0.96"' in row["input_text"]
    assert explained(row).count("explain_overclaimed") == 3


def test_a_claim_far_beside_what_was_found_does_not_count_at_all(paying: Paying) -> None:
    found = dict.fromkeys(BETTER, "90")
    assert paying.determine(paying.verified(claimed=BETTER, found=found))["amount_won"] == 0


@pytest.mark.parametrize(
    ("told", "broken"),
    [
        ({"concealed": True}, "no_concealment"),
        ({"kind": "death", "attributable": True}, "no_attributable_death"),
    ],
)
def test_an_accident_is_a_gate_and_never_a_price(
    paying: Paying, told: dict[str, object], broken: str
) -> None:
    paying.incident(paying.matches[0], 60)
    incident = paying.incident(paying.matches[0], 90, **told)
    answer = paying.determine(paying.verified())
    assert answer["amount_won"] == 0
    with paying.book.database.transaction() as tx:
        row = get_determination(tx, paying.programme, answer["determination_id"])
    assert isinstance(row, dict)
    (line,) = [one for one in row["explanation"] if one["what"] == "explain_gate_incident"]
    assert line["facts"] == {"gate": broken, "incident": str(incident)}


def test_duties_under_the_law_that_are_not_met_close_the_gate(paying: Paying) -> None:
    assert paying.determine(paying.verified(duties_met=False))["amount_won"] == 0


def test_late_evidence_is_kept_and_does_not_count(paying: Paying) -> None:
    """Of the two sites not visited one has only late evidence: it counts as its baseline."""
    claim = paying.claimed(BETTER)
    drawn = paying.drawn(claim)
    unseen = next(match for match in paying.matches if match not in drawn)
    paying.run("UPDATE outcomes.evidence SET late = true WHERE match_id = %(m)s", m=unseen)
    given = paying.reporting(claim, drawn, BETTER)
    paying.done("outcomes.verifications.report", given, *paying.verifiers)
    answer = paying.determine(claim)
    assert answer["amount_won"] == 0
    with paying.book.database.transaction() as tx:
        row = get_determination(tx, paying.programme, answer["determination_id"])
    assert isinstance(row, dict)
    assert explained(row).count("explain_evidence_late") == 3
    assert '"verified":"0.75"' in row["input_text"]


def test_a_site_that_left_stays_in_the_denominator_unless_for_a_listed_reason(
    paying: Paying,
) -> None:
    for reason, verified in (("site_withdrew", "0.75"), ("disaster", "1")):
        paying.run(
            "UPDATE outcomes.match SET state = 'left', reason = %(r)s WHERE match_id = %(m)s",
            r=reason,
            m=paying.matches[0],
        )
        if reason == "site_withdrew":
            lines = paying.lines(BETTER, paying.matches[1:])
            given = paying.wanted(lines=lines)
            claim = paying.done("outcomes.claims.submit", given, *paying.suppliers)["claim_id"]
            paying.check(claim)
            report = paying.reporting(claim, paying.drawn(claim), BETTER)
            paying.done("outcomes.verifications.report", report, *paying.verifiers)
            answer = paying.determine(claim)
        else:
            found = report.found[:1]
            answer = paying.redetermine(claim, "found_error", found=found)
        with paying.book.database.transaction() as tx:
            row = get_determination(tx, paying.programme, answer["determination_id"])
        assert isinstance(row, dict)
        assert f'"verified":"{verified}"' in row["input_text"]


def test_what_was_observed_month_by_month_bounds_a_claim_nobody_looked_at(paying: Paying) -> None:
    claim = paying.claimed(BETTER)
    drawn = paying.drawn(claim)
    unseen = next(match for match in paying.matches if match not in drawn)
    for month, version, numerator in (("2026-05-01", 1, 99), ("2026-05-01", 2, 10)):
        paying.run(
            "INSERT INTO outcomes.observation VALUES (%(p)s, %(m)s, 'units_working', %(month)s,"
            " %(v)s, %(n)s, 100, 20, 'device', %(at)s)",
            m=unseen,
            month=month,
            v=version,
            n=numerator,
            at=paying.at,
        )
    given = paying.reporting(claim, drawn, BETTER)
    paying.done("outcomes.verifications.report", given, *paying.verifiers)
    with paying.book.database.transaction() as tx:
        number = paying.determine(claim)["determination_id"]
        row = get_determination(tx, paying.programme, number)
    assert isinstance(row, dict)
    assert '"verified":"0.775"' in row["input_text"]


def test_a_determination_reckons_to_the_same_won_from_its_texts_alone(paying: Paying) -> None:
    number = paying.determine(paying.verified())["determination_id"]
    with paying.book.database.transaction() as tx:
        row = get_determination(tx, paying.programme, number)
    assert isinstance(row, dict)
    assert recompute(row) == row["amount_won"] == 30_000_000
    amounts = [line["amount_won"] for line in row["explanation"] if line["amount_won"] is not None]
    assert sum(amounts) == 30_000_000


def test_nothing_is_booked_before_the_window_has_passed_or_while_a_finding_stops_it(
    paying: Paying,
) -> None:
    claim = paying.verified()
    number = paying.determine(claim)["determination_id"]
    code, treasurer = "outcomes.determinations.settle", paying.treasury[0]
    named = paying.of_determination(number)
    paying.days += 14
    assert paying.hears(code, named, treasurer) == "window_open"
    paying.days += 1
    paying.run(
        "INSERT INTO outcomes.finding (programme_id, finding_id, control, subject, subject_id,"
        " award_id, facts, stops, found_at) VALUES (%(p)s, 1, 'price_band', 'award', %(a)s, %(a)s,"
        " '{}', true, %(at)s)",
        at=paying.at,
    )
    assert paying.hears(code, named, treasurer) == "award_stopped_by_finding"
    settle = "UPDATE outcomes.finding SET settled_at = %(at)s, answer = 'ok', settled_as = %(as)s"
    paying.run(settle, at=paying.at, **{"as": "confirmed"})
    assert paying.hears(code, named, treasurer) == "award_stopped_by_finding"
    paying.run(settle, at=paying.at, **{"as": "cleared"})
    assert paying.hears(code, paying.of_determination(NOWHERE), treasurer) == (
        "unknown_determination"
    )
    (bank,) = paying.people("bank", Role.TREASURY, office=Office.INSTITUTION)
    assert paying.hears(code, named, bank) == "unknown_determination"
    paying.settle(number)
    assert paying.hears(code, named, treasurer) == "settled_already"


def test_the_last_period_s_rest_goes_back_and_the_tail_begins(paying: Paying) -> None:
    paying.settled()
    paying.days = NEXT_CLAIMS_ON
    for match_id in paying.matches:
        paying.evidence(match_id, 300)
    _, booked = paying.settled(period_no=2, claimed=BETTER)
    assert (booked["owed_won"], booked["retained_won"], booked["released_won"]) == (
        54_000_000,
        6_000_000,
        0,
    )
    (award,) = paying.rows("SELECT state, tail_until FROM outcomes.award WHERE award_id = %(a)s")
    assert award["state"] == "tail" and award["tail_until"] > paying.at.date()
    (reserve,) = paying.rows(
        "SELECT reserved_won - spent_won - released_won AS left_won FROM outcomes.reserve"
        " WHERE award_id = %(a)s AND part = 'success'"
    )
    assert reserve["left_won"] == 0
    assert paying.book.broken_proofs() == []
