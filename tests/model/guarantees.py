"""G5, G6, G8 and G10 read off the journal itself, without the twin: what no history may show."""

from __future__ import annotations

from typing import Any

import psycopg

# Each finds the rows that break a rule; the names are those of the guarantee.
_BROKEN = {
    # A holder's claim, parked money, incentive or refund booked away to a funder or an institution.
    "G5 a supplier pays a funder": """
        SELECT programme_id, item_id FROM ledger.leg
        WHERE ledger.kind_of(debit) IN (210, 212, 230, 231)
            AND ledger.kind_of(credit) IN (120, 130, 140, 141, 204, 240, 241, 242, 243)
    """,
    "G5 somebody but the buyer owes": """
        SELECT account, sum(won) FROM (SELECT debit AS account, amount_won AS won FROM ledger.leg
            UNION ALL SELECT credit, -amount_won FROM ledger.leg) legs
        WHERE ledger.kind_of(account) IN (210, 211, 212, 213, 220, 221, 230, 231)
        GROUP BY account HAVING sum(won) > 0
    """,
    "G6 an order reaches another company": """
        SELECT l.lock_id FROM receivables.lock l JOIN receivables.attachment a USING (attachment_id)
        JOIN receivables.receivable r USING (programme_id, receivable_id)
        WHERE r.holder_id <> a.company_id
    """,
    "G6 more is locked than retained": """
        SELECT receivable_id FROM receivables.receivable
        WHERE locked_won NOT BETWEEN 0 AND retained_won
    """,
    "G8 a won is sold twice": """
        SELECT r.receivable_id FROM receivables.receivable r
        WHERE r.sold_won <> coalesce((SELECT sum(s.amount_won) FROM early_payment.sale s
                WHERE s.programme_id = r.programme_id AND s.receivable_id = r.receivable_id
                AND s.cancelled_at IS NULL), 0)
            OR r.face_won <> r.retained_won + r.passed_on_won + r.sold_won
    """,
    "G8 a sale is bought twice": """
        SELECT s.sale_id FROM early_payment.sale s LEFT JOIN ledger.purchase p
            ON p.programme_id = s.programme_id AND p.sale_id = s.sale_id
        GROUP BY s.programme_id, s.sale_id, s.amount_won, s.interest_won
        HAVING coalesce(sum(p.amount_won), 0) <> s.amount_won
            OR coalesce(sum(p.interest_won), 0) <> s.interest_won
    """,
    "G8 more is promised on an invoice than it says": """
        SELECT evidence_id FROM receivables.evidence WHERE financed_won > total_won
    """,
    # Whoever sold: one agreement, one day, one tenor, one rate.
    "G10 two sellers have two rates": """
        SELECT s.programme_id, s.sold_on, s.days FROM early_payment.sale s
        JOIN receivables.receivable r USING (programme_id, receivable_id)
        GROUP BY s.programme_id, s.sold_on, s.days, r.terms_id
        HAVING count(DISTINCT s.rate_annual) > 1
    """,
}


def broken_guarantees(connection: psycopg.Connection[Any]) -> list[str]:
    """Every rule that the journal does not keep, with the rows that break it."""
    found = []
    for rule, statement in _BROKEN.items():
        rows = connection.execute(statement).fetchall()
        if rows:
            found.append(f"{rule}: {rows[:5]}")
    return found
