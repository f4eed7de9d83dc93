"""Fourth act: claims, verification by sample, determinations, the reward, and the tail (rows 13 to
20), with one fraud, one dispute, one clawback and one closed site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sangsaeng.cli.safety.cast import cast
from sangsaeng.cli.safety.choosing import STAGE1_WON
from sangsaeng.cli.safety.company import Award, Troupe
from sangsaeng.cli.safety.installing import UNITS, add_evidence
from sangsaeng.cli.safety.stage import Stage, WentWrongError

OBSERVED_ON = date(2026, 12, 20)
CLAIMED_ON, DRAWN_ON, VISITED_ON = date(2027, 1, 5), date(2027, 1, 11), date(2027, 1, 15)
REPORTED_ON, DETERMINED_ON, DISPUTED_ON = date(2027, 1, 16), date(2027, 1, 20), date(2027, 1, 25)
PAID_ON, LOOKED_ON = date(2027, 2, 15), date(2027, 6, 15)
_HAZARDS, _ACTIONS = 5, 10


def observe(stage: Stage, troupe: Troupe) -> None:
    """Half a year passes; one site closes its doors, and stays in the denominator."""
    stage.set_day(date(2026, 11, 2))
    closed = next(iter(troupe.closed.matches.values()))
    wanted = {
        "programme_id": troupe.programme_id,
        "site_id": stage.site_of(closed.company_id),
        "reason": "business_closed",
        "closed_on": stage.on(date(2026, 10, 30)).isoformat(),
    }
    stage.do("outcomes.sites.close", wanted, closed.first, closed.more[0])
    stage.set_day(OBSERVED_ON)
    for award in troupe.awards:
        observe_award(stage, troupe, award)


def observe_award(stage: Stage, troupe: Troupe, award: Award) -> None:
    """New photographs, the months told, hazards seen to be gone: at each site of an award."""
    matches = stage.open_matches(award.award_id)
    for match_id in matches:
        add_evidence(stage, troupe, match_id, award.supplier, "photo_after", OBSERVED_ON)
    months = [
        line for match_id in matches for month in _months(stage) for line in _month(match_id, month)
    ]
    observed = {"programme_id": troupe.programme_id, "lines": months}
    stage.do("outcomes.observations.record", observed, troupe.officers[0])
    for match_id in matches:
        abated = {
            "programme_id": troupe.programme_id,
            "match_id": match_id,
            "lines": [
                {
                    "hazard_no": n,
                    "risk_after": 4,
                    "abated_on": stage.on(OBSERVED_ON).isoformat(),
                }
                for n in range(1, _HAZARDS + 1)
            ],
        }
        stage.do("outcomes.hazards.abate", abated, award.verifier.first)


def claim(stage: Stage, troupe: Troupe) -> None:
    """Suppliers claim, officers look, controls run: the fraud is found before a won is paid."""
    stage.set_day(CLAIMED_ON)
    for order, award in enumerate(troupe.awards):
        claim_award(stage, troupe, order, award)
    stage.do("outcomes.controls.run", {"programme_id": troupe.programme_id}, troupe.officers[0])
    for finding_id, award_id in stage.open_findings(troupe.programme_id):
        is_fraud = award_id == troupe.fraud.award_id
        settle_finding(stage, troupe, finding_id, "confirmed" if is_fraud else "cleared")


def settle_finding(stage: Stage, troupe: Troupe, finding_id: int, settled_as: str) -> None:
    """Two officers say what a finding of the controls was."""
    settled = {
        "programme_id": troupe.programme_id,
        "finding_id": finding_id,
        "settled_as": settled_as,
        "answer": cast()["findings"][settled_as],
    }
    stage.do("outcomes.findings.settle", settled, *troupe.officers)


def claim_award(stage: Stage, troupe: Troupe, order: int, award: Award) -> None:
    """A supplier claims what its sites reached, and an officer looks whether it is complete."""
    wanted = {
        "programme_id": troupe.programme_id,
        "award_id": award.award_id,
        "period_no": 1,
        "lines": [
            line
            for match_id in stage.open_matches(award.award_id)
            for line in _lines(match_id, _reached(order), True)
        ],
    }
    supplier = award.supplier
    made = stage.do("outcomes.claims.submit", wanted, supplier.first, supplier.second)
    award.claim_id = made["claim_id"]
    passed = {**_of(troupe, award), "passed": True}
    stage.do("outcomes.claims.check", passed, troupe.officers[0])


def verify(stage: Stage, troupe: Troupe) -> None:
    """Samples are drawn by numbers bound before, sites visited, claims determined."""
    for order, award in enumerate(troupe.awards):
        report_award(stage, troupe, order, award, draw_award(stage, troupe, award))
        stage.set_day(DETERMINED_ON)
        verifier = award.verifier
        sides = (verifier.first, verifier.second, troupe.payer.second)
        named = _of(troupe, award)
        done = stage.agree("outcomes.determinations.determine", named, *sides)
        if isinstance(done, Mapping):
            award.determination_id = done["determination_id"]
        elif award is not troupe.fraud:
            raise WentWrongError(f"{award.award_id}: {done}")


def draw_award(stage: Stage, troupe: Troupe, award: Award) -> Sequence[int]:
    """A verifier's sample of a claim's sites, by the number it had bound before."""
    stage.set_day(DRAWN_ON)
    given = {**_of(troupe, award), "nonce": award.nonce}
    drawn = stage.do("outcomes.verifications.draw", given, award.verifier.first)
    matches: Sequence[int] = drawn["match_ids"]
    return matches


def report_award(
    stage: Stage, troupe: Troupe, order: int, award: Award, drawn: Sequence[int]
) -> None:
    """What the verifier found at the sites of its sample."""
    stage.set_day(REPORTED_ON)
    verifier = award.verifier
    found = {
        **_of(troupe, award),
        "duties_met": True,
        "found": [
            {**line, "visited_on": stage.on(VISITED_ON).isoformat()}
            for match_id in drawn
            for line in _lines(match_id, _reached(order), award is not troupe.disputed)
        ],
    }
    stage.do("outcomes.verifications.report", found, verifier.first, verifier.second)


def dispute(stage: Stage, troupe: Troupe) -> None:
    """One supplier reads why it was refused, objects with new evidence, and is right."""
    award = troupe.disputed
    stage.set_day(DISPUTED_ON)
    match_id = stage.open_matches(award.award_id)[0]
    supplier, verifier = award.supplier, award.verifier
    proof = add_evidence(stage, troupe, match_id, supplier, "test_sheet", date(2026, 12, 21))
    objection = {
        "programme_id": troupe.programme_id,
        "determination_id": award.determination_id,
        "ground": cast()["dispute"]["ground"],
        "evidence_ids": [proof],
    }
    opened = stage.do("outcomes.disputes.open", objection, supplier.first, supplier.second)
    answer = {
        "programme_id": troupe.programme_id,
        "dispute_id": opened["dispute_id"],
        "upheld": True,
        "answer": cast()["dispute"]["answer"],
    }
    stage.do("outcomes.disputes.decide", answer, *troupe.officers)
    corrected = {
        **_of(troupe, award),
        "reason": "dispute",
        "found": [
            {
                **line,
                "visited_on": stage.on(VISITED_ON).isoformat(),
                "reason": cast()["dispute"]["answer"],
            }
            for drawn_id in stage.drawn_of(award.claim_id)
            for line in _lines(drawn_id, 0, True)
        ],
    }
    sides = (verifier.first, verifier.second, troupe.payer.second)
    again = stage.agree("outcomes.determinations.redetermine", corrected, *sides)
    if not isinstance(again, Mapping):
        raise WentWrongError(f"{award.award_id}: {again}")
    award.determination_id = again["determination_id"]


def reward(stage: Stage, troupe: Troupe) -> None:
    """After the window the payer's two keys settle and pay."""
    stage.set_day(PAID_ON)
    for award in troupe.awards:
        if award is not troupe.fraud:
            named = {
                "programme_id": troupe.programme_id,
                "determination_id": award.determination_id,
            }
            stage.do("outcomes.determinations.settle", named, *troupe.keys)
    stage.pay_all(troupe.programme_id, troupe.keys)


def take_back(stage: Stage, troupe: Troupe) -> None:
    """The fraud's stage-1 money is taken back: refund and penalty, after a hearing."""
    stage.set_day(date(2027, 2, 22))
    award = troupe.fraud
    opened = stage.do(
        "outcomes.clawbacks.open",
        {
            "programme_id": troupe.programme_id,
            "award_id": award.award_id,
            "ground": "fraud",
            "base_won": STAGE1_WON,
            "statement": cast()["clawback"]["statement"],
            "hearing_on": stage.on(date(2027, 3, 8)).isoformat(),
        },
        *troupe.officers,
    )
    named = {"programme_id": troupe.programme_id, "clawback_id": opened["clawback_id"]}
    stage.set_day(date(2027, 3, 8))
    supplier = award.supplier
    words = {**named, "words": cast()["clawback"]["words"]}
    stage.do("outcomes.clawbacks.hear", words, supplier.first, supplier.second)
    stage.set_day(date(2027, 3, 15))
    stage.do("outcomes.clawbacks.decide", {**named, "upheld": True}, *troupe.officers)


def end_fraud(stage: Stage, troupe: Troupe) -> None:
    """The fraud's award ends: its claim pays nothing, its reserve goes back to the pool, and its
    sites may be drawn for another."""
    wanted = {
        "programme_id": troupe.programme_id,
        "award_id": troupe.fraud.award_id,
        "ground": "fraud",
    }
    stage.do("outcomes.terminations.decide", wanted, *troupe.officers, troupe.payer.second)


def look_again(stage: Stage, troupe: Troupe) -> None:
    """In the tail a verifier comes unannounced: is everything still there and used?"""
    stage.set_day(LOOKED_ON)
    for award in troupe.awards:
        if award is troupe.fraud:
            continue
        match_id = stage.open_matches(award.award_id)[0]
        look = {
            "programme_id": troupe.programme_id,
            "match_id": match_id,
            "inspected_on": stage.on(LOOKED_ON).isoformat(),
            "in_use": True,
            "announced": False,
            "note": cast()["look"],
        }
        verifier = award.verifier
        stage.do("outcomes.tails.inspect", look, verifier.first, verifier.second)


def _reached(order: int) -> int:
    """How many of ten an award falls short by: most reach their target, some half of it, few
    none."""
    return (0, 0, 0, 1, 0, 2, 0, 0, 4, 1)[order % 10]


def _months(stage: Stage) -> Sequence[str]:
    """The months observed that are over, July to November where no day is moved."""
    middles = (stage.on(date(2026, month, 15)) for month in range(7, 12))
    return list(dict.fromkeys(f"{day:%Y-%m}" for day in middles))


def _month(match_id: int, month: str) -> list[dict[str, Any]]:
    """A month at a site: near misses are reported, and nobody was hurt."""
    said = {
        "match_id": match_id,
        "month": month,
        "source": cast()["sources"]["month"],
    }
    return [
        {**said, "metric": "near_miss_reports", "numerator": "2", "denominator": "20"},
        {**said, "metric": "ltifr", "numerator": "0", "denominator": "3466"},
    ]


def _lines(match_id: int, short: int, right: bool) -> list[dict[str, Any]]:
    """What a site reached; `right`: as it is, else as a hurried visit saw it."""
    working = UNITS if right else UNITS // 2
    return [
        {
            "match_id": match_id,
            "metric": "units_working",
            "numerator": str(working - (short > 1)),
            "denominator": str(UNITS),
        },
        {
            "match_id": match_id,
            "metric": "hazards_abated",
            "numerator": str(_HAZARDS - (short + 1) // 2),
            "denominator": str(_HAZARDS),
        },
        {
            "match_id": match_id,
            "metric": "actions_closed",
            "numerator": str(_ACTIONS - 1 - short),
            "denominator": str(_ACTIONS),
        },
    ]


def _of(troupe: Troupe, award: Award) -> dict[str, int]:
    return {"programme_id": troupe.programme_id, "claim_id": award.claim_id}
