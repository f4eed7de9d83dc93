"""What was looked at of a company, and whether that is deep enough for a step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sangsaeng.database.connection import Row, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.parties.check_levels import Check, Step, newest_agreement
from sangsaeng.parties.rules_levels import decide_level

_SQL = load(__package__)


def list_checks(
    tx: Tx, company_id: int, person_id: int | None, approved_by: Sequence[int] | None = ()
) -> frozenset[Check]:
    """What was looked at. `person_id`: who acts, None for a machine, which signs in nowhere, so
    that the sign-in of those counts who approved. `approved_by` None: nobody could yet."""
    return _checks(_look(tx, company_id, person_id, approved_by))


def decide_checked(
    tx: Tx,
    company_id: int,
    person_id: int | None,
    step: Step,
    amount_won: int,
    roles: Iterable[str] = (),
    approved_by: Sequence[int] | None = (),
) -> Refusal | None:
    """Whether a company may do a step as far as it was looked at: `check_missing`, or
    `agreement_outdated` where it accepted an older version only."""
    row = _look(tx, company_id, person_id, approved_by)
    refused = decide_level(step, amount_won, _checks(row), roles)
    outdated = refused is not None and refused.facts["check"] == str(Check.AGREEMENT)
    if outdated and row["agreement_before"]:
        return refuse("agreement_outdated", None, version=newest_agreement())
    return refused


def _look(tx: Tx, company_id: int, person_id: int | None, approved_by: Sequence[int] | None) -> Row:
    signers = [*([] if person_id is None else [person_id]), *(approved_by or ())]
    row = tx.the(
        _SQL["checks_of"],
        company_id=company_id,
        person_id=person_id,
        signers=signers,
        agreement=newest_agreement(),
    )
    somebody = bool(signers) or approved_by is None
    return {**row, "strong_sign_in": row["strong_sign_in"] and somebody}


def _checks(row: Row) -> frozenset[Check]:
    # Who is on the system came by an invitation with its number, or was entered by the operator.
    joined = [Check.INVITATION, Check.BUSINESS_NUMBER] if row["joined"] else []
    others = (Check.ACCOUNT_HOLDER, Check.AGREEMENT, Check.STRONG_SIGN_IN, Check.REPRESENTATIVE)
    return frozenset([*joined, *(check for check in others if row[str(check)])])
