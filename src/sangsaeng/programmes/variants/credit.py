"""Credit type (대기업 상생결제): the buyer pays on the day; its credit sets the price."""

from __future__ import annotations

from sangsaeng.programmes.variants.variant import EvidenceKind, Funding, Variant

VARIANT = Variant(
    code="credit",
    article="상생협력법 §2 8의2",
    evidence=EvidenceKind.TAX_INVOICE,
    funding=Funding.ON_SETTLEMENT_DAY,
    first_tier_may_sell=True,
)
