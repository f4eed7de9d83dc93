"""Behind the counter while visitors play: the bank that pays, the buyer that funds, and the nights.

What is paid out goes to the bank at once. Early cash is paid after its day's cut-off, so some
seconds after a sale the night falls: the book's clock shows the next business morning, yesterday
is settled, and the money is there.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from threading import Event

import psycopg
from psycopg_pool import PoolTimeout

from sangsaeng.cli.living.bank import LivingBank
from sangsaeng.cli.living.settling import CALLED_AHEAD_DAYS
from sangsaeng.cli.living.stage import SETTLEMENT_ACCOUNT
from sangsaeng.cli.safety.stage import RAIL
from sangsaeng.database.connection import Database
from sangsaeng.database.statements import load
from sangsaeng.jobs.clock import Clock, real_now
from sangsaeng.jobs.service_clock import move_clock
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.money import LARGEST_WON
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.oversight.book import Desk, hear_banks, pay_out
from sangsaeng.payouts.rails.routing import RoutingLimits
from sangsaeng.programmes.service import get_calendar
from sangsaeng.settlement.service_funding import call_funding, list_calls
from sangsaeng.settlement.service_run import settle_day

_LOG = logging.getLogger(__name__)
_SQL = load(__package__)
_EVERY_S = 1
# Time to read what one sold, and to take it back.
NIGHT_AFTER = timedelta(seconds=20)
_MORNING = time(9)


class Teller:
    """One teller for a living book that was played; `clock` is the book's."""

    def __init__(
        self, database: Database, clock: Clock, real: Callable[[], datetime] = real_now
    ) -> None:
        self._database, self._clock = database, clock
        with database.transaction() as tx:
            rows = tx.rows(_SQL["list_balances"])
            self._programme_id = int(tx.the(_SQL["first_programme"])["programme_id"])
        balances = {row["account_number"]: int(row["won"]) for row in rows}
        # The seconds since 1970 are above every number that a bank of this book has given.
        self._bank = LivingBank.reopened(balances, int(real().timestamp()))
        limits = RoutingLimits(netted_limit_won=LARGEST_WON)
        self._desk = Desk(database, {RAIL: self._bank}, (RAIL,), limits)

    def run(self, stop: Event) -> None:
        """Work until told to stop."""
        while not stop.wait(_EVERY_S):
            try:
                self.turn()
            except (psycopg.Error, PoolTimeout):
                # A server that is away for a while is waited for.
                _LOG.exception("the teller goes on")

    def turn(self) -> None:
        """Settle yesterday where nobody has, pay what is owed, and let the night fall."""
        at = self._clock.now()
        self._bank.day = at.date()
        with self._database.transaction() as tx:
            calendar = get_calendar(tx)
            settled: date | None = tx.the(_SQL["last_run"])["day"]
        yesterday = at.date() - timedelta(days=1)
        while not calendar.is_business_day(yesterday):
            yesterday -= timedelta(days=1)
        if settled is None or settled < yesterday:
            self._settle(settled or yesterday, yesterday, at)
        pay_out(self._desk, at)
        with self._database.transaction() as tx:
            sold_at: datetime | None = tx.the(_SQL["sold_today"])["at"]
        if sold_at is not None and at - sold_at >= NIGHT_AFTER:
            self._let_night_fall(calendar.after(at.date()), at)

    def _settle(self, since: date, day: date, at: datetime) -> None:
        """The buyer pays what was called up to a day, and the day is settled."""
        call_funding(self._database, since, (day - since).days)
        with self._database.transaction() as tx:
            calls = list_calls(tx, day)
        for call in calls:
            if call["programme_id"] == self._programme_id and call["missing_won"]:
                self._credit(call)
        hear_banks(self._desk, at)
        done = settle_day(self._database, day)
        if isinstance(done, Refusal):
            _LOG.error("the day was not settled: %s", done.code)
        call_funding(self._database, at.date(), CALLED_AHEAD_DAYS)

    def _credit(self, call: dict[str, object]) -> None:
        won, reference = call["missing_won"], call["reference"]
        assert isinstance(won, int) and isinstance(reference, str)
        self._bank.credit(SETTLEMENT_ACCOUNT, won, reference)

    def _let_night_fall(self, morning: date, at: datetime) -> None:
        to = datetime.combine(morning, _MORNING, KOREA)
        with self._database.transaction() as tx:
            refused = move_clock(tx, to, at)
        assert refused is None, refused
        self._clock.look_again()
