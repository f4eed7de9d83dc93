"""Accounts, journals, holds, balances.

A line moves `amount_won` from a credit account to a debit account: it cannot be unbalanced (G9).
Settlement is the bulk kind: one compound row a receivable and phase, whose legs are the view
`ledger.leg`. Journals are append-only; a correction is a new line. Balance of an account =
checkpoint + tail, in debit minus credit.
"""
