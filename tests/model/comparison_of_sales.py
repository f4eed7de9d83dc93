"""Sales, funders, advances and orders of the real book beside the naive one's."""

from __future__ import annotations

from typing import Any

import psycopg
from naive import Naive
from naive_pieces import Sold
from psycopg.rows import dict_row

from books import Book

_SALES = """
    SELECT s.sale_id, s.receivable_id, s.amount_won, s.interest_won, s.from_deposit,
        s.cancelled_at IS NOT NULL AS cancelled FROM early_payment.sale s
"""
_PURCHASES = """
    SELECT p.sale_id, coalesce(p.facility_id, 0) AS facility_id, p.amount_won, p.interest_won
    FROM ledger.purchase p ORDER BY p.purchase_id
"""
_FACILITIES = "SELECT facility_id, blocked_won, used_won FROM programmes.facility"
# Sale proceeds, refunds, and what was released from attachment, by company.
_PAID_BESIDE = """
    SELECT p.purpose, c.business_number, sum(p.amount_won)::bigint AS won FROM payouts.payout p
    JOIN parties.company c ON c.company_id = p.payee_id WHERE p.purpose IN (5, 7, 11) GROUP BY 1, 2
"""
# Transfers between own accounts: repayments of funders, advances, what was recovered of them.
_MOVED = """
    SELECT purpose, CASE WHEN purpose = 6 THEN payee_own_account_id ELSE programme_id END AS whose,
        sum(amount_won)::bigint AS won
    FROM payouts.payout WHERE purpose IN (6, 9, 10) GROUP BY 1, 2
"""
_REPAID = """
    SELECT coalesce(sum(earned_won), 0)::bigint AS earned,
        coalesce(sum(fee_won), 0)::bigint AS fees,
        (SELECT coalesce(sum(amount_won), 0)::bigint FROM payouts.payout WHERE purpose = 8)
            AS fees_moved
    FROM ledger.repaid
"""


def rows_of(connection: psycopg.Connection[Any], statement: str) -> list[dict[str, Any]]:
    """What a statement finds, by column."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(statement).fetchall()


def differ(what: str, book: dict[Any, Any], naive: dict[Any, Any]) -> list[str]:
    """Every key under which two books say different things."""
    return [
        f"{what} {key}: book {book.get(key)}, naive {naive.get(key)}"
        for key in {**book, **naive}
        if book.get(key) != naive.get(key)
    ]


def early_cash_differences(
    connection: psycopg.Connection[Any], book: Book, naive: Naive
) -> list[str]:
    """Everything about sales, funders, guarantees and orders in which the two differ."""
    found = _sales(connection, naive)
    rooms = {
        row["facility_id"]: (row["blocked_won"], row["used_won"])
        for row in rows_of(connection, _FACILITIES)
    }
    wanted = {number: (room.blocked, room.used) for number, room in naive.rooms.items()}
    found += differ("facility", rooms, wanted)
    paid = {
        (row["purpose"], row["business_number"]): row["won"]
        for row in rows_of(connection, _PAID_BESIDE)
    }
    kinds = ((5, naive.proceeds), (7, naive.refunds), (11, naive.released))
    due = {
        (purpose, book.number(name)): won
        for purpose, all_of_it in kinds
        for name, won in all_of_it.items()
        if won
    }
    return found + differ("payouts (purpose, company)", paid, due) + _moved(connection, naive)


def _sales(connection: psycopg.Connection[Any], naive: Naive) -> list[str]:
    parts: dict[int, list[tuple[int, int, int]]] = {}
    for row in rows_of(connection, _PURCHASES):
        part = (row["facility_id"], row["amount_won"], row["interest_won"])
        parts.setdefault(row["sale_id"], []).append(part)
    sales = {
        row["sale_id"]: (
            row["receivable_id"],
            row["amount_won"],
            row["interest_won"],
            row["from_deposit"],
            row["cancelled"],
            sorted(parts.get(row["sale_id"], [])),
        )
        for row in rows_of(connection, _SALES)
    }
    return differ("sale", sales, {made: _shown(one) for made, one in naive.sales.items()})


def _shown(one: Sold) -> tuple[Any, ...]:
    parts = sorted((part.room or 0, part.amount, part.interest) for part in one.parts)
    return one.piece, one.amount, one.interest, one.parked, one.state == "cancelled", parts


def _moved(connection: psycopg.Connection[Any], naive: Naive) -> list[str]:
    """Funders have their money back, institutions theirs; interest is earned, fee or refund."""
    moved = {(row["purpose"], row["whose"]): row["won"] for row in rows_of(connection, _MOVED)}
    wanted: dict[tuple[int, int | None], int] = {}
    for number, won in naive.repaid.items():
        key = (6, naive.rooms[number].account)
        wanted[key] = wanted.get(key, 0) + won
    wanted |= {(9, number): won for number, won in naive.moved_in.items() if won}
    wanted |= {(10, number): won for number, won in naive.moved_back.items() if won}
    found = differ("transfers (purpose, whose)", moved, wanted)
    (row,) = rows_of(connection, _REPAID)
    repaid = {"earned": naive.earned, "fees": naive.fees, "fees_moved": naive.fees}
    return found + differ("interest", row, repaid)
