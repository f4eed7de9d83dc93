"""Where the demonstration plays: its book, its bank, the clock of the story, and how acts go."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sangsaeng.acts.model import Caller
from sangsaeng.acts.registry import acts
from sangsaeng.acts.service import dry_run, enter
from sangsaeng.acts.service_deciding import decide
from sangsaeng.acts.service_executing import Entered
from sangsaeng.database.connection import Database
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.money import LARGEST_WON
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.oversight.book import Desk, hear_banks, pay_out
from sangsaeng.oversight.paper_bank import PaperBank
from sangsaeng.payouts.rails.routing import RoutingLimits

BANK, ACCOUNT = "004", "99000000001"
RAIL = "simulated"
_SQL = load(__package__)
_AT_ONCE = 100


class WentWrongError(Exception):
    """An act of the story was refused: the demonstration is broken, or the product is."""


@dataclass
class Stage:
    """The book and the people's way into it; `at` is the story's own clock. `shift`: by how much
    the days of the story are moved, which is told as it happened from February 2026 on."""

    database: Database
    bank: PaperBank
    desk: Desk
    at: datetime
    told: Callable[[int], None]
    acts_done: int = 0
    shift: timedelta = timedelta(0)

    def on(self, day: date) -> date:
        """When a day of the story really is."""
        return day + self.shift

    def set_day(self, day: date, hour: int = 11) -> None:
        """The story goes on at another moment."""
        self.at = datetime.combine(self.on(day), time(hour), KOREA)
        self.bank.day = self.at.date()

    def do(
        self, code: str, given: Mapping[str, Any], by: Caller, *approve: Caller
    ) -> Mapping[str, Any]:
        """One person enters, the others approve in this order; the act's answer. Raises
        WentWrongError where it is refused."""
        done = self.try_to(code, given, by, *approve)
        if isinstance(done, list):
            raise WentWrongError(f"{code}: {[(one.code, dict(one.facts)) for one in done]}")
        return done

    def leave(self, code: str, given: Mapping[str, Any], by: Caller) -> int:
        """One person enters, and it waits for the others; the act's number. Raises WentWrongError
        where it is refused or waits for nobody."""
        done = self._enter(code, given, by, rehearsed=True)
        if not isinstance(done, Entered) or done.state != "waiting":
            raise WentWrongError(f"{code}: {done}")
        return done.act_id

    def _enter(
        self, code: str, given: Mapping[str, Any], by: Caller, rehearsed: bool = False
    ) -> Entered | list[Refusal]:
        act = acts()[code]
        read = act.given.model_validate_json(json.dumps(given, default=str))
        return enter(self.database, self._now(by), act, read, self.at, rehearsed=rehearsed)

    def try_to(
        self, code: str, given: Mapping[str, Any], by: Caller, *approve: Caller
    ) -> Mapping[str, Any] | list[Refusal]:
        """As `do`, for a step that is meant to be refused."""
        done = self._enter(code, given, by)
        for caller in approve:
            if isinstance(done, list):
                break
            done = decide(self.database, self._now(caller), done.act_id, done.digest, True, self.at)
        self.acts_done += 1
        self.told(self.acts_done)
        return _answered(done)

    def agree(
        self, code: str, given: Mapping[str, Any], by: Caller, *approve: Caller
    ) -> Mapping[str, Any] | list[Refusal]:
        """As `try_to`, for a determination: a trial says the sum that the others agree to."""
        won = self.sum_of(code, given, by)
        return self.try_to(code, {**given, "amount_won": won}, by, *approve)

    def sum_of(self, code: str, given: Mapping[str, Any], by: Caller) -> int:
        """What a trial says that a determination comes to, in won; 0 where it is refused."""
        act = acts()[code]
        read = act.given.model_validate_json(json.dumps({**given, "amount_won": 0}, default=str))
        tried = dry_run(self.database, self._now(by), act, read, self.at)
        differs = isinstance(tried, list) and tried[0].code == "stated_sum_differs"
        return int(tried[0].facts["found"]) if isinstance(tried, list) and differs else 0

    def pay_all(self, programme_id: int, keys: tuple[Caller, Caller]) -> int:
        """The payer's two keys pay what is owed, and it reaches the parties' banks; the sum."""
        with self.database.transaction() as tx:
            rows = tx.rows(_SQL["list_open_payables"], programme_id=programme_id)
        total = sum(int(row["amount_won"]) for row in rows)
        for start in range(0, len(rows), _AT_ONCE):
            part = rows[start : start + _AT_ONCE]
            wanted = {
                "programme_id": programme_id,
                "payable_ids": [row["payable_id"] for row in part],
                "total_won": sum(row["amount_won"] for row in part),
            }
            self.do("outcomes.payments.pay", wanted, *keys)
        pay_out(self.desk, self.at)
        hear_banks(self.desk, self.at)
        return total

    def company_of_match(self, match_id: int) -> int:
        """Whose site a match is about."""
        with self.database.transaction() as tx:
            return int(tx.the(_SQL["company_of_match"], match_id=match_id)["company_id"])

    def site_of(self, company_id: int) -> int:
        """The site of a company, which has one."""
        with self.database.transaction() as tx:
            return int(tx.the(_SQL["site_of_company"], company_id=company_id)["site_id"])

    def open_matches(self, award_id: int) -> list[int]:
        """The sites at which an award's works stand accepted."""
        with self.database.transaction() as tx:
            rows = tx.rows(_SQL["list_accepted_matches"], award_id=award_id)
        return [row["match_id"] for row in rows]

    def open_findings(self, programme_id: int) -> list[tuple[int, int | None]]:
        """What controls found and nobody has settled: the finding, and its award."""
        with self.database.transaction() as tx:
            rows = tx.rows(_SQL["list_open_findings"], programme_id=programme_id)
        return [(row["finding_id"], row["award_id"]) for row in rows]

    def confirmed_findings(self, programme_id: int) -> list[int]:
        """What controls found and officers confirmed."""
        with self.database.transaction() as tx:
            rows = tx.rows(_SQL["list_confirmed_findings"], programme_id=programme_id)
        return [row["finding_id"] for row in rows]

    def drawn_of(self, claim_id: int) -> list[int]:
        """The sites drawn of a claim."""
        with self.database.transaction() as tx:
            drawn: list[int] = tx.the(_SQL["drawn_of_claim"], claim_id=claim_id)["drawn"]
        return drawn

    def _now(self, caller: Caller) -> Caller:
        return replace(caller, stepped_up_at=self.at)


def _answered(done: Entered | Sequence[Refusal]) -> Mapping[str, Any] | list[Refusal]:
    if not isinstance(done, Entered):
        return list(done)
    if done.refusals:
        return list(done.refusals)
    if done.answer is None:
        raise WentWrongError(f"{done.action}: {done.state}, {done.needed_of}")
    return dict(done.answer)


def open_stage(database: Database, at: datetime, told: Callable[[int], None]) -> Stage:
    """A stage in an empty, prepared book."""
    bank = PaperBank(BANK, [ACCOUNT])
    limits = RoutingLimits(netted_limit_won=LARGEST_WON)
    desk = Desk(database, {RAIL: bank}, (RAIL,), limits)
    bank.day = at.astimezone(KOREA).date()
    return Stage(database, bank, desk, at, told)
