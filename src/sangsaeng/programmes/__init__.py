"""Agreements between a buyer, an institution and the Foundation: variant, policy, limits, terms.

상생협력법 §2 8의2 (the four tests of the scheme), §2 8의3 and §22⑥ (government payers). Terms are
added, never changed: a receivable keeps those in force on the day its root was issued (G11).
"""
