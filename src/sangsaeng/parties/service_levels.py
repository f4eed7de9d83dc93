"""What was looked at of a company, and whether that is deep enough for a step."""

from __future__ import annotations

from collections.abc import Iterable

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties.check_levels import Check, Step
from sangsaeng.parties.rules_levels import decide_level

_SQL = load(__package__)


def list_checks(tx: Tx, company_id: int, person_id: int | None) -> frozenset[Check]:
    """What was looked at; `person_id` is who acts, None for a machine, which two administrators
    let act and which has neither a sign-in nor a name."""
    row = tx.the(_SQL["checks_of"], company_id=company_id, person_id=person_id)
    # Who is on the system came by an invitation with its number, or was entered by the operator.
    joined = [Check.INVITATION, Check.BUSINESS_NUMBER] if row["joined"] else []
    others = (Check.ACCOUNT_HOLDER, Check.AGREEMENT, Check.STRONG_SIGN_IN, Check.REPRESENTATIVE)
    return frozenset([*joined, *(check for check in others if row[str(check)])])


def decide_checked(
    tx: Tx,
    company_id: int,
    person_id: int | None,
    step: Step,
    amount_won: int,
    roles: Iterable[str] = (),
) -> Refusal | None:
    """Whether a company may do a step as far as it was looked at: `check_missing`."""
    return decide_level(step, amount_won, list_checks(tx, company_id, person_id), roles)
