"""How a claim is counted is agreed: each rule is a clause with its numbers, and every line that it
makes names it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

from sangsaeng.outcomes.contracts.contract import Contract, read_contract, render_canonical
from sangsaeng.outcomes.model import Award
from sangsaeng.outcomes.model_call import ProgrammeRules
from sangsaeng.outcomes.model_claim import (
    ClaimedSite,
    ClaimLine,
    DeterminationCase,
    Determined,
    Period,
)
from sangsaeng.outcomes.model_target import AbsoluteMetric, Stated, TargetMetric
from sangsaeng.outcomes.rules_agreements import COUNTING, make_contract
from sangsaeng.outcomes.rules_determining import decide_determination

DAY = date(2026, 1, 1)
METRIC = "hazards_abated"
RULES = ProgrammeRules(sample_share="0.25", sample_least=4, claim_tolerance="0.07")


def agreed() -> Contract:
    """The contract of an award of 100 won over two periods, 30 and 70 per cent of it."""
    award = Award(1, 2, 3, "grant", 0, 100, "funded", datetime(2026, 1, 1, tzinfo=UTC), None)
    metric = TargetMetric(METRIC, "1", Stated.ABSOLUTE, "1")
    level = AbsoluteMetric(metric, Fraction(0), Fraction(1), False)
    periods = [Period(1, DAY, DAY, DAY, Decimal("0.3")), Period(2, DAY, DAY, DAY, Decimal("0.70"))]
    contract = read_contract(make_contract(award, RULES, [level], periods))
    assert isinstance(contract, Contract), contract
    return contract


def line(match_id: int, numerator: int) -> ClaimLine:
    """So many of ten hazards abated."""
    return ClaimLine(match_id, METRIC, Decimal(numerator), Decimal(10))


def site(match_id: int, state: str = "accepted", timely: bool = True, **other: bool) -> ClaimedSite:
    """A site that had ten hazards and none abated."""
    ten = {METRIC: (Decimal(0), Decimal(10))}
    seen = {METRIC: (Decimal(5), Decimal(10))} if match_id == 6 else {}
    return ClaimedSite(match_id, state, timely, baseline=ten, observed=seen, **other)


def test_the_agreed_clauses_say_how_a_claim_is_counted_with_their_numbers() -> None:
    clauses = agreed().clauses
    assert set(COUNTING.values()) <= set(clauses)
    assert "1: 30%, 2: 70%" in clauses["3.1"]
    assert "25%" in clauses["3.2"] and "4곳" in clauses["3.2"]
    assert "7%" in clauses["4.1"] and "10%" in clauses["6.1"] and "12개월" in clauses["6.1"]


def test_every_line_of_the_count_names_an_agreed_clause() -> None:
    """Seen with an error; not seen; late; left; gone for a listed reason; observed worse."""
    contract = agreed()
    sites = [site(1), site(2), site(3, timely=False), site(4, "left")]
    sites += [site(5, "closed", excused=True), site(6)]
    case = DeterminationCase(
        programme_id=1,
        award_id=2,
        claim_id=7,
        period_no=1,
        cap_won=30,
        rule_version=1,
        rule_text=render_canonical(contract),
        claimed=[line(match_id, 9) for match_id in (1, 2, 3, 6)],
        found=[line(1, 8)],
        sites=sites,
        incidents=[],
        duties_met=True,
    )
    done = decide_determination(case)
    assert isinstance(done, Determined), done
    counted = {one.what: one.clause for one in done.lines if one.what in COUNTING}
    assert counted == dict(COUNTING)
    assert all(one.clause in contract.clauses for one in done.lines if one.clause)
