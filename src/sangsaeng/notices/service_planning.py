"""Looking through the book for what people are to be told. Done again it tells nobody twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from psycopg.types.json import Jsonb

from sangsaeng.database.connection import Database, Row, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.notices.kinds import KINDS
from sangsaeng.notices.rules import (
    LETTER_LASTS,
    NEWS_FOR,
    REMIND_CLAIM_DAYS,
    REMIND_DAYS,
    REMIND_QUOTE,
    hears,
    is_coming_time,
    reach,
)
from sangsaeng.programmes.service import get_calendar
from sangsaeng.programmes.variants import variants
from sangsaeng.programmes.variants.variant import Funding

_SQL = load(__package__)
# Told of it: an action's code, whether it is the company's own, and the company's offices give the
# roles whose word counts. The acts' floor is above this one and hands it down.
Deciders = Callable[[str, bool, frozenset[str]], Set[str]]
# An office that reads its letters once a year has read them by then.
KEPT = timedelta(days=400)
_MOST_PROMISES = 10_000
_CREDITED, _CAME_BACK = ["credited"], ["rejected", "returned"]


def plan_notices(
    database: Database, at: datetime, deciders: Deciders, most: int = _MOST_PROMISES
) -> int:
    """Put down what happened since the last look, for everybody who is to hear it; how many.

    A month's promises come by the hundred thousand: `most` of them in one transaction.
    """
    with database.transaction() as tx:
        look = _Look(tx, at, **tx.the(_SQL["take_progress"]))
        look.at_acts(deciders)
        look.at_money()
        look.at_buyers()
        look.at_people()
        look.at_outcomes()
        look.at_ends(deciders)
    after: int | None = 0
    while after is not None:
        with database.transaction() as look.tx:
            after = look.at_promises(after, most)
    with database.transaction() as tx:
        tx.run(_SQL["keep_progress"], to_xid=look.to_xid, to_at=look.to_at)
    return look.count


def drop_old_notices(database: Database, at: datetime) -> int:
    """Remove what was told long ago, with its letters; how many rows. What no channel has carried
    while it was news does not wait any longer."""
    with database.transaction() as tx:
        tx.run(_SQL["keep_stale"], before=at - LETTER_LASTS)
        before = at - KEPT
        return tx.run(_SQL["drop_letters"], before=before) + tx.run(
            _SQL["drop_notices"], before=before
        )


@dataclass(slots=True)
class _Look:
    """One look through the book: transactions from `from_xid` on, what happened since a week."""

    tx: Tx
    at: datetime
    from_xid: int
    to_xid: int
    from_at: datetime
    to_at: datetime
    count: int = 0
    common: Mapping[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        since = self.at - NEWS_FOR
        self.common = {
            "at": self.at,
            "day": self.day,
            "since": since,
            "since_on": since.astimezone(KOREA).date(),
            "from_xid": self.from_xid,
            "from_at": self.from_at,
        }

    @property
    def day(self) -> date:
        """The day in Korea."""
        return self.at.astimezone(KOREA).date()

    def _tell(self, statement: str, code: str, **given: Any) -> None:
        """Companies' people; the statement answers how many were told."""
        about = {**self.common, "kind": code, "roles": _roles(code), **given}
        self.count += self.tx.the(_SQL[statement], **about)["count"]

    def _write(self, statement: str, code: str) -> None:
        """Hearers that the statement finds by itself."""
        self.count += self.tx.run(_SQL[statement], **self.common, kind=code)

    def at_acts(self, deciders: Deciders) -> None:
        """What waits for somebody's word, and what became of what somebody entered."""
        self._tell_deciders("act_waiting", deciders, datetime.max.replace(tzinfo=UTC))
        self._write("plan_act_decided", "act_decided")

    def _tell_deciders(self, code: str, deciders: Deciders, before: datetime) -> None:
        """Those whose word an act waits for that ends before a moment."""
        rows = self.tx.rows(_SQL["list_deciders"], at=self.at, kind=code, before=before)
        found = [row for row in _one_a_person(rows) if _counts(row, deciders)]
        self.count += self.tx.run(
            _SQL["add_notices"],
            kind=code,
            about=[f"act:{row['act_id']}" for row in found],
            person_id=[row["person_id"] for row in found],
            company_id=[row["company_id"] for row in found],
            facts=[Jsonb(_facts_of_act(row)) for row in found],
            at=self.at,
        )

    def at_promises(self, after: int, most: int) -> int | None:
        """Some receivables; after which number the next begin, None when these were the last."""
        code = "receivable_received"
        deposited = [one.code for one in variants().values() if one.funding is Funding.BEFORE_ISSUE]
        about = {"kind": code, "roles": _roles(code), "deposited": deposited}
        found = self.tx.the(
            _SQL["plan_receivables"], **self.common, **about, after=after, most=most
        )
        self.count += found["count"]
        last: int | None = found["last"]
        return last

    def at_money(self) -> None:
        """What comes next, and what banks have said of payments."""
        calendar = get_calendar(self.tx)
        if is_coming_time(self.at) and calendar.is_business_day(self.day):
            self._tell("plan_money_coming", "money_coming", next_day=calendar.after(self.day))
        self._tell("plan_payouts", "money_credited", states=_CREDITED)
        self._tell("plan_payouts", "money_returned", states=_CAME_BACK)

    def at_buyers(self) -> None:
        """What buyers are to bring, what did not come, and what proceedings have for everyone."""
        self._tell("plan_calls", "funding_called")
        self._tell("plan_calls_missed", "funding_missed")
        self._tell("plan_default_notices", "default_told")

    def at_people(self) -> None:
        """Accounts, invitations, and how people sign in."""
        self._tell("plan_accounts", "account_changed")
        self._write("plan_invitations", "invitation")
        self._write("plan_sign_in", "sign_in_changed")

    def at_ends(self, deciders: Deciders) -> None:
        """What ends soon and is not done: told once, on the last business days before it."""
        self._tell("plan_quotes_lapsing", "quote_lapsing", before=self.at + REMIND_QUOTE)
        calendar = get_calendar(self.tx)
        soon, claims = (
            reach(calendar, self.day, days) for days in (REMIND_DAYS, REMIND_CLAIM_DAYS)
        )
        if soon is None or not is_coming_time(self.at):
            return
        ends = datetime.combine(soon + timedelta(days=1), time(), KOREA)
        self._tell_deciders("act_expiring", deciders, ends)
        self._tell("plan_calls_soon", "funding_soon", reach=soon)
        self._tell("plan_accounts_starting", "account_starts", reach=soon)
        self._tell("plan_claims_soon", "claim_soon", reach=claims)

    def at_outcomes(self) -> None:
        """Pay for success: what waits, what was determined and decided, what was paid."""
        self._tell("plan_works", "works_waiting")
        self._tell("plan_determinations", "determination_made")
        self._tell("plan_disputes", "dispute_decided")
        self._tell("plan_payables", "payable_paid")


def _roles(code: str) -> list[str] | None:
    roles = KINDS[code].roles
    return None if roles is None else list(roles)


def _one_a_person(rows: list[Row]) -> list[Row]:
    """One row an act, company and person, with all its powers there."""
    powers: dict[tuple[int, int, int], dict[str, int | None]] = defaultdict(dict)
    first: dict[tuple[int, int, int], Row] = {}
    for row in rows:
        key = row["act_id"], row["company_id"], row["person_id"]
        powers[key][row["role"]] = row["limit_won"]
        first.setdefault(key, row)
    return [{**row, "powers": powers[key]} for key, row in sorted(first.items())]


def _counts(row: Row, deciders: Deciders) -> bool:
    """Whether the act waits for this person's word: never of who entered it (G13)."""
    if row["person_id"] == row["entered_by"]:
        return False
    own = row["company_id"] == row["enterer_id"]
    roles = deciders(row["action"], own, frozenset(row["offices"]))
    return hears(row["powers"], roles, row["amount_won"])


def _facts_of_act(row: Row) -> dict[str, Any]:
    return {
        "act_id": row["act_id"],
        "action": row["action"],
        "company": row["company"],
        "won": row["amount_won"],
        "expires_at": row["expires_at"].isoformat(),
    }
