"""Home: what needs a person today, what comes in the next days, and what changed for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

import pytest

from sangsaeng.acts.model import Office, Role
from sangsaeng.cli.working import deciders_of
from sangsaeng.database.connection import Database
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.notices.service_planning import plan_notices
from sangsaeng.settlement.service_funding import call_funding
from sangsaeng.web.registry import all_coming

from .visiting import Portal, Visitor, text_of, visited

WON = 1_000_000
ISSUE = "receivables.issue"


@pytest.fixture
def portal(database: Database) -> Iterator[Portal]:
    with visited(database) as opened:
        opened.book.programme()
        yield opened


def company(portal: Portal, name: str) -> int:
    if name not in portal.book.companies:
        portal.book.company(name)
    return portal.book.companies[name].company_id


def part_of(visitor: Visitor, heading: str) -> str:
    """The words of one part of home."""
    visitor.client.cookies.set("sangsaeng-language", "en")
    _, _, after = visitor.get("/").partition(f">{heading}</h2>")
    return text_of(after.partition("</section>")[0])


def test_a_holder_and_a_buyer_see_the_same_day_of_money_each_from_its_side(portal: Portal) -> None:
    due = portal.book.calendar.on_or_after(portal.book.today + timedelta(days=12))
    portal.book.issue(1, "t1", WON, due)
    portal.book.issue(1, "t1", 2 * WON, due)
    holder = portal.visitor("holder", company(portal, "t1"), Role.VIEWER)
    seen = part_of(holder, "What comes")
    assert "Money comes to you ₩ 3,000,000" in seen and "2 items" in seen
    buyer = portal.visitor("buyer", company(portal, "buyer"), Role.VIEWER)
    assert "Money to be brought ₩ 3,000,000" in part_of(buyer, "What comes")
    far = portal.visitor("other", company(portal, "t2"), Role.VIEWER)
    assert "Nothing is set for the next 30 days" in part_of(far, "What comes")


def test_money_due_on_a_closed_day_comes_on_the_next_day_that_banks_pay(portal: Portal) -> None:
    day = portal.book.today + timedelta(days=1)
    while portal.book.calendar.is_business_day(day):
        day += timedelta(days=1)
    portal.book.issue(1, "t1", WON, day)
    holder = portal.visitor("holder", company(portal, "t1"), Role.VIEWER)
    rows = holder.client.get("/v1/coming").json()["rows"]
    opens = portal.book.calendar.on_or_after(day)
    assert [(row["what"], row["day"], row["won"]) for row in rows] == [("money", f"{opens}", WON)]
    # On that closed day itself it is still to come.
    portal.at = datetime.combine(day, time(12), KOREA)
    portal.visitors.clear()
    late = portal.visitor("holder", company(portal, "t1"), Role.VIEWER)
    assert late.client.get("/v1/coming").json()["rows"][0]["won"] == WON


def test_an_institutions_desk_sees_its_settlement_days(portal: Portal) -> None:
    due = portal.book.calendar.on_or_after(portal.book.today + timedelta(days=5))
    portal.book.issue(1, "t1", WON, due)
    portal.people.office(portal.book.institution_id, Office.INSTITUTION)
    desk = portal.visitor("desk", portal.book.institution_id, Role.AUDITOR)
    assert "Settlement day ₩ 1,000,000 1 programmes" in part_of(desk, "What comes")


def test_those_who_watch_see_days_and_no_sums(portal: Portal) -> None:
    due = portal.book.calendar.on_or_after(portal.book.today + timedelta(days=5))
    portal.book.issue(1, "t1", WON, due)
    call_funding(portal.book.database, portal.book.today, 7)
    offices = {
        Role.FOUNDATION: (portal.book.foundation_id, Office.FOUNDATION),
        Role.MINISTRY: (company(portal, "ministry"), Office.MINISTRY),
    }
    for role, (watching, office) in offices.items():
        portal.people.office(watching, office)
        seen = part_of(portal.visitor(str(role), watching, role), "What comes")
        assert "Buyers' money is due 1 programmes" in seen and "₩" not in seen
        assert "Statistics of month" in seen


def test_what_ends_soon_is_told_before(portal: Portal) -> None:
    holder = company(portal, "t1")
    ends = portal.at + timedelta(days=9)
    with portal.book.database.transaction() as tx:
        tx.run(
            "INSERT INTO parties.mandate (mandate_id, company_id, person_id, limit_won,"
            " given_by_act, from_at, ends_at) VALUES (1, %(c)s, %(p)s, 5, 0, %(at)s, %(ends)s)",
            c=holder,
            p=portal.person("owner", holder, Role.ADMINISTRATOR),
            at=portal.at,
            ends=ends,
        )
    owner = portal.visitor("other", holder, Role.ADMINISTRATOR)
    assert "The leave to act alone ends" in part_of(owner, "What comes")
    portal.at = ends + timedelta(minutes=1)
    portal.visitors.clear()
    after = portal.visitor("later", holder, Role.ADMINISTRATOR)
    assert "The leave to act alone ends" not in part_of(after, "What comes")


def test_who_entered_an_act_sees_until_when_it_may_be_approved_and_who_approves_does_it(
    portal: Portal,
) -> None:
    buyer = company(portal, "buyer")
    enterer = portal.visitor("enterer", buyer, Role.ENTERER)
    approver = portal.visitor("approver", buyer, Role.APPROVER)
    line = {
        "supplier_number": portal.book.number("t1"),
        "supplier_name": "t1",
        "approval_number": f"{portal.book.today:%Y%m%d}1000000{WON:09d}",
        "written_on": f"{portal.book.today}",
        "total_won": WON,
        "amount_won": WON,
        "matures_on": f"{portal.book.today + timedelta(days=40)}",
    }
    body = {"programme_id": 1, "lines": [line]}
    enterer.client.headers["x-csrf-token"] = enterer.client.get("/v1/me").json()["csrf_token"]
    headers = {"origin": portal.settings.origins[0], "idempotency-key": "one-two-three"}
    entered = enterer.client.post("/v1/receivables/issue", json=body, headers=headers).json()
    assert entered.get("state") == "waiting", entered
    assert "Approval ends" in part_of(enterer, "What comes")
    assert "Approval ends" not in part_of(approver, "What comes")
    assert "For your approval" in part_of(approver, "Needs you now")
    approver.client.headers["x-csrf-token"] = approver.client.get("/v1/me").json()["csrf_token"]
    path = f"/v1/acts/{entered['act_id']}/approve"
    said = approver.client.post(path, json={"digest": entered["digest"]}, headers=headers)
    assert said.status_code == 200, said.text
    assert "Entered by you" in part_of(enterer, "What changed")
    assert "Entered by a colleague" in part_of(approver, "What changed")
    holder = portal.visitor("holder", company(portal, "t1"), Role.VIEWER)
    plan_notices(portal.book.database, portal.at, deciders_of)
    told = part_of(holder, "What changed")
    assert "1,000,000 won from buyer" in told


def test_every_role_has_a_part_that_comes() -> None:
    for role in Role:
        assert [one for one in all_coming() if one.open_to is None or role in one.open_to], role


def test_accounts_that_cool_off_to_the_same_day_are_one_line(portal: Portal) -> None:
    holder = company(portal, "t1")
    portal.book.name_account("t1")
    portal.book.name_account("t1")
    usable = portal.book.today + timedelta(days=5)
    with portal.book.database.transaction() as tx:
        tx.run(
            "UPDATE parties.bank_account SET usable_from = %(day)s, state = 'verified'"
            " WHERE company_id = %(id)s AND NOT is_first",
            day=usable,
            id=holder,
        )
    seen = part_of(portal.visitor("holder", holder, Role.VIEWER), "What comes")
    assert "A new account can be paid" in seen and "2 items" in seen


def test_a_buyer_in_grace_sees_what_is_missing_and_nothing_once_it_is_there(
    portal: Portal,
) -> None:
    book = portal.book
    due = book.calendar.on_or_after(book.today + timedelta(days=5))
    first, second = (book.issue(1, "t1", won, due) for won in (WON, 2 * WON))
    with book.database.transaction() as tx:
        tx.run(
            "INSERT INTO settlement.funding_call (programme_id, call_id, due_on, called_won,"
            " reference, state, grace_until) VALUES (1, 1, %(due)s, %(won)s, 'R', 'grace',"
            " %(until)s)",
            due=due,
            won=3 * WON,
            until=due + timedelta(days=2),
        )
    book.fund(1, first, WON)
    buyer = portal.visitor("buyer", company(portal, "buyer"), Role.VIEWER)
    assert "Last day of grace ₩ 2,000,000" in part_of(buyer, "What comes")
    book.fund(1, second, 2 * WON)
    assert "Last day of grace" not in part_of(buyer, "What comes")


def test_prices_that_cannot_all_be_taken_are_not_summed(portal: Portal) -> None:
    book = portal.book
    due = book.calendar.on_or_after(book.today + timedelta(days=30))
    root = book.issue(1, "t1", WON, due)
    with book.database.transaction() as tx:
        for quote_id in (1, 2, 3):
            tx.run(
                "INSERT INTO early_payment.quote (programme_id, quote_id, receivable_id,"
                " amount_won, quoted_on, matures_on, days, rate_annual, fee_rate_annual,"
                " interest_won, proceeds_won, quoted_at, valid_until) VALUES (1, %(id)s, %(r)s,"
                " 600000, %(day)s, %(due)s, 30, 0.04, 0, 1000, 599000, %(at)s, %(until)s)",
                id=quote_id,
                r=root,
                day=book.today,
                due=due,
                at=portal.at,
                until=portal.at + timedelta(hours=3),
            )
    holder = portal.visitor("holder", company(portal, "t1"), Role.VIEWER)
    rows = holder.client.get("/v1/coming").json()["rows"]
    prices = [(row["won"], row["count"]) for row in rows if row["what"] == "quote"]
    assert prices == [(599_000, 1)]
    company(portal, "t2")
    book.pass_on(1, root, "t2", 500_000, due)
    rows = holder.client.get("/v1/coming").json()["rows"]
    assert "quote" not in [row["what"] for row in rows]


def test_of_many_that_wait_those_that_lapse_first_are_shown_and_the_rest_counted(
    portal: Portal,
) -> None:
    buyer = company(portal, "buyer")
    enterer = portal.visitor("enterer", buyer, Role.ENTERER)
    approver = portal.visitor("approver", buyer, Role.APPROVER)
    enterer.client.headers["x-csrf-token"] = enterer.client.get("/v1/me").json()["csrf_token"]
    entered = []
    for number in range(7):
        line = {
            "supplier_number": portal.book.number("t1"),
            "supplier_name": "t1",
            "approval_number": f"{portal.book.today:%Y%m%d}1000000{number:09d}",
            "written_on": f"{portal.book.today}",
            "total_won": WON,
            "amount_won": WON,
            "matures_on": f"{portal.book.today + timedelta(days=40)}",
        }
        headers = {"origin": portal.settings.origins[0], "idempotency-key": f"act-number-{number}"}
        body = {"programme_id": 1, "lines": [line]}
        said = enterer.client.post("/v1/receivables/issue", json=body, headers=headers).json()
        entered.append(said["act_id"])
        portal.at += timedelta(seconds=1)
    approver.client.cookies.set("sangsaeng-language", "en")
    page = approver.get("/")
    shown = [act_id for act_id in entered if f'href="/acts/{act_id}"' in page]
    assert shown == entered[:5]
    assert "2 more for your approval" in page
