"""Who a company is, whether an account is its own, and which account a payout goes to.

A holder's name is compared without its legal form, spacing, width and letter case, and up to the
20 characters banks send (domain-2 section 7). What follows from a match:
usable_from = registered_on for the first account, else `cooling_off_days` business days later.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date

from sangsaeng.kernel.business_number import parse_business_number
from sangsaeng.kernel.calendar import Calendar
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.parties.corporate_forms import corporate_forms
from sangsaeng.parties.institutions import institution_on
from sangsaeng.parties.model import (
    AccountEntry,
    AccountState,
    AccountUse,
    BankAccount,
    CompanyEntry,
    CompanySize,
    HolderCheck,
)

LONGEST_NAME = 140  # ISO 20022 Max140Text: a longer name cannot be written on a payment
HOLDER_NAME_LENGTH = 20  # banks send no more of a holder's name
COOLING_OFF_DAYS = 1
_ACCOUNT_NUMBER = re.compile(r"[0-9]{8,16}")
_SEPARATORS = re.compile(r"[\s\-]")
_BETWEEN_WORDS = re.compile(r"[\s.,]+")
_NOT_SAID_ALOUD = re.compile(r"[\s.,\u00b7\u119e\u30fb\-'\"]")  # with the three middle dots in use

_STATE_AFTER = {
    HolderCheck.MATCHED: AccountState.VERIFIED,
    HolderCheck.MISMATCHED: AccountState.REFUSED,
    HolderCheck.NOT_FOUND: AccountState.REFUSED,
    HolderCheck.CLOSED: AccountState.CLOSED,
}


def parse_company_size(value: str, field: str = "size") -> CompanySize | Refusal:
    """A size by its code; `sme`, as scenario files say it, is read as a small company."""
    if value == "sme":
        return CompanySize.SMALL
    try:
        return CompanySize(value)
    except ValueError:
        return refuse("company_size_unknown", field, value=value[:20])


def is_corporation(business_number: str) -> bool:
    """Whether a business number is a corporation's: digits 4 and 5 are 81 to 88 (81, 86, 87, 88
    for-profit head offices, 82 non-profit, 83 public bodies, 84 foreign, 85 branches); anything
    else is a person in business."""
    return "81" <= business_number[3:5] <= "88"


def check_company(business_number: str, name: str, size: str) -> CompanyEntry | Refusal:
    """A company's own entry, its number bare and its name with single spaces.

    Refused, in this order: `business_number_invalid`, `company_name_missing`,
    `company_name_unprintable`, `company_name_too_long`, `company_size_unknown`.
    """
    number = parse_business_number(business_number)
    if isinstance(number, Refusal):
        return number
    shown = " ".join(unicodedata.normalize("NFC", name).split())
    if not shown:
        return refuse("company_name_missing", "name")
    if not shown.isprintable():
        return refuse("company_name_unprintable", "name")
    if len(shown) > LONGEST_NAME:
        return refuse("company_name_too_long", "name", limit=LONGEST_NAME, length=len(shown))
    known_size = parse_company_size(size)
    if isinstance(known_size, Refusal):
        return known_size
    return CompanyEntry(number, shown, known_size)


def check_account(bank_code: str, account_number: str, day: date) -> AccountEntry | Refusal:
    """An account's shape on `day`: a known institution, 8 to 16 digits once hyphens are gone.

    Refused, in this order: `bank_code_unknown`, `account_number_invalid`.
    """
    institution = institution_on(bank_code, day)
    if isinstance(institution, Refusal):
        return institution
    digits = _SEPARATORS.sub("", unicodedata.normalize("NFKC", account_number))
    if not _ACCOUNT_NUMBER.fullmatch(digits):
        return refuse("account_number_invalid", "account_number", value=account_number[:24])
    return AccountEntry(institution.code, digits)


def decide_state_after_check(
    outcome: HolderCheck, state: AccountState = AccountState.UNCHECKED
) -> AccountState:
    """The state to store after an account-holder check; without the bank's answer, the old one.

    A refused account has no `usable_from` any more; a closed one keeps what it had.
    """
    return _STATE_AFTER.get(outcome, state)


def decide_usable_from(
    registered_on: date,
    is_first: bool,
    calendar: Calendar,
    cooling_off_days: int = COOLING_OFF_DAYS,
) -> date:
    """The first day a verified account may be paid into, to be stored with the matched check.

    The cooling-off, in business days, gives the company time to notice a change it did not make;
    the first account replaces none, so it has none.
    """
    assert cooling_off_days >= 0
    day = registered_on
    if not is_first:
        for _ in range(cooling_off_days):
            day = calendar.after(day)
    return day


def decide_account_use(
    account: BankAccount,
    today: date,
    calendar: Calendar,
    cooling_off_days: int = COOLING_OFF_DAYS,
) -> AccountUse:
    """The account's state today: a verified one is `cooling` until its first day, then `usable`.

    The day stored with the account wins over `cooling_off_days` (G11).
    """
    if account.state in {AccountState.UNCHECKED, AccountState.REFUSED, AccountState.CLOSED}:
        return AccountUse(account.state, None)
    usable_from = account.usable_from or decide_usable_from(
        account.registered_on, account.is_first, calendar, cooling_off_days
    )
    state = AccountState.USABLE if today >= usable_from else AccountState.COOLING
    return AccountUse(state, usable_from)


def decide_payout_account(
    accounts: Sequence[BankAccount],
    today: date,
    calendar: Calendar,
    cooling_off_days: int = COOLING_OFF_DAYS,
) -> BankAccount | Refusal:
    """The account of one company a payout goes to today: the newest usable one.

    While a changed account cools off, money keeps going to the former one. An account the bank
    reported closed after it was in use ends the search: what it replaced is not paid into again.
    Refused: `account_cooling_off` with the day it ends, `account_not_verified`,
    `account_holder_refused`, `account_reported_closed`, `no_account`.
    """
    assert len({account.company_id for account in accounts}) <= 1
    seen: dict[AccountState, date | None] = {}
    for account in sorted(
        accounts, key=lambda one: (one.registered_on, one.bank_account_id), reverse=True
    ):
        use = decide_account_use(account, today, calendar, cooling_off_days)
        if use.state is AccountState.USABLE:
            return account
        seen[use.state] = use.usable_from
        was_in_use = account.usable_from is not None and account.usable_from <= today
        if use.state is AccountState.CLOSED and was_in_use:
            break
    return _refuse_payout(seen)


def _refuse_payout(seen: dict[AccountState, date | None]) -> Refusal:
    if usable_from := seen.get(AccountState.COOLING):
        return refuse("account_cooling_off", None, usable_from=usable_from.isoformat())
    if AccountState.UNCHECKED in seen:
        return refuse("account_not_verified")
    if AccountState.REFUSED in seen:
        return refuse("account_holder_refused")
    if AccountState.CLOSED in seen:
        return refuse("account_reported_closed")
    return refuse("no_account")


def match_holder(registered_name: str, holder_name: str) -> bool:
    """Whether the holder's name a bank sent is the registered company's.

    Equal without legal form, spaces, width and case; the form may be missing on one side but not
    differ. A name of exactly 20 characters may be the beginning of a longer one. Nothing may be
    added: a union's or a branch manager's account carries the company's name inside a longer one.
    """
    whole = _compact(registered_name)
    lead_forms, rest = _take_forms(whole, at_start=True)
    tail_forms, core = _take_forms(rest, at_start=False)
    forms = lead_forms | tail_forms
    held_lead, held_rest = _take_forms(_compact(holder_name), at_start=True)
    held_tail, held_core = _take_forms(held_rest, at_start=False)
    held_forms = held_lead | held_tail
    if not core or not held_core:
        return False
    if core == held_core:
        return not forms or not held_forms or forms == held_forms
    sent = " ".join(unicodedata.normalize("NFC", holder_name).split())
    if len(sent) != HOLDER_NAME_LENGTH:
        return False
    # The cut may fall inside the form at the end, so each form the name may end with is tried.
    return (not forms or held_lead <= forms) and any(
        f"{core}{ending}".startswith(held_rest) for ending in ("", *_endings(forms))
    )


def _compact(name: str) -> str:
    """Lower case, half width, English form words off the end, nothing but letters and brackets."""
    text = _BETWEEN_WORDS.sub(" ", unicodedata.normalize("NFKC", name).casefold()).strip()
    for word in corporate_forms().english_words:
        text = text.removesuffix(f" {word}")
    return _NOT_SAID_ALOUD.sub("", text)


def _take_forms(text: str, *, at_start: bool) -> tuple[frozenset[str], str]:
    """The legal forms at one end, and the text without them."""
    found: set[str] = set()
    shorter = True
    while shorter:
        shorter = False
        for mark, form in corporate_forms().form_of.items():
            left = text.removeprefix(mark) if at_start else text.removesuffix(mark)
            if left != text:
                found.add(form)
                text, shorter = left, True
    return frozenset(found), text


def _endings(forms: frozenset[str]) -> Iterable[str]:
    known = corporate_forms()
    for mark, form in known.form_of.items():
        if not forms or form in forms:
            yield mark
    for word in known.english_words:
        yield word.replace(" ", "")
