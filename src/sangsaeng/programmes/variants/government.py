"""Government payers (중앙관서 및 지방자치단체): the first recipient may not sell its receivable."""

from __future__ import annotations

from sangsaeng.programmes.variants.variant import EvidenceKind, Funding, Variant

VARIANT = Variant(
    code="government",
    article="상생협력법 §2 8의3, §22⑥",
    evidence=EvidenceKind.TAX_INVOICE,
    funding=Funding.ON_SETTLEMENT_DAY,
    first_tier_may_sell=False,
    buyer_sizes=frozenset({"public"}),
)
