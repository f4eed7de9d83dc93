"""Which account a payout goes to: never an unchecked one, never a fresh change, never a guess."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sangsaeng.kernel.business_number import invented_business_number
from sangsaeng.kernel.messages import LANGUAGES, explain
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties.model import (
    AccountEntry,
    AccountState,
    AccountUse,
    BankAccount,
    CompanyEntry,
    CompanySize,
    HolderCheck,
)
from sangsaeng.parties.rules import (
    LONGEST_NAME,
    check_account,
    check_company,
    decide_account_use,
    decide_payout_account,
    decide_state_after_check,
    decide_usable_from,
    parse_company_size,
)
from sangsaeng.statutes.calendar import calendar

CALENDAR = calendar()
FRIDAY = date(2026, 5, 22)  # Monday the 25th is the substitute for Buddha's Birthday
TUESDAY = date(2026, 5, 26)
NUMBER = invented_business_number(7)
STORED = (
    AccountState.UNCHECKED,
    AccountState.VERIFIED,
    AccountState.REFUSED,
    AccountState.CLOSED,
)
DAYS = st.dates(date(2026, 1, 1), date(2026, 3, 1))


def account(
    number: int, registered_on: date, state: AccountState = AccountState.VERIFIED
) -> BankAccount:
    is_first = number == 1
    usable_from = None
    if state is AccountState.VERIFIED:
        usable_from = decide_usable_from(registered_on, is_first, CALENDAR)
    return BankAccount(
        number,
        1,
        "088",
        f"1100000000{number:02d}",
        "T",
        registered_on,
        is_first,
        state,
        usable_from,
    )


def closed(was: BankAccount) -> BankAccount:
    return replace(was, state=AccountState.CLOSED)


FIRST = account(1, date(2026, 3, 2))
CHANGED = account(2, FRIDAY)
ACCOUNTS = st.lists(st.tuples(DAYS, st.sampled_from(STORED)), max_size=6).map(
    lambda drawn: [account(n, day, state) for n, (day, state) in enumerate(drawn, start=1)]
)


def code(decision: BankAccount | Refusal) -> str:
    assert isinstance(decision, Refusal)
    assert all(explain(decision, language) for language in LANGUAGES)
    return decision.code


@settings(deadline=None)
@given(ACCOUNTS, DAYS)
def test_money_goes_only_to_a_verified_account_past_its_cooling_off(
    accounts: Sequence[BankAccount], today: date
) -> None:
    chosen = decide_payout_account(accounts, today, CALENDAR)
    if isinstance(chosen, Refusal):
        usable = {AccountState.USABLE}
        in_use = [a for a in accounts if decide_account_use(a, today, CALENDAR).state in usable]
        newest_closed = max(
            (a.registered_on for a in accounts if a.state is AccountState.CLOSED),
            default=date.min,
        )
        assert all(a.registered_on <= newest_closed for a in in_use)
        return
    assert chosen.state is AccountState.VERIFIED
    assert chosen.usable_from is not None
    assert chosen.usable_from <= today
    if not chosen.is_first:
        assert chosen.registered_on < today
    newer = [
        a
        for a in accounts
        if (a.registered_on, a.bank_account_id) > (chosen.registered_on, chosen.bank_account_id)
    ]
    assert all(
        decide_account_use(a, today, CALENDAR).state is not AccountState.USABLE for a in newer
    )


@settings(deadline=None)
@given(ACCOUNTS, DAYS)
def test_the_order_in_which_accounts_are_listed_changes_nothing(
    accounts: list[BankAccount], today: date
) -> None:
    shuffled = list(reversed(accounts))
    assert decide_payout_account(accounts, today, CALENDAR) == decide_payout_account(
        shuffled, today, CALENDAR
    )


@settings(deadline=None)
@given(DAYS, st.integers(0, 5))
def test_the_cooling_off_counts_business_days(registered_on: date, days: int) -> None:
    usable_from = decide_usable_from(registered_on, False, CALENDAR, days)
    passed = [
        registered_on + timedelta(days=n)
        for n in range(1, (usable_from - registered_on).days + 1)
        if CALENDAR.is_business_day(registered_on + timedelta(days=n))
    ]
    assert len(passed) == days
    assert decide_usable_from(registered_on, True, CALENDAR, days) == registered_on


def test_the_first_account_is_usable_on_the_day_it_is_verified() -> None:
    assert decide_payout_account([FIRST], FIRST.registered_on, CALENDAR) == FIRST


def test_during_the_cooling_off_money_goes_to_the_former_account() -> None:
    accounts = [FIRST, CHANGED]
    assert decide_payout_account(accounts, FRIDAY, CALENDAR) == FIRST
    assert decide_payout_account(accounts, TUESDAY - timedelta(days=1), CALENDAR) == FIRST
    assert decide_payout_account(accounts, TUESDAY, CALENDAR) == CHANGED


def test_when_the_former_account_is_closed_money_waits_for_the_day_the_new_one_is_usable() -> None:
    accounts = [closed(FIRST), CHANGED]
    refusal = decide_payout_account(accounts, FRIDAY, CALENDAR)
    assert code(refusal) == "account_cooling_off"
    assert isinstance(refusal, Refusal)
    assert refusal.facts == {"usable_from": TUESDAY.isoformat()}
    assert decide_payout_account(accounts, TUESDAY, CALENDAR) == CHANGED


def test_a_replaced_account_is_not_paid_into_again_when_its_successor_closes() -> None:
    refusal = decide_payout_account([FIRST, closed(CHANGED)], TUESDAY, CALENDAR)
    assert code(refusal) == "account_reported_closed"


def test_a_new_account_the_bank_calls_closed_leaves_the_former_one_in_use() -> None:
    never_used = account(2, FRIDAY, AccountState.CLOSED)
    assert decide_payout_account([FIRST, never_used], TUESDAY, CALENDAR) == FIRST


@pytest.mark.parametrize(
    ("accounts", "expected"),
    [
        ([], "no_account"),
        ([account(1, FRIDAY, AccountState.UNCHECKED)], "account_not_verified"),
        ([account(1, FRIDAY, AccountState.REFUSED)], "account_holder_refused"),
        ([account(1, FRIDAY, AccountState.CLOSED)], "account_reported_closed"),
        (
            [account(1, FRIDAY, AccountState.REFUSED), account(2, FRIDAY, AccountState.UNCHECKED)],
            "account_not_verified",
        ),
    ],
)
def test_without_a_usable_account_the_reason_is_said(
    accounts: list[BankAccount], expected: str
) -> None:
    assert code(decide_payout_account(accounts, TUESDAY, CALENDAR)) == expected


def test_a_longer_cooling_off_moves_no_account_already_verified() -> None:
    use = decide_account_use(CHANGED, TUESDAY, CALENDAR, cooling_off_days=5)
    assert use == AccountUse(AccountState.USABLE, TUESDAY)
    fresh = replace(CHANGED, usable_from=None)
    use = decide_account_use(fresh, TUESDAY, CALENDAR, cooling_off_days=5)
    assert use == AccountUse(AccountState.COOLING, date(2026, 6, 1))


def test_accounts_of_two_companies_are_never_mixed() -> None:
    with pytest.raises(AssertionError):
        decide_payout_account([FIRST, replace(CHANGED, company_id=2)], TUESDAY, CALENDAR)


@pytest.mark.parametrize("state", STORED)
def test_a_holder_check_decides_the_state_and_silence_keeps_it(state: AccountState) -> None:
    after = {outcome: decide_state_after_check(outcome, state) for outcome in HolderCheck}
    assert after == {
        HolderCheck.MATCHED: AccountState.VERIFIED,
        HolderCheck.MISMATCHED: AccountState.REFUSED,
        HolderCheck.NOT_FOUND: AccountState.REFUSED,
        HolderCheck.CLOSED: AccountState.CLOSED,
        HolderCheck.UNAVAILABLE: state,
    }


@given(st.from_regex(r"[0-9]{8,16}", fullmatch=True), st.data())
def test_hyphens_and_spaces_in_an_account_number_say_nothing(
    digits: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(digits)))
    mark = data.draw(st.sampled_from(["-", " ", "－", ""]))
    entry = check_account("004", f" {digits[:at]}{mark}{digits[at:]}", TUESDAY)
    assert entry == AccountEntry("004", digits)


@pytest.mark.parametrize(
    ("bank_code", "number", "expected"),
    [
        ("004", "1234567", "account_number_invalid"),
        ("004", "12345678901234567", "account_number_invalid"),
        ("004", "1234567a", "account_number_invalid"),
        ("004", "", "account_number_invalid"),
        ("999", "", "bank_code_unknown"),
        ("4", "12345678", "bank_code_unknown"),
    ],
)
def test_an_account_of_another_shape_is_refused(bank_code: str, number: str, expected: str) -> None:
    refusal = check_account(bank_code, number, TUESDAY)
    assert isinstance(refusal, Refusal)
    assert refusal.code == expected
    assert refusal.field == ("bank_code" if "bank" in expected else "account_number")


def test_full_width_digits_are_digits() -> None:
    assert check_account("004", "１２３-４５６７８", TUESDAY) == AccountEntry("004", "12345678")


def test_a_company_is_stored_with_a_bare_number_and_single_spaces() -> None:
    written = f"{NUMBER[:3]}-{NUMBER[3:5]}-{NUMBER[5:]}"
    entry = check_company(written, "  Hanbit \t Trading ", "mid")
    assert entry == CompanyEntry(NUMBER, "Hanbit Trading", CompanySize.MID)


@pytest.mark.parametrize(
    ("number", "name", "size", "expected"),
    [
        ("0000000001", "", "?", "business_number_invalid"),
        (NUMBER, " \n", "?", "company_name_missing"),
        (NUMBER, "Han\x00bit", "?", "company_name_unprintable"),
        (NUMBER, "x" * (LONGEST_NAME + 1), "?", "company_name_too_long"),
        (NUMBER, "x" * LONGEST_NAME, "?", "company_size_unknown"),
    ],
)
def test_a_faulty_company_is_refused_by_its_first_fault(
    number: str, name: str, size: str, expected: str
) -> None:
    refusal = check_company(number, name, size)
    assert isinstance(refusal, Refusal)
    assert refusal.code == expected
    assert all(explain(refusal, language) for language in LANGUAGES)


def test_only_medium_and_small_companies_are_smes() -> None:
    assert {size for size in CompanySize if size.is_sme} == {
        CompanySize.MEDIUM,
        CompanySize.SMALL,
    }
    sme = parse_company_size("sme")
    assert isinstance(sme, CompanySize)
    assert sme.is_sme
