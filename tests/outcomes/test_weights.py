"""What a site weighs in a result was put down before anything was claimed: nobody makes a good site
count for more by what it states of it (G15)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paying_stage import AC_19, CLAIMS_ON, Paying

from sangsaeng.acts.kinds.outcomes_claims import LineWanted
from sangsaeng.acts.kinds.outcomes_verifications import ReportWanted
from sangsaeng.database.connection import Database
from sangsaeng.outcomes.model_claim import AgreedMetric, ClaimedSite, ClaimLine
from sangsaeng.outcomes.rules_verifying import count_metric

UP = AgreedMetric("m", Fraction(1, 10), Fraction(9, 10))
DOWN = AgreedMetric("m", Fraction(9, 10), Fraction(1, 10))
SITE = st.tuples(st.integers(0, 100), st.integers(1, 100), st.integers(1, 100), st.integers(0, 100))


@pytest.fixture
def paying(database: Database) -> Paying:
    return Paying(database, days=CLAIMS_ON)


@given(
    metric=st.sampled_from([UP, DOWN]),
    sites=st.lists(SITE, min_size=1, max_size=9),
    scales=st.lists(st.integers(1, 10**9), min_size=9, max_size=9),
    seen=st.integers(0, 9),
)
def test_what_a_claim_counts_does_not_hang_on_how_large_it_says_its_sites_are(
    metric: AgreedMetric,
    sites: list[tuple[int, int, int, int]],
    scales: list[int],
    seen: int,
) -> None:
    def counted(sizes: list[int]) -> tuple[Fraction, Fraction]:
        claimed = [
            ClaimLine(no, "m", Decimal(one * size), Decimal(of * size))
            for no, ((one, of, _, _), size) in enumerate(zip(sites, sizes, strict=False))
        ]
        found = [
            ClaimLine(no, "m", Decimal(was), Decimal(100))
            for no, (_, _, _, was) in enumerate(sites[:seen])
        ]
        known = [
            ClaimedSite(no, "accepted", timely=True, baseline={"m": (Decimal(0), Decimal(weight))})
            for no, (_, _, weight, _) in enumerate(sites)
        ]
        done = count_metric(metric, claimed, found, known)
        return done.claimed, done.verified

    assert counted(scales) == counted([1] * 9)


@given(sites=st.lists(st.tuples(st.integers(0, 100), st.integers(1, 100)), min_size=1, max_size=9))
def test_sites_that_stayed_as_they_were_come_to_the_agreed_baseline(
    sites: list[tuple[int, int]],
) -> None:
    agreed = Fraction(sum(one for one, _ in sites), sum(of for _, of in sites))
    metric = AgreedMetric("m", agreed, agreed + 1)
    lines = [ClaimLine(no, "m", Decimal(a), Decimal(b)) for no, (a, b) in enumerate(sites)]
    known = [
        ClaimedSite(no, "accepted", timely=True, baseline={"m": (Decimal(a), Decimal(b))})
        for no, (a, b) in enumerate(sites)
    ]
    assert count_metric(metric, lines, [], known).verified == agreed


@pytest.mark.parametrize("scale", [1, 10_000_000])
def test_a_large_denominator_at_the_good_site_earns_nothing(paying: Paying, scale: int) -> None:
    """One site of four at its target and three half way: .625, below the first step."""
    good = paying.matches[0]
    results = {match_id: "100" if match_id == good else "50" for match_id in paying.matches}
    lines = [
        LineWanted(
            match_id=match_id,
            metric=metric,
            numerator=str(int(value) * (scale if match_id == good else 1)),
            denominator=str(100 * (scale if match_id == good else 1)),
        )
        for match_id, value in results.items()
        for metric in AC_19
    ]
    given_lines = paying.wanted(1, lines=lines)
    claim = paying.done("outcomes.claims.submit", given_lines, *paying.suppliers)["claim_id"]
    paying.check(claim)
    found = [
        one
        for match_id in paying.drawn(claim)
        for one in paying.findings([match_id], dict.fromkeys(AC_19, results[match_id]))
    ]
    given = ReportWanted(
        programme_id=paying.programme, claim_id=claim, duties_met=True, found=found
    )
    paying.done("outcomes.verifications.report", given, *paying.verifiers)
    assert paying.determine(claim)["amount_won"] == 0


def test_a_share_is_not_above_one_in_claims_and_findings(paying: Paying) -> None:
    above = {**AC_19, "units_working": "101"}
    given = paying.wanted(lines=paying.lines(above))
    assert paying.hears("outcomes.claims.submit", given, paying.suppliers[0]) == "share_above_one"
    claim = paying.claimed({**AC_19, "training_hours": "130"})
    drawn = paying.drawn(claim)
    report = paying.reporting(claim, drawn, above)
    code = "outcomes.verifications.report"
    assert paying.hears(code, report, paying.verifiers[0]) == "share_above_one"
