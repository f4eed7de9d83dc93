"""The file rail spoken to a bank that was not written here, in its good and its bad moods."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime

import pytest
from rail_samples import OWN, batch, instruction

from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.payouts.rails.iso20022 import RAIL
from sangsaeng.payouts.rails.mock_bank_process import (
    MockAccount,
    mock_account_number,
    mock_bank_installed,
    start_mock_bank,
)
from sangsaeng.payouts.rails.model import (
    Accepted,
    BankEvent,
    Duplicate,
    EntryBooked,
    Instruction,
    Reason,
    Rejected,
    Returned,
    Statement,
    Unknown,
)
from sangsaeng.payouts.rails.transports import MockBankTransport, TransportDown

pytestmark = pytest.mark.skipif(not mock_bank_installed(), reason="mock-bank is not installed")

SETTLEMENT = mock_account_number("11012345678901")
DEPOSITS = mock_account_number("11012345678902")
OPERATING = mock_account_number("11012345678903")
CLOSED = mock_account_number("88899900011122")
BUYER = mock_account_number("33300011122233")
FRIDAY, MONDAY, TUESDAY = date(2026, 5, 8), date(2026, 5, 11), date(2026, 5, 12)
PAYER = replace(OWN, account_number=SETTLEMENT)


@contextmanager
def bank_of_ours(
    closed_days: frozenset[date] = frozenset(), hour: int = 9
) -> Iterator[MockBankTransport]:
    accounts = [
        MockAccount(SETTLEMENT, "정산계좌", 100_000_000),
        MockAccount(DEPOSITS, "재단 예치계좌"),
        MockAccount(OPERATING, "운영계좌", 5_000_000),
        MockAccount(CLOSED, "해약계좌", closed=True),
    ]
    starts_at = datetime(2026, 5, 8, hour, tzinfo=KOREA)
    with start_mock_bank(starts_at, accounts, closed_days) as bank:
        yield bank


def pay(*instructions: Instruction, message_id: str = "M-1") -> bytes:
    return RAIL.render_batch(batch("iso20022", *instructions, message_id=message_id))


def payment(
    end_to_end_id: str = "P-1",
    amount_won: int = 40_000,
    to: str = "110123456789",
    execute_on: date = FRIDAY,
) -> Instruction:
    return instruction(end_to_end_id, amount_won, to, debtor=PAYER, execute_on=execute_on)


def collect(bank: MockBankTransport) -> list[BankEvent]:
    """Everything the bank has to say, taken from its mailbox."""
    waiting = bank.fetch()
    events: list[BankEvent] = []
    for message_ref, data in waiting:
        bank.acknowledge(message_ref)
        read = RAIL.parse_message(data)
        assert not isinstance(read, Refusal), read
        events.extend(read)
    return events


def entries(events: list[BankEvent]) -> list[EntryBooked]:
    return [event for event in events if isinstance(event, EntryBooked)]


def statements(events: list[BankEvent], account_number: str = SETTLEMENT) -> list[Statement]:
    return [
        event
        for event in events
        if isinstance(event, Statement) and event.account_number == account_number
    ]


def moved_won(statement: Statement) -> int:
    return sum(
        entry.amount_won if entry.direction == "credit" else -entry.amount_won
        for entry in statement.entries
    )


def test_a_payment_is_accepted_booked_and_stands_in_the_days_statement() -> None:
    with bank_of_ours() as bank:
        assert bank.send(pay(payment()), "M-1") is None
        events = collect(bank)
        assert events[:2] == [Accepted(None, "M-1"), Accepted("P-1", "M-1")]
        (entry,) = entries(events)
        assert (entry.account_number, entry.direction, entry.amount_won, entry.booked_on) == (
            SETTLEMENT,
            "debit",
            40_000,
            FRIDAY,
        )
        assert (entry.end_to_end_id, entry.message_id) == ("P-1", "M-1")
        assert (entry.counterparty_name, entry.is_return) == ("한빛정밀<주>", False)
        bank.advance_to(MONDAY)
        (statement,) = statements(collect(bank))
        assert statement.entries == (entry,)
        assert (statement.opening_won, statement.closing_won) == (100_000_000, 99_960_000)
        assert (statement.from_on, statement.to_on) == (FRIDAY, FRIDAY)


def test_a_buyers_money_arrives_with_its_text() -> None:
    with bank_of_ours() as bank:
        bank.credit(
            SETTLEMENT,
            70_000,
            payer_name="가람중공업",
            remittance_text="5월 상생결제 R-77",
            payer_account_number=BUYER,
        )
        (entry,) = entries(collect(bank))
        assert (entry.direction, entry.amount_won) == ("credit", 70_000)
        assert (entry.counterparty_name, entry.counterparty_account) == ("가람중공업", BUYER)
        assert (entry.remittance_text, entry.end_to_end_id) == ("5월 상생결제 R-77", None)


def test_a_transfer_between_two_accounts_of_ours_books_on_both() -> None:
    with bank_of_ours() as bank:
        bank.send(pay(payment(to=DEPOSITS)), "M-1")
        bank.send(pay(payment(to=DEPOSITS)), "M-1")
        booked = {
            (entry.account_number, entry.direction, entry.amount_won, entry.end_to_end_id)
            for entry in entries(collect(bank))
        }
        assert booked == {
            (SETTLEMENT, "debit", 40_000, "P-1"),
            (DEPOSITS, "credit", 40_000, "P-1"),
        }


def test_the_same_message_twice_is_told_apart_and_paid_once() -> None:
    with bank_of_ours() as bank:
        bank.send(pay(payment()), "M-1")
        collect(bank)
        bank.send(pay(payment()), "M-1")
        assert collect(bank) == [Duplicate("M-1")]
        bank.advance_to(MONDAY)
        (statement,) = statements(collect(bank))
        assert moved_won(statement) == -40_000


def test_a_closed_account_is_rejected_and_the_others_are_paid() -> None:
    with bank_of_ours() as bank:
        bank.send(pay(payment("P-1", to=CLOSED), payment("P-2")), "M-1")
        events = collect(bank)
        (rejected,) = [event for event in events if isinstance(event, Rejected)]
        assert (rejected.end_to_end_id, rejected.reason_code) == ("P-1", Reason.CLOSED_ACCOUNT)
        assert [entry.end_to_end_id for entry in entries(events)] == ["P-2"]


def test_a_silent_bank_says_what_became_of_a_payment_when_asked() -> None:
    with bank_of_ours() as bank:
        bank.set_behaviour(SETTLEMENT, "silent")
        bank.send(pay(payment("P-1"), payment("P-2", to=CLOSED)), "M-1")
        assert not [event for event in collect(bank) if not isinstance(event, EntryBooked)]
        asked = [RAIL.parse_message(bank.ask(name)) for name in ("P-1", "P-2", "P-3")]
        assert asked[0] == (Accepted("P-1", "M-1"),)
        assert isinstance(asked[1], tuple) and isinstance(asked[1][0], Rejected)
        assert asked[2] == (Unknown("P-3"),)


def test_a_late_return_comes_as_a_message_and_as_money() -> None:
    with bank_of_ours() as bank:
        late = {"days": 1, "reason": "AC04", "end_to_end_id": "P-1"}
        bank.set_behaviour(SETTLEMENT, "return-later", late)
        bank.send(pay(payment("P-1"), payment("P-2")), "M-1")
        collect(bank)
        bank.advance_to(MONDAY)
        events = collect(bank)
        assert Returned("P-1", Reason.CLOSED_ACCOUNT, "AC04") in events
        (entry,) = entries(events)
        assert (entry.is_return, entry.direction, entry.amount_won) == (True, "credit", 40_000)
        assert (entry.original_end_to_end_id, entry.end_to_end_id) == ("P-1", None)
        assert entry.booked_on == MONDAY


def test_a_statement_with_a_gap_does_not_add_up() -> None:
    with bank_of_ours() as bank:
        bank.set_behaviour(SETTLEMENT, "statement-gap")
        bank.send(pay(payment("P-1", 30_000), payment("P-2", 12_000)), "M-1")
        bank.advance_to(MONDAY)
        (statement,) = statements(collect(bank))
        assert [entry.end_to_end_id for entry in statement.entries] == ["P-1"]
        assert statement.closing_won - statement.opening_won == -42_000 != moved_won(statement)


def test_a_closed_day_moves_the_booking_and_brings_no_statement() -> None:
    with bank_of_ours(closed_days=frozenset({MONDAY})) as bank:
        bank.advance_to(date(2026, 5, 9))
        collect(bank)
        bank.send(pay(payment()), "M-1")
        bank.advance_to(MONDAY)
        assert not entries(collect(bank))
        bank.advance_to(TUESDAY)
        events = collect(bank)
        assert [entry.booked_on for entry in entries(events)] == [TUESDAY]
        assert statements(events) == []


def test_after_the_cut_off_a_payment_books_on_the_next_business_day() -> None:
    with bank_of_ours(hour=16) as bank:
        bank.send(pay(payment()), "M-1")
        assert not entries(collect(bank))
        bank.advance_to(MONDAY)
        assert [entry.booked_on for entry in entries(collect(bank))] == [MONDAY]


def test_a_message_stays_waiting_until_it_is_acknowledged() -> None:
    with bank_of_ours() as bank:
        bank.send(pay(payment()), "M-1")
        first, second = bank.fetch()
        assert bank.fetch() == [first, second]
        bank.acknowledge(first[0])
        assert bank.fetch() == [second]
        with MockBankTransport(bank.base_url) as restarted:
            assert restarted.fetch() == [first, second]
        bank.credit(SETTLEMENT, 5, payer_name="가람중공업", remittance_text="")
        bank.acknowledge(second[0])
        (third,) = bank.fetch()
        with MockBankTransport(bank.base_url) as restarted:
            assert restarted.fetch() == [third]


def test_the_bank_holds_our_accounts_only_and_is_gone_when_left() -> None:
    with bank_of_ours() as bank:
        bank.advance_to(MONDAY)
        reported = {event.account_number for event in collect(bank) if isinstance(event, Statement)}
        assert reported == {SETTLEMENT, DEPOSITS, OPERATING}
        address = bank.base_url
    with MockBankTransport(address, timeout_s=1) as gone, pytest.raises(TransportDown):
        gone.fetch()


def test_the_process_ends_even_when_the_work_inside_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[subprocess.Popen[bytes]] = []
    original = subprocess.Popen

    def remember(*arguments: object, **options: object) -> subprocess.Popen[bytes]:
        started.append(original(*arguments, **options))  # type: ignore[call-overload]
        return started[-1]

    monkeypatch.setattr("sangsaeng.payouts.rails.mock_bank_process.subprocess.Popen", remember)
    with pytest.raises(ZeroDivisionError), bank_of_ours():
        raise ZeroDivisionError
    assert [process.poll() is not None for process in started] == [True]
