"""The bank at the other end of a replay: it keeps its own books of our accounts, executes batches,
sends some payments back, and issues statements. It knows nothing of receivables."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sangsaeng.payouts.rails import rail_of
from sangsaeng.payouts.rails.model import (
    Accepted,
    BankEvent,
    Direction,
    EntryBooked,
    Reason,
    Returned,
    Statement,
)
from sangsaeng.payouts.rails.simulated import render_events

MessageRef = str


class PaperBank:
    """Holds our accounts by number. A transport of the rail `simulated`."""

    def __init__(self, bank_code: str, our_accounts: Sequence[str]) -> None:
        self._bank_code = bank_code
        self._balance = dict.fromkeys(our_accounts, 0)
        self._closing = dict.fromkeys(our_accounts, 0)
        self._today: dict[str, list[EntryBooked]] = defaultdict(list)
        self._returns: dict[str, list[Reason]] = defaultdict(list)
        self._seen: dict[str, bytes] = {}
        self._waiting: list[tuple[MessageRef, bytes]] = []
        self._number = 0
        self.day = date(2000, 1, 1)

    def open_account(self, account_number: str) -> None:
        """One more of our accounts, with nothing on it."""
        self._balance[account_number] = self._closing[account_number] = 0

    def balance_of(self, account_number: str) -> int:
        """What is on one of our accounts now, in won."""
        return self._balance[account_number]

    def credit(self, account_number: str, amount_won: int, remittance: str) -> None:
        """Money arrives on one of our accounts."""
        entry = self._book(account_number, amount_won, "credit")
        self._say([self._keep(replace(entry, remittance_text=remittance))])

    def return_next(self, payee_account_number: str, reason: Reason) -> None:
        """The next payment to this account comes back."""
        self._returns[payee_account_number].append(reason)

    def send(self, batch_bytes: bytes, message_id: str) -> bytes | None:
        """Execute a batch; the same message again gets the same answer and moves nothing."""
        if message_id in self._seen:
            return self._seen[message_id]
        items = rail_of("simulated").read_back(batch_bytes)
        assert isinstance(items, tuple), items
        debtor = _debtor(batch_bytes)
        events: list[BankEvent] = []
        for item in items:
            about, won, payee = item.end_to_end_id, item.amount_won, item.payee_account_number
            events.append(self._keep(self._book(debtor, won, "debit", about)))
            if payee in self._balance:
                events.append(self._keep(self._book(payee, won, "credit", about)))
            elif self._returns[payee]:
                events.append(Returned(about, self._returns[payee].pop(0)))
                back = self._book(debtor, won, "credit")
                back = replace(back, is_return=True, original_end_to_end_id=about)
                events.append(self._keep(back))
        answer = render_events(events)
        self._seen[message_id] = answer
        return answer

    def close_day(self) -> None:
        """A statement of each account for the day."""
        for account, opening in sorted(self._closing.items()):
            statement = Statement(
                bank_code=self._bank_code,
                account_number=account,
                statement_id=f"{account}-{self.day.isoformat()}",
                sequence_number=self.day.toordinal(),
                opening_won=opening,
                closing_won=self._balance[account],
                entries=tuple(self._today.pop(account, [])),
                from_on=self.day,
                to_on=self.day,
            )
            self._closing[account] = self._balance[account]
            self._say([statement])

    def fetch(self) -> list[tuple[MessageRef, bytes]]:
        """Messages not yet acknowledged."""
        return list(self._waiting)

    def acknowledge(self, message_ref: MessageRef) -> None:
        """A message was recorded."""
        self._waiting = [one for one in self._waiting if one[0] != message_ref]

    def ask(self, end_to_end_id: str) -> bytes:
        """Nothing is ever unknown here: what was sent was booked at once."""
        return render_events([Accepted(end_to_end_id, None)])

    def _say(self, events: Sequence[BankEvent]) -> None:
        self._number += 1
        self._waiting.append((f"paper-{self._number}", render_events(events)))

    def _book(
        self, account: str, amount_won: int, direction: Direction, about: str = ""
    ) -> EntryBooked:
        self._number += 1
        entry = EntryBooked(
            bank_code=self._bank_code,
            account_number=account,
            entry_ref=f"P{self._number}",
            amount_won=amount_won,
            direction=direction,
            booked_on=self.day,
            value_on=self.day,
            end_to_end_id=about or None,
        )
        self._balance[account] += amount_won if direction == "credit" else -amount_won
        assert self._balance[account] >= 0, f"account {account} is overdrawn"
        return entry

    def _keep(self, entry: EntryBooked) -> EntryBooked:
        self._today[entry.account_number].append(entry)
        return entry


def _debtor(batch_bytes: bytes) -> str:
    number: str = json.loads(batch_bytes)["instructions"][0]["debtor_account_number"]
    return number
