"""Companies and their bank accounts as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class CompanySize(StrEnum):
    """Company size as bank applications ask for it (기업규모)."""

    LARGE = "large"  # 대기업
    MID = "mid"  # 중견기업
    MEDIUM = "medium"  # 중기업
    SMALL = "small"  # 소기업
    PUBLIC = "public"  # 공공 및 기타

    @property
    def is_sme(self) -> bool:
        """A small or medium enterprise (중소기업) in the sense of the tax credit, article 7-4."""
        return self in {CompanySize.MEDIUM, CompanySize.SMALL}


@dataclass(frozen=True, slots=True)
class CompanyEntry:
    """What a company enters about itself, checked and in its stored form."""

    business_number: str
    name: str
    size: CompanySize


@dataclass(frozen=True, slots=True)
class Company:
    """A company; `joined_on` is None while it is only invited and has never used the system."""

    company_id: int
    business_number: str
    name: str
    size: CompanySize
    joined_on: date | None = None


class AccountState(StrEnum):
    """State of a bank account; `cooling` and `usable` follow from the day and are not stored."""

    UNCHECKED = "unchecked"
    VERIFIED = "verified"
    REFUSED = "refused"
    COOLING = "cooling"
    USABLE = "usable"
    CLOSED = "closed"


class HolderCheck(StrEnum):
    """What the bank answered when asked for the account's holder (예금주 조회)."""

    MATCHED = "matched"
    MISMATCHED = "mismatched"
    NOT_FOUND = "not_found"
    CLOSED = "closed"
    UNAVAILABLE = "unavailable"


class InsolvencyKind(StrEnum):
    """The proceeding a court has opened over a company."""

    REHABILITATION = "rehabilitation"
    BANKRUPTCY = "bankruptcy"


@dataclass(frozen=True, slots=True)
class Insolvency:
    """One proceeding, from its opening to the day it ended (None: it goes on)."""

    company_id: int
    item_id: int
    kind: InsolvencyKind
    reference: str
    since: date
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """A bank code and an account number of digits only, checked for shape."""

    bank_code: str
    account_number: str


@dataclass(frozen=True, slots=True)
class BankAccount:
    """A company's account at any institution; `state` is a stored one.

    `is_first` marks the company's first account, which has no cooling-off. `usable_from` is fixed
    when the holder check matches (None before), so a later change of the cooling-off period moves
    no account already verified; a closed account keeps it to tell that it had been in use.
    """

    bank_account_id: int
    company_id: int
    bank_code: str
    account_number: str
    holder_name: str
    registered_on: date
    is_first: bool
    state: AccountState
    usable_from: date | None = None


@dataclass(frozen=True, slots=True)
class AccountUse:
    """An account's state on a day, and the first day it may be paid into (None: not at all)."""

    state: AccountState
    usable_from: date | None
