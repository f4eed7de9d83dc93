"""Where the demonstration plays: its book, its bank, the clock of the story, and how acts go."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from sangsaeng.acts.model import Caller
from sangsaeng.acts.registry import acts
from sangsaeng.acts.service import enter
from sangsaeng.acts.service_deciding import decide
from sangsaeng.acts.service_executing import Entered
from sangsaeng.database.connection import Database
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.money import LARGEST_WON
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.oversight.book import Desk, hear_banks, pay_out
from sangsaeng.oversight.paper_bank import PaperBank
from sangsaeng.payouts.rails.routing import RoutingLimits

BANK, ACCOUNT = "004", "99000000001"
RAIL = "simulated"


class WentWrongError(Exception):
    """An act of the story was refused: the demonstration is broken, or the product is."""


@dataclass
class Stage:
    """The book and the people's way into it; `at` is the story's own clock."""

    database: Database
    bank: PaperBank
    desk: Desk
    at: datetime
    told: Callable[[int], None]
    acts_done: int = 0

    def set_day(self, day: date, hour: int = 11) -> None:
        """The story goes on at another moment."""
        self.at = datetime.combine(day, time(hour), KOREA)
        self.bank.day = day

    def do(
        self, code: str, given: Mapping[str, Any], by: Caller, *approve: Caller
    ) -> Mapping[str, Any]:
        """One person enters, the others approve in this order; the act's answer. Raises
        WentWrongError where it is refused."""
        done = self.try_to(code, given, by, *approve)
        if isinstance(done, list):
            raise WentWrongError(f"{code}: {[(one.code, dict(one.facts)) for one in done]}")
        return done

    def try_to(
        self, code: str, given: Mapping[str, Any], by: Caller, *approve: Caller
    ) -> Mapping[str, Any] | list[Refusal]:
        """As `do`, for a step that is meant to be refused."""
        act = acts()[code]
        read = act.given.model_validate_json(json.dumps(given, default=str))
        done = enter(self.database, self._now(by), act, read, self.at, rehearsed=False)
        for caller in approve:
            if isinstance(done, list):
                break
            done = decide(self.database, self._now(caller), done.act_id, done.digest, True, self.at)
        self.acts_done += 1
        self.told(self.acts_done)
        return _answered(done)

    def pay(self) -> None:
        """What is approved goes to the bank, and what the bank says is heard."""
        pay_out(self.desk, self.at)
        hear_banks(self.desk, self.at)

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
    stage = Stage(database, bank, Desk(database, {RAIL: bank}, (RAIL,), limits), at, told)
    stage.set_day(at.astimezone(KOREA).date())
    return stage
