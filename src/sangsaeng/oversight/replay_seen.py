"""What can be seen of a replay's book, in the words and the shape that scenario files use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sangsaeng.database.connection import Row, Tx
from sangsaeng.database.statements import load
from sangsaeng.duties.service_tax_credit import tax_credit_candidate
from sangsaeng.kernel.money import Rounding, interest_won
from sangsaeng.oversight.replay_world import World
from sangsaeng.receivables.service_attachment import locked_won_of
from sangsaeng.settlement.service_advance import list_claims

_SQL = load(__package__)
_NOT_AVAILABLE = "not_available"
_FUNDER = "funder"
_CLAIM = "institution_on_"


@dataclass(frozen=True, slots=True)
class Moment:
    """When is looked: money since `since`, bookings of `day`; `at_the_end`: of all days;
    `settled`: after the day's settlement run."""

    since: datetime
    day: date
    at_the_end: bool
    settled: bool

    @property
    def only_day(self) -> date | None:
        """The day whose bookings count, None for all."""
        return None if self.at_the_end else self.day


def look(world: World, key: str, expected: Any, moment: Moment) -> Any:
    """What the book shows for an expectation; `not_available` for a key nobody knows."""
    with world.database.transaction() as tx:
        if key in _OF_A_SALE:
            return _sale(world, key)
        if key in _BY_NAME:
            return _BY_NAME[key](world, tx, expected, moment)
        return _NOT_AVAILABLE


def _id(world: World, name: str) -> int | None:
    if name == _FUNDER:
        return world.funder_id
    return world.companies[name].company_id if name in world.companies else None


def _by_company(
    world: World, won: Mapping[int, int], expected: Mapping[str, Any]
) -> dict[str, Any]:
    ids = {name: _id(world, name) for name in expected}
    return {name: 0 if number is None else won.get(number, 0) for name, number in ids.items()}


def _payouts(world: World, tx: Tx, expected: Any, moment: Moment) -> dict[str, Any]:
    rows = tx.rows(_SQL["money_sent"], since=moment.since)
    return _by_company(world, {row["company_id"]: row["won"] for row in rows}, expected)


def _parked(world: World, tx: Tx, expected: Any, _: Moment) -> dict[str, Any]:
    return {name: _standing(world, tx, name)[0] for name in expected}


def _status(world: World, tx: Tx, expected: Any, _: Moment) -> dict[str, Any]:
    return {name: _standing(world, tx, name)[1] for name in expected}


def _standing(world: World, tx: Tx, name: str) -> tuple[int, str]:
    held = world.receivables.get(name)
    if held is None:
        return 0, "unknown"
    key = {"programme_id": held.programme_id, "receivable_id": held.receivable_id}
    row = tx.the(_SQL["standing_of_receivable"], **key)
    if row["cancelled_on"] is not None:
        return 0, "cancelled"
    if not row["funded"]:
        return 0, "unpaid" if row["call_state"] == "unpaid" else "open"
    if row["parent_id"] is None or row["paid"] or row["retained_won"] == 0:
        return 0, "paid"
    return row["retained_won"], "parked"


def _amounts(world: World, rows: list[Row], expected: Any, day: date | None) -> dict[str, Any]:
    """Won by owner; where the file lists them one by one, they are listed."""
    found: dict[int, list[int]] = {}
    for row in rows:
        if day is None or row["booked_on"] == day:
            found.setdefault(row["owner_id"], []).append(row["won"])
    actual: dict[str, Any] = {}
    for name, wanted in expected.items():
        number = _id(world, name)
        amounts = found.get(number, []) if number is not None else []
        actual[name] = amounts if isinstance(wanted, list) else sum(amounts)
    return actual


def _incentives(world: World, tx: Tx, expected: Any, moment: Moment) -> dict[str, Any]:
    return _amounts(world, tx.rows(_SQL["incentives"]), expected, moment.only_day)


def _refunds(world: World, tx: Tx, expected: Any, moment: Moment) -> dict[str, Any]:
    if moment.settled:
        return _amounts(world, tx.rows(_SQL["refunds"]), expected, moment.only_day)
    # Before the day's cut-off nothing is booked: what a sale out of the deposit will give back.
    sale = world.last_sale
    if sale is None or not sale.from_deposit:
        return dict.fromkeys(expected, 0)
    held = next(h for h in world.receivables.values() if h.receivable_id == sale.receivable_id)
    owner = world.owner_of_parked(held)
    return {name: sale.interest_won if name == owner else 0 for name in expected}


def _earned(_: World, tx: Tx, __: Any, moment: Moment) -> int:
    return int(tx.the(_SQL["earned_by_funders"], day=moment.only_day)["won"])


def _fees(_: World, tx: Tx, __: Any, moment: Moment) -> int:
    return int(tx.the(_SQL["earned_by_funders"], day=moment.only_day)["fee_won"])


def _tax_credits(world: World, tx: Tx, expected: Any, moment: Moment) -> dict[str, Any]:
    """By law; `tax_credit_rate` in the terms is what the file believes that law to be."""
    told = world.scenario.terms.get("tax_credit_rate")
    first = world.scenario.events[0].day
    actual: dict[str, Any] = {}
    for name in expected:
        if name not in world.companies:
            actual[name] = 0
            continue
        span = (first, moment.day, moment.day)
        credit = tax_credit_candidate(tx, world.companies[name], *span).paid
        actual[name] = credit.gross_won
        if told is not None and credit.gross_won != int(credit.earning_won * Decimal(told)):
            actual[name] = f"{credit.gross_won}, not at the rate of {told}"
    return actual


def _forgone(world: World, tx: Tx, expected: Any, _: Moment) -> dict[str, Any]:
    terms = world.scenario.terms
    rate = Decimal(terms.get("deposit_incentive_rate_annual", "0"))
    rounding = Rounding(terms.get("rounding", Rounding.TRUNCATE))
    actual: dict[str, Any] = {}
    for name in expected:
        number = _id(world, name)
        rows = tx.rows(_SQL["passed_on_and_funded"], company_id=number)
        kept = [interest_won(row["face_won"], rate, row["days"], rounding) for row in rows]
        actual[name] = sum(kept)
    return actual


def _locked(world: World, tx: Tx, expected: Any, _: Moment) -> dict[str, Any]:
    ids = [world.companies[name].company_id for name in expected if name in world.companies]
    return _by_company(world, locked_won_of(tx, ids), expected)


def _claims(world: World, tx: Tx, expected: Any, moment: Moment) -> dict[str, Any]:
    """Principal only: `institution_on_B` is what the institution may claim from the buyer B."""
    open_won: dict[int, int] = {}
    for claim in list_claims(tx, moment.day):
        open_won[claim.buyer_id] = open_won.get(claim.buyer_id, 0) + claim.principal_won
    actual: dict[str, Any] = {}
    for key in expected:
        name = str(key).removeprefix(_CLAIM)
        known = str(key).startswith(_CLAIM)
        number = _id(world, name)
        actual[key] = open_won.get(number or 0, 0) if known else _NOT_AVAILABLE
    return actual


def _sale(world: World, key: str) -> Any:
    sale = world.last_sale
    return _NOT_AVAILABLE if sale is None else _OF_A_SALE[key](sale)


_OF_A_SALE: Mapping[str, Callable[[Any], Any]] = {
    "days": lambda sale: sale.days,
    "interest": lambda sale: sale.interest_won,
    "rate": lambda sale: format(sale.rate_annual.normalize(), "f"),
    "proceeds": lambda sale: sale.proceeds_won,
    "paid_from": lambda sale: "deposit" if sale.from_deposit else _FUNDER,
}
_BY_NAME: Mapping[str, Callable[[World, Tx, Any, Moment], Any]] = {
    "payouts": _payouts,
    "parked": _parked,
    "status": _status,
    "deposit_incentive": _incentives,
    "interest_refund_due": _refunds,
    "interest_refund": _refunds,
    "interest_earned_by_funder": _earned,
    "system_fee": _fees,
    "tax_credit_candidate": _tax_credits,
    "old_way_interest_forgone": _forgone,
    "locked": _locked,
    "claims": _claims,
}
