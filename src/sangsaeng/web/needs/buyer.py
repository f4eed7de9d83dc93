"""What a buyer has to fund, the nearest and the late first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sangsaeng.acts.model import COMPANY_ROLES
from sangsaeng.web.pages.buying import buys
from sangsaeng.web.pages.funding import open_calls
from sangsaeng.web.shape import Need, Needs
from sangsaeng.web.visits import Visit

# Two weeks: treasurers plan that far; what is later stands on its own page.
_AHEAD = timedelta(days=14)
_SHOWN = 5
_LATE = {
    "grace": ("need_fund_grace", "danger", 5),
    "unpaid": ("need_fund_unpaid", "danger", 5),
}


def _find(visit: Visit) -> Iterator[Need]:
    calls = [row for row in open_calls(visit) if row["state"] != "due" or _is_near(visit, row)]
    for row in calls[:_SHOWN]:
        what, tone, urgency = _LATE.get(row["state"], ("need_fund", "warning", 20))
        account = f"{row['bank']} {row['account_number'] or ''}".strip()
        yield Need(
            what=visit.t(what),
            why=visit.t("need_fund_why", account=account, reference=row["reference"]),
            who_next=visit.t("need_fund_who"),
            by=row["grace_until"] or row["due_on"],
            won=row["missing_won"],
            href="/funding",
            button=visit.t("need_fund_button"),
            tone=tone,
            urgency=urgency,
        )


def _is_near(visit: Visit, row: dict[str, Any]) -> bool:
    return bool(row["due_on"] <= visit.today + _AHEAD)


NEEDS = (Needs(code="buyer.funding", find=_find, open_to=COMPANY_ROLES, when=buys),)
