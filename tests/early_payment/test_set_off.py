"""A buyer that bought its own promises and then does not pay is not paid by its guarantor."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from early_payment_stage import own_account

from books import noon, open_book
from sangsaeng.database.connection import Database
from sangsaeng.early_payment.model import Refund, Sale
from sangsaeng.early_payment.service import sell
from sangsaeng.early_payment.service_funders import set_up_buyer_discount
from sangsaeng.early_payment.service_refunds import pay_refunds
from sangsaeng.programmes.model import Facility
from sangsaeng.programmes.rules_withholding import Flow
from sangsaeng.programmes.service_withholding import record_withholding
from sangsaeng.settlement.service_advance import list_claims

ISSUED, DUE = date(2026, 4, 8), date(2026, 5, 8)


def test_what_a_defaulting_buyer_bought_itself_is_set_off_against_the_advance(
    database: Database,
) -> None:
    book = open_book(database, ISSUED)
    programme = book.programme("B", policy="institution_advances")
    for name in ("T1", "T2"):
        book.company(name)
    account = own_account(book, book.companies["B"].company_id, "9300", 10**9)
    with database.transaction() as tx:
        made = set_up_buyer_discount(
            tx, programme, account, 10**9, Decimal("0.01"), book.today, None
        )
    assert isinstance(made, Facility), made
    book.limit_facilities(0, but=made.facility_id)
    root = book.issue(programme, "T1", 100_000_000, DUE, "B")
    child = book.pass_on(programme, root, "T2", 40_000_000, DUE + timedelta(days=20))
    for receivable, seller in ((root, "T1"), (child, "T2")):
        company = book.companies[seller].company_id
        done = sell(database, programme, receivable, 30_000_000, company, noon(book.today))
        assert isinstance(done, Sale), done
    book.end_day()
    book.today = DUE
    book.end_day()
    assert book.broken_proofs() == []
    spent = 60_000_000 - _interest(database)
    # Nothing came back to the buyer but what it owes its supplier was paid out of its account.
    assert book.bank.balance_of("9300") == 10**9 - spent - _refunded(database)
    book.today = DUE + timedelta(days=3)
    book.end_day()
    assert book.broken_proofs() == []
    with database.transaction() as tx:
        (claim,) = list_claims(tx, book.today)
    assert claim.principal_won == 40_000_000
    assert book.received_won("T2") > 9_900_000


def _interest(database: Database) -> int:
    with database.transaction() as tx:
        return int(tx.the("SELECT sum(interest_won) AS won FROM ledger.purchase")["won"])


def _refunded(database: Database) -> int:
    with database.transaction() as tx:
        return int(tx.the("SELECT sum(refund_won) AS won FROM ledger.repaid")["won"])


def test_tax_on_refunds_of_a_day_has_one_base_a_payee(database: Database) -> None:
    book = open_book(database, ISSUED)
    programme = book.programme("B")
    owner = book.company("T1").company_id
    with database.transaction() as tx:
        done = record_withholding(tx, programme, Flow.INTEREST_REFUND, ISSUED, withheld=True)
        assert done is None or not hasattr(done, "code"), done
    accounts = list(book.own.values())
    refunds = [Refund(programme, owner, accounts[-1], won) for won in (5_000, 5_000, 10_000)]
    with database.transaction() as tx:
        pay_refunds(tx, refunds, 1, ISSUED)
        rows = tx.rows("SELECT amount_won FROM ledger.line WHERE kind = 28 ORDER BY amount_won")
    # 14 % of 20,000 is 2,800 and a tenth of that 280; of 5,000 alone it would be nothing.
    assert sum(row["amount_won"] for row in rows) == 3_080
