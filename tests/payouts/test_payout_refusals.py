"""Why a payout waits, and when a statement stops an account: through the service, won by won."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from books import CASH_ON, MONDAY, Book, noon, open_book
from sangsaeng.database.connection import Database
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.oversight.book import hear_banks
from sangsaeng.parties.model import HolderCheck
from sangsaeng.payouts.model import AttemptState
from sangsaeng.payouts.rails.model import Reason, Statement
from sangsaeng.payouts.rails.simulated import render_events
from sangsaeng.payouts.rules import may_become
from sangsaeng.payouts.service_bank import record_message
from sangsaeng.payouts.service_dispatch import Instructed, instruct
from sangsaeng.settlement.receipts import identify_receipt


def _one_payout(database: Database, account: bool = True) -> Book:
    book = open_book(database)
    programme = book.programme()
    book.company("S1", account=account)
    root = book.issue(programme, "S1", 500, MONDAY)
    book.fund(programme, root, 500)
    assert not isinstance(book.settle(), Refusal)
    return book


def _instruct(book: Book) -> Instructed:
    return instruct(book.database, book.desk.rails, book.desk.limits, noon(book.today))


def _waits(book: Book) -> dict[str, int]:
    done = _instruct(book)
    assert done.item_count == 0
    return dict(done.waiting)


def _statement(book: Book, number: int, opening: int, closing: int) -> str | None:
    """The bank's statement of the settlement account; why the account stops, if it does."""
    statement = Statement(
        bank_code="218",
        account_number=CASH_ON,
        statement_id=f"S{number}",
        sequence_number=number,
        opening_won=opening,
        closing_won=closing,
        entries=(),
        from_on=book.today,
        to_on=book.today,
    )
    data = render_events([statement])
    done = record_message(
        book.database, "simulated", f"m{number}", data, noon(book.today), identify_receipt
    )
    assert not isinstance(done, Refusal)
    return done.reconciled[0].stopped_for


def test_without_an_account_the_money_waits(database: Database) -> None:
    book = _one_payout(database, account=False)
    assert _waits(book) == {"no_account": 1}
    book.name_account("S1")
    book.pay()
    assert book.received_won("S1") == 500


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (HolderCheck.UNAVAILABLE, "account_not_verified"),
        (HolderCheck.MISMATCHED, "account_holder_refused"),
    ],
)
def test_an_account_that_is_not_the_companys_own_is_not_paid(
    database: Database, outcome: HolderCheck, code: str
) -> None:
    book = _one_payout(database, account=False)
    book.name_account("S1", outcome)
    assert _waits(book) == {code: 1}


def test_a_closed_account_waits_for_another_and_for_its_cooling_off(database: Database) -> None:
    book = _one_payout(database)
    book.return_next("S1")
    book.pay()
    assert book.received_won("S1") == 0
    book.today += timedelta(days=1)
    assert _waits(book) == {"account_reported_closed": 1}
    book.name_account("S1")
    assert _waits(book) == {"account_cooling_off": 1}
    book.today += timedelta(days=1)
    book.pay()
    assert book.received_won("S1") == 500
    assert book.broken_proofs() == []


def test_another_reason_waits_a_day_and_after_five_tries_for_a_person(database: Database) -> None:
    book = _one_payout(database)
    for tries in range(5):
        book.return_next("S1", Reason.OTHER)
        book.pay()
        expected = {"payout_waits_a_day": 1} if tries < 4 else {"payout_needs_a_person": 1}
        assert _waits(book) == expected
        book.today += timedelta(days=1)
    assert _waits(book) == {"payout_needs_a_person": 1}
    assert book.received_won("S1") == 0
    assert book.broken_proofs() == []


@pytest.mark.parametrize(
    ("opening", "closing", "code"),
    [
        (0, 1, "statement_does_not_add"),
        (9, 9, "statement_differs"),
    ],
)
def test_a_statement_that_does_not_agree_stops_the_account(
    database: Database, opening: int, closing: int, code: str
) -> None:
    book = _one_payout(database)
    assert _statement(book, 1, opening, closing) == code
    assert _waits(book) == {"account_stopped": 1}


def test_a_missing_statement_stops_the_account_until_it_comes(database: Database) -> None:
    book = _one_payout(database)
    assert _statement(book, 1, 500, 500) is None
    book.today += timedelta(days=2)
    assert _statement(book, 3, 400, 400) == "statement_gap"
    assert _waits(book) == {"account_stopped": 1}


def test_parked_money_is_paid_only_when_the_bank_has_it(database: Database) -> None:
    book = open_book(database)
    programme = book.programme()
    for name in ("S1", "S2"):
        book.company(name)
    root = book.issue(programme, "S1", 500, MONDAY)
    book.pass_on(programme, root, "S2", 500, MONDAY)
    book.fund(programme, root, 500)
    assert not isinstance(book.settle(), Refusal)
    first = _instruct(book)
    assert (first.item_count, dict(first.waiting)) == (1, {"money_not_there_yet": 1})
    book.pay()
    assert book.received_won("S2") == 500


def test_the_banks_message_counts_once_and_its_entries_count_once(database: Database) -> None:
    book = _one_payout(database)
    book.pay()
    proofs = book.broken_proofs()
    book.bank.close_day()
    for reference, data in book.bank.fetch():
        for copy in (reference, f"{reference}-again"):
            record_message(database, "simulated", copy, data, noon(MONDAY), identify_receipt)
    hear_banks(book.desk, noon(MONDAY))
    assert proofs == []
    with database.transaction() as tx:
        counted = tx.the("SELECT count(*) AS n FROM payouts.bank_entry")["n"]
    # The institution's own funds, the funder's, the buyer's money, the payout.
    assert counted == 4
    assert book.received_won("S1") == 500


@given(st.sampled_from(AttemptState), st.lists(st.sampled_from(AttemptState), max_size=12))
def test_no_sequence_of_messages_reopens_an_attempt_that_is_over(
    first: AttemptState, said: list[AttemptState]
) -> None:
    over = {AttemptState.REJECTED, AttemptState.RETURNED}
    booked_after_all = (AttemptState.REJECTED, AttemptState.CREDITED)
    state = first
    for new in said:
        if may_become(state, new):
            # What a bank had rejected may still turn out to be booked; nothing else comes back.
            assert state not in over or (state, new) == booked_after_all
            assert new is not AttemptState.INSTRUCTED
            assert state is not AttemptState.CREDITED or new is AttemptState.RETURNED
            state = new
