"""Sangsaeng (상생): one-stop mutual benefit payment and pay for success, on one ledger.

Desks, from the ground up: kernel, database, statutes, ledger, parties, programmes, receivables,
payouts, settlement, oversight; the faces (cli) assemble them. docs/tour.md walks one payment.
"""
