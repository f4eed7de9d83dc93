"""Receivables, what is asked about them, and the facts that rules decide on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sangsaeng.kernel.calendar import Calendar
from sangsaeng.programmes.model import Programme, Standing, Terms
from sangsaeng.programmes.variants.variant import Variant


@dataclass(frozen=True, slots=True)
class Evidence:
    """An invoice or statement that a promise rests on, as it was read."""

    fingerprint: str
    approval_number: str | None
    kind: str
    supplier_number: str
    buyer_number: str
    written_on: date
    total_won: int


@dataclass(frozen=True, slots=True)
class KnownEvidence:
    """The same in the book: between whom, how much of it is promised, and whether it was amended
    since."""

    evidence_id: int
    approval_number: str | None
    supplier_number: str
    buyer_number: str
    total_won: int
    financed_won: int
    amended_on: date | None


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """One line of an issue or a pass-on: to whom, how much, due when, on what evidence."""

    line_no: int
    payee_number: str
    payee_name: str
    amount_won: int
    matures_on: date
    evidence: Evidence | None = None
    payee_size: str = "small"


@dataclass(frozen=True, slots=True)
class Receivable:
    """A receivable as it stands."""

    programme_id: int
    receivable_id: int
    root_id: int
    parent_id: int | None
    tier: int
    issuer_id: int
    holder_id: int
    face_won: int
    retained_won: int
    passed_on_won: int
    sold_won: int
    issued_on: date
    matures_on: date
    terms_id: int
    evidence_id: int | None
    claim_by: date | None
    claimed_on: date | None
    cancelled_on: date | None
    parked_since: date | None
    locked_won: int = 0

    @property
    def free_won(self) -> int:
        """What its holder may still pass on or sell: retained, and not attached by creditors."""
        return self.retained_won - self.locked_won


@dataclass(frozen=True, slots=True)
class Law:
    """The law values in force on the day of a promise, with their articles."""

    payment_days: int
    payment_article: str
    tenor_days: int
    tenor_article: str


@dataclass(frozen=True, slots=True)
class Setting:
    """What every line of one call shares."""

    programme: Programme
    terms: Terms
    variant: Variant
    standing: Standing
    law: Law
    calendar: Calendar
    today: date


@dataclass(frozen=True, slots=True)
class ParentState:
    """What a pass-on needs to know of the receivable it carves from."""

    receivable: Receivable
    holder_number: str
    root_matures_on: date
    root_funded_on: date | None
    closed_through: date | None
    amended_on: date | None


@dataclass(frozen=True, slots=True)
class Written:
    """What an issue or a pass-on made, in the order of its lines."""

    receivable_ids: tuple[int, ...]
    total_won: int
    invited: int


def rate_text(rate: Decimal) -> str:
    """A rate as PostgreSQL prints it, so that database and program digest the same text."""
    return format(rate, "f")


def pricing_text(terms: Terms) -> str | None:
    """What of the early-payment price is more than one rate, as PostgreSQL prints it; None if
    nothing is, so that digests made before it could be more stay as they were."""
    flags = ["t" if flag else "f" for flag in (terms.follows_base_rate, terms.auction)]
    steps = ",".join(str(days) for days in terms.tenor_from_days)
    additions = ",".join(rate_text(rate) for rate in terms.tenor_add_annual)
    fee = rate_text(terms.system_fee_rate_annual)
    text = f"{flags[0]};{flags[1]};{{{steps}}};{{{additions}}};{fee}"
    return None if text == "f;f;{};{};0" else text


def cash_flow_digest(
    programme: Programme, terms: Terms, receivable_id: int, face_won: int, matures_on: date
) -> str:
    """SHA-256 of everything that decides this receivable's cash flow; it never changes (G11).
    `verify` recomputes it from the stored columns and terms."""
    parts: tuple[str | None, ...] = (
        str(programme.programme_id),
        str(receivable_id),
        str(face_won),
        matures_on.isoformat(),
        rate_text(terms.early_payment_rate_annual),
        rate_text(terms.deposit_incentive_rate_annual),
        terms.rounding,
        terms.refund_owner,
        programme.default_policy,
        pricing_text(terms),
    )
    return hashlib.sha256("|".join(filter(None, parts)).encode()).hexdigest()
