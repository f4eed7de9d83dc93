"""The depth of checks grows with the step, the role and the amount."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from two_people import Stage

from sangsaeng.acts.model import Role
from sangsaeng.database.connection import Database
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties.check_levels import Check, Step
from sangsaeng.parties.rules_levels import decide_level, needed_checks
from sangsaeng.parties.service_levels import decide_checked, list_checks

_RECEIVE = {Check.INVITATION, Check.BUSINESS_NUMBER, Check.ACCOUNT_HOLDER}
_SMALL = _RECEIVE | {Check.AGREEMENT, Check.STRONG_SIGN_IN}
_WON = st.integers(1, 10**15)
_STEPS, _CHECKS = st.sampled_from(Step), st.frozensets(st.sampled_from(Check))
_ROLES = st.frozensets(st.sampled_from(["enterer", "approver", "administrator"]))


@pytest.mark.parametrize(
    ("step", "won", "roles", "needed"),
    [
        (Step.RECEIVE, 10**15, (), _RECEIVE),
        (Step.RECEIVE, 1, ("approver",), _RECEIVE),
        (Step.PASS_ON, 100_000_000, ("enterer",), _SMALL),
        (Step.SELL, 100_000_001, (), set(Check)),
        (Step.SELL, 1, ("enterer", "approver"), set(Check)),
    ],
)
def test_what_each_step_needs(
    step: Step, won: int, roles: tuple[str, ...], needed: set[Check]
) -> None:
    assert set(needed_checks(step, won, roles)) == needed


@given(_STEPS, _WON, _WON, _ROLES, _ROLES)
def test_more_never_needs_less(
    step: Step, won: int, more: int, roles: frozenset[str], others: frozenset[str]
) -> None:
    less = needed_checks(step, min(won, more), roles)
    assert set(less) <= set(needed_checks(step, max(won, more), roles | others))


@given(_STEPS, _WON, _CHECKS, _ROLES)
def test_the_first_that_is_missing_is_told(
    step: Step, won: int, held: frozenset[Check], roles: frozenset[str]
) -> None:
    missing = [one for one in needed_checks(step, won, roles) if one not in held]
    refused = decide_level(step, won, held, roles)
    if not missing:
        assert refused is None
        return
    assert isinstance(refused, Refusal) and refused.facts["check"] == missing[0]


def test_what_was_looked_at_is_read_out_of_the_book(database: Database) -> None:
    stage = Stage(database)
    company_id = stage.supplier()
    alone = stage.people.caller(company_id, Role.APPROVER, looked_at=False)
    with database.transaction() as tx:
        assert list_checks(tx, company_id, alone.person_id) == _RECEIVE
        # For a machine those sign in who approve; while it is only tried, nobody has yet.
        assert list_checks(tx, company_id, None) == _RECEIVE
        assert list_checks(tx, company_id, None, None) == _RECEIVE | {Check.STRONG_SIGN_IN}
        strong, weak = stage.first.person_id, alone.person_id
        assert strong is not None and weak is not None
        assert list_checks(tx, company_id, None, [strong]) == _RECEIVE | {Check.STRONG_SIGN_IN}
        assert list_checks(tx, company_id, None, [strong, weak]) == _RECEIVE
        assert list_checks(tx, company_id, weak, None) == _RECEIVE
        refused = decide_checked(tx, company_id, alone.person_id, Step.SELL, 5)
    assert refused is not None and refused.facts["check"] == "agreement"
    given = {"business_number": stage.book.number("t1"), "person_id": alone.person_id}
    stage.done(stage.clerk, stage.lender, "representatives.confirm", **given)
    with database.transaction() as tx:
        assert Check.REPRESENTATIVE in list_checks(tx, company_id, alone.person_id)
    other = {**given, "person_id": stage.first.person_id}
    assert stage.enter(stage.clerk, "representatives.confirm", **other) == ["unknown_person"]
