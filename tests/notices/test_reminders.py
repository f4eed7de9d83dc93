"""What ends soon is told once more: on the business day before, and never twice."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telling import Stage, text_of

from sangsaeng.acts.model import Role
from sangsaeng.acts.service_executing import Entered
from sangsaeng.kernel.calendar import KOREA, Calendar
from sangsaeng.notices.kinds import KINDS
from sangsaeng.notices.rules import reach
from sangsaeng.settlement.service_funding import call_funding

FIRST = date(2026, 1, 1)
ACCOUNT = {"bank_code": "088", "account_number": "110123456789"}


def at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), KOREA)


TITLES = {
    "act_expiring": "결재 기한 임박",
    "funding_soon": "까지 준비할",
    "account_starts": "부터 새 계좌",
}


def reminders(stage: Stage, kind: str) -> list[str]:
    return [str(one["To"]) for one in stage.tell() if TITLES[kind] in str(one["Subject"])]


@given(
    closed=st.sets(st.integers(0, 60), max_size=20),
    day=st.integers(0, 30),
    days=st.integers(1, 5),
)
def test_every_end_is_told_of_on_some_business_day_before_it(
    closed: set[int], day: int, days: int
) -> None:
    calendar = Calendar(frozenset(FIRST + timedelta(days=one) for one in closed))
    ends = FIRST + timedelta(days=day + 20)
    told = [
        each
        for number in range(40)
        for each in [ends - timedelta(days=number + 1)]
        if (last := reach(calendar, each, days)) is not None and each < ends <= last
    ]
    assert told and len(told) <= days + 1
    assert all(calendar.is_business_day(each) for each in told)
    # The last chance to hear of it is the last business day before it.
    assert max(told) == calendar.before(ends)


def test_an_approval_that_lapses_on_a_sunday_is_told_of_on_friday_morning_once(
    stage: Stage,
) -> None:
    stage.book.company("t1")
    kim = stage.hire("t1", "kim", Role.ADMINISTRATOR, Role.APPROVER)
    stage.hire("t1", "lee", Role.ADMINISTRATOR, Role.APPROVER)
    sunday = stage.book.today
    while sunday.weekday() != 6:
        sunday += timedelta(days=1)
    stage.at = at(sunday, 15)
    entered = stage.enter(kim, "accounts.change", **ACCOUNT)
    assert isinstance(entered, Entered)
    stage.tell()
    friday = sunday + timedelta(days=5)
    stage.at = at(friday - timedelta(days=1), 20)
    assert reminders(stage, "act_expiring") == []
    stage.at = at(friday, 6)
    assert reminders(stage, "act_expiring") == []
    stage.at = at(friday, 8)
    assert reminders(stage, "act_expiring") == ["lee@example.com"]
    for later in (at(friday, 12), at(friday + timedelta(days=1)), at(sunday + timedelta(days=7))):
        stage.at = later
        assert reminders(stage, "act_expiring") == []


def test_what_was_decided_meanwhile_is_not_told_of(stage: Stage) -> None:
    stage.book.company("t1")
    kim = stage.hire("t1", "kim", Role.ADMINISTRATOR, Role.APPROVER)
    lee = stage.hire("t1", "lee", Role.ADMINISTRATOR, Role.APPROVER)
    entered = stage.enter(kim, "accounts.change", **ACCOUNT)
    assert isinstance(entered, Entered)
    stage.decide(lee, entered, approved=False)
    stage.later(days=6)
    assert reminders(stage, "act_expiring") == []


def called(stage: Stage) -> tuple[int, list[int], date]:
    """A programme whose buyer is called for two roots of one day, of 2 and 3 million won."""
    programme = stage.book.programme()
    stage.book.company("t1")
    stage.hire("buyer", "kim", Role.TREASURY, Role.VIEWER)
    due = stage.book.calendar.on_or_after(stage.book.today + timedelta(days=5))
    roots = [stage.book.issue(programme, "t1", won, due) for won in (2_000_000, 3_000_000)]
    call_funding(stage.database, stage.book.today, 10)
    return programme, roots, due


def soon(stage: Stage) -> list[str]:
    """The letters that say what is missing, as texts."""
    return [text_of(one) for one in stage.tell() if TITLES["funding_soon"] in str(one["Subject"])]


def test_a_buyer_is_told_again_the_business_day_before_and_once(stage: Stage) -> None:
    _, _, due = called(stage)
    assert soon(stage) == []
    stage.at = at(stage.book.calendar.before(due))
    letters = soon(stage)
    assert len(letters) == 1 and "5,000,000원" in letters[0]
    assert soon(stage) == []


def test_who_is_hired_after_the_first_letter_hears_of_the_call_too(stage: Stage) -> None:
    called(stage)
    stage.tell()
    lee = stage.hire("buyer", "lee", Role.TREASURY)
    stage.tell()
    assert "funding_called" in stage.kinds(lee.person_id)
    assert stage.kinds().count("funding_called") == 2


def test_a_buyer_whose_money_came_in_part_is_told_what_is_missing(stage: Stage) -> None:
    programme, roots, due = called(stage)
    stage.book.fund(programme, roots[0], 2_000_000)
    stage.at = at(stage.book.calendar.before(due))
    letters = soon(stage)
    assert len(letters) == 1 and "3,000,000원" in letters[0]


def test_a_buyer_that_has_brought_its_money_is_not_told_to_bring_it(stage: Stage) -> None:
    programme, roots, due = called(stage)
    stage.book.fund(programme, roots[0], 2_000_000)
    stage.book.fund(programme, roots[1], 3_000_000)
    stage.tell()
    assert "funding_called" not in stage.kinds()
    stage.at = at(stage.book.calendar.before(due))
    assert soon(stage) == []


def test_an_account_that_has_cooled_off_is_told_of_whatever_was_chosen(stage: Stage) -> None:
    stage.book.company("t1")
    stage.hire("t1", "kim", Role.VIEWER)
    stage.tell()
    stage.book.name_account("t1")
    usable = stage.book.calendar.after(stage.book.today + timedelta(days=10))
    with stage.database.transaction() as tx:
        tx.run(
            "UPDATE parties.bank_account SET usable_from = %(day)s WHERE bank_account_id ="
            " (SELECT max(bank_account_id) FROM parties.bank_account)",
            day=usable,
        )
    told: list[str] = []
    stage.at = at(stage.book.today)
    while stage.at.date() <= usable:
        stage.later(days=1)
        told += [f"{stage.at:%Y-%m-%d}" for _ in reminders(stage, "account_starts")]
    assert told == [f"{stage.book.calendar.before(usable)}"]
    assert KINDS["account_starts"].locked and not KINDS["act_expiring"].locked


def give_price(stage: Stage, programme: int, root: int, quote_id: int, lasts: int) -> None:
    """A quote of 1,000,000 won for a receivable, 997,000 won in cash, for some minutes."""
    with stage.database.transaction() as tx:
        tx.run(
            "INSERT INTO early_payment.quote (programme_id, quote_id, receivable_id, amount_won,"
            " quoted_on, matures_on, days, rate_annual, fee_rate_annual, interest_won,"
            " proceeds_won, quoted_at, valid_until) VALUES (%(p)s, %(id)s, %(r)s, 1000000, %(day)s,"
            " %(due)s, 30, 0.04, 0, 3000, 997000, %(at)s, %(until)s)",
            p=programme,
            id=quote_id,
            r=root,
            day=stage.book.today,
            due=stage.book.today + timedelta(days=30),
            at=stage.at,
            until=stage.at + timedelta(minutes=lasts),
        )


@pytest.mark.parametrize(("lasts", "count"), [(30, 0), (180, 1)])
def test_a_price_that_lasts_is_told_of_within_the_hour_before_it_lapses(
    stage: Stage, lasts: int, count: int
) -> None:
    programme = stage.book.programme()
    stage.book.company("t1")
    stage.hire("t1", "kim", Role.APPROVER)
    root = stage.book.issue(programme, "t1", 5_000_000, stage.book.today + timedelta(days=30))
    give_price(stage, programme, root, 1, lasts)
    told = 0
    for _ in range(lasts // 10 + 2):
        told += len([one for one in stage.tell() if "견적" in str(one["Subject"])])
        stage.later(minutes=10)
    assert told == count


@pytest.mark.parametrize(("left_won", "told"), [(5_000_000, True), (999_999, False)])
def test_of_prices_only_the_newest_of_a_receivable_that_has_as_much_is_told_of(
    stage: Stage, left_won: int, told: bool
) -> None:
    programme = stage.book.programme()
    for name in ("t1", "t2"):
        stage.book.company(name)
    stage.hire("t1", "kim", Role.APPROVER)
    day = stage.book.today + timedelta(days=30)
    root = stage.book.issue(programme, "t1", 5_000_000, day)
    for quote_id in (1, 2, 3):
        give_price(stage, programme, root, quote_id, 180)
    if left_won < 5_000_000:
        stage.book.pass_on(programme, root, "t2", 5_000_000 - left_won, day)
    stage.later(minutes=150)
    letters = [text_of(one) for one in stage.tell() if "견적" in str(one["Subject"])]
    assert len(letters) == int(told)
    assert not told or "997,000원의 견적 1건" in letters[0]
