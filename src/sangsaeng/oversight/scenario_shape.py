"""What each value of a scenario file must be, so that a replay meets nothing it cannot hold.

Amounts of events are left to the desks, which refuse them by their own codes, as long as they are
numbers that a book could hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from sangsaeng.kernel.money import LARGEST_WON, Rounding, has_rate_places
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties.rules import LONGEST_NAME, check_account, parse_company_size
from sangsaeng.payouts.rails.model import Reason
from sangsaeng.programmes.model import DefaultPolicy, RefundOwner
from sangsaeng.programmes.rules import LARGEST_TIER
from sangsaeng.programmes.variants import variants

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
_MOST_DAYS, _MOST_SALES, _LONGEST_NUMBER = 3660, 1000, 40
_LARGEST_NUMBER = int("9" * _LONGEST_NUMBER)
# The bank of a company of which the file says none.
DEFAULT_BANK, _ANY_ACCOUNT = "088", "100000000001"

Check = Callable[[object], bool]


def is_day(value: object) -> bool:
    """A day of this century, without a time."""
    return type(value) is date and FIRST_DAY <= value <= LAST_DAY


def is_name(value: object) -> bool:
    """A name that a company can bear, with nothing to take off it."""
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_NAME:
        return False
    return value.isprintable() and " ".join(value.split()) == value


def _is_amount(value: object) -> bool:
    # Zero, less than zero and a part of a won are for the desks to refuse.
    if isinstance(value, float):
        return abs(value) <= LARGEST_WON
    return value is None or (type(value) is int and abs(value) <= LARGEST_WON)


def _whole(first: int, last: int) -> Check:
    return lambda value: type(value) is int and first <= value <= last


def is_rate(value: object) -> bool:
    """A rate a year as text (or whole): from 0 to 1, with no more places than are reckoned with."""
    if type(value) is not int and not isinstance(value, str):
        return False
    try:
        rate = Decimal(value)
    except InvalidOperation:
        return False
    return rate.is_finite() and 0 <= rate <= 1 and has_rate_places(rate)


def _one_of(*words: str) -> Check:
    return lambda value: isinstance(value, str) and value in words


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_steps(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    known = _whole(0, _MOST_DAYS)
    return all(known(days) and is_rate(rate) for days, rate in value.items())


def _is_number(value: object) -> bool:
    if type(value) is int:
        return 0 <= value <= _LARGEST_NUMBER
    return isinstance(value, str) and value.isprintable() and 0 < len(value) <= _LONGEST_NUMBER


def _are_names(value: object) -> bool:
    return isinstance(value, list) and all(is_name(one) for one in value)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value.isprintable() and len(value) <= LONGEST_NAME


def _has_bank(code: str, day: date) -> bool:
    return not isinstance(check_account(code, _ANY_ACCOUNT, day), Refusal)


def _is_bank(value: object) -> bool:
    return isinstance(value, str) and _has_bank(value, LAST_DAY)


def _is_account(value: object) -> bool:
    known = isinstance(value, str) and check_account(DEFAULT_BANK, value, LAST_DAY)
    return bool(known) and not isinstance(known, Refusal)


def _is_size(value: object) -> bool:
    return isinstance(value, str) and not isinstance(parse_company_size(value), Refusal)


_won = _whole(0, LARGEST_WON)
_TERMS: Mapping[str, Check] = {
    "early_payment_rate_annual": is_rate,
    "deposit_incentive_rate_annual": is_rate,
    "rounding": _one_of(*Rounding),
    "refund_owner": _one_of(*RefundOwner),
    "max_tier": _whole(1, LARGEST_TIER),
    "max_partial_sales": _whole(0, _MOST_SALES),
    "tax_credit_rate": is_rate,
    "follows_base_rate": _is_flag,
    "tenor_steps": _is_steps,
    "system_fee_rate_annual": is_rate,
    "funding_limit": _won,
    "funding_ends_on": is_day,
    "funding_cap": _won,
    "guarantee_limit": _won,
    "insolvent_may_pass_on": _is_flag,
}
_COMPANY: Mapping[str, Check] = {"size": _is_size, "bank": _is_bank, "account": _is_account}
_INVOICE: Mapping[str, Check] = {
    "number": _is_number,
    "approval_number": _is_number,
    "id": _is_number,
    "total": _won,
    "supply": _won,
    "vat": _won,
    "written_on": is_day,
}


def _is_invoice(value: object) -> bool:
    return isinstance(value, dict) and wrong_in(value, _INVOICE) is None


# What an event's mapping may hold beside what it must.
OPTIONAL: Mapping[str, Check] = {
    "receivable": is_name,
    "buyer": is_name,
    "holder": is_name,
    "parent": is_name,
    "company": is_name,
    "matures_on": is_day,
    "face": _is_amount,
    "amount": _is_amount,
    "invoice": _is_invoice,
    "consents": _are_names,
    "reason": _one_of(*Reason),
    "bank": _is_text,
    "account": _is_text,
    "at": lambda _: True,
    "quoted_at": lambda _: True,
}
_MAPPINGS = frozenset(
    {
        *("payouts", "parked", "status", "deposit_incentive", "interest_refund_due"),
        *("interest_refund", "tax_credit_candidate", "old_way_interest_forgone"),
        *("locked", "claims"),
    }
)


def wrong_in(told: Mapping[Any, object], checks: Mapping[str, Check]) -> str | None:
    """The first key that is not known or whose value is not what it must be."""
    for key, value in told.items():
        check = checks.get(key) if isinstance(key, str) else None
        if check is None or not check(value):
            return str(key)[:40]
    return None


def wrong_in_head(content: Mapping[str, Any]) -> str | None:
    """What is wrong before the events: variant, policy, terms or companies; None when nothing."""
    if content.get("variant", "credit") not in tuple(variants()):
        return "variant"
    if content.get("default_policy", "institution_advances") not in tuple(DefaultPolicy):
        return "default_policy"
    for key in ("terms", "companies", "expect"):
        if not isinstance(content.get(key) or {}, dict):
            return f"{key} is not a mapping"
    terms = content.get("terms") or {}
    if wrong := wrong_in(terms, _TERMS):
        return f"terms.{wrong}"
    fee = Decimal(terms.get("system_fee_rate_annual", 0))
    price = Decimal(terms.get("early_payment_rate_annual", 0))
    if not terms.get("follows_base_rate", False) and fee > price:
        # The fee is inside the rate.
        return "terms.system_fee_rate_annual"
    for name, told in (content.get("companies") or {}).items():
        if not is_name(name) or not isinstance(told, dict):
            return f"companies.{str(name)[:40]}"
        if wrong := wrong_in(told, _COMPANY):
            return f"companies.{name[:40]}.{wrong}"
    return wrong_in_expect(content.get("expect") or {})


def wrong_in_expect(expect: Mapping[Any, object]) -> str | None:
    """What is wrong among expectations; a key that nobody knows is told when it is looked at."""
    for key, value in expect.items():
        if not isinstance(key, str):
            return f"expect.{key}"
        if key in _MAPPINGS and not (
            isinstance(value, dict) and all(isinstance(name, str) for name in value)
        ):
            return f"expect.{key} is not a mapping"
    return None


def wrong_bank(companies: Mapping[str, Mapping[str, Any]], first: date, last: date) -> str | None:
    """A bank that cannot be named on every day of the file, the default one among them."""
    banks = {told["bank"] for told in companies.values() if "bank" in told} | {DEFAULT_BANK}
    for bank in sorted(banks):
        for day in (first, last):
            if not _has_bank(bank, day):
                return f"no bank {bank} on {day}"
    return None
