"""Cash-deposit type (예치형): cash lies with the institution before anything is issued.

For buyers below the institution's credit criteria. Each issue holds its face out of the cash; the
settlement day captures it, a cancellation gives it back.
"""

from __future__ import annotations

from sangsaeng.programmes.variants.variant import EvidenceKind, Funding, Variant

VARIANT = Variant(
    code="cash_deposit",
    article="상생협력법 §2 8의2; tax ruling of 2024-01-29 on the deposit-based form",
    evidence=EvidenceKind.TAX_INVOICE,
    funding=Funding.BEFORE_ISSUE,
    first_tier_may_sell=True,
)
