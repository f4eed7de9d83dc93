"""What a company sees of the book, held to what by plain reasoning is its own (G12)."""

from __future__ import annotations

from typing import Any

from comparison_of_sales import differ
from naive import Naive
from naive_pieces import Piece
from wishes import SUPPLIERS

from books import Book
from sangsaeng.database.connection import WEB, Asking, Database
from sangsaeng.kernel.business_number import invented_business_number

_RECEIVABLES = "SELECT receivable_id, face_won FROM receivables.receivable"
_SALES = "SELECT sale_id, amount_won FROM early_payment.sale"
# What is for a company itself; its own accounts as a funder or an institution are another matter.
_PAYOUTS = """
    SELECT purpose, CASE WHEN purpose = 1 THEN source_id ELSE 0 END AS source_id,
        sum(amount_won)::bigint AS won
    FROM payouts.payout WHERE purpose IN (1, 5, 7, 11) GROUP BY 1, 2
"""
_NAMES = "SELECT business_number FROM parties.company"
_ALWAYS = {invented_business_number(1), invented_business_number(2)}


class Seen:
    """Looks through the eyes of another few companies each time it is asked."""

    def __init__(self, database: Database, book: Book, naive: Naive) -> None:
        self._database, self._book, self._naive = database, book, naive
        self._turn = 0

    def differences(self) -> list[str]:
        """Everything that a company sees and should not, or does not see and should."""
        names = sorted(self._book.companies)
        self._turn += 1
        found = self._institution() if self._turn % 5 == 0 else []
        for name in {names[self._turn % len(names)], names[self._turn * 3 % len(names)]}:
            found += self._of(name)
        return found

    def _of(self, name: str) -> list[str]:
        naive, book = self._naive, self._book
        with self._database.asked_by(Asking(WEB, book.companies[name].company_id)) as tx:
            pieces, sales, payouts, names = _read(tx)
        own = {n: p.face for n, p in naive.pieces.items() if name in (p.holder, self._issuer(p))}
        sold = {n: one.amount for n, one in naive.sales.items() if one.seller == name}
        due = {(1, n): won for (_, n), (payee, won) in naive.owed.items() if payee == name}
        beside = ((5, naive.proceeds), (7, naive.refunds), (11, naive.released))
        due |= {(purpose, 0): all_of_it[name] for purpose, all_of_it in beside if all_of_it[name]}
        found = differ(f"{name} sees receivable", pieces, own)
        found += differ(f"{name} sees sale", sales, sold)
        found += differ(f"{name} sees payout", payouts, due)
        if name in SUPPLIERS and names != self._known_to(name):
            found.append(f"{name} knows {sorted(names)}, not {sorted(self._known_to(name))}")
        return found

    def _institution(self) -> list[str]:
        with self._database.asked_by(Asking(WEB, self._book.institution_id)) as tx:
            pieces, sales, _, _ = _read(tx)
        found = differ("the institution sees", pieces, _faces(self._naive))
        wanted = {n: one.amount for n, one in self._naive.sales.items()}
        return found + differ("the institution sees sale", sales, wanted)

    def _issuer(self, piece: Piece) -> str:
        if piece.parent is None:
            return self._naive.agreements[piece.programme].buyer
        return self._naive.pieces[piece.parent].holder

    def _known_to(self, name: str) -> set[str]:
        """Itself; who paid it and whom it pays; and who stands behind what it holds."""
        known = {self._book.number(name)}
        for piece in self._naive.pieces.values():
            issuer = self._issuer(piece)
            if piece.holder == name:
                buyer = self._naive.agreements[piece.programme].buyer
                known |= {self._book.number(issuer), self._book.number(buyer), *_ALWAYS}
            elif issuer == name:
                known.add(self._book.number(piece.holder))
        return known


def _read(tx: Any) -> tuple[dict[int, int], dict[int, int], dict[tuple[int, int], int], set[str]]:
    return (
        {row["receivable_id"]: row["face_won"] for row in tx.rows(_RECEIVABLES)},
        {row["sale_id"]: row["amount_won"] for row in tx.rows(_SALES)},
        {(row["purpose"], row["source_id"]): row["won"] for row in tx.rows(_PAYOUTS)},
        {row["business_number"] for row in tx.rows(_NAMES)},
    )


def _faces(naive: Naive) -> dict[int, int]:
    return {number: piece.face for number, piece in naive.pieces.items()}
