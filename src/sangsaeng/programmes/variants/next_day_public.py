"""Public corporations: issued one day, funded the next; the deposit carries every tenor below."""

from __future__ import annotations

from sangsaeng.programmes.variants.variant import EvidenceKind, Funding, Variant

VARIANT = Variant(
    code="next_day_public",
    article="상생협력법 §2 8의2; a public power company's guide of 2019-06-28",
    evidence=EvidenceKind.TAX_INVOICE,
    funding=Funding.ON_SETTLEMENT_DAY,
    first_tier_may_sell=True,
    buyer_sizes=frozenset({"public"}),
)
