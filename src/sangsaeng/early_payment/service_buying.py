"""Who buys sales: the deposit what is parked, funders the rest. The last step of a sale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.early_payment.model import Offered, Part, Quote, Sale
from sangsaeng.early_payment.rules import plan_parts
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.programmes.model import Facility, FacilityKind
from sangsaeng.programmes.service_facility import (
    Move,
    list_open_to,
    lock_facilities,
    move_locked,
)

_SQL = load(__package__)
Allotted = dict[int, tuple[Decimal, int]]


Sold = Sequence[tuple[Offered, Quote, Sale]]
Bought = list[tuple[Sale, Part]]


def buy_all(tx: Tx, sold: Sold) -> Refusal | None:
    """Purchases of the sales of one programme, each after what those before it left of the
    facilities. Refused with the codes of `plan_parts`, at the line of the sale, from 1."""
    if not sold or _bought_from_one(tx, sold):
        return None
    programme_id, day = sold[0][2].programme_id, sold[0][1].quoted_on
    held: list[Facility] = []
    allotted: Allotted | None = None
    if any(not sale.from_deposit for _, _, sale in sold):
        held = lock_facilities(tx, FacilityKind.PURCHASE, programme_id)
        # One day's auction has one rate: all that follow it follow the same.
        if any(taken.auction_rate_annual is not None for _, taken, _ in sold):
            allotted = list_allotted(tx, programme_id, day)
    parts = _plan(sold, held, allotted)
    if isinstance(parts, Refusal):
        return parts
    add_purchases(tx, parts, day)
    at_auction = {sale.sale_id for _, taken, sale in sold if taken.auction_rate_annual is not None}
    bought = [
        (programme_id, part.facility_id, part.amount_won)
        for sale, part in parts
        if part.facility_id and sale.sale_id in at_auction
    ]
    count_bought(tx, bought, day)
    blocked = [Move(p.facility_id, blocked_won=p.amount_won) for _, p in parts if p.facility_id]
    move_locked(tx, held, blocked)
    return None


def _bought_from_one(tx: Tx, sold: Sold) -> bool:
    """The usual case without a lock before it: one facility buys all, and has room enough."""
    programme = sold[0][0].programme
    if any(sale.from_deposit or taken.auction_rate_annual is not None for _, taken, sale in sold):
        return False
    named = (programme.buyer_id, programme.programme_id)
    seen = list_open_to(tx, FacilityKind.PURCHASE, *named)
    parts = _plan(sold, seen, None)
    if isinstance(parts, Refusal) or len({part.facility_id for _, part in parts}) != 1:
        return False
    written = tx.run(
        _SQL["buy_from_one"],
        one_facility_id=parts[0][1].facility_id,
        total_won=sum(part.amount_won for _, part in parts),
        least_earned=min(taken.rate_annual - taken.fee_rate_annual for _, taken, _ in sold),
        **_columns(parts, sold[0][1].quoted_on),
    )
    return written > 0


def _plan(sold: Sold, free: list[Facility], allotted: Allotted | None) -> Bought | Refusal:
    parts: Bought = []
    for line, (offered, taken, sale) in enumerate(sold, start=1):
        followed = allotted if taken.auction_rate_annual is not None else None
        found = _parts(offered, taken, sale, free, followed)
        if isinstance(found, Refusal):
            return found.at(line)
        parts += [(sale, part) for part in found]
        free, followed = after_parts(found, free, followed)
        # What does not follow the auction leaves its bids alone.
        allotted = allotted if followed is None else followed
    return parts


def _parts(
    offered: Offered,
    taken: Quote,
    sale: Sale,
    facilities: Sequence[Facility],
    allotted: Allotted | None,
) -> list[Part] | Refusal:
    if sale.from_deposit:
        own = offered.programme.deposit_account_id
        return [Part(0, own, sale.amount_won, sale.interest_won)]
    agreed = (sale.amount_won, taken.price, sale.days, offered.terms)
    return plan_parts(*agreed, facilities, taken.quoted_on, allotted)


def after_parts(
    parts: Sequence[Part], facilities: list[Facility], allotted: Allotted | None
) -> tuple[list[Facility], Allotted | None]:
    """What is left of facilities, the caps above them and an auction's allotments."""
    taken = {part.facility_id: part.amount_won for part in parts if part.facility_id}
    if not taken:
        return facilities, allotted
    by_provider = {
        one.provider_id: taken[one.facility_id] for one in facilities if one.facility_id in taken
    }
    left = [
        replace(
            one,
            blocked_won=one.blocked_won
            + (
                by_provider.get(one.provider_id, 0)
                if one.programme_id is None
                else taken.get(one.facility_id, 0)
            ),
        )
        for one in facilities
    ]
    if allotted is not None:
        allotted = {
            number: (bid, max(room - taken.get(number, 0), 0))
            for number, (bid, room) in allotted.items()
        }
    return left, allotted


def add_purchases(tx: Tx, parts: Sequence[tuple[Sale, Part]], day: date) -> None:
    """Write what each funder, or the deposit (facility 0), buys of each sale."""
    facilities = [part.facility_id or None for _, part in parts]
    tx.run(_SQL["add_purchases"], facility_id=facilities, **_columns(parts, day))


def _columns(parts: Sequence[tuple[Sale, Part]], day: date) -> dict[str, Any]:
    return {
        "day": day,
        "programme_id": [sale.programme_id for sale, _ in parts],
        "sale_id": [sale.sale_id for sale, _ in parts],
        "receivable_id": [sale.receivable_id for sale, _ in parts],
        "own_account_id": [part.own_account_id for _, part in parts],
        "part_won": [part.amount_won for _, part in parts],
        "part_interest_won": [part.interest_won for _, part in parts],
    }


def count_bought(tx: Tx, bought: Sequence[tuple[int, int, int]], day: date) -> None:
    """What facilities bought at an auction's rate counts against their bids, and does not any more
    when it is taken back (less than nought): programme, facility, won; the facilities are locked.
    """
    if bought:
        columns = zip(
            ("programme_id", "facility_id", "won"), zip(*bought, strict=True), strict=True
        )
        tx.run(_SQL["count_bought"], day=day, **{name: list(column) for name, column in columns})


def list_allotted(tx: Tx, programme_id: int, day: date) -> Allotted:
    """On a day with an auction, what each winner bid and has left, by facility."""
    rows = tx.rows(_SQL["list_allotted"], programme_id=programme_id, day=day)
    return {row["facility_id"]: (row["rate_annual"], row["left_won"]) for row in rows}
