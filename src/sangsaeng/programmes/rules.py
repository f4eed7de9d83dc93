"""Opening a programme: what an agreement must satisfy."""

from __future__ import annotations

from collections.abc import Iterable

from sangsaeng.kernel.money import LARGEST_WON
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.programmes.model import (
    AccountPurpose,
    DefaultPolicy,
    Facility,
    FacilityKind,
    OwnBankAccount,
    Programme,
    Terms,
)
from sangsaeng.programmes.variants import variants

# The scheme reaches four tiers (domain section 1.3: 1~4차 협력기업).
LARGEST_TIER = 4


def decide_open(
    variant: str, default_policy: str, max_tier: int, buyer_size: str
) -> Refusal | None:
    """Whether an agreement can be opened as asked.

    Refusals in order: unknown_variant, unknown_default_policy, tier_limit, buyer_size_not_allowed.
    """
    if variant not in variants():
        return refuse("unknown_variant", "variant", value=variant)
    if default_policy not in tuple(DefaultPolicy):
        return refuse("unknown_default_policy", "default_policy", value=default_policy)
    if not 1 <= max_tier <= LARGEST_TIER:
        return refuse("tier_limit", "max_tier", limit=LARGEST_TIER)
    chosen = variants()[variant]
    if chosen.buyer_sizes and buyer_size not in chosen.buyer_sizes:
        return refuse("buyer_size_not_allowed", "variant", variant=variant, article=chosen.article)
    return None


def decide_own_accounts(asked: Programme, known: Iterable[OwnBankAccount]) -> Refusal | None:
    """Whether a programme's money would lie where it belongs: settlement and operating accounts of
    its institution, the deposit account in the Foundation's name. Refused: own_account_unfit."""
    wanted = (
        (AccountPurpose.SETTLEMENT, asked.settlement_account_id, asked.institution_id),
        (AccountPurpose.DEPOSIT, asked.deposit_account_id, asked.foundation_id),
        (AccountPurpose.OPERATING, asked.operating_account_id, asked.institution_id),
    )
    owned = {(one.purpose, one.own_account_id, one.owner_id) for one in known}
    for purpose, number, owner_id in wanted:
        if (purpose, number, owner_id) not in owned:
            said = {"number": str(number), "purpose": str(purpose)}
            return refuse("own_account_unfit", f"{purpose}_account", **said)
    return None


def decide_terms(terms: Terms) -> Refusal | None:
    """Whether terms can be added: rates are fractions below one, the fee is inside the rate, and
    each step of the tenor begins on a day of its own.

    Refusals in order: rate_out_of_range, fee_above_rate, tenor_step_invalid.
    """
    rates = {
        "early_payment_rate": terms.early_payment_rate_annual,
        "deposit_incentive_rate": terms.deposit_incentive_rate_annual,
        "system_fee_rate": terms.system_fee_rate_annual,
    }
    steps = [("tenor_step", rate) for rate in terms.tenor_add_annual]
    for field, rate in (*rates.items(), *steps):
        if not rate.is_finite() or not 0 <= rate < 1:
            return refuse("rate_out_of_range", field, value=str(rate)[:20])
    fee, margin = terms.system_fee_rate_annual, terms.early_payment_rate_annual
    if not terms.follows_base_rate and fee > margin:
        return refuse("fee_above_rate", "system_fee_rate")
    days = terms.tenor_from_days
    for day in days:
        # Two additions from the same day on: nobody could say which one holds.
        if days.count(day) > 1:
            return refuse("tenor_step_invalid", "tenor_step", value=str(day))
    return None


def decide_facility(asked: Facility) -> Refusal | None:
    """Whether a facility can stand as asked: a limit in won, a least rate, an end that does not
    come before its first day, and an account for purchases.

    Refusals in order: not_a_whole_won, rate_out_of_range, facility_ends_before,
    funding_account_missing.
    """
    if not 0 <= asked.limit_won <= LARGEST_WON:
        return refuse("not_a_whole_won", "limit_won", value=str(asked.limit_won)[:40])
    least = asked.least_rate_annual
    if not least.is_finite() or not 0 <= least < 1:
        return refuse("rate_out_of_range", "least_rate_annual", value=str(least)[:20])
    if asked.ends_on is not None and asked.ends_on < asked.from_on:
        return refuse("facility_ends_before", "ends_on", day=asked.from_on.isoformat())
    pays = asked.kind is FacilityKind.PURCHASE and asked.programme_id is not None
    if pays != (asked.own_account_id is not None):
        return refuse("funding_account_missing", "own_account_id")
    return None


def decide_scope(
    asked: Facility, programme: Programme, account: OwnBankAccount | None
) -> Refusal | None:
    """Whether a facility can stand in a programme: for its buyer, a guarantee by its institution,
    a purchase paid from an account of its provider. `account`: the one asked for, where it exists.

    Refusals in order: facility_of_other_buyer, guarantor_not_the_institution, own_account_unfit.
    """
    shown = str(programme.programme_id)
    if asked.buyer_id != programme.buyer_id:
        return refuse("facility_of_other_buyer", "buyer", programme=shown)
    guarantees = asked.kind is FacilityKind.GUARANTEE
    if guarantees and asked.provider_id != programme.institution_id:
        return refuse("guarantor_not_the_institution", "provider", programme=shown)
    if asked.own_account_id is not None and not _pays_from_own(asked, programme, account):
        number, purpose = str(asked.own_account_id), str(AccountPurpose.FUNDING)
        return refuse("own_account_unfit", "account", number=number, purpose=purpose)
    return None


def _pays_from_own(asked: Facility, programme: Programme, account: OwnBankAccount | None) -> bool:
    """A provider buys with its own money: from a funding account of its own; the institution also
    from its operating account of the programme."""
    if account is None or account.owner_id != asked.provider_id:
        return False
    return account.purpose is AccountPurpose.FUNDING or (
        asked.provider_id == programme.institution_id
        and account.own_account_id == programme.operating_account_id
    )
