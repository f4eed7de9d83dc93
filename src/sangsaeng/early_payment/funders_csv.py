"""A funder's book as CSV: UTF-8 as spreadsheet programs expect it, whole won, percent a year."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from sangsaeng.early_payment.model_funders import Flow, Holding, Statement
from sangsaeng.kernel.messages import Language, sentence
from sangsaeng.kernel.money import percent
from sangsaeng.papers.formula_guard import guard

Cell = str | int | date | Decimal
HOLDING_COLUMNS = (
    "book_purchase",
    "book_programme",
    "book_buyer",
    "book_tier",
    "book_bought_on",
    "book_repays_on",
    "book_amount",
    "book_paid",
    "book_interest",
    "book_rate",
)
FLOW_COLUMNS = (
    "book_repays_on",
    "book_repaid",
    "book_fee",
    "book_refunded",
    "book_net",
    "book_earned",
)
STATEMENT_COLUMNS = (
    "book_programme",
    "book_account",
    "book_buyer",
    "book_opening",
    "book_bought",
    "book_repaid",
    "book_closing",
    "book_unearned_opening",
    "book_interest",
    "book_earned",
    "book_fee",
    "book_refunded",
    "book_unearned_closing",
    "book_earned_so_far",
)


def list_holding_cells(holdings: Iterable[Holding]) -> list[list[Cell]]:
    """A row a holding, in the order of HOLDING_COLUMNS."""
    return [
        [
            str(one.purchase_id),
            str(one.programme_id),
            one.buyer,
            one.tier,
            one.sold_on,
            one.repays_on,
            one.amount_won,
            one.paid_won,
            one.interest_won,
            percent(one.rate_annual),
        ]
        for one in holdings
    ]


def list_flow_cells(flows: Iterable[Flow]) -> list[list[Cell]]:
    """A row a day, in the order of FLOW_COLUMNS."""
    return [
        [one.day, one.repaid_won, one.fee_won, one.refund_won, one.net_won, one.earned_won]
        for one in flows
    ]


def list_statement_cells(lines: Iterable[Statement]) -> list[list[Cell]]:
    """A row a programme and account, in the order of STATEMENT_COLUMNS."""
    return [
        [
            str(one.programme_id),
            str(one.own_account_id),
            one.buyer,
            one.purchased.opening_won,
            one.bought_won,
            one.repaid_won,
            one.purchased.closing_won,
            one.unearned.opening_won,
            one.interest_taken_won,
            one.earned_won,
            one.fee_won,
            one.refunded_won,
            one.unearned.closing_won,
            one.earned.closing_won,
        ]
        for one in lines
    ]


def render_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]], language: Language) -> bytes:
    """The rows under their headings; names a spreadsheet would calculate are defused."""
    kept = io.StringIO()
    writer = csv.writer(kept)
    writer.writerow([sentence(code, language) for code in columns])
    for row in rows:
        writer.writerow([guard(cell) if isinstance(cell, str) else cell for cell in row])
    return kept.getvalue().encode("utf-8-sig")
