"""The settlement-day board: money, steps, the bank's answers and proofs of one day, live."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.responses import Response

from sangsaeng.acts.listing import RUNS
from sangsaeng.api.problems import RefusedError
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.settlement.model import RunState
from sangsaeng.web.days import day_of
from sangsaeng.web.holding import bank_name
from sangsaeng.web.pages.acting import entered
from sangsaeng.web.pages.acts import stored
from sangsaeng.web.pages.payments import MOST_ACCOUNTS
from sangsaeng.web.shape import Group, Page
from sangsaeng.web.visits import Visit

_UNPROCESSABLE, _NO_CONTENT = 422, 204
# What the board itself lets people enter; everything else stands on its own page.
ACTS = ("settlement.run", "settlement.resume", "cut_off.make", "funding.call", "bank.exchange")
_OF_DAY = ("settlement.run", "settlement.resume", "cut_off.make")
_STATES = tuple(RunState)
# In the order in which they are done and shown.
STEPS = ("freeze", "post", "totals", "prove", "release")
_OPEN_JOBS = ("waiting", "running")
_RECENT = 8
# Jobs of a day are among the newest ones of their kind.
_LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a run. `place`: done, now, later or broken."""

    code: str
    place: str
    count: int | None = None
    won: int | None = None
    holds: bool = True


def nature_of(visit: Visit, day: date) -> dict[str, Any]:
    """What a day is to banks, and the business days around it: reading `closed_days.around`."""
    return visit.one("closed_days.around", day=day)


def steps_of(board: Mapping[str, Any], proofs: Sequence[Mapping[str, Any]]) -> list[Step]:
    """The steps of a run in their order, each with what it counted."""
    state = board["state"]
    if state is None:
        return [Step(code, "later") for code in STEPS]
    rows = board["steps"]
    agree = all(row["holds"] for row in rows)
    broken = state == RunState.STOPPED
    # A stopped run stands at what stopped it: its totals, else its proof.
    at = _STATES.index(RunState.POSTED if broken and agree else state)
    if broken and not agree:
        at = _STATES.index(RunState.FROZEN)
    sums = {
        name: sum(row[name] for row in rows)
        for name in ("expected_count", "expected_won", "posted_count", "posted_won")
    }
    orders = sum(row["payout_count"] for row in board["payouts"])

    def place(done_at: RunState) -> str:
        number = _STATES.index(done_at)
        if number <= at:
            return "done"
        return ("broken" if broken else "now") if number == at + 1 else "later"

    holds = all(one["holds"] for one in proofs)
    done = {
        "freeze": (RunState.FROZEN, sums["expected_count"], sums["expected_won"], True),
        "post": (RunState.POSTED, sums["posted_count"], sums["posted_won"], True),
        "totals": (RunState.POSTED, len(rows), None, agree),
        "prove": (RunState.PROVEN, len(proofs), None, holds),
        "release": (RunState.RELEASED, orders, None, True),
    }
    return [Step(code, place(done[code][0]), *done[code][1:]) for code in STEPS]


def _maybe(visit: Visit, code: str, **filters: Any) -> dict[str, Any] | None:
    try:
        return visit.one(code, **filters)
    except RefusedError:
        return None


def _jobs_of(visit: Visit, day: date) -> list[dict[str, Any]]:
    """What the worker was handed for the day, the newest first."""
    jobs = [
        job
        for code in ("settlement.run", "settlement.resume")
        for job in visit.rows("jobs.list", limit=_LOOKED_AT, kind=code)
        if job["given"].get("day") == day.isoformat()
    ]
    return sorted(jobs, key=lambda job: -job["job_id"])


def _waiting_acts(visit: Visit) -> list[dict[str, Any]]:
    """What somebody entered here and another has not looked at yet."""
    waiting = visit.rows("acts.list", state="waiting")
    return [act for act in waiting if act["action"] in ACTS]


def _what_next(
    visit: Visit, day: date, nature: Mapping[str, Any], board: Mapping[str, Any], job: Any
) -> str:
    """Which one thing is to be done now: names a sentence and a button of the template."""
    state = board["state"]
    if job is not None and job["state"] in _OPEN_JOBS:
        return "running"
    if state == RunState.STOPPED:
        return "stopped"
    if state == RunState.RELEASED:
        return "released"
    if job is not None and job["state"] in ("refused", "failed"):
        return "refused"
    if state is not None:
        return "unfinished"
    if day > visit.today:
        return "ahead"
    if not nature["business"]:
        return "closed"
    newest = visit.rows("settlement.runs", limit=1)
    if newest and newest[0]["day"] > day:
        return "passed"
    return "ready" if visit.may_enter("settlement.run") else "watching"


def _live(visit: Visit, day: date) -> dict[str, Any]:
    """What changes while a run is open. Its version is read first: what changes meanwhile is seen
    at the next look."""
    version = _version(visit, day)
    nature = nature_of(visit, day)
    board = visit.one("settlement.board", day=day)
    run = _maybe(visit, "settlement.one_run", day=day) if board["run_id"] else None
    proofs = run["proofs"] if run else []
    jobs = _jobs_of(visit, day)
    job = jobs[0] if jobs else None
    next_code = _what_next(visit, day, nature, board, job)
    stuck = visit.rows("payouts.stuck", limit=50)
    # A call is closed with the run; its money may be there before.
    missing = [call for call in board["not_funded"] if call["missing_won"]]
    return {
        "day": day,
        "version": version,
        "nature": nature,
        "board": board,
        "missing": missing,
        "arrived": board["call_count"] - len(missing),
        "proofs": proofs,
        "broken": [one for one in proofs if not one["holds"]],
        "steps": steps_of(board, proofs),
        "job": job,
        "next_code": next_code,
        "why_not": [visit.explain(one) for one in stored(job["answer"])] if job else [],
        "polls": next_code == "running",
        "stuck": stuck,
        "answers": {row["state"]: row for row in board["payouts"]},
        "waiting": _waiting_acts(visit) if day == visit.today or next_code == "stopped" else [],
    }


def _version(visit: Visit, day: date) -> str:
    return str(visit.one("settlement.board_version", day=day)["version"])


def _reconciled(visit: Visit, day: date) -> list[dict[str, Any]]:
    """The newest statement of each own account up to a day, beside the ledger."""
    accounts = visit.rows("own_accounts.list", limit=MOST_ACCOUNTS)
    found = []
    for account in accounts:
        listed = visit.rows(
            "bank.statements", limit=1, own_account_id=account["own_account_id"], until=day
        )
        newest = listed[0] if listed else None
        gap = newest["closing_won"] - newest["ledger_won"] if newest else None
        bank = bank_name(visit, account["bank_code"])
        about = {"account": account, "bank": bank}
        found.append({**about, "statement": newest, "difference_won": gap})
    return found


def _day_of(visit: Visit) -> date:
    asked = visit.path_values.get("day")
    if asked is None:
        return visit.today
    day = day_of(asked)
    if day is None:
        raise RefusedError(refuse("unknown_run", "day", day=asked[:20]))
    return day


def _show(visit: Visit) -> Response:
    return _board(visit, _day_of(visit))


def _board(visit: Visit, day: date, refusals: Sequence[Refusal] = ()) -> Response:
    return visit.render(
        "pages/board.html",
        _UNPROCESSABLE if refusals else 200,
        **_live(visit, day),
        refusals=refusals,
        accounts=_reconciled(visit, day),
        runs=visit.rows("settlement.runs", limit=_RECENT),
        request_key=secrets.token_hex(16),
    )


def _fragment(visit: Visit) -> Response:
    """What is asked for again while the worker is at it; nothing, where nothing changed."""
    day = _day_of(visit)
    asked = visit.query("version")
    if asked and asked == _version(visit, day):
        return Response(status_code=_NO_CONTENT)
    return visit.render("pages/board_live.html", **_live(visit, day))


def _post(visit: Visit) -> Response:
    day, code = _day_of(visit), visit.form.text("act")
    if code not in ACTS or not visit.may_enter(code):
        raise RefusedError(refuse("not_permitted", None, action=code[:100]))
    values = {"day": day.isoformat()} if code in _OF_DAY else {}
    done = visit.enter(code, values)
    return _board(visit, day, done) if isinstance(done, list) else entered(visit, done)


PAGES = (
    Page(
        code="board",
        path="/board",
        show=_show,
        post=_post,
        open_to=RUNS,
        group=Group.DESK,
        order=10,
    ),
    Page(code="board.of_day", path="/board/{day}", show=_show, post=_post, open_to=RUNS),
    Page(code="board.live", path="/board/{day}/live", show=_fragment, open_to=RUNS),
)
