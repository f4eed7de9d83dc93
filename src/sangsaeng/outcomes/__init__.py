"""Pay for success (성과기반금융): reward from verified improvements at other companies' sites.

KOSME calls, checks and recommends; KB funds, first on the plan (stage 1), then by results (stage 2,
up to the success cap); suppliers improve sites that pay nothing; an independent verifier looks; and
everything a reward depends on is frozen before it is earned.

    cash + commitment + advances + clawbacks due = pool + reserves + retentions + payables

The whole success cap is reserved at award (G14); a reward is a function of verified quantities, the
frozen rule and nothing else, and recomputes to the same won for ever (G15). Basis: the KOSME and KB
agreement of 2025-12-19 (산업안전 구축 지원사업); OSH Act §158 for clawback; the steps are those of
docs/pay-for-success.md.
"""
