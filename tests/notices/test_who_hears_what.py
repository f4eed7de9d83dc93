"""Who hears what: each thing once, nobody what is another's."""

from __future__ import annotations

from datetime import timedelta

from telling import PORTAL, Stage, text_of

from books import noon
from sangsaeng.acts.model import Caller, Role
from sangsaeng.acts.service_executing import Entered
from sangsaeng.cli.working import deciders_of
from sangsaeng.notices.service_planning import plan_notices
from sangsaeng.parties.service import record_account_closed
from sangsaeng.settlement.service_funding import call_funding


def test_a_payee_hears_of_a_receivable_with_who_pays_when_and_where(stage: Stage) -> None:
    programme = stage.book.programme(policy="institution_advances")
    stage.book.company("t1")
    kim = stage.hire("t1", "kim", Role.VIEWER)
    stage.tell()
    due = stage.book.today + timedelta(days=30)
    root = stage.book.issue(programme, "t1", 18_000_000, due)
    (letter,) = stage.tell()
    assert letter["To"] == "kim@example.com"
    assert str(letter["Subject"]) == f"[상생결제] buyer에서 받을 돈 18,000,000원, {due}"
    text = text_of(letter)
    assert "institution이(가) 대신 지급" in text and "상환청구권 없음" in text
    assert stage.book.accounts["t1"][-1][-4:] in text
    assert stage.book.accounts["t1"][-1] not in text
    assert f"{PORTAL}/money/{programme}/{root}" in text
    assert stage.kinds(kim.person_id)[-1] == "receivable_received"


def test_what_an_account_replaced_is_not_named_when_the_bank_closes_it(stage: Stage) -> None:
    """As payouts decide, so it is said: in letters and in the company's own list."""
    programme = stage.book.programme()
    stage.book.company("t1")
    kim = stage.hire("t1", "kim", Role.VIEWER)
    former, newest = stage.book.accounts["t1"][0], stage.book.name_account("t1")
    assert [one["paid_now"] for one in stage.inbox(kim, "accounts.list")] == [True, False]
    stage.book.today += timedelta(days=14)
    stage.at = noon(stage.book.today)
    assert [one["paid_now"] for one in stage.inbox(kim, "accounts.list")] == [False, True]
    number = max(one["bank_account_id"] for one in stage.inbox(kim, "accounts.list"))
    with stage.database.transaction() as tx:
        record_account_closed(tx, number)
    stage.tell()
    stage.book.issue(programme, "t1", 1_000_000, stage.book.calendar.after(stage.book.today))
    for letter in stage.tell():
        assert former[-4:] not in text_of(letter) and newest[-4:] not in text_of(letter)
    for kind in ("receivable_received", "money_coming"):
        (row,) = stage.inbox(kim, kind=kind)
        assert "no account" in row["text"]["en"], kind
    assert not any(one["paid_now"] for one in stage.inbox(kim, "accounts.list"))


def test_looking_again_tells_nobody_twice(stage: Stage) -> None:
    programme = stage.book.programme()
    stage.book.company("t1")
    stage.hire("t1", "kim", Role.VIEWER)
    stage.tell()
    due = stage.book.today + timedelta(days=30)
    stage.book.issue(programme, "t1", 1_000_000, due)
    assert len(stage.tell()) == 1
    assert stage.plan() == 0 and stage.tell() == []
    stage.book.issue(programme, "t1", 2_000_000, due)
    assert len(stage.tell()) == 1


def test_many_promises_are_told_in_parts_and_each_once(stage: Stage) -> None:
    programme = stage.book.programme()
    stage.book.company("t1")
    kim = stage.hire("t1", "kim", Role.VIEWER)
    stage.plan()
    for won in range(1_000_000, 1_000_005):
        stage.book.issue(programme, "t1", won, stage.book.today + timedelta(days=30))
    with stage.database.transaction() as tx:
        before = tx.the("SELECT pg_current_xact_id()::text::bigint AS xid")["xid"]
    assert plan_notices(stage.database, stage.at, deciders_of, most=2) == 5
    assert len(stage.inbox(kim, kind="receivable_received")) == 5
    with stage.database.transaction() as tx:
        told = tx.rows(
            "SELECT DISTINCT xmin::text::bigint AS by FROM notices.notice"
            " WHERE kind = 'receivable_received'"
        )
    assert len({row["by"] for row in told if row["by"] > before}) == 3
    assert stage.plan() == 0


def _change_account(stage: Stage, who: Caller, number: str = "110123456789") -> Entered:
    entered = stage.enter(who, "accounts.change", bank_code="088", account_number=number)
    assert isinstance(entered, Entered) and entered.state == "waiting", entered
    return entered


def test_an_act_waits_for_those_whose_word_counts_and_not_for_who_entered_it(stage: Stage) -> None:
    stage.book.company("t1")
    stage.book.company("t2")
    both = stage.hire("t1", "both", Role.ADMINISTRATOR, Role.APPROVER)
    other = stage.hire("t1", "other", Role.APPROVER, Role.ADMINISTRATOR)
    viewer = stage.hire("t1", "viewer", Role.VIEWER)
    stranger = stage.hire("t2", "stranger", Role.APPROVER, Role.ADMINISTRATOR)
    stage.tell()
    _change_account(stage, both)
    (letter,) = stage.tell()
    assert letter["To"] == "other@example.com" and "입금계좌 변경" in str(letter["Subject"])
    until = (stage.at + timedelta(days=1)).strftime("%Y")
    assert until in text_of(letter) and f"{PORTAL}/acts/" in text_of(letter)
    assert "act_waiting" in stage.kinds(other.person_id)
    for one in (both, viewer, stranger):
        assert "act_waiting" not in stage.kinds(one.person_id)


def test_an_act_above_somebody_s_limit_does_not_wait_for_it(stage: Stage) -> None:
    programme = stage.book.programme()
    stage.book.company("t1")
    enterer = stage.hire("buyer", "enterer", Role.ENTERER)
    buyer = enterer.company_id
    small, large = stage.person("small"), stage.person("large")
    for who, won in ((small, 999_999), (large, 1_000_000)):
        stage.people.caller(buyer, Role.APPROVER, limit_won=won, person_id=who, at=stage.at)
    stage.tell()
    evidence = stage.book.invoice("t1", "buyer", 1_000_000)
    line = {
        "supplier_number": stage.book.number("t1"),
        "supplier_name": "t1",
        "approval_number": evidence.approval_number,
        "written_on": evidence.written_on.isoformat(),
        "total_won": 1_000_000,
        "amount_won": 1_000_000,
        "matures_on": (stage.book.today + timedelta(days=30)).isoformat(),
    }
    given = {"programme_id": programme, "lines": [line]}
    entered = stage.enter(enterer, "receivables.issue", **given)
    assert isinstance(entered, Entered), entered
    assert {str(letter["To"]) for letter in stage.tell()} == {"large@example.com"}


def test_who_entered_an_act_hears_what_became_of_it(stage: Stage) -> None:
    stage.book.company("t1")
    kim = stage.hire("t1", "kim", Role.ADMINISTRATOR, Role.APPROVER)
    lee = stage.hire("t1", "lee", Role.ADMINISTRATOR, Role.APPROVER)
    stage.tell()
    stage.decide(lee, _change_account(stage, kim), approved=False)
    (letter,) = stage.tell()
    assert letter["To"] == "kim@example.com" and "반려" in text_of(letter)
    assert "act_decided" not in stage.kinds(lee.person_id)


def test_everybody_of_a_company_hears_of_its_account_and_nobody_else(stage: Stage) -> None:
    for name in ("t1", "t2"):
        stage.book.company(name)
    people = [
        stage.hire("t1", "kim", Role.VIEWER),
        stage.hire("t1", "lee", Role.ADMINISTRATOR),
        stage.hire("t2", "cho", Role.ADMINISTRATOR),
    ]
    stage.tell()
    stage.later(days=8)
    stage.book.today += timedelta(days=8)
    number = stage.book.name_account("t1")
    letters = stage.tell()
    assert {str(one["To"]) for one in letters} == {"kim@example.com", "lee@example.com"}
    text = text_of(letters[0])
    assert number[-4:] in text and number not in text
    assert "부터 이 계좌로 입금됩니다" in text and "institution에 알리십시오" in text
    assert people


def test_money_that_comes_tomorrow_and_has_come_is_told(stage: Stage) -> None:
    programme = stage.book.programme()
    stage.book.company("t1")
    kim = stage.hire("t1", "kim", Role.VIEWER)
    due = stage.book.calendar.after(stage.book.today)
    root = stage.book.issue(programme, "t1", 5_000_000, due)
    stage.book.fund(programme, root, 5_000_000)
    stage.at = stage.at.replace(hour=6, minute=59)
    stage.plan()
    assert "money_coming" not in stage.kinds(kim.person_id)
    stage.at = stage.at.replace(hour=7, minute=0)
    stage.plan()
    (row,) = stage.inbox(kim, kind="money_coming")
    assert "5,000,000" in row["title"]["en"] and str(due) in row["text"]["en"]
    stage.book.today = due
    stage.at = noon(due)
    stage.book.end_day()
    stage.plan()
    (row,) = stage.inbox(kim, kind="money_credited")
    assert "5,000,000" in row["title"]["ko"] and "결제일 대금" in row["text"]["ko"]


def test_money_that_falls_due_on_closed_days_is_told_before_the_day_it_is_paid(
    stage: Stage,
) -> None:
    programme = stage.book.programme()
    stage.book.company("t1")
    kim = stage.hire("t1", "kim", Role.VIEWER)
    while stage.book.calendar.after(stage.book.today) == stage.book.today + timedelta(days=1):
        stage.book.today += timedelta(days=1)
    for due, won in ((1, 5_000_000), (2, 300_000)):
        stage.book.issue(programme, "t1", won, stage.book.today + timedelta(days=due))
    stage.at = noon(stage.book.today)
    stage.plan()
    (row,) = stage.inbox(kim, kind="money_coming")
    assert "5,300,000" in row["title"]["en"]
    assert str(stage.book.calendar.after(stage.book.today)) in row["text"]["en"]


def test_a_payment_that_came_back_says_why_and_asks_for_an_account(stage: Stage) -> None:
    programme = stage.book.programme()
    stage.book.company("t1")
    kim = stage.hire("t1", "kim", Role.VIEWER)
    due = stage.book.calendar.after(stage.book.today)
    root = stage.book.issue(programme, "t1", 5_000_000, due)
    stage.book.fund(programme, root, 5_000_000)
    stage.book.today = due
    stage.at = noon(due)
    stage.book.return_next("t1")
    stage.book.end_day()
    stage.plan()
    (row,) = stage.inbox(kim, kind="money_returned")
    assert "해지된 계좌" in row["text"]["ko"] and "새 입금계좌" in row["next"]["ko"]
    assert row["link"] == "/account"


def test_a_buyer_hears_what_to_bring_and_that_it_did_not_come(stage: Stage) -> None:
    programme = stage.book.programme()
    stage.book.company("t1")
    kim = stage.hire("buyer", "kim", Role.ENTERER)
    due = stage.book.calendar.after(stage.book.today)
    stage.book.issue(programme, "t1", 5_000_000, due)
    call_funding(stage.database, stage.book.today)
    stage.plan()
    (row,) = stage.inbox(kim, kind="funding_called")
    assert "5,000,000" in row["title"]["en"] and str(due) in row["next"]["en"]
    stage.book.today = due
    stage.at = noon(due)
    stage.book.end_day()
    stage.plan()
    (row,) = stage.inbox(kim, kind="funding_missed")
    assert str(stage.book.calendar.after(due)) in row["next"]["en"]


def test_a_new_passkey_and_a_recovery_are_told_to_the_person_alone(stage: Stage) -> None:
    stage.book.company("t1")
    kim = stage.hire("t1", "kim", Role.VIEWER)
    lee = stage.hire("t1", "lee", Role.VIEWER)
    with stage.database.transaction() as tx:
        tx.run(
            "INSERT INTO parties.recovery (recovery_id, person_id, secret_digest, code, asked_at,"
            " ends_at) VALUES (7, %(id)s, 'x', 'ABC-123', %(at)s, %(at)s + interval '1 day')",
            id=kim.person_id,
            at=stage.at,
        )
    stage.plan()
    mine = stage.inbox(kim, kind="sign_in_changed")
    assert len(mine) == 2 and all(row["company_id"] is None for row in mine)
    assert "ABC-123" not in str(mine)
    assert len(stage.inbox(lee, kind="sign_in_changed")) == 1


def test_after_a_restore_the_book_is_looked_through_again_and_nobody_told_twice(
    stage: Stage,
) -> None:
    programme = stage.book.programme()
    stage.book.company("t1")
    stage.hire("t1", "kim", Role.VIEWER)
    stage.book.issue(programme, "t1", 1_000_000, stage.book.today + timedelta(days=30))
    stage.plan()
    with stage.database.transaction() as tx:
        tx.run("UPDATE notices.progress SET next_xid = 9000000000000")
        tx.run("DELETE FROM notices.notice WHERE kind = 'receivable_received'")
    assert stage.plan() == 1
    assert stage.plan() == 0
