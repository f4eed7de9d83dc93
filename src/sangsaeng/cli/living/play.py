"""The whole history in the order of its days, then today as a visitor finds it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sangsaeng.cli.living import defaulting, promising, settling
from sangsaeng.cli.living.cast import Scale, read_cast
from sangsaeng.cli.living.rounds import Round, last_business_day, rounds_until
from sangsaeng.cli.living.safety import Play, open_play
from sangsaeng.cli.living.stage import Living, furnish, open_people
from sangsaeng.cli.living.visitors import (
    Visitors,
    let_visitors_in,
    record_personas,
    show_players,
)
from sangsaeng.cli.living.waiting import prepare_today
from sangsaeng.database.connection import Database
from sangsaeng.database.statements import load
from sangsaeng.jobs.service_clock import mark_sandbox
from sangsaeng.oversight.demo.stage import at
from sangsaeng.oversight.verify import Proof, verify
from sangsaeng.signin.service_personas import mark_demonstration
from sangsaeng.statutes.calendar import calendar as statutory_calendar

_SQL = load(__package__)
# Accounts are named and people come some days before the first promise.
_BEFORE_DAYS = 10
Step = tuple[date, Callable[[], None]]


@dataclass(frozen=True, slots=True)
class Lived:
    """What came of it: the proofs, what was promised to each tier in won, who may be played."""

    proofs: Sequence[Proof]
    tiers_won: Sequence[int]
    rounds: int
    personas: int
    acts: int
    problems: Sequence[str]

    @property
    def holds(self) -> bool:
        """Every proof holds, and nothing went otherwise than the story wants."""
        return all(proof.holds for proof in self.proofs) and not self.problems


def play(
    database: Database,
    now: datetime,
    scale: Scale,
    folder: Path,
    told: Callable[[int, int], None],
) -> Lived:
    """Play in an empty, prepared book up to `now`, Korean time; packs of evidence go to `folder`.

    `told` hears how many steps are done, and of how many.
    """
    rounds = rounds_until(statutory_calendar([]), now.date(), scale.months)
    begins = rounds[0].issued_on - timedelta(days=_BEFORE_DAYS)
    assert mark_sandbox(database) is None
    people = open_people(database, at(begins, 9), lambda _: None)
    living = Living(people, read_cast(scale), now, rounds)
    safety = open_play(living, scale.safety)
    with database.transaction() as tx:
        assert mark_demonstration(tx, at(begins, 8)) is None
    visitors: list[Visitors] = []

    def furnished() -> None:
        furnish(living, begins)
        visitors.append(let_visitors_in(living, people.at))

    # What comes later on the same day comes later in the list.
    steps = [*safety.steps(), (begins, furnished), *_history(living, folder)]
    ordered = sorted(steps, key=lambda step: step[0])
    for number, (_, step) in enumerate(ordered, start=1):
        step()
        told(number, len(ordered))
    return _end(living, safety, visitors[0])


def _end(living: Living, safety: Play, visitors: Visitors) -> Lived:
    day = last_business_day(living.calendar(), living.today)
    defaulting.count_interest(living, day)
    show_players(visitors, safety)
    personas = record_personas(visitors)
    prepare_today(living, visitors, day)
    # Half a year passed in seconds: the server had no time to look at the tables by itself.
    with Database(living.database.url, size=1, role=None) as owner, owner.transaction() as tx:
        tx.run(_SQL["analyze"])
    tiers = [sum(one.won for of in living.promised.values() for one in of[n]) for n in range(3)]
    return Lived(
        proofs=verify(living.database),
        tiers_won=tiers,
        rounds=len(living.rounds),
        personas=personas,
        acts=living.people.acts_done + safety.stage.acts_done,
        problems=living.problems,
    )


def _history(living: Living, folder: Path) -> list[Step]:
    """Everything of mutual benefit payment before today, not in order."""
    steps: list[Step] = []
    for this in living.rounds:
        steps += _round(living, this)
    steps += _default(living, folder)
    due = sorted({day for this in living.rounds for day in this.due if day < living.today})
    below = sorted({day for this in living.rounds for day in this.due[1:] if day < living.today})
    # The money of a supplier comes back in the middle of the story, and another's at its end.
    back = [below[(len(below) - 1) // 2], below[-1]]
    for day in due:
        way = settling.settle_and_return if day in back else settling.settle
        steps.append((day, _on(way, living, day)))
    named = statutory_calendar([]).after(back[0])
    steps.append((named, _on(settling.name_new_account, living, named)))
    return steps


def _round(living: Living, this: Round) -> list[Step]:
    def issued() -> None:
        living.begin_day(this.issued_on)
        promising.issue_roots(living, this)

    def passed() -> None:
        living.begin_day(this.passed_on)
        promising.pass_to_tier_2(living, this)

    def passed_below() -> None:
        living.begin_day(this.passed_below_on)
        promising.pass_to_tier_3(living, this)

    steps: list[Step] = [
        (this.issued_on, issued),
        (this.passed_on, passed),
        (this.passed_below_on, passed_below),
    ]
    if this.sold_on < living.today:
        steps.append((this.sold_on, lambda: settling.sell_early(living, this)))
    return steps


def _default(living: Living, folder: Path) -> list[Step]:
    """The other buyer's round, early enough for its end to be known today."""
    calendar = statutory_calendar([])
    this = living.rounds[max(0, len(living.rounds) - 4)]
    grace = calendar.after(this.due[0])
    proceeds = calendar.after(grace)
    if proceeds >= living.today:
        return []
    return [
        (this.issued_on, lambda: defaulting.issue_badly(living, this)),
        (grace, lambda: defaulting.run_grace(living, grace)),
        (proceeds, lambda: defaulting.open_proceedings(living, proceeds, folder)),
    ]


def _on(way: Callable[[Living, date], None], living: Living, day: date) -> Callable[[], None]:
    return lambda: way(living, day)
