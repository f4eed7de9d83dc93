"""The run of standing orders: statements over sets, some companies a transaction.

A run sells company by company in the order of their numbers, each the cheapest for it first, as if
it called `service.sell` for what `rules_standing.plan_sales` says. What no funder takes is left.
Nothing is remembered of a run: what was sold today counts as sold, so a run that broke off, or is
said twice, does what is missing. What a company took back today stays with it for the day.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sangsaeng.database.connection import Row, Transactions, Tx
from sangsaeng.database.statements import load
from sangsaeng.early_payment.model import Part, Price, Sale
from sangsaeng.early_payment.model_standing import Ran
from sangsaeng.early_payment.rules import plan_parts
from sangsaeng.early_payment.rules_standing import (
    business_day_before,
    days_served,
    plan_rooms,
)
from sangsaeng.early_payment.service_buying import (
    Allotted,
    add_purchases,
    after_parts,
    count_bought,
    list_allotted,
)
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.ledger.model import LineKind
from sangsaeng.programmes.model import Facility, FacilityKind, Terms
from sangsaeng.programmes.service import get_calendar, get_terms
from sangsaeng.programmes.service_base_rate import base_rate_on
from sangsaeng.programmes.service_facility import Move, lock_facilities, move_locked
from sangsaeng.programmes.variants import variants
from sangsaeng.programmes.variants.variant import Funding

_SQL = load(__package__)
COMPANIES_PER_CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class _Setting:
    """What all chunks of a run share."""

    at: datetime
    day: date
    before: date
    served: tuple[int, ...]
    base_rate_annual: Decimal | None
    programmes: list[int] | None


class _PlanAgainError(Exception):
    """What a chunk was planned with has changed before it was locked, or other gates are needed."""

    def __init__(self, programmes: set[int] | None = None) -> None:
        super().__init__()
        self.programmes = programmes


def run_standing_orders(
    database: Transactions,
    at: datetime,
    programme_ids: Sequence[int] | None = None,
    workers: int = 1,
    companies_per_chunk: int = COMPANIES_PER_CHUNK,
) -> Ran:
    """Sell what the standing orders of all companies ask for at a moment.

    `programme_ids`: what companies hold in these alone is looked at. With several workers funders
    that are nearly full may be filled in another order. Nothing is refused: what may not be sold,
    after the cut-off everything, is not looked at; what nobody buys is counted in `left`.
    A company in insolvency is left out, and counted there once: what it sells its administrator
    sells by hand.
    """
    with database.transaction() as tx:
        setting = _get_setting(tx, at, programme_ids)
        span = {"day": setting.day, "served": list(setting.served)}
        ordering = tx.rows(_SQL["list_ordering"], **span)
    companies = [row["company_id"] for row in ordering if not row["insolvent"]]
    chunks = [
        companies[first : first + companies_per_chunk]
        for first in range(0, len(companies), companies_per_chunk)
    ]
    gates: set[int] = set()
    insolvent = len(ordering) - len(companies)
    total = Ran(left={"holder_insolvent": insolvent} if insolvent else {})
    with ThreadPoolExecutor(workers) as pool:
        for ran in pool.map(lambda chunk: _run_chunk(database, chunk, setting, gates), chunks):
            total += ran
    return total


def _get_setting(tx: Tx, at: datetime, programme_ids: Sequence[int] | None) -> _Setting:
    day = at.astimezone(KOREA).date()
    calendar = get_calendar(tx)
    base = base_rate_on(tx, day)
    return _Setting(
        at=at,
        day=day,
        before=business_day_before(day, calendar),
        served=days_served(day, calendar),
        base_rate_annual=None if isinstance(base, Refusal) else base,
        programmes=None if programme_ids is None else list(programme_ids),
    )


def _run_chunk(
    database: Transactions, companies: list[int], setting: _Setting, gates: set[int]
) -> Ran:
    """One transaction; planned again when it meets a change, in halves, so that it gets through."""
    while True:
        try:
            with database.transaction() as tx:
                return _sell_chunk(tx, companies, setting, gates)
        except _PlanAgainError as again:
            if again.programmes is not None:
                gates |= again.programmes
            elif len(companies) > 1:
                half = len(companies) // 2
                first = _run_chunk(database, companies[:half], setting, gates)
                return first + _run_chunk(database, companies[half:], setting, gates)


def _sell_chunk(tx: Tx, companies: list[int], setting: _Setting, gates: set[int]) -> Ran:
    held = sorted(gates)
    tx.run(_SQL["enter_gates"], programmes=held)
    tx.run(_SQL["planned_sales"])
    planned = _plan(tx, companies, setting)
    sums = tx.rows(_SQL["sum_planned"])
    programmes = {row["programme_id"] for row in sums}
    if not programmes <= set(held):
        # Gates are taken in one order, before anything else: so from the beginning again.
        raise _PlanAgainError(programmes)
    tx.run(_SQL["look_up"], as_set="off")
    if tx.the(_SQL["lock_planned"])["unchanged"] != planned:
        raise _PlanAgainError
    tx.run(_SQL["look_up"], as_set="on")
    left = _buy(tx, sums, setting)
    # From here on this must succeed.
    day = setting.day
    tx.run(_SQL["look_up"], as_set="off")
    tx.run(_SQL["take_planned"], day=day)
    tx.run(_SQL["add_planned_sales"], day=day, at=setting.at)
    if any(row["from_deposit"] for row in sums):
        tx.run(_SQL["add_deposit_purchases"], day=day)
        tx.run(_SQL["accrue_planned"], day=day, kind=int(LineKind.INCENTIVE))
    return Ran(**tx.the(_SQL["total_planned"]), left=left)


def _plan(tx: Tx, companies: list[int], setting: _Setting) -> int:
    every = variants().values()
    return tx.run(
        _SQL["plan_sales"],
        companies=companies,
        programmes=setting.programmes,
        day=setting.day,
        before=setting.before,
        served=list(setting.served),
        time=setting.at.astimezone(KOREA).time(),
        base_rate_annual=setting.base_rate_annual,
        first_tier_variants=[one.code for one in every if one.first_tier_may_sell],
        deposit_variants=[one.code for one in every if one.funding is Funding.BEFORE_ISSUE],
    )


def _buy(tx: Tx, sums: list[Row], setting: _Setting) -> dict[str, int]:
    """Purchases of what is planned and not parked; what nobody buys is taken off the plan."""
    wanted = [row for row in sums if not row["from_deposit"]]
    if not wanted:
        return {}
    programmes = sorted({row["programme_id"] for row in wanted})
    facilities = lock_facilities(tx, FacilityKind.PURCHASE, *programmes)
    rooms = plan_rooms(
        {programme: _seen_from(facilities, programme) for programme in programmes},
        [(row["programme_id"], row["earns_annual"], row["upto_won"]) for row in wanted],
        setting.day,
    )
    if rooms is None or any(row["auction_rate_annual"] is not None for row in wanted):
        return _buy_one_by_one(tx, facilities, setting)
    tx.run(
        _SQL["add_funder_purchases"],
        day=setting.day,
        programme_id=[room.programme_id for room in rooms],
        facility_id=[room.facility_id for room in rooms],
        own_account_id=[room.own_account_id for room in rooms],
        from_won=[room.from_won for room in rooms],
        upto_won=[room.upto_won for room in rooms],
    )
    moves = [Move(room.facility_id, blocked_won=room.taken_won) for room in rooms]
    move_locked(tx, facilities, moves)
    return {}


def _seen_from(facilities: Sequence[Facility], programme_id: int) -> list[Facility]:
    """A programme's own facilities and the caps on its buyer."""
    buyers = {one.buyer_id for one in facilities if one.programme_id == programme_id}
    return [
        one
        for one in facilities
        if one.programme_id == programme_id or (one.programme_id is None and one.buyer_id in buyers)
    ]


class _Shelves:
    """Facilities and allotments of some programmes while sales take from them one by one."""

    def __init__(self, tx: Tx, facilities: Sequence[Facility], day: date) -> None:
        self._tx = tx
        self._day = day
        self._now = {one.facility_id: one for one in facilities}
        self._seen: dict[int, list[int]] = {}
        self._allotted: dict[int, Allotted] = {}
        self._terms: dict[tuple[int, int], Terms] = {}

    def take(self, row: Row) -> list[Part] | Refusal:
        """Who buys a planned sale, after those before it."""
        programme_id = row["programme_id"]
        if programme_id not in self._seen:
            seen = _seen_from(list(self._now.values()), programme_id)
            self._seen[programme_id] = [one.facility_id for one in seen]
        key = programme_id, row["terms_id"]
        if key not in self._terms:
            self._terms[key] = get_terms(self._tx, *key)
        facilities = [self._now[number] for number in self._seen[programme_id]]
        allotted = (
            self._allotments(programme_id) if row["auction_rate_annual"] is not None else None
        )
        rates = ("rate_annual", "fee_rate_annual", "base_rate_annual", "auction_rate_annual")
        price = Price(**{name: row[name] for name in rates})
        parts = plan_parts(
            row["amount_won"], price, row["days"], self._terms[key], facilities, self._day, allotted
        )
        if not isinstance(parts, Refusal):
            left, allotted = after_parts(parts, facilities, allotted)
            self._now |= {one.facility_id: one for one in left}
            if allotted is not None:
                self._allotted[programme_id] = allotted
        return parts

    def _allotments(self, programme_id: int) -> Allotted:
        if programme_id not in self._allotted:
            self._allotted[programme_id] = list_allotted(self._tx, programme_id, self._day)
        return self._allotted[programme_id]


def _buy_one_by_one(tx: Tx, facilities: list[Facility], setting: _Setting) -> dict[str, int]:
    """Sale after sale, where the facilities do not reach for all of them or an auction decides."""
    shelves = _Shelves(tx, facilities, setting.day)
    bought: list[tuple[Sale, Part]] = []
    at_auction: list[tuple[int, int, int]] = []
    left: dict[str, int] = {}
    nobody: list[int] = []
    for row in tx.rows(_SQL["list_planned"]):
        parts = shelves.take(row)
        if isinstance(parts, Refusal):
            left[parts.code] = left.get(parts.code, 0) + 1
            nobody.append(row["sale_id"])
            continue
        proceeds = row["amount_won"] - row["interest_won"]
        named = ("programme_id", "sale_id", "receivable_id", "amount_won", "days", "rate_annual")
        agreed = {name: row[name] for name in (*named, "interest_won")}
        sale = Sale(**agreed, proceeds_won=proceeds, from_deposit=False)
        bought += [(sale, part) for part in parts]
        if row["auction_rate_annual"] is not None:
            programme_id = row["programme_id"]
            at_auction += [(programme_id, part.facility_id, part.amount_won) for part in parts]
    tx.run(_SQL["leave_planned"], sale_ids=nobody)
    add_purchases(tx, bought, setting.day)
    count_bought(tx, at_auction, setting.day)
    moves: dict[int, int] = {}
    for _, part in bought:
        moves[part.facility_id] = moves.get(part.facility_id, 0) + part.amount_won
    move_locked(tx, facilities, [Move(number, blocked_won=won) for number, won in moves.items()])
    return left
