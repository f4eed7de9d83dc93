"""Opening a programme: what an agreement must satisfy."""

from __future__ import annotations

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.programmes.model import DefaultPolicy
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
