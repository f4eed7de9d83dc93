"""Playing the whole demonstration: six weeks of settlement days, one after another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from sangsaeng.database.connection import Database
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.oversight.book import hear_banks, pay_out
from sangsaeng.oversight.demo import story
from sangsaeng.oversight.demo.cast import read_cast
from sangsaeng.oversight.demo.outcome import Outcome, take_stock
from sangsaeng.oversight.demo.picture import render_picture
from sangsaeng.oversight.demo.stage import OPENS_ON, Stage, Tell, at, open_stage
from sangsaeng.programmes.model import AccountPurpose
from sangsaeng.receivables.service_taking_back import return_unclaimed
from sangsaeng.settlement.service_funding import call_funding, list_calls
from sangsaeng.settlement.service_run import settle_day

LAST_DAY = date(2026, 10, 16)
PICTURE = "where-the-money-went.svg"
_CALLED_AHEAD_DAYS = 7


def play(
    database: Database, folder: Path, tell: Tell, day_done: Callable[[date, int], None]
) -> Outcome:
    """Play in an empty, migrated book; files are left in `folder`.

    `day_done` hears of each finished day and its number, counted from 1.
    """
    cast = read_cast()
    with open_stage(database, cast, tell) as stage:
        runs = 0
        for day in _business_days(stage):
            if day > OPENS_ON:
                stage.open_next(day)
            if day == OPENS_ON:
                story.issue_from_files(stage, day, folder)
            elif day == OPENS_ON + timedelta(days=1):
                story.pass_on_by_spreadsheet(stage, day, folder)
            _work(stage, day)
            runs += 1
            day_done(day, runs)
        # The last day's statements come when it is over.
        after = stage.calendar().after(LAST_DAY)
        stage.open_next(after)
        outcome = take_stock(stage, runs, story.PAYMENTS_SENT_BACK)
        picture = folder / PICTURE
        picture.write_text(render_picture(outcome.flows), "utf-8")
        return outcome


def _business_days(stage: Stage) -> Iterator[date]:
    """Each day by the calendar as it is known when the day begins."""
    day = OPENS_ON
    while day <= LAST_DAY:
        yield day
        day = stage.calendar().after(day)


def _work(stage: Stage, day: date) -> None:
    returned = return_unclaimed(stage.database, day)
    if returned:
        stage.tell(day, "demo_unclaimed", name=stage.cast.never_joiner.name, count=returned)
    if day in story.MORNINGS:
        story.MORNINGS[day](stage, day)
    _fund(stage, day)
    totals = settle_day(stage.database, day)
    assert not isinstance(totals, Refusal), totals
    if totals.parked_won:
        won = {"paid": totals.paid_won, "parked": totals.parked_won}
        stage.tell(day, "demo_settled", count=totals.settled_count, **won)
    pay_out(stage.desk, at(day, 12))
    if day in story.EVENINGS:
        story.EVENINGS[day](stage, day)


def _fund(stage: Stage, day: date) -> None:
    call_funding(stage.database, day, _CALLED_AHEAD_DAYS)
    with stage.database.transaction() as tx:
        calls = list_calls(tx, day)
    if day == story.UNFUNDED_ON:
        stage.tell(day, "demo_unfunded", won=sum(call["missing_won"] for call in calls))
        return
    for call in calls:
        buyer = stage.cast.buyer.name
        stage.pay_in(AccountPurpose.SETTLEMENT, call["missing_won"], buyer, call["reference"])
        if call["state"] == "grace":
            stage.tell(day, "demo_funded_late", won=call["missing_won"])
    if calls:
        stage.note(hear_banks(stage.desk, at(day, 10)))
