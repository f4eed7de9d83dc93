"""A site that goes after it was looked at takes nothing with it: what was found of it counts, and
the payer agrees to a sum, not to a claim's number (G14, G15)."""

from __future__ import annotations

from typing import Any

import pytest
from paying_stage import AC_19, CLAIMS_ON, Paying

from sangsaeng.acts.kinds.outcomes_sites import SiteEnded
from sangsaeng.acts.kinds.outcomes_tails import ForfeitWanted, InspectionWanted
from sangsaeng.acts.kinds.outcomes_verifications import ReportWanted
from sangsaeng.acts.model import Office, Role
from sangsaeng.acts.registry import acts
from sangsaeng.acts.service import enter
from sangsaeng.acts.service_deciding import decide
from sangsaeng.acts.service_executing import Entered
from sangsaeng.database.connection import Database

BAD = dict.fromkeys(AC_19, "0")
CLOSE, DETERMINE = "outcomes.sites.close", "outcomes.determinations.determine"


@pytest.fixture
def paying(database: Database) -> Paying:
    return Paying(database, days=CLAIMS_ON)


def one_bad(paying: Paying) -> int:
    """A claim that says of the first site what it is: nothing works there."""
    lines = paying.lines(AC_19, paying.matches[1:]) + paying.lines(BAD, paying.matches[:1])
    given = paying.wanted(lines=lines)
    claim = int(paying.done("outcomes.claims.submit", given, *paying.suppliers)["claim_id"])
    paying.check(claim)
    found = [
        one
        for match_id in paying.drawn(claim)
        for one in paying.findings([match_id], BAD if match_id == paying.matches[0] else AC_19)
    ]
    told: dict[str, Any] = {"programme_id": paying.programme, "claim_id": claim, "found": found}
    report = ReportWanted(duties_met=True, **told)
    paying.done("outcomes.verifications.report", report, *paying.verifiers)
    return claim


def ending(paying: Paying, reason: str, *evidence: int, place: int = 0) -> SiteEnded:
    """A site goes: the first, where no other is named."""
    (row,) = paying.rows(
        "SELECT site_id FROM outcomes.match WHERE match_id = %(m)s", m=paying.matches[place]
    )
    told: dict[str, Any] = {"reason": reason, "evidence_ids": list(evidence)}
    return SiteEnded(programme_id=paying.programme, site_id=row["site_id"], **told)


def test_only_officers_excuse_a_site_and_with_evidence_of_it(paying: Paying) -> None:
    owners = paying.people("site0", Role.ENTERER, Role.APPROVER, office=Office.SITE)
    proof = paying.evidence(paying.matches[0], 171)
    other = paying.evidence(paying.matches[1], 171)
    for reason in ("disaster", "ordered", "bankruptcy"):
        given = ending(paying, reason, proof)
        assert paying.hears(CLOSE, given, owners[0]) == "excuse_by_officers"
        officer = paying.officers[0]
        assert paying.hears(CLOSE, ending(paying, reason), officer) == "excuse_unproven"
        wrong = ending(paying, reason, other)
        assert paying.hears(CLOSE, wrong, officer) == "unknown_evidence_file"
    paying.done(CLOSE, ending(paying, "disaster", proof), *paying.officers)
    (row,) = paying.rows(
        "SELECT facts FROM outcomes.event WHERE subject = 'site' AND to_state = 'withdrawn'"
    )
    assert row["facts"] == {"evidence_ids": [proof]}


@pytest.mark.parametrize("reason", ["disaster", "other"])
def test_a_bad_site_that_leaves_after_the_claim_counts_as_it_was_found(
    paying: Paying, reason: str
) -> None:
    claim = one_bad(paying)
    paying.days += 1
    given = ending(paying, reason, paying.evidence(paying.matches[0], 171))
    paying.done(CLOSE, given, *paying.officers)
    assert paying.determine(claim)["amount_won"] == 0


def test_a_site_excused_before_the_claim_is_out_of_it(paying: Paying) -> None:
    given = ending(paying, "disaster", paying.evidence(paying.matches[0], 171))
    paying.done(CLOSE, given, *paying.officers)
    paying.days += 1
    del paying.matches[0]
    assert paying.determine(paying.verified())["amount_won"] == 30_000_000


def test_the_payer_agrees_to_a_sum_and_to_no_other(paying: Paying) -> None:
    claim = paying.verified()
    refused = paying.refusal(DETERMINE, paying.determining(claim, 1), paying.verifiers[0])
    assert (refused.code, dict(refused.facts)) == (
        "stated_sum_differs",
        {"stated": 1, "found": 30_000_000},
    )
    first = paying.caller(paying.verifiers[0])
    right = paying.determining(claim, 30_000_000)
    now = enter(paying.book.database, first, acts()[DETERMINE], right, paying.at)
    assert isinstance(now, Entered), now
    agreed = paying.caller(paying.credit)
    decide(paying.book.database, agreed, now.act_id, now.digest, True, paying.at)
    # What it comes to has changed when the last one approves.
    paying.incident(paying.matches[0], 90, concealed=True)
    second = paying.caller(paying.verifiers[1])
    done = decide(paying.book.database, second, now.act_id, now.digest, True, paying.at)
    assert isinstance(done, Entered), done
    assert [one.code for one in done.refusals] == ["stated_sum_differs"]


@pytest.mark.parametrize("gone", [1, 4])
def test_a_site_that_goes_in_the_tail_frees_nothing_of_what_was_kept_back(
    paying: Paying, gone: int
) -> None:
    claim, _ = paying.settled()
    paying.days += 500
    for place, match_id in enumerate(paying.matches):
        told: dict[str, Any] = {"in_use": place >= gone, "announced": False, "note": "seen"}
        look = InspectionWanted(
            programme_id=paying.programme,
            match_id=match_id,
            inspected_on=paying.at.date(),
            **told,
        )
        paying.done("outcomes.tails.inspect", look, *paying.verifiers)
    for place in range(gone):
        paying.done(CLOSE, ending(paying, "other", place=place), *paying.officers)
    code, verifier = "outcomes.retentions.release", paying.verifiers[0]
    refused = paying.refusal(code, paying.of_claim(claim), verifier)
    assert (refused.code, refused.facts["due"]) == ("equipment_not_in_use", gone * 750_000)
    lost = ForfeitWanted(programme_id=paying.programme, claim_id=claim, ground="not_in_use")
    sides = (*paying.verifiers, paying.officers[0])
    done = paying.done("outcomes.retentions.forfeit", lost, *sides)
    assert done["forfeited_won"] == gone * 750_000
    assert paying.book.broken_proofs() == []
