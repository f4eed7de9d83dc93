"""A supplier that was promised something and asked to come in, and a bank that knows it."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from books import Book, noon, open_book
from people import People
from sangsaeng.acts.model import Caller, Office, Role
from sangsaeng.acts.registry import acts
from sangsaeng.acts.service import enter
from sangsaeng.acts.service_executing import Entered
from sangsaeng.database.connection import Database
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties.holder_inquiry import HolderSaid
from sangsaeng.parties.model import BankAccount
from sangsaeng.parties.service_accounts import ask_about_unchecked
from sangsaeng.signin.model import SignedIn
from sangsaeng.signin.service_joining import (
    Joined,
    Joiner,
    accept_invitation,
)
from sangsaeng.signin.service_sessions import get_caller

TOKEN = "a token that the buyer made and hands over itself"


class Scene:
    """A buyer that promised something to a supplier that has never used the system."""

    def __init__(self, database: Database) -> None:
        self.book: Book = open_book(database)
        self.database = database
        self.people = People(self.book)
        self.programme_id = self.book.programme()
        self.buyer_id = self.book.companies["buyer"].company_id
        self.at: datetime = noon(self.book.today)
        self.buyer = self.people.caller(self.buyer_id, Role.ENTERER)
        due = self.book.today + timedelta(days=30)
        self.book.issue(self.programme_id, "supplier", 3_000_000, due)
        self.book.company("t1")
        held = self.book.issue(self.programme_id, "t1", 9_000_000, due)
        self.book.pass_on(self.programme_id, held, "supplier", 2_000_000, due)
        self.number = self.book.number("supplier")
        self.clerk = self.people.caller(
            self.book.institution_id,
            Role.OPERATIONS,
            offices=frozenset({Office.INSTITUTION, Office.OPERATOR}),
        )

    def invite(self, token: str = TOKEN, by: Caller | None = None, **given: Any) -> Any:
        asked = {
            "business_number": self.number,
            "company_name": "supplier",
            "token_digest": sha256(token.encode()).hexdigest(),
            **given,
        }
        return self.act(by or self.buyer, "invitations.send", **asked)

    def act(self, caller: Caller, code: str, **given: Any) -> Any:
        act = acts()[code]
        asked = act.given.model_validate(given, strict=False)
        return enter(self.database, caller, act, asked, self.at)

    def joiner(self, **other: Any) -> Joiner:
        facts = {
            "business_number": self.number,
            "company_name": "supplier",
            "company_size": "small",
            "name": "Kim",
            "email": "kim@supplier.example",
            "telephone": "02-123-4567",
        }
        return Joiner(**{**facts, **other})

    def join(
        self,
        token: str = TOKEN,
        at: datetime | None = None,
        source: str = "1.2.3.4",
        **other: Any,
    ) -> Joined | str:
        joiner = self.joiner(**other)
        done = accept_invitation(self.database, token, joiner, at or self.at, "a phone", source)
        return done.code if isinstance(done, Refusal) else done

    def joined(self, token: str = TOKEN, **other: Any) -> tuple[Joined, SignedIn]:
        done = self.join(token, **other)
        assert isinstance(done, Joined) and done.signed_in is not None, done
        return done, done.signed_in

    def confirm(self, caller: Caller) -> None:
        """The company names its account, and its bank says that it is its own."""
        named = self.act(caller, "accounts.first", bank_code="088", account_number="110-123-456789")
        assert isinstance(named, Entered) and named.state == "executed", named
        book = self.book
        assert ask_about_unchecked(self.database, Bank(), self.at, book.today, book.calendar) == 1

    def count(self, table: str) -> int:
        with self.database.transaction() as tx:
            return int(tx.the(f"SELECT count(*) AS n FROM {table}")["n"])  # type: ignore[arg-type]


class Bank:
    """Says that every account is the asked company's own."""

    asked_at = "a bank of the test"

    def ask(self, account: BankAccount, business_number: str, at: datetime) -> HolderSaid:
        return HolderSaid("supplier")


def caller_of(scene: Scene, signed_in: SignedIn) -> Caller:
    found = get_caller(scene.database, signed_in.token, None, scene.at)
    assert isinstance(found, Caller), found
    return found
