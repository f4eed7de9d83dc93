"""The real book and the naive one side by side: every balance, payout, state, and every proof."""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg
from comparison_of_sales import differ, early_cash_differences, rows_of
from naive import Naive

from books import Book

_PIECES = """
    SELECT r.receivable_id, r.retained_won, r.passed_on_won, r.sold_won, r.locked_won,
        r.cancel_reason,
        (SELECT booked_on FROM ledger.settled s WHERE s.programme_id = r.programme_id
            AND s.receivable_id = r.receivable_id AND s.phase = 1 AND s.is_root) AS funded_on,
        EXISTS (SELECT FROM ledger.settled s WHERE s.programme_id = r.programme_id
            AND s.receivable_id = r.receivable_id AND (s.is_root OR s.phase = 2)) AS paid
    FROM receivables.receivable r
"""
_COVERED = "SELECT root_id, covered_on FROM settlement.funded_root"
_OWED = """
    SELECT p.source_id, c.business_number, p.amount_won FROM payouts.payout p
    JOIN parties.company c ON c.company_id = p.payee_id WHERE p.purpose = 1
"""
_EARNED = """
    SELECT c.business_number, e.won FROM (
        SELECT ledger.owner_of(credit) AS owner_id, amount_won AS won FROM ledger.line
        WHERE kind = 15
        UNION ALL SELECT incentive_owner_id, incentive_won FROM ledger.settled
        WHERE incentive_won > 0) e JOIN parties.company c ON c.company_id = e.owner_id
"""
_MONEY = """
    SELECT programme_id,
        coalesce(sum(CASE WHEN ledger.kind_of(credit) = 220 THEN amount_won END), 0)
        - coalesce(sum(CASE WHEN ledger.kind_of(debit) = 220 THEN amount_won END), 0) AS money
    FROM ledger.leg WHERE programme_id > 0 GROUP BY 1
"""
_GUARDED = "SELECT programme_id, balance_won, held_won FROM ledger.guarded"
_INVOICES = "SELECT approval_number, financed_won, amended_on FROM receivables.evidence"
_CALLS = "SELECT programme_id, due_on, state FROM settlement.funding_call"
_BANNED = """
    SELECT c.business_number, max(since) AS since, max(until) AS until
    FROM programmes.buyer_standing s JOIN parties.company c ON c.company_id = s.buyer_id
    WHERE s.standing = 'suspended' AND s.until IS NOT NULL GROUP BY 1
"""
_CREDITED = """
    SELECT c.business_number, sum(a.amount_won) AS won FROM payouts.attempt a
    JOIN payouts.payout p USING (programme_id, purpose, source_id)
    JOIN parties.company c ON c.company_id = p.payee_id
    WHERE a.state = 'credited' GROUP BY 1
"""


class Comparison:
    """Compares a book with its naive twin, over one connection of the owner."""

    def __init__(self, connection: psycopg.Connection[Any], book: Book, naive: Naive) -> None:
        self._connection = connection
        self._book = book
        self._naive = naive

    def differences(self) -> list[str]:
        """Everything in which the two differ, and every proof that does not hold."""
        naive, found = self._naive, list(self._book.broken_proofs())
        pieces = {
            row["receivable_id"]: (
                row["retained_won"],
                row["passed_on_won"],
                row["sold_won"],
                row["locked_won"],
                row["cancel_reason"],
                row["paid"],
            )
            for row in self._rows(_PIECES)
        }
        wanted = {
            number: (
                piece.retained,
                piece.passed_on,
                piece.sold,
                piece.locked,
                piece.cancelled,
                piece.paid,
            )
            for number, piece in naive.pieces.items()
        }
        found += differ("receivable", pieces, wanted)
        funded = {
            row["receivable_id"]: row["funded_on"]
            for row in self._rows(_PIECES)
            if row["funded_on"]
        }
        found += differ("funded root", funded, naive.funded)
        covered = {row["root_id"]: row["covered_on"] for row in self._rows(_COVERED)}
        found += differ("covered root", covered, naive.covered)
        found += early_cash_differences(self._connection, self._book, naive)
        return found + self._money() + self._papers()

    def run_state(self, day: date) -> str | None:
        """How far a day's run is."""
        asked = "SELECT state FROM settlement.run WHERE day = %s"
        row = self._connection.execute(asked, [day]).fetchone()
        return str(row[0]) if row else None

    def chunks(self, day: date) -> tuple[int, int]:
        """How many chunks of a day's run are posted, of how many."""
        asked = (
            "SELECT count(posted_count), count(*) FROM settlement.chunk"
            " JOIN settlement.run USING (run_id) WHERE day = %s"
        )
        row = self._connection.execute(asked, [day]).fetchone()
        assert row is not None
        return row[0], row[1]

    def _money(self) -> list[str]:
        naive, book = self._naive, self._book
        owed = {
            row["source_id"]: (row["business_number"], row["amount_won"])
            for row in self._rows(_OWED)
        }
        wanted = {
            number: (book.number(payee), won) for (_, number), (payee, won) in naive.owed.items()
        }
        found = differ("payout of receivable", owed, wanted)
        earned = sorted((row["business_number"], row["won"]) for row in self._rows(_EARNED))
        expected = sorted((book.number(owner), won) for owner, won in naive.incentives)
        if earned != expected:
            found.append(f"deposit incentives: book {earned}, naive {expected}")
        money = {row["programme_id"]: int(row["money"]) for row in self._rows(_MONEY)}
        waits = {number: agreement.money for number, agreement in naive.agreements.items()}
        found += differ("buyer's money", {**dict.fromkeys(waits, 0), **money}, waits)
        guarded = {
            row["programme_id"]: (row["balance_won"], row["held_won"])
            for row in self._rows(_GUARDED)
        }
        cash = {n: (a.cash, a.held) for n, a in naive.agreements.items() if n in guarded or a.cash}
        return found + differ("buyer's deposit", guarded, cash) + self._delivered()

    def _delivered(self) -> list[str]:
        """The bank's own word on who was paid: never more than owed, and all that is credited."""
        found = []
        credited = {row["business_number"]: int(row["won"]) for row in self._rows(_CREDITED)}
        for name in self._book.companies:
            received = self._book.received_won(name)
            if received != credited.get(self._book.number(name), 0):
                found.append(f"{name} was paid {received} by the bank, the book says {credited}")
            if received > self.owed_won(name):
                found.append(f"{name} was paid {received}, owed {self.owed_won(name)}")
        return found

    def owed_won(self, name: str) -> int:
        """All that has become due to a company so far, by naive reckoning."""
        naive = self._naive
        owed = sum(won for payee, won in naive.owed.values() if payee == name)
        owed += naive.proceeds[name] + naive.refunds[name] + naive.released[name]
        return owed + sum(won for owner, won in naive.incentives if owner == name)

    def _papers(self) -> list[str]:
        naive = self._naive
        invoices = {
            row["approval_number"]: (row["financed_won"], row["amended_on"] is not None)
            for row in self._rows(_INVOICES)
        }
        known = {number: (one.promised, one.amended) for number, one in naive.invoices.items()}
        calls = {(row["programme_id"], row["due_on"]): row["state"] for row in self._rows(_CALLS)}
        states = {key: state for key, (state, _) in naive.calls.items()}
        banned = {
            row["business_number"]: (row["since"], row["until"]) for row in self._rows(_BANNED)
        }
        bans = {self._book.number(buyer): days for buyer, days in naive.banned.items()}
        found = differ("invoice", invoices, known) + differ("funding call", calls, states)
        return found + differ("ban", banned, bans)

    def _rows(self, statement: str) -> list[dict[str, Any]]:
        return rows_of(self._connection, statement)
