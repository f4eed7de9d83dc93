"""A funder keeps a copy of its book in SQLite, and checks it against its statement.

    SANGSAENG_URL=https://pay.example SANGSAENG_KEY=... \
        python funder_mirrors_book.py book.sqlite FIRST_DAY TODAY

The key's scopes: funders.*. A copy that was broken off goes on where it stopped. Ends with 1 when
a sum differs: either somebody bought while it was copied (run it again), or ask the institution.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from contextlib import closing

from sangsaeng_client import Api

ROWS_A_PAGE = int(os.environ.get("SANGSAENG_PAGE", "500"))
TABLES = """
CREATE TABLE IF NOT EXISTS holding (programme_id INT, purchase_id INT, own_account_id INT,
    buyer TEXT, sold_on TEXT, repays_on TEXT, rate_annual TEXT, amount_won INT, interest_won INT,
    paid_won INT, copy INT, PRIMARY KEY (programme_id, purchase_id));
CREATE TABLE IF NOT EXISTS statement (first_day TEXT, last_day TEXT, programme_id INT,
    own_account_id INT, bought_won INT, repaid_won INT, earned_won INT, opening_won INT,
    closing_won INT, PRIMARY KEY (first_day, last_day, programme_id, own_account_id));
CREATE TABLE IF NOT EXISTS place (copy INT, cursor TEXT);
"""
HOLDING = """INSERT OR REPLACE INTO holding VALUES (:programme_id, :purchase_id, :own_account_id,
    :buyer, :sold_on, :repays_on, :rate_annual, :amount_won, :interest_won, :paid_won, :copy)"""
STATEMENT = """INSERT OR REPLACE INTO statement VALUES (:first, :last, :programme_id,
    :own_account_id, :bought_won, :repaid_won, :earned_won, :purchased_opening_won,
    :purchased_closing_won)"""
DIFFERENT = """SELECT s.programme_id, s.own_account_id, s.closing_won,
    coalesce(sum(h.amount_won), 0) AS held_won FROM statement s LEFT JOIN holding h
    USING (programme_id, own_account_id) WHERE first_day = ? AND last_day = ? GROUP BY 1, 2
    HAVING held_won <> s.closing_won OR opening_won + bought_won - repaid_won <> closing_won"""


def copy_holdings(api: Api, book: sqlite3.Connection) -> None:
    """Page by page, each with the place where the next begins; what is gone goes in the end."""
    copy, cursor = book.execute("SELECT max(copy), cursor FROM place").fetchone()
    if copy is None or cursor is None:
        copy, cursor = (copy or 0) + 1, None
    for page in api.funders_holdings(limit=ROWS_A_PAGE, cursor=cursor).pages():
        with book:
            book.executemany(HOLDING, [{**row, "copy": copy} for row in page.rows])
            book.execute("DELETE FROM place")
            book.execute("INSERT INTO place VALUES (?, ?)", (copy, page.next_cursor))
    with book:
        book.execute("DELETE FROM holding WHERE copy < ?", (copy,))


def main(file: str, first: str, last: str) -> int:
    """Copy, then compare what is held with what the ledger says."""
    with (
        closing(sqlite3.connect(file)) as book,
        Api(os.environ["SANGSAENG_URL"], os.environ["SANGSAENG_KEY"]) as api,
    ):
        book.executescript(TABLES)
        copy_holdings(api, book)
        rows = list(api.funders_statement(first, last))
        with book:
            book.executemany(STATEMENT, [{**row, "first": first, "last": last} for row in rows])
        different = book.execute(DIFFERENT, (first, last)).fetchall()
        count, won = book.execute("SELECT count(*), sum(amount_won) FROM holding").fetchone()
        for one in different:
            print("programme {} account {}: statement {:,} won, held {:,} won".format(*one))
        print(f"{count} holdings, {won or 0:,} won: {'differs' if different else 'all sums hold'}")
        return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
