"""Properties of the pure rules: order of refusals, borders of days and amounts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from books import some_terms
from sangsaeng.kernel.calendar import Calendar
from sangsaeng.programmes.model import DefaultPolicy, Programme, Standing
from sangsaeng.programmes.variants import variants
from sangsaeng.receivables.model import (
    Evidence,
    KnownEvidence,
    Law,
    ParentState,
    PromiseLine,
    Receivable,
    Setting,
    cash_flow_digest,
)
from sangsaeng.receivables.rules import (
    decide_cancel,
    decide_issue,
    decide_parent,
    decide_pass_on,
    plan_claim_by,
)

TODAY = date(2026, 4, 6)
PROGRAMME = Programme(
    1, 1, 2, 3, "credit", DefaultPolicy.UNPAID_NO_RECOURSE, 4, TODAY, None, 30, 1, 2, 3
)
SETTING = Setting(
    PROGRAMME,
    some_terms(1, TODAY),
    variants()["credit"],
    Standing(suspended=False),
    Law(60, "A", 90, "B"),
    Calendar(frozenset()),
    TODAY,
)
WON = st.integers(-10, 10**6)
AHEAD = st.integers(-5, 100)


def _days(ahead: int) -> date:
    return TODAY + timedelta(days=ahead)


def _held(**other: Any) -> Receivable:
    told: dict[str, Any] = {
        **{"programme_id": 1, "receivable_id": 10, "root_id": 10, "parent_id": None, "tier": 1},
        **{"issuer_id": 1, "holder_id": 5, "face_won": 1000, "retained_won": 1000},
        **{"passed_on_won": 0, "sold_won": 0, "issued_on": TODAY, "matures_on": _days(30)},
        **{"terms_id": 1, "evidence_id": None, "claim_by": None, "claimed_on": None},
        **{"cancelled_on": None, "parked_since": None},
        **other,
    }
    return Receivable(**told)


def _parent(closed: date | None = None, funded: date | None = None, **other: Any) -> ParentState:
    held = _held(**other)
    return ParentState(held, "holder", held.matures_on, funded, closed, None)


@given(WON, AHEAD, st.integers(0, 10**6), st.integers(0, 10**6))
def test_an_accepted_issue_keeps_every_limit(
    amount_won: int, ahead: int, total_won: int, financed_won: int
) -> None:
    evidence = Evidence("f", "n", "tax_invoice", "payee", "buyer", TODAY, total_won)
    known = KnownEvidence(1, "n", "payee", "buyer", total_won, min(financed_won, total_won), None)
    line = PromiseLine(1, "payee", "p", amount_won, _days(ahead), evidence)
    refused = decide_issue(line, SETTING, "buyer", known, None)
    latest = SETTING.calendar.on_or_after(_days(60))
    accepted = (
        0 < amount_won <= total_won - known.financed_won and TODAY <= line.matures_on <= latest
    )
    assert (refused is None) == accepted


@given(WON, AHEAD, st.integers(0, 1000), st.integers(1, 4))
def test_an_accepted_pass_on_keeps_every_limit(
    amount_won: int, ahead: int, retained_won: int, tier: int
) -> None:
    line = PromiseLine(1, "payee", "p", amount_won, _days(ahead))
    refused = decide_pass_on(line, _parent(tier=tier), retained_won, SETTING, None)
    latest = SETTING.calendar.on_or_after(_days(60))
    accepted = (
        0 < amount_won <= retained_won and _days(30) <= line.matures_on <= latest and tier < 4
    )
    assert (refused is None) == accepted


@given(st.integers(0, 60), st.none() | st.integers(-5, 60), st.booleans())
def test_nothing_changes_once_its_day_is_closed_or_past(
    ahead: int, closed_ahead: int | None, funded: bool
) -> None:
    closed = None if closed_ahead is None else _days(closed_ahead)
    parent = _parent(closed, TODAY if funded else None)
    refused = decide_parent(parent, _days(ahead))
    if ahead > 30 or (closed_ahead is not None and closed_ahead >= 30):
        assert refused is not None and refused.code == "already_due"
    else:
        assert refused is None


@given(st.booleans(), st.integers(0, 1000), st.booleans(), st.booleans())
def test_cancelling_needs_consent_a_whole_face_and_an_unfunded_tree(
    consented: bool, retained_won: int, funded: bool, waits: bool
) -> None:
    parent = _parent(None, TODAY if funded else None, retained_won=retained_won)
    refused = decide_cancel(parent, TODAY, consented, waits)
    allowed = consented and retained_won == 1000 and not funded and not waits
    assert (refused is None) == allowed
    if not consented:
        assert refused is not None and refused.code == "consent_missing"


@given(st.integers(1, 60), st.integers(0, 60))
def test_value_waits_for_a_payee_until_the_day_before_it_is_due(claim_days: int, due: int) -> None:
    until = plan_claim_by(TODAY, claim_days, _days(due))
    assert TODAY <= until <= TODAY + timedelta(days=claim_days)
    assert until < _days(due) or until == TODAY


def test_the_digest_changes_with_everything_that_decides_the_cash_flow() -> None:
    terms = some_terms(1, TODAY)
    digests = {
        cash_flow_digest(PROGRAMME, terms, 1, 100, TODAY),
        cash_flow_digest(PROGRAMME, terms, 2, 100, TODAY),
        cash_flow_digest(PROGRAMME, terms, 1, 101, TODAY),
        cash_flow_digest(PROGRAMME, terms, 1, 100, _days(1)),
        cash_flow_digest(PROGRAMME, some_terms(1, TODAY, incentive="0.02"), 1, 100, TODAY),
        cash_flow_digest(PROGRAMME, some_terms(1, TODAY, early_payment="0.1"), 1, 100, TODAY),
        cash_flow_digest(PROGRAMME, some_terms(1, TODAY, rounding="nearest"), 1, 100, TODAY),
        cash_flow_digest(
            PROGRAMME, some_terms(1, TODAY, refund_owner="direct_parent"), 1, 100, TODAY
        ),
    }
    assert len(digests) == 8
