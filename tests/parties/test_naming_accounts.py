"""The first account is one person's word and the bank's; every other one takes two people."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

import pytest
from two_people import Stage

from sangsaeng.acts.model import Role
from sangsaeng.acts.service_executing import Entered
from sangsaeng.database.connection import Database
from sangsaeng.parties.holder_inquiry import HolderSaid
from sangsaeng.parties.model import BankAccount, HolderCheck
from sangsaeng.parties.service_accounts import ask_about_unchecked
from sangsaeng.payouts.rails.holder_inquiry import OpenBankingInquiry
from sangsaeng.payouts.rails.open_banking_simulator import OpenBankingNetwork, PayeeAccount

BANK = "088"


@dataclass
class Bank:
    """Answers with the name it has for a business number and account."""

    holders: dict[tuple[str, str], str]
    asked: int = 0
    asked_at: str = "a bank of the test"

    def ask(self, account: BankAccount, business_number: str, at: datetime) -> HolderSaid:
        self.asked += 1
        name = self.holders.get((business_number, account.account_number))
        return HolderSaid(name) if name else HolderSaid(outcome=HolderCheck.MISMATCHED)


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)


@pytest.fixture
def joined(stage: Stage) -> int:
    return stage.book.company("t1", account=False).company_id


def _ask(stage: Stage, bank: Bank | OpenBankingInquiry) -> int:
    book = stage.book
    return ask_about_unchecked(stage.database, bank, stage.at, book.today, book.calendar)


def _first(stage: Stage, company_id: int, number: str = "12345678") -> Entered | list[str]:
    alone = stage.people.caller(company_id, Role.ADMINISTRATOR)
    return stage.enter(alone, "accounts.first", bank_code=BANK, account_number=number)


def test_the_first_account_is_named_alone_and_confirmed_by_its_bank(
    stage: Stage, joined: int
) -> None:
    named = _first(stage, joined)
    assert isinstance(named, Entered) and named.answer is not None
    assert (named.state, named.answer["state"], named.answer["usable_from"]) == (
        "executed",
        "unchecked",
        None,
    )
    bank = Bank({(stage.book.number("t1"), "12345678"): "t1"})
    assert (_ask(stage, bank), _ask(stage, bank), bank.asked) == (1, 0, 1)
    assert (
        stage.count(
            "SELECT count(*) AS n FROM parties.bank_account WHERE state = 'verified' AND"
            f" usable_from = '{stage.book.today}' AND company_id = {joined}"
        )
        == 1
    )
    assert _first(stage, joined, "87654321") == ["first_account_stands"]


def test_an_account_of_another_business_number_is_not_the_companys(
    stage: Stage, joined: int
) -> None:
    """Whoever invites a company names it: the name alone proves nothing."""
    _first(stage, joined)
    now = stage.at
    accounts = [PayeeAccount(BANK, "12345678", "t1", stage.book.number("somebody else"))]
    inquiry = OpenBankingInquiry(_Direct(OpenBankingNetwork(accounts, lambda: now)))
    assert _ask(stage, inquiry) == 1
    assert (
        stage.count("SELECT count(*) AS n FROM parties.bank_account WHERE state = 'refused'") == 1
    )
    again = _first(stage, joined, "87654321")
    assert isinstance(again, Entered), "a slip of the hand is mended by the same person"


def test_a_bank_that_says_nothing_is_asked_again(stage: Stage, joined: int) -> None:
    _first(stage, joined)

    class Silent(Bank):
        def ask(self, account: BankAccount, business_number: str, at: datetime) -> HolderSaid:
            return HolderSaid()

    assert _ask(stage, Silent({})) == 0
    assert (
        stage.count(
            "SELECT count(*) AS n FROM parties.holder_check WHERE asked_at = 'a bank of the test'"
        )
        == 0
    )
    assert _ask(stage, Bank({(stage.book.number("t1"), "12345678"): "(주) t1"})) == 1


def test_accounts_are_not_tried_without_end(stage: Stage, joined: int) -> None:
    for order in range(5):
        assert isinstance(_first(stage, joined, f"1234567{order}"), Entered)
    assert _first(stage, joined, "12345679") == ["too_many_accounts_tried"]


def test_another_account_takes_two_people_and_a_cooling_off(stage: Stage) -> None:
    company_id = stage.book.company("t1").company_id
    alone = stage.people.caller(company_id, Role.ADMINISTRATOR)
    given = {"bank_code": BANK, "account_number": "99998888"}
    entered = stage.enter(alone, "accounts.change", **given)
    assert isinstance(entered, Entered) and entered.needed_of == (stage.book.institution_id,)
    assert stage.approve(alone, entered) == ["not_permitted"]
    done = stage.approve(stage.clerk, entered)
    assert isinstance(done, Entered) and done.state == "executed"
    bank = Bank({(stage.book.number("t1"), "99998888"): "t1"})
    assert _ask(stage, bank) == 1
    assert (
        stage.count(
            "SELECT count(*) AS n FROM parties.bank_account WHERE NOT is_first"
            f" AND usable_from > '{stage.book.today}'"
        )
        == 1
    )


def test_two_people_of_the_institution_say_what_the_bank_told_them(
    stage: Stage,
) -> None:
    company_id = stage.supplier()
    alone = stage.people.caller(company_id, Role.ADMINISTRATOR)
    entered = stage.enter(alone, "accounts.change", bank_code=BANK, account_number="99998888")
    done = stage.approve(stage.clerk, entered)
    assert isinstance(done, Entered) and done.answer is not None
    given = {
        "business_number": stage.book.number("t1"),
        "bank_account_id": done.answer["bank_account_id"],
        "outcome": "matched",
    }
    assert (
        stage.done(stage.clerk, stage.other_clerk, "accounts.check", **given)["state"] == "verified"
    )
    assert stage.enter(stage.clerk, "accounts.check", **given) == ["account_checked_already"]
    stranger = {**given, "business_number": stage.book.number("nobody")}
    assert stage.enter(stage.clerk, "accounts.check", **stranger) == ["company_not_served"]
    assert stage.enter(stage.clerk, "accounts.check", **{**given, "bank_account_id": 5}) == [
        "unknown_account"
    ]


class _Direct:
    """The open banking network without a wire."""

    def __init__(self, network: OpenBankingNetwork) -> None:
        self._network = network

    def send(self, batch_bytes: bytes, message_id: str) -> bytes:
        message = json.loads(batch_bytes)
        for call in message["calls"]:
            call["answer"], _ = self._network.answer(call["path"], call["body"])
        return json.dumps(message).encode()
