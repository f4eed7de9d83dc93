"""A book in which everything has happened that people are told of, with people at every company."""

from __future__ import annotations

from pathlib import Path
from typing import LiteralString

from telling import Stage

from books import Book
from lived import a_book_that_has_lived
from lived_outcomes import pay_for_success
from sangsaeng.acts.model import Caller, Role
from sangsaeng.acts.service_executing import Entered
from sangsaeng.database.connection import Database
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties.service_invitations import Invitee, invite_companies
from sangsaeng.settlement.playbook_model import Playbook
from sangsaeng.settlement.playbook_opening import open_playbook
from sangsaeng.settlement.service_funding import call_funding
from sangsaeng.settlement.service_playbook import run_playbook

_OUTCOMES: tuple[LiteralString, ...] = (
    "INSERT INTO outcomes.site (programme_id, site_id, company_id, name, workplace_number,"
    " industry_code, region, headcount, hazards) SELECT s.programme_id, s.site_id + 900000000000,"
    " s.company_id, 'press line', '99999999999', 'C29', 'Incheon', 20, '{caught_in}'"
    " FROM outcomes.site s LIMIT 1",
    "INSERT INTO outcomes.match (programme_id, match_id, award_id, site_id, hazard, drawn_from,"
    " seed, drawn_at, supplier_at, site_at, state) SELECT m.programme_id, m.match_id +"
    " 900000000000, m.award_id, m.site_id + 900000000000, m.hazard, 9, '', m.drawn_at, m.drawn_at,"
    " m.drawn_at, 'accepted' FROM outcomes.match m LIMIT 1",
    "INSERT INTO outcomes.works (programme_id, match_id, invoice_number, invoice_won, cost_won,"
    " installed_on, submitted_at) SELECT m.programme_id, m.match_id, 'I-1', 500, 500, %(day)s,"
    " %(at)s FROM outcomes.match m WHERE m.match_id > 900000000000",
    "INSERT INTO outcomes.dispute (programme_id, dispute_id, determination_id, ground,"
    " evidence_ids, opened_at, decided_at, upheld, answer) SELECT d.programme_id,"
    " nextval('ledger.item'), d.determination_id, 'counted wrong', '[]', %(at)s, %(at)s, true,"
    " 'yes' FROM outcomes.determination d LIMIT 1",
)
# What ends soon, so that people are reminded of it.
_ENDS: tuple[LiteralString, ...] = (
    "UPDATE outcomes.award SET state = 'accepted' WHERE award_id = (SELECT min(award_id)"
    " FROM outcomes.award)",
    "INSERT INTO early_payment.quote (programme_id, quote_id, receivable_id, amount_won, quoted_on,"
    " matures_on, days, rate_annual, fee_rate_annual, interest_won, proceeds_won, quoted_at,"
    " valid_until) SELECT r.programme_id, 1, r.receivable_id, 1000, %(day)s, r.matures_on, 1, 0.04,"
    " 0, 3, 997, %(at)s::timestamptz - interval '2 hours', %(at)s::timestamptz + interval '1 hour'"
    " FROM receivables.receivable r ORDER BY r.receivable_id DESC LIMIT 1",
    "UPDATE parties.bank_account SET usable_from = %(day)s::date + 1 WHERE bank_account_id ="
    " (SELECT min(bank_account_id) FROM parties.bank_account WHERE state = 'verified')",
)


def whole_book(database: Database, folder: Path) -> tuple[Stage, dict[str, Caller]]:
    """The stage, and one who enters and approves at every company by its short name."""
    lived = a_book_that_has_lived(database)
    book = lived.book
    book.issue(lived.credit, "S2", 3_000, book.calendar.after(book.today))
    pay_for_success(book)
    _default(book, folder / "packs")
    call_funding(database, book.today, 60)
    stage = Stage(database, folder / "letters", book)
    with database.transaction() as tx:
        for statement in (*_OUTCOMES, *_ENDS):
            tx.run(statement, day=book.today, at=stage.at)
        guest = Invitee(book.number("guest"), "guest", "guest@example.com")
        invited = invite_companies(
            tx, book.companies["S1"].company_id, [guest], "administrator", stage.at
        )
        assert not isinstance(invited[0], Refusal)
    people = {
        name: stage.hire(name, name.lower(), Role.ENTERER, Role.APPROVER, telephone="01012345678")
        for name in book.companies
    }
    _waiting(stage, people["S1"], stage.hire("S1", "second", Role.APPROVER))
    return stage, people


def _default(book: Book, folder: Path) -> None:
    with book.database.transaction() as tx:
        opened = open_playbook(tx, book.companies["slow"].company_id, book.today, "test")
        assert isinstance(opened, Playbook), opened
    done = run_playbook(book.database, opened.playbook_id, book.today, folder)
    assert not isinstance(done, Refusal), done


def _waiting(stage: Stage, enterer: Caller, approver: Caller) -> None:
    """Two acts of S1: one that waits, one that was rejected."""
    given = {"bank_code": "088", "account_number": "110123456789"}
    for decided in (False, True):
        entered = stage.enter(enterer, "accounts.change", **given)
        assert isinstance(entered, Entered), entered
        if decided:
            stage.decide(approver, entered, approved=False)
        given = {**given, "account_number": "110123456780"}
