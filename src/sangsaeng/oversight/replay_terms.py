"""The terms and limits a scenario file names, as the desks want them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from sangsaeng.kernel.money import LARGEST_WON, Rounding
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.programmes.model import (
    DefaultPolicy,
    Facility,
    FacilityKind,
    Programme,
    RefundOwner,
    Terms,
)


def read_terms(told: Mapping[str, Any], day: date) -> Terms | Refusal:
    """Terms in force from a day; what the file leaves out costs nothing and truncates.

    `tenor_steps`: days -> addition to the rate. Refused: scenario_unreadable.
    """
    try:
        steps = sorted((int(days), Decimal(rate)) for days, rate in _steps(told).items())
        return Terms(
            terms_id=1,
            in_force_from=day,
            early_payment_rate_annual=Decimal(told.get("early_payment_rate_annual", "0")),
            deposit_incentive_rate_annual=Decimal(told.get("deposit_incentive_rate_annual", "0")),
            rounding=Rounding(told.get("rounding", "truncate")),
            refund_owner=RefundOwner(told.get("refund_owner", "first_tier")),
            max_partial_sales=int(told.get("max_partial_sales", 5)),
            follows_base_rate=told.get("follows_base_rate", False) is True,
            tenor_from_days=tuple(days for days, _ in steps),
            tenor_add_annual=tuple(rate for _, rate in steps),
            system_fee_rate_annual=Decimal(told.get("system_fee_rate_annual", "0")),
        )
    except (ValueError, InvalidOperation, TypeError) as wrong:
        return refuse("scenario_unreadable", None, what=f"terms: {wrong}")


def _steps(told: Mapping[str, Any]) -> Mapping[Any, Any]:
    steps = told.get("tenor_steps") or {}
    if not isinstance(steps, dict):
        raise TypeError("tenor_steps")
    return steps


def read_facilities(
    told: Mapping[str, Any],
    programme: Programme,
    funder_id: int,
    funding_account_id: int,
    day: date,
) -> list[Facility]:
    """A funder that buys everything up to `funding_limit`, until `funding_ends_on`, and on the
    buyer's name no more than `funding_cap`; the institution's guarantee up to `guarantee_limit`,
    where the policy is one."""
    funding = Facility(
        facility_id=0,
        kind=FacilityKind.PURCHASE,
        provider_id=funder_id,
        buyer_id=programme.buyer_id,
        programme_id=programme.programme_id,
        own_account_id=funding_account_id,
        least_rate_annual=Decimal(0),
        limit_won=told.get("funding_limit", LARGEST_WON),
        from_on=day,
        ends_on=told.get("funding_ends_on"),
    )
    wanted = [funding]
    if "funding_cap" in told:
        cap = {"programme_id": None, "own_account_id": None, "ends_on": None}
        wanted.append(replace(funding, **cap, limit_won=told["funding_cap"]))  # type: ignore[arg-type]
    if programme.default_policy is DefaultPolicy.INSTITUTION_ADVANCES:
        wanted.append(
            replace(
                funding,
                kind=FacilityKind.GUARANTEE,
                provider_id=programme.institution_id,
                own_account_id=None,
                limit_won=told.get("guarantee_limit", LARGEST_WON),
                ends_on=None,
            )
        )
    return wanted
