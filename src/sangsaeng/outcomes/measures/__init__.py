"""Measures of safety: what may be counted, from which sources, and what of it may carry money.

The catalogue is data (`metrics_2026.yaml`). Accident counts are gates and pooled outcomes of a
whole programme; leading indicators that a verifier can see carry the money (domain sections 0.5,
3.1 and 3.2).
"""
