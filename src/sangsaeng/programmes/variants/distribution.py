"""Distribution (유통망상생결제): sellers on a platform are paid on its settlement statement."""

from __future__ import annotations

from sangsaeng.programmes.variants.variant import EvidenceKind, Funding, Variant

VARIANT = Variant(
    code="distribution",
    article="상생협력법 §2 8의2; 대규모유통업법 §8",
    evidence=EvidenceKind.STATEMENT,
    funding=Funding.ON_SETTLEMENT_DAY,
    first_tier_may_sell=True,
)
