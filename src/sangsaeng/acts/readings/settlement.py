"""Calls, runs and their proofs, advances, balances, and what follows when a buyer does not pay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Literal

from sangsaeng.acts.fields import Day, ItemId, ProgrammeId
from sangsaeng.acts.listing import OWN, RUNS, WATCHES, Order, one_row, read_page
from sangsaeng.acts.model import Answer, Given
from sangsaeng.acts.shape import Asked, Page, Reading, Refused
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.settlement.playbook_model import Notice
from sangsaeng.settlement.proofs import plan_deposit_equations
from sangsaeng.settlement.service_advance import list_claims
from sangsaeng.settlement.service_playbook import get_playbook, render_notice

_SQL = load(__package__)
_SEES_PROOFS = RUNS | WATCHES


class CallFilters(Given):
    """Which calls, by the day the money is due."""

    programme_id: ProgrammeId | None = None
    state: Literal["due", "grace", "unpaid", "funded"] | None = None
    due_from: Day | None = None
    due_until: Day | None = None


class CallRow(Answer):
    """What a buyer owes for one day of one programme; `missing_won` of it is not there yet, and is
    to reach this account with the reference."""

    programme_id: int
    call_id: int
    buyer: str
    due_on: date
    default_policy: str
    called_won: int
    reference: str
    state: str
    grace_until: date | None
    missing_won: int
    bank_code: str | None
    account_number: str | None


class RunFilters(Given):
    """Which days."""

    from_on: Day | None = None
    until: Day | None = None


class RunRow(Answer):
    """A settlement day; the figures once it is proven."""

    run_id: int
    day: date
    previous_day: date | None
    state: str
    stop_reason: str | None
    settled_count: int | None
    paid_won: int | None
    parked_won: int | None
    payout_count: int | None
    opened_at: datetime
    released_at: datetime | None


class RunFilter(Given):
    """The run of a day."""

    day: Day


class ProofRow(Answer):
    """One equation of a proof: a rule of the guarantee with both its sides in won."""

    rule: str
    what: str
    left_won: int
    right_won: int
    holds: bool


class OneRun(Answer):
    """A settlement day with every equation it proved."""

    run_id: int
    day: date
    previous_day: date | None
    state: str
    stop_reason: str | None
    opened_at: datetime
    released_at: datetime | None
    proofs: list[ProofRow]


class Proofs(Answer):
    """The equations of the newest day that was proven: all to the operator and the Foundation, to
    an institution those of its own programmes. None where there is nothing to see yet."""

    run_id: int | None
    day: date | None
    state: str | None
    holds: bool
    proofs: list[ProofRow]


class DepositProof(Answer):
    """What lies in deposit accounts against what is parked there for suppliers (G6), and debits
    against credits (G9), as the ledger stands now; `what` names the programme."""

    rule: str
    what: str
    left_won: int
    right_won: int
    holds: bool


class BalanceRow(Answer):
    """A balance by account kind; `owner`: the own account, or 0. In the sense of its nature."""

    programme_id: int
    kind: int
    account: str
    nature: Literal["debit", "credit"]
    owner: int
    balance_won: int


class AdvanceRow(Answer):
    """What an institution may claim from a buyer it paid for, by programme, up to today."""

    programme_id: int
    institution_id: int
    institution: str
    buyer_id: int
    buyer: str
    root_count: int
    principal_won: int
    late_interest_won: int
    since: date


class NoticeRow(Answer):
    """What the company was told of one receivable (0: of a programme as a whole)."""

    notice_id: int
    programme_id: int
    receivable_id: int
    code: str
    ko: str
    en: str
    made_on: date


class PlaybookRow(Answer):
    """A buyer that did not pay, and how many steps of its playbook are done."""

    playbook_id: int
    buyer_id: int
    buyer: str
    opened_on: date
    reason: str
    steps_done: int


class PlaybookFilter(Given):
    """Which playbook."""

    playbook_id: ItemId


class StepRow(Answer):
    """A step that is done, and what came of it."""

    step: str
    done_on: date
    outcome: dict[str, Any]


class OnePlaybook(Answer):
    """A playbook, and for the operator its steps so far, in their order."""

    playbook_id: int
    buyer_id: int
    opened_on: date
    reason: str
    steps: list[StepRow]


_CALLS = Order("funding.calls", {"due_on": date, "call_id": int}, newest_first=True)
_RUNS = Order("settlement.runs", {"day": date}, newest_first=True)
_NOTICES = Order("notices.mine", {"notice_id": int}, newest_first=True)
_PLAYBOOKS = Order("playbooks.list", {"playbook_id": int}, newest_first=True)
_ADVANCES = Order("advances.list", {"programme_id": int})
_BALANCES = Order("ledger.balances", {"programme_id": int, "kind": int, "owner": int})
_DEPOSITS = Order("deposits.proofs", {"what": str})


def equations_of(proof: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """The equations of a run's proof as rows; none without a proof."""
    listed = proof["equations"] if proof is not None else []
    return [{**one, "holds": one["left_won"] == one["right_won"]} for one in listed]


def _run(asked: Asked) -> Page | Refused:
    row = asked.tx.row(_SQL["get_run_of"], day=asked.filters.day)
    if row is None:
        return refuse("unknown_run", "day", day=asked.filters.day.isoformat())
    proofs = equations_of(row.pop("proof"))
    return one_row({**row, "proofs": proofs})


def _proofs(asked: Asked) -> Page | Refused:
    row = asked.tx.row(_SQL["get_newest_proof"])
    if row is None:
        return one_row({"run_id": None, "day": None, "state": None, "holds": True, "proofs": []})
    proofs = equations_of(row.pop("proof"))
    return one_row({**row, "holds": all(one["holds"] for one in proofs), "proofs": proofs})


def _deposits(asked: Asked) -> Page | Refused:
    accounts = asked.tx.rows(_SQL["list_deposit_accounts"], me=asked.company_id)
    numbers = frozenset(row["deposit_account_id"] for row in accounts)
    equations = plan_deposit_equations(asked.tx.rows(_SQL["list_my_balances"]), numbers)
    return _DEPOSITS.cut(asked, [{**asdict(one), "holds": one.holds} for one in equations])


def _balances(asked: Asked) -> Page | Refused:
    rows = asked.tx.rows(_SQL["list_my_balances"])
    signed = [
        {**row, "balance_won": row["balance_won"] * (1 if row["nature"] == "debit" else -1)}
        for row in rows
    ]
    return _BALANCES.cut(asked, signed)


def _advances(asked: Asked) -> Page | Refused:
    day = asked.at.astimezone(KOREA).date()
    mine = [
        asdict(one)
        for one in list_claims(asked.tx, day)
        if asked.company_id in (one.buyer_id, one.institution_id)
    ]
    return _ADVANCES.cut(asked, mine)


def _notices(asked: Asked) -> Page | Refused:
    page = read_page(asked, _NOTICES, _SQL["list_my_notices"])
    if isinstance(page, Refusal):
        return page
    rows = []
    for row in page.rows:
        told = Notice(**row, playbook_id=0, company_id=asked.company_id)
        said = {"ko": render_notice(told, "ko"), "en": render_notice(told, "en")}
        rows.append({**{name: row[name] for name in row if name != "facts"}, **said})
    return Page(rows, page.next_cursor)


def _playbook(asked: Asked) -> Page | Refused:
    found = get_playbook(asked.tx, asked.filters.playbook_id)
    if isinstance(found, Refusal):
        return found
    playbook, steps = found
    return one_row({**asdict(playbook), "steps": [asdict(one) for one in steps]})


READINGS = (
    Reading(
        code=_CALLS.code,
        path="/funding/calls",
        read=OWN | RUNS,
        of_others=True,
        filters=CallFilters,
        row=CallRow,
        list_page=lambda asked: read_page(asked, _CALLS, _SQL["list_my_calls"]),
    ),
    Reading(
        code=_RUNS.code,
        path="/settlement/runs",
        read=RUNS,
        of_others=True,
        filters=RunFilters,
        row=RunRow,
        list_page=lambda asked: read_page(asked, _RUNS, _SQL["list_runs"]),
    ),
    Reading(
        code="settlement.one_run",
        path="/settlement/runs/{day}",
        read=RUNS,
        of_others=True,
        filters=RunFilter,
        row=OneRun,
        one=True,
        list_page=_run,
    ),
    Reading(
        code="verify.proofs",
        path="/proofs",
        read=_SEES_PROOFS,
        of_others=True,
        row=Proofs,
        one=True,
        list_page=_proofs,
    ),
    Reading(
        code=_DEPOSITS.code,
        path="/proofs/deposits",
        read=_SEES_PROOFS,
        of_others=True,
        row=DepositProof,
        list_page=_deposits,
    ),
    Reading(
        code=_BALANCES.code,
        path="/ledger/balances",
        read=_SEES_PROOFS,
        of_others=True,
        row=BalanceRow,
        list_page=_balances,
    ),
    Reading(
        code=_ADVANCES.code,
        path="/advances",
        read=OWN | RUNS,
        of_others=True,
        row=AdvanceRow,
        list_page=_advances,
    ),
    Reading(
        code=_NOTICES.code,
        path="/notices",
        read=OWN,
        row=NoticeRow,
        list_page=_notices,
    ),
    Reading(
        code=_PLAYBOOKS.code,
        path="/playbooks",
        read=RUNS,
        of_others=True,
        row=PlaybookRow,
        list_page=lambda asked: read_page(asked, _PLAYBOOKS, _SQL["list_my_playbooks"]),
    ),
    Reading(
        code="playbooks.one",
        path="/playbooks/{playbook_id}",
        read=RUNS,
        of_others=True,
        filters=PlaybookFilter,
        row=OnePlaybook,
        one=True,
        list_page=_playbook,
    ),
)
