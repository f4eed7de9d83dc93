"""The settlement day on one screen, and a funder's exposure and forecast."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from sangsaeng.acts.fields import Day, ProgrammeId
from sangsaeng.acts.listing import OWN, RUNS, one_row
from sangsaeng.acts.model import Answer, Given
from sangsaeng.acts.readings.settlement import ProofRow, equations_of
from sangsaeng.acts.shape import Asked, Page, Reading, Refused
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.programmes.service import get_calendar

_SQL = load(__package__)
_A_DAY = timedelta(days=1)


class BoardFilters(Given):
    """Which day, without: today; and the calls of which programme."""

    day: Day | None = None
    programme_id: ProgrammeId | None = None


class BoardCall(Answer):
    """A buyer whose money for the day, or the closed days before it, is not all there."""

    programme_id: int
    buyer: str
    due_on: date
    default_policy: str
    called_won: int
    missing_won: int
    state: str
    grace_until: date | None


class BoardStep(Answer):
    """What a run froze (expected) and posted: phase 1 roots, phase 2 receivables below them."""

    phase: int
    expected_count: int
    expected_won: int
    posted_count: int
    posted_won: int
    holds: bool


class BoardPayouts(Answer):
    """Payouts of the run that stand so."""

    state: str
    payout_count: int
    won: int


class Board(Answer):
    """A settlement day of the programmes the asker runs, in won; to the operator the whole run.

    `call_count`, `funded_count`: calls of the day and how many are funded. `proofs`: of the newest
    run that is proven, `proof_day`. No run yet: `run_id` is None.
    """

    day: date
    run_id: int | None
    state: str | None
    stop_reason: str | None
    opened_at: datetime | None
    released_at: datetime | None
    call_count: int
    funded_count: int
    called_won: int
    missing_won: int
    not_funded: list[BoardCall]
    steps: list[BoardStep]
    payouts: list[BoardPayouts]
    proof_day: date | None
    proofs: list[ProofRow]


class VersionFilter(Given):
    """The board of which day."""

    day: Day


class BoardVersion(Answer):
    """How the board of a day stands, as a text that changes with it and tells nothing else: who
    looks on asks for this, and for the board when it differs."""

    day: date
    version: str


class BuyerExposure(Answer):
    """What a funder has out on one buyer."""

    buyer: str
    receivable_count: int
    won: int


class CashDay(Answer):
    """What comes back on a business day, and the interest in it that was taken in advance."""

    day: date
    won: int
    interest_won: int


class FunderLimit(Answer):
    """A facility and what of it is free; `buyer` None: its name is not the asker's to know."""

    facility_id: int
    kind: str
    buyer: str | None
    programme_id: int | None
    limit_won: int
    blocked_won: int
    used_won: int
    free_won: int
    ends_on: date | None


class FunderSummary(Answer):
    """A funder's purchases that are not repaid: by buyer, and by the day they come back."""

    as_of: date
    receivable_count: int
    total_won: int
    buyers: list[BuyerExposure]
    limits: list[FunderLimit]
    days: list[CashDay]


def _proofs(asked: Asked) -> dict[str, Any]:
    found = asked.tx.row(_SQL["get_newest_proof"])
    if found is None:
        return {"proof_day": None, "proofs": []}
    return {"proof_day": found["day"], "proofs": equations_of(found["proof"])}


def _board(asked: Asked) -> Page | Refused:
    day = asked.filters.day or asked.at.astimezone(KOREA).date()
    calendar = get_calendar(asked.tx)
    # What is due on closed days is funded on the business day after them.
    first = day
    while not calendar.is_business_day(first - _A_DAY):
        first -= _A_DAY
    calls = [
        row
        for row in asked.tx.rows(
            _SQL["list_calls_of_day"], me=asked.company_id, day=day, first=first, **_only(asked)
        )
        if calendar.on_or_after(row["due_on"]) == calendar.on_or_after(day)
    ]
    steps = asked.tx.rows(_SQL["get_board"], day=day)
    run = steps[0] if steps else {}
    about = ("run_id", "state", "stop_reason", "opened_at", "released_at")
    names = ("phase", "expected_count", "expected_won", "posted_count", "posted_won")
    payouts = asked.tx.rows(_SQL["list_payouts_of_run"], run_id=run["run_id"]) if run else []
    return one_row(
        {
            "day": day,
            **{name: run.get(name) for name in about},
            "call_count": len(calls),
            "funded_count": sum(row["state"] == "funded" for row in calls),
            "called_won": sum(row["called_won"] for row in calls),
            "missing_won": sum(row["missing_won"] for row in calls),
            "not_funded": [row for row in calls if row["state"] != "funded"],
            "steps": [
                {name: row[name] for name in names} | {"holds": _agrees(row)}
                for row in steps
                if row["phase"] is not None
            ],
            "payouts": payouts,
            **_proofs(asked),
        }
    )


def _version(asked: Asked) -> Page | Refused:
    day = asked.filters.day
    about = {"day": day, "me": asked.company_id, "at": asked.at}
    return one_row({"day": day, **asked.tx.the(_SQL["get_board_version"], **about)})


def _only(asked: Asked) -> dict[str, int | None]:
    return {"programme_id": asked.filters.programme_id}


def _agrees(row: dict[str, Any]) -> bool:
    expected = (row["expected_count"], row["expected_won"])
    return expected == (row["posted_count"], row["posted_won"])


def _funder(asked: Asked) -> Page | Refused:
    calendar = get_calendar(asked.tx)
    rows = asked.tx.rows(_SQL["list_held_by_funder"])
    buyers: dict[str, dict[str, int]] = defaultdict(lambda: {"receivable_count": 0, "won": 0})
    days: dict[date, dict[str, int]] = defaultdict(lambda: {"won": 0, "interest_won": 0})
    for row in rows:
        for sums in (buyers[row["buyer"]], days[calendar.on_or_after(row["root_matures_on"])]):
            for name in sums:
                sums[name] += row[name]
    return one_row(
        {
            "as_of": asked.at.astimezone(KOREA).date(),
            "receivable_count": sum(row["receivable_count"] for row in rows),
            "total_won": sum(row["won"] for row in rows),
            "buyers": [
                {"buyer": buyer, **sums}
                for buyer, sums in sorted(buyers.items(), key=lambda one: (-one[1]["won"], one[0]))
            ],
            "limits": asked.tx.rows(_SQL["list_limits"], me=asked.company_id),
            "days": [{"day": day, **sums} for day, sums in sorted(days.items())],
        }
    )


READINGS = (
    Reading(
        code="settlement.board",
        path="/settlement/board",
        read=RUNS,
        of_others=True,
        filters=BoardFilters,
        row=Board,
        one=True,
        list_page=_board,
    ),
    # No event of the log: it shows nothing of anybody, and is asked every few seconds.
    Reading(
        code="settlement.board_version",
        path="/settlement/board/{day}/version",
        read=RUNS,
        filters=VersionFilter,
        row=BoardVersion,
        one=True,
        list_page=_version,
    ),
    Reading(
        code="funder.summary",
        path="/funder/summary",
        read=OWN | RUNS,
        row=FunderSummary,
        one=True,
        list_page=_funder,
    ),
)
