"""Asking a bank by business number whose account it is (예금주 조회): the port of the rails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sangsaeng.parties.model import BankAccount, HolderCheck
from sangsaeng.parties.rules import match_holder


@dataclass(frozen=True, slots=True)
class HolderSaid:
    """What the bank said: the holder's name, or why not. Both None: no usable answer, ask again."""

    name: str | None = None
    outcome: HolderCheck | None = None


class HolderInquiry(Protocol):
    """A way to ask banks. `asked_at` names it in the records of the checks."""

    asked_at: str

    def ask(self, account: BankAccount, business_number: str, at: datetime) -> HolderSaid:
        """Whether the account is this business number's: a name that only looks alike is not
        enough, since whoever invites a company says how it is called."""


def decide_holder(said: HolderSaid, registered_name: str) -> HolderCheck:
    """What an answer means for an account of a company of this name."""
    if said.outcome is not None:
        return said.outcome
    if said.name is None:
        return HolderCheck.UNAVAILABLE
    same = match_holder(registered_name, said.name)
    return HolderCheck.MATCHED if same else HolderCheck.MISMATCHED
