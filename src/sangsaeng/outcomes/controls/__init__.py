"""Controls against gaming and fraud: each looks over a whole programme and says what it found.

What a control finds is put down once, is settled by two people with an answer, and is never
deleted; what stops an award holds its determinations and payments until it is settled. The cases
they come from stand in docs/outcome-controls.md (domain: gaming, fraud, controls).
"""
