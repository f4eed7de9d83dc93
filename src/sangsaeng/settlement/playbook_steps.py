"""What each step of a default playbook does. Each works in the transaction it is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import Calendar
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties.service import get_company
from sangsaeng.programmes.service import record_suspension, standing_on
from sangsaeng.programmes.variants import variants
from sangsaeng.programmes.variants.variant import Funding
from sangsaeng.settlement.evidence_pack.pack import write_pack
from sangsaeng.settlement.playbook_model import Playbook, Proved, Standing, Step
from sangsaeng.settlement.rules_playbook import (
    ban_days,
    days_over,
    period,
    plan_days,
    plan_standings,
    same_day_in,
)
from sangsaeng.statutes.loader import integer_on

_SQL = load(__package__)
Outcome = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Work:
    """What every step of one run knows. `folder`: where the evidence pack is written; `prove`: the
    proofs on the book as a transaction sees it, made when the pack is."""

    playbook: Playbook
    buyer: str
    today: date
    folder: Path
    calendar: Calendar
    prove: Callable[[Tx], Sequence[Proved]]

    @property
    def of_trees(self) -> dict[str, Any]:
        """What statements that look at the buyer's trees are asked with."""
        codes = [v.code for v in variants().values() if v.funding is Funding.BEFORE_ISSUE]
        return {
            "playbook_id": self.playbook.playbook_id,
            "buyer_id": self.playbook.buyer_id,
            "day": self.today,
            "deposit_variants": codes,
            **days_over(self.today, self.calendar),
        }


def stop_issues(tx: Tx, work: Work) -> Outcome:
    """The buyer issues nothing at any institution: suspended now, unless its call's ban stands."""
    buyer_id = work.playbook.buyer_id
    found = tx.rows(_SQL["programmes_of_buyer"], buyer_id=buyer_id)
    # A ban that a call brought begins with the day after the buyer's last day of grace.
    standing = standing_on(tx, buyer_id, work.today + timedelta(days=1))
    if standing.suspended:
        ban = {"since": standing.since, "until": standing.until}
    else:
        years = integer_on("nonpayment_ban_years", work.today)
        assert not isinstance(years, Refusal), years
        until = same_day_in(work.today, years)
        number = work.playbook.playbook_id
        record_suspension(tx, buyer_id, work.today, until, work.playbook.reason, number)
        ban = {"since": work.today, "until": until}
    return {
        **_told(ban),
        "stood_already": standing.suspended,
        "programmes": len(found),
    }


def mark_trees(tx: Tx, work: Work) -> Outcome:
    """Every live tree of the buyer, and how it stands before anything more is paid."""
    tx.run(_SQL["mark_trees"], **work.of_trees)
    number = work.playbook.playbook_id
    return plan_standings(tx.rows(_SQL["sum_marked"], playbook_id=number))


def pay_covered(tx: Tx, work: Work) -> Outcome:
    """What the marked trees came to in won, once the buyer's money at hand is given to roots."""
    sums = plan_standings(tx.rows(_SQL["sum_standings"], **work.of_trees))
    number = work.playbook.playbook_id
    lying = tx.the(_SQL["sum_parked_and_paid"], playbook_id=number)
    return {**{f"{name}_won": sums[name]["won"] for name in Standing}, **lying}


def notify(tx: Tx, work: Work) -> Outcome:
    """Everyone whom it concerns is told, each of its own edge (G12)."""
    ban = _ban(tx, work)
    told = {
        **work.of_trees,
        "buyer": work.buyer,
        "opened_on": work.playbook.opened_on,
        "reason": work.playbook.reason,
        "period": period(**ban),
        **_days(tx, work),
    }
    for statement in ("notify_holders", "notify_funders", "notify_parties"):
        tx.run(_SQL[statement], **told)
    return dict(tx.the(_SQL["count_notices"], playbook_id=work.playbook.playbook_id))


def _days(tx: Tx, work: Work) -> dict[str, list[date]]:
    """Every day that a notice may speak of, beside the day it moves to when banks are closed."""
    number = work.playbook.playbook_id
    days = [row["day"] for row in tx.rows(_SQL["list_days_of_trees"], playbook_id=number)]
    return plan_days([work.today, *days], work.calendar)


def ban_state(tx: Tx, work: Work) -> Outcome:
    """What the credit information registry is told: the ban's days, and each day missed."""
    missed = list_missed(tx, work)
    return {
        **_told(_ban(tx, work)),
        "misses": len(missed),
        "calls": [row["reference"] for row in missed],
    }


def list_missed(tx: Tx, work: Work) -> list[dict[str, Any]]:
    """Settlement days that the buyer missed within a year, as the registry counts them."""
    a_year_ago = same_day_in(work.today, -1)
    span = {"buyer_id": work.playbook.buyer_id, "since": a_year_ago, "day": work.today}
    return tx.rows(_SQL["ban_state"], **span)


def evidence_pack(tx: Tx, work: Work) -> Outcome:
    """The files for the insurer and the court, and the digest of each."""
    ban = _ban(tx, work)
    named = {"buyer_number": _number(tx, work), "buyer": work.buyer}
    # A buyer banned for another reason has missed no day: the registry is told of the ban alone.
    missed = [{**row, **ban} for row in list_missed(tx, work)] or [{**named, **ban}]
    # The proofs are of the moment of the files, and nothing is proven for a pack that is written.
    proofs = work.prove(tx)
    files = write_pack(tx, work.playbook, work.of_trees, missed, proofs, work.folder)
    # A call that comes later names another folder perhaps: it is told where the files are.
    return {"files": files, "folder": str(work.folder.resolve())}


def _told(ban: Mapping[str, Any]) -> Outcome:
    """A ban's days as an outcome keeps them."""
    until = ban["until"]
    return {"since": ban["since"].isoformat(), "until": until.isoformat() if until else None}


def _number(tx: Tx, work: Work) -> str:
    return get_company(tx, work.playbook.buyer_id).business_number


def _ban(tx: Tx, work: Work) -> dict[str, Any]:
    """The ban as the first step found or made it: it is told alike, though it be lifted since."""
    number = work.playbook.playbook_id
    row = tx.the(_SQL["get_outcome"], playbook_id=number, step=str(Step.STOP_ISSUES))
    return ban_days(row["outcome"])


STEPS: Mapping[Step, Callable[[Tx, Work], Outcome]] = {
    Step.STOP_ISSUES: stop_issues,
    Step.MARK_TREES: mark_trees,
    Step.PAY_COVERED: pay_covered,
    Step.NOTIFY: notify,
    Step.BAN_STATE: ban_state,
    Step.EVIDENCE_PACK: evidence_pack,
}
