"""What waits today: approvals, an invitation, money nobody explained, an account that cools off."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sangsaeng.cli.living.promising import line_of
from sangsaeng.cli.living.settling import CALLED_AHEAD_DAYS, change_account
from sangsaeng.cli.living.stage import Living
from sangsaeng.cli.living.visitors import MANDATE_LASTS, MANDATE_WON, Visitors
from sangsaeng.oversight.demo.cast import Actor
from sangsaeng.parties.service_invitations import Invitee, invite_companies
from sangsaeng.programmes.model import AccountPurpose
from sangsaeng.settlement.service_funding import call_funding

_ROOTS_WON = (412_300_000, 268_750_000, 97_460_000)
_PARTS_WON = (21_400_000, 13_900_000, 8_250_000)
_STRAY_WON = 1_320_000
_DUE_AFTER_DAYS = 40


def prepare_today(living: Living, visitors: Visitors, day: date) -> None:
    """The desks as a visitor finds them."""
    living.people.set_day(day)
    living.people.at = living.now
    changing = next(one for one in living.cast.tiers[1][1:] if one not in living.returned)
    change_account(living, changing, day)
    living.pay_in(AccountPurpose.SETTLEMENT, _STRAY_WON, "-")
    living.hear(living.now)
    call_funding(living.database, living.today, CALLED_AHEAD_DAYS)
    _leave_roots(living, visitors)
    _leave_parts(living, visitors)
    _leave_mandate(living, visitors)
    actor = living.cast.never_joiner
    invitee = Invitee(actor.business_number, actor.name, "office@never.example")
    inviter = living.company_of(living.cast.tiers[0][0]).company_id
    with living.database.transaction() as tx:
        invited = invite_companies(tx, inviter, [invitee], "administrator", living.now)
    assert len(invited) == 1, invited


def _leave_roots(living: Living, visitors: Visitors) -> None:
    """The buyer's bookkeeper has entered a batch; who approves has not looked yet."""
    due = living.calendar().on_or_after(living.today + timedelta(days=_DUE_AFTER_DAYS))
    suppliers = living.cast.tiers[0]
    lines = [
        _entered(living, "supplier", suppliers[n % len(suppliers)], living.cast.buyer, won, due)
        for n, won in enumerate(_ROOTS_WON)
    ]
    given = {"programme_id": living.programme_id, "lines": lines}
    living.people.leave("receivables.issue", given, visitors.called["persona_buyer_enters"])


def _leave_parts(living: Living, visitors: Visitors) -> None:
    """So has the tier-1 supplier's: parts of what it holds for its own suppliers."""
    holder, suppliers = living.cast.tiers[0][0], living.cast.tiers[1]
    newest = living.rounds[-1]
    root = next(one for one in reversed(living.promised[newest.number][0]) if one.holder is holder)
    lines = [
        _entered(living, "payee", suppliers[n % len(suppliers)], holder, won, newest.due[2])
        for n, won in enumerate(_PARTS_WON, start=1)
    ]
    where = {"programme_id": root.programme_id, "receivable_id": root.receivable_id}
    given = {**where, "lines": lines}
    living.people.leave("receivables.pass_on", given, visitors.called["persona_tier_1_enters"])


def _leave_mandate(living: Living, visitors: Visitors) -> None:
    """The tier-3 owner asked for more; one desk has entered it, the other has not looked."""
    given = {
        "business_number": living.cast.tiers[2][0].business_number,
        "limit_won": 2 * MANDATE_WON,
        "ends_at": (living.now + MANDATE_LASTS).isoformat(),
    }
    living.people.leave("mandates.give", given, visitors.called["persona_operations"])


def _entered(
    living: Living, side: str, payee: Actor, payer: Actor, won: int, due: date
) -> dict[str, Any]:
    """An invoice of some days ago, as people type it."""
    line = line_of(living, 1, payee, payer, won, due, living.today)
    assert line.evidence is not None
    return {
        f"{side}_number": payee.business_number,
        f"{side}_name": payee.name,
        "approval_number": line.evidence.approval_number,
        "written_on": line.evidence.written_on.isoformat(),
        "total_won": won,
        "amount_won": won,
        "matures_on": due.isoformat(),
    }
