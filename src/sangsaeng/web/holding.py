"""What pages about a company's money share: what it holds, where its money goes, whom it pays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sangsaeng.api.problems import RefusedError
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties.institutions import institution_on
from sangsaeng.web.visits import Visit

Row = Mapping[str, Any]
# What stands between two business days at most: what fell due on closed days is still to come.
_CLOSED_DAYS = timedelta(days=12)
_COMING = frozenset({"open", "parked", "grace", "unpaid", "attached"})
_SHOWN_DIGITS = 4
_MOST_PAGES = 5


@dataclass(frozen=True, slots=True)
class Held:
    """A part of the list of what is to come; `later`: where the next part begins."""

    rows: Sequence[dict[str, Any]]
    later: str | None


def list_coming(visit: Visit, limit: int, cursor: str = "", month: date | None = None) -> Held:
    """What is still to be paid to the company, the earliest day first; of one month, if given."""
    first, last = visit.today - _CLOSED_DAYS, None
    if month is not None:
        last = (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        first = max(first, month)
    found: list[dict[str, Any]] = []
    after = cursor
    # What is settled already stands among the last days' rows and is passed over.
    for _ in range(_MOST_PAGES):
        page = visit.read(
            "receivables.held",
            limit - len(found),
            after,
            due_from=first,
            due_until=last,
            least_retained_won=1,
        )
        found += [row for row in page.rows if row["state"] in _COMING]
        after = page.next_cursor or ""
        if not after or len(found) >= limit:
            break
    return Held(found, after or None)


def list_late(visit: Visit) -> list[dict[str, Any]]:
    """What a buyer has not paid in time, and no institution either."""
    before = visit.today - _CLOSED_DAYS - timedelta(days=1)
    return [
        row
        for state in ("grace", "unpaid")
        for row in visit.rows("receivables.held", state=state, due_until=before)
        if row["retained_won"]
    ]


def find_held(visit: Visit, programme_id: int, receivable_id: int) -> dict[str, Any] | None:
    """One receivable that the company holds, however many it has; None: not its own."""
    try:
        row = visit.one("receivables.one", programme_id=programme_id, receivable_id=receivable_id)
    except RefusedError:
        return None
    return row if row["side"] == "held" and row["retained_won"] is not None else None


def bank_name(visit: Visit, code: str) -> str:
    """A bank's name today; its code where nobody knows it."""
    found = institution_on(code, visit.today)
    return code if isinstance(found, Refusal) else found.name[visit.lang]


def account_text(visit: Visit, account: Row | None) -> str | None:
    """Bank and the last four digits; None without an account."""
    if account is None:
        return None
    digits = account["account_number"][-_SHOWN_DIGITS:]
    return f"{bank_name(visit, account['bank_code'])} ****{digits}"


def account_state(account: Row, today: date) -> str:
    """An account as it stands today: a verified one cools off until its first day."""
    if account["state"] != "verified":
        return str(account["state"])
    return "usable" if account["usable_from"] <= today else "cooling"


def account_in_use(visit: Visit) -> dict[str, Any] | None:
    """The account that what is paid today goes to."""
    rows = visit.rows("accounts.list")
    return next((row for row in rows if row["paid_now"]), None)
