"""What a company that holds receivables should know today: money, its account, its own promises."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sangsaeng.acts.model import COMPANY_ROLES, Role
from sangsaeng.web.holding import account_state, account_text
from sangsaeng.web.passing import earnings
from sangsaeng.web.rendering import short_day_text
from sangsaeng.web.shape import Need, Needs
from sangsaeng.web.visits import Visit

# Money further ahead is looked up, not told.
_SOON = timedelta(days=7)
_SHOWN = 3
# Of what is due earliest; who holds more finds the rest on the page itself.
_LOOKED_AT = 200
# Below the second tier there is seldom anybody to pass on to.
_PASSES_TIER = 2
# What came back longer ago stands on the page of what was paid.
_LOOKED_BACK = timedelta(days=90)
_CAME_BACK = ("returned", "rejected")
_ACCOUNTS = frozenset({"accounts.first", "accounts.change"})
_SELLS = frozenset({Role.ENTERER, Role.APPROVER})
_NAMES_ACCOUNTS = frozenset({Role.APPROVER, Role.ADMINISTRATOR})


def _money(visit: Visit) -> Iterator[Need]:
    """What could be had today, first of all for an owner who acts alone; and what comes soon."""
    summary = visit.one("money.summary")
    if summary["sellable_won"] and visit.roles & _SELLS:
        alone = visit.caller.mandate_id is not None
        yield Need(
            what=visit.t("need_early_cash"),
            why=visit.t("need_early_cash_why"),
            who_next=visit.t("act_next_you"),
            won=summary["sellable_won"],
            href="/early-cash",
            button=visit.t("page_early_cash"),
            urgency=5 if alone else 60,
        )
    if summary["next_on"] and summary["next_on"] <= visit.today + _SOON:
        yield Need(
            what=visit.t("need_money_soon"),
            why=visit.t("need_money_soon_why"),
            who_next=visit.t("need_buyer_next"),
            by=summary["next_on"],
            won=summary["next_won"],
            href="/money",
            button=visit.t("early_cash_to_money"),
            tone="success",
            urgency=70,
        )
    if summary["overdue_won"]:
        yield Need(
            what=visit.t("need_overdue"),
            why=visit.t("need_overdue_why"),
            who_next=visit.t("need_institution_next"),
            won=summary["overdue_won"],
            href="/money",
            button=visit.t("early_cash_to_money"),
            tone="danger",
            urgency=20,
        )


def _passing(visit: Visit) -> Iterator[Need]:
    """The largest that a first or second tier could pass on, and what that would earn it: so the
    money reaches the tiers below. What can be passed on is told by the rule that refuses it."""
    rows = visit.rows("receivables.held", limit=_LOOKED_AT, least_passable_won=1)
    free = [row for row in rows if row["tier"] <= _PASSES_TIER]
    row = max(free, key=lambda row: row["passable_won"], default=None)
    if row is None:
        return
    key = {name: row[name] for name in ("programme_id", "receivable_id")}
    earned = earnings(visit, key, [(row["passable_won"], row["matures_on"])])
    won = sum(earned.values()) if earned else 0
    facts: dict[str, Any] = {"day": short_day_text(row["matures_on"], visit.lang), "earned": won}
    alone = visit.caller.mandate_id is not None
    yield Need(
        what=visit.t("need_pass_on"),
        why=visit.t("need_pass_on_why", **facts) if won else visit.t("need_pass_on_cash"),
        who_next=visit.t("act_next_you"),
        won=row["passable_won"],
        href=f"/pass-on?programme_id={row['programme_id']}&receivable_id={row['receivable_id']}",
        button=visit.t("page_pass_on"),
        urgency=6 if alone else 61,
    )


def _account(visit: Visit) -> Iterator[Need]:
    """A payout that came back, no account at all, or one that cools off."""
    since = visit.today - _LOOKED_BACK
    back = [
        row
        for state in _CAME_BACK
        for row in visit.rows("payouts.list", limit=_SHOWN, from_on=since, state=state)
    ]
    for row in sorted(back, key=lambda row: row["booked_on"], reverse=True)[:_SHOWN]:
        yield Need(
            what=visit.t("need_returned"),
            why=visit.t("need_returned_why"),
            who_next=visit.t("act_next_you"),
            won=row["amount_won"],
            href="/account",
            button=visit.t("need_account_button"),
            tone="danger",
            urgency=4,
            acts=_ACCOUNTS,
        )
    accounts = visit.rows("accounts.list")
    states = {row["bank_account_id"]: account_state(row, visit.today) for row in accounts}
    waits = {"cooling", "unchecked"} & set(states.values())
    if not waits and not any(row["paid_now"] for row in accounts):
        yield Need(
            what=visit.t("need_no_account"),
            why=visit.t("need_no_account_why"),
            who_next=visit.t("act_next_you"),
            href="/account",
            button=visit.t("need_account_button"),
            tone="danger",
            urgency=4,
            acts=_ACCOUNTS,
        )
    for row in accounts:
        if states[row["bank_account_id"]] == "cooling":
            yield Need(
                what=visit.t("need_cooling", account=account_text(visit, row) or ""),
                why=visit.t("need_cooling_why"),
                who_next=visit.t("need_nobody_next"),
                by=row["usable_from"],
                href="/account",
                button=visit.t("need_look_button"),
                tone="warning",
                urgency=30,
            )


def _promised(visit: Visit) -> Iterator[Need]:
    """What was passed on and waits for a payee that is not on the system yet."""
    for row in visit.rows("receivables.issued", limit=_SHOWN, waits_for_payee=True):
        yield Need(
            what=visit.t("need_payee", payee=row["payee"]),
            why=visit.t("need_payee_why"),
            who_next=row["payee"],
            won=row["face_won"],
            href="/pass-on/issued",
            button=visit.t("need_look_button"),
            tone="warning",
            urgency=55,
        )


def _holds(visit: Visit) -> bool:
    return bool(visit.standing["holds"])


NEEDS = (
    Needs(code="supplier.money", find=_money, open_to=COMPANY_ROLES, when=_holds),
    Needs(code="supplier.passing", find=_passing, open_to=_SELLS, when=_holds),
    Needs(code="supplier.account", find=_account, open_to=_NAMES_ACCOUNTS, when=_holds),
    Needs(code="supplier.promised", find=_promised, open_to=COMPANY_ROLES, when=_holds),
)
