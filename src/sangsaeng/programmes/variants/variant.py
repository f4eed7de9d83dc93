"""What a variant decides: the evidence it wants, whose money comes when, who may sell."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class EvidenceKind(StrEnum):
    """What proves the delivery behind a root."""

    TAX_INVOICE = "tax_invoice"
    STATEMENT = "statement"


class Funding(StrEnum):
    """When the buyer's money must be there."""

    ON_SETTLEMENT_DAY = "on_settlement_day"
    BEFORE_ISSUE = "before_issue"


@dataclass(frozen=True, slots=True)
class Variant:
    """One form of the scheme. `article` names its legal ground or source.

    `buyer_sizes`: company sizes that may be the buyer, empty for any.
    """

    code: str
    article: str
    evidence: EvidenceKind
    funding: Funding
    first_tier_may_sell: bool
    buyer_sizes: frozenset[str] = frozenset()
