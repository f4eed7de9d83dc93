"""Open banking against a network that loses answers: nothing is paid twice, nothing is guessed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rail_samples import OWN, batch, instruction

from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.payouts.rails.model import (
    BankEvent,
    Credited,
    Reason,
    Rejected,
    Returned,
    Unknown,
)
from sangsaeng.payouts.rails.open_banking import (
    RAIL,
    REASONS,
    HolderAnswer,
    bank_tran_suffix,
    parse_holder,
    render_payee_enquiry,
    render_real_name_enquiry,
    render_return_claim,
    render_return_result,
)
from sangsaeng.payouts.rails.open_banking_simulator import (
    Fault,
    OpenBankingNetwork,
    PayeeAccount,
    run_simulator,
)
from sangsaeng.payouts.rails.transports import OpenBankingTransport

PAYEE = PayeeAccount("088", "110123456789", "한빛정밀<주>", business_number="1000000310")
PAYEES = (
    PAYEE,
    replace(PAYEE, account_number="110000000415", state="closed"),
    replace(PAYEE, account_number="110000000419", state="accident"),
    replace(PAYEE, account_number="110000000420", state="suspended"),
    replace(PAYEE, account_number="110000000815", holder_name="다른 이름"),
)


class Clock:
    """The network's clock, moved by hand."""

    def __init__(self) -> None:
        self.at = datetime(2026, 5, 8, 9, 30, tzinfo=KOREA)

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Line:
    """A connection to a simulated network."""

    network: OpenBankingNetwork
    transport: OpenBankingTransport
    clock: Clock

    def send(self, sent: bytes) -> tuple[BankEvent, ...]:
        return read(self.transport.send(sent, "M-1") or b"")

    def ask(self, end_to_end_id: str) -> tuple[BankEvent, ...]:
        return read(self.transport.ask(end_to_end_id))

    def received_won(self) -> int:
        return sum(self.network.balances_won.values())


@contextmanager
def connected(faults: Mapping[int, Fault] | None = None) -> Iterator[Line]:
    clock = Clock()
    network = OpenBankingNetwork(PAYEES, clock, faults)
    with (
        run_simulator(network, silence_s=0.4) as address,
        OpenBankingTransport(
            address,
            institution_code="M000000001",
            pass_phrase="invented",
            access_token="invented",
            now=clock,
            timeout_s=0.2,
        ) as transport,
    ):
        yield Line(network, transport, clock)


def read(data: bytes) -> tuple[BankEvent, ...]:
    events = RAIL.parse_message(data)
    assert not isinstance(events, Refusal), events
    return events


def deposit(amount_won: int = 5_000, account_number: str = "110123456789") -> bytes:
    asked = instruction("P-1", amount_won, account_number)
    sent = replace(
        batch("open_banking", asked), created_at=datetime(2026, 5, 8, 9, 30, tzinfo=KOREA)
    )
    return RAIL.render_batch(sent)


@given(st.text(min_size=1, max_size=35))
def test_a_transaction_id_has_ten_characters_of_ours_and_follows_the_payouts_id(text: str) -> None:
    assert re.fullmatch(r"U[A-Z0-9]{9}", bank_tran_suffix(text))
    assert bank_tran_suffix(text) == bank_tran_suffix(text)


def test_transaction_ids_of_a_large_day_differ() -> None:
    assert len({bank_tran_suffix(f"P-{number}") for number in range(50_000)}) == 50_000


def test_a_deposit_carries_korean_time_whatever_the_zone_of_the_batch() -> None:
    late = datetime(2026, 5, 7, 15, 30, tzinfo=UTC)
    sent = replace(batch("open_banking", instruction()), created_at=late)
    (call,) = json.loads(RAIL.render_batch(sent))["calls"]
    assert call["body"]["tran_dtime"] == "20260508003000"


def test_nothing_secret_stands_in_the_stored_bytes() -> None:
    (call,) = json.loads(deposit())["calls"]
    assert "wd_pass_phrase" not in call["body"]
    assert call["body"]["name_check_option"] == "on" and call["body"]["req_cnt"] == "1"
    assert call["body"]["req_list"][0]["tran_amt"] == "5000"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("412", Reason.NO_SUCH_ACCOUNT),
        ("415", Reason.CLOSED_ACCOUNT),
        ("416", Reason.ACCOUNT_INVALID),
        ("419", Reason.SUSPENDED),
        ("420", Reason.SUSPENDED),
        ("499", Reason.OTHER),
        ("815", Reason.NAME_MISMATCH),
    ],
)
def test_a_failure_code_of_the_payees_bank_has_our_word(code: str, reason: Reason) -> None:
    assert REASONS[code] is reason


def answered(rsp_code: str, item: Mapping[str, str]) -> bytes:
    message = json.loads(deposit())
    message["calls"][0]["answer"] = {"rsp_code": rsp_code, "res_list": [dict(item)]}
    return json.dumps(message).encode()


def test_money_has_arrived_only_when_both_codes_say_so_of_our_id_and_amount() -> None:
    item = {
        "bank_tran_id": "M000000001" + bank_tran_suffix("P-1"),
        "bank_tran_date": "20260508",
        "bank_rsp_code": "000",
        "tran_amt": "5000",
    }
    assert isinstance(read(answered("A0000", item))[0], Credited)
    unknown = (Unknown("P-1"),)
    assert read(answered("A0002", item)) == unknown
    assert read(answered("A0000", item | {"bank_rsp_code": "400"})) == unknown
    assert read(answered("A0000", item | {"tran_amt": "5001"})) == unknown
    assert read(answered("A0000", item | {"bank_tran_id": "M000000001U000000000"})) == unknown
    assert read(answered("A0000", item | {"bank_rsp_code": "415", "tran_amt": "5001"})) == unknown


def test_a_deposit_is_credited_in_the_answer() -> None:
    with connected() as line:
        (event,) = line.send(deposit())
        assert isinstance(event, Credited) and event.end_to_end_id == "P-1"
        assert line.received_won() == 5_000


@pytest.mark.parametrize(
    ("account_number", "reason"),
    [
        ("110999999999", Reason.NO_SUCH_ACCOUNT),
        ("110000000415", Reason.CLOSED_ACCOUNT),
        ("110000000419", Reason.SUSPENDED),
        ("110000000420", Reason.SUSPENDED),
        ("110000000815", Reason.NAME_MISMATCH),
    ],
)
def test_an_account_that_cannot_receive_is_a_rejection(account_number: str, reason: Reason) -> None:
    with connected() as line:
        (event,) = line.send(deposit(account_number=account_number))
        assert isinstance(event, Rejected) and event.reason_code is reason
        assert line.received_won() == 0


def test_a_lost_answer_is_unknown_and_the_result_enquiry_finds_the_credit() -> None:
    with connected({1: Fault.LOSE_ANSWER}) as line:
        assert line.send(deposit()) == (Unknown("P-1"),)
        assert isinstance(line.ask("P-1")[0], Credited)
        assert line.received_won() == 5_000


def test_sending_the_same_bytes_again_pays_once() -> None:
    with connected({1: Fault.LOSE_ANSWER}) as line:
        line.send(deposit())
        assert line.send(deposit()) == (Unknown("P-1"),)
        assert isinstance(line.ask("P-1")[0], Credited)
        assert line.received_won() == 5_000


def test_a_lost_request_stays_unknown_until_the_same_bytes_are_sent_again() -> None:
    with connected({1: Fault.LOSE_REQUEST}) as line:
        assert line.send(deposit()) == (Unknown("P-1"),)
        assert line.ask("P-1") == (Unknown("P-1"),)
        assert line.received_won() == 0
        assert isinstance(line.send(deposit())[0], Credited)
        assert line.received_won() == 5_000


def test_a_deposit_in_progress_is_asked_for() -> None:
    with connected({1: Fault.IN_PROGRESS}) as line:
        assert line.send(deposit()) == (Unknown("P-1"),)
        assert isinstance(line.ask("P-1")[0], Credited)


def test_the_same_bytes_on_another_day_are_not_taken() -> None:
    with connected({1: Fault.LOSE_ANSWER}) as line:
        line.send(deposit())
        line.clock.at = datetime(2026, 5, 11, 9, 30, tzinfo=KOREA)
        assert line.send(deposit()) == (Unknown("P-1"),)
        assert isinstance(line.ask("P-1")[0], Credited)
        assert line.received_won() == 5_000


def test_outside_the_hours_nothing_is_taken() -> None:
    with connected() as line:
        line.clock.at = datetime(2026, 5, 8, 23, 50, tzinfo=KOREA)
        assert line.send(deposit()) == (Unknown("P-1"),)
        line.clock.at = datetime(2026, 5, 8, 0, 9, 59, tzinfo=KOREA)
        assert line.send(deposit()) == (Unknown("P-1"),)
        line.clock.at = datetime(2026, 5, 8, 0, 10, tzinfo=KOREA)
        assert isinstance(line.send(deposit())[0], Credited)


def test_when_the_network_is_silent_the_rest_of_a_batch_is_not_tried() -> None:
    silent = dict.fromkeys(range(1, 9), Fault.LOSE_REQUEST)
    with connected(silent) as line:
        many = batch("open_banking", *(instruction(f"P-{n}", n) for n in range(1, 9)))
        events = line.send(RAIL.render_batch(many))
        assert events == tuple(Unknown(f"P-{n}") for n in range(1, 9))
        assert line.network._deposits_called == 3


def test_a_claim_for_return_takes_the_money_back_once() -> None:
    with connected() as line:
        line.send(deposit())
        claim = render_return_claim(deposit(), "P-1", "착오송금", line.clock())
        assert claim is not None
        result = render_return_result("P-1", 5_000, date(2026, 5, 8))
        assert line.send(result) == (Unknown("P-1"),)
        assert line.send(claim) == () and line.send(claim) == ()
        (event,) = line.send(result)
        assert isinstance(event, Returned)
        assert line.received_won() == 0


def test_an_enquiry_tells_the_holder_or_why_the_account_cannot_receive() -> None:
    with connected() as line:
        at = line.clock()
        for account_number, expected in (
            ("110123456789", HolderAnswer("한빛정밀<주>", None)),
            ("110000000415", HolderAnswer(None, Reason.CLOSED_ACCOUNT)),
            ("110999999999", HolderAnswer(None, Reason.NO_SUCH_ACCOUNT)),
        ):
            enquiry = render_payee_enquiry("Q-1", OWN, "088", account_number, at)
            assert parse_holder(line.transport.send(enquiry, "Q-1") or b"") == expected


def test_a_real_name_enquiry_compares_the_business_number() -> None:
    with connected() as line:
        for number, expected in (
            ("1000000310", HolderAnswer("한빛정밀<주>", None)),
            ("1000000320", HolderAnswer(None, Reason.NAME_MISMATCH)),
        ):
            enquiry = render_real_name_enquiry("Q-1", "088", "110123456789", number, line.clock())
            assert parse_holder(line.transport.send(enquiry, "Q-1") or b"") == expected


def test_an_enquiry_without_an_answer_says_nothing_and_garbage_is_refused() -> None:
    enquiry = render_real_name_enquiry("Q-1", "088", "1", "1", datetime(2026, 5, 8, tzinfo=KOREA))
    assert parse_holder(enquiry) == HolderAnswer(None, None)
    assert isinstance(parse_holder(b"{}"), Refusal)
    assert isinstance(parse_holder(deposit()), Refusal)


def test_an_id_that_was_never_sent_is_unknown() -> None:
    with connected() as line:
        assert line.ask("P-77") == (Unknown("P-77"),)
        assert line.transport.fetch() == []


def test_a_network_that_cannot_be_reached_leaves_everything_unknown() -> None:
    with OpenBankingTransport(
        "http://127.0.0.1:9",
        institution_code="M000000001",
        pass_phrase="invented",
        access_token="invented",
        now=Clock(),
        timeout_s=0.2,
    ) as transport:
        assert read(transport.send(deposit(), "M-1") or b"") == (Unknown("P-1"),)
