"""What standing orders sell. Pure; the oracle of the run's statements (standing_orders.sql)."""

from __future__ import annotations

import calendar as months
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal, localcontext

from sangsaeng.early_payment.model_standing import (
    OrderKind,
    Room,
    Sellable,
    StandingOrder,
    Wanted,
)
from sangsaeng.early_payment.rules import room_won
from sangsaeng.kernel.calendar import Calendar
from sangsaeng.kernel.money import DAYS_A_YEAR, LARGEST_WON, Rounding, check_won, interest_won
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.programmes.model import Facility

_LAST_DAY = 31


def decide_order(kind: object, amount_won: object, day_of_month: object) -> Refusal | None:
    """Whether a standing order can be entered.

    Refusals in order: order_kind, not_a_whole_won (nought is allowed where everything is sold),
    order_day (1 to 31 for cash on a day, none otherwise).
    """
    if kind not in list(OrderKind):
        return refuse("order_kind", "kind", value=str(kind)[:40])
    if kind != OrderKind.SELL_ABOVE or amount_won != 0 or isinstance(amount_won, bool):
        amount = check_won(amount_won)
        if isinstance(amount, Refusal):
            return amount
    named = isinstance(day_of_month, int) and not isinstance(day_of_month, bool)
    in_month = named and day_of_month in range(1, _LAST_DAY + 1)
    if in_month if kind == OrderKind.SELL_ABOVE else not in_month:
        return refuse("order_day", "day_of_month", value=str(day_of_month)[:40])
    if kind == OrderKind.SELL_ABOVE and day_of_month is not None:
        return refuse("order_day", "day_of_month", value=str(day_of_month)[:40])
    return None


def days_served(today: date, calendar: Calendar) -> tuple[int, ...]:
    """The days of the month whose cash is made today: today's, and those of the closed days up to
    the next business day, so that the cash is there. The last day of a month stands for the days
    it does not have. On a closed day none: the business day before has done them."""
    if not calendar.is_business_day(today):
        return ()
    served: list[int] = []
    day = today
    while day < calendar.after(today):
        last = months.monthrange(day.year, day.month)[1]
        served += range(day.day, _LAST_DAY + 1) if day.day == last else [day.day]
        day += timedelta(days=1)
    return tuple(sorted(set(served)))


def business_day_before(today: date, calendar: Calendar) -> date:
    """The last business day earlier than `today`: what falls due after it is paid by today."""
    day = today - timedelta(days=1)
    while not calendar.is_business_day(day):
        day -= timedelta(days=1)
    return day


def least_amount_won(proceeds_won: int, rate_annual: Decimal, days: int, rounding: Rounding) -> int:
    """The smallest amount whose proceeds are at least `proceeds_won`.

    amount - interest >= proceeds, with interest = amount x rate x days / 365 rounded: for whole
    amounts that is amount x (365 - rate x days) / 365 > proceeds - 1 where a fraction is cut, and
    > proceeds - 1/2 where it is rounded to the nearest won.
    """
    assert proceeds_won > 0 and rate_annual * days < DAYS_A_YEAR
    short = Decimal("0.5") if rounding is Rounding.NEAREST else Decimal(1)
    with localcontext() as context:
        context.prec = 60
        above = (proceeds_won - short) * DAYS_A_YEAR // (DAYS_A_YEAR - rate_annual * days)
    return int(above) + 1


def plan_sales(
    orders: Iterable[StandingOrder],
    portions: Iterable[Sellable],
    cash_already_won: int,
    served: Sequence[int],
) -> list[Wanted]:
    """What a company's orders in force sell of what it can sell today, each portion once.

    The cheapest for the seller first: the earliest settlement day, then the lower number. Of
    several orders of a kind the farthest-reaching counts; both kinds take from the same end, so
    the larger of the two amounts is sold. `cash_already_won`: what is settled to the company today
    and what it has sold today.
    """
    # What its price eats whole is not sold: it does not count, nor stand in the way of the rest.
    sold = [one for one in portions if _proceeds(one, one.free_won) > 0]
    listed = sorted(sold, key=lambda one: (one.matures_on, one.receivable_id))
    free = sum(one.free_won for one in listed)
    above = [order.amount_won for order in orders if order.kind is OrderKind.SELL_ABOVE]
    cash = [order.amount_won for order in orders if order.day_of_month in served]
    amount = max(free - min(above, default=LARGEST_WON * LARGEST_WON), 0)
    amount = max(amount, _amount_for_cash(max(cash, default=0) - cash_already_won, listed))
    wanted: list[Wanted] = []
    for one in listed:
        part = min(one.free_won, amount)
        amount -= part
        if part > 0 and _proceeds(one, part) > 0:
            wanted.append(Wanted(one.programme_id, one.receivable_id, part))
    return wanted


def _amount_for_cash(need_won: int, portions: Sequence[Sellable]) -> int:
    amount = 0
    for one in portions:
        if need_won <= 0:
            break
        proceeds = _proceeds(one, one.free_won)
        if proceeds > need_won:
            return amount + least_amount_won(need_won, one.rate_annual, one.days, one.rounding)
        amount += one.free_won
        need_won -= proceeds
    return amount


def _proceeds(one: Sellable, amount_won: int) -> int:
    return amount_won - interest_won(amount_won, one.rate_annual, one.days, one.rounding)


def plan_rooms(
    facilities: Mapping[int, Sequence[Facility]],
    wanted: Iterable[tuple[int, Decimal, int]],
    day: date,
) -> list[Room] | None:
    """Which facility buys which won of a run, where all of it is bought: what `rules.plan_parts`
    would come to sale after sale, since each takes up where the one before left off.

    `facilities`: of each programme, its own and the caps on its buyer. `wanted`: programme, what a
    sale leaves its funder to earn, and up to which won the last sale at that price reaches. None
    where somebody would not find a buyer, or a cap over several programmes decides: then only one
    sale after the other tells.
    """
    reached: dict[int, int] = {}
    rooms: dict[int, list[Room]] = {}
    asked = list(wanted)
    for programme_id, _, upto in asked:
        reached[programme_id] = max(reached.get(programme_id, 0), upto)
    for programme_id, total in reached.items():
        rooms[programme_id] = _rooms(programme_id, facilities[programme_id], total, day)
    for programme_id, earns, upto in asked:
        willing = [room.upto_won for room in rooms[programme_id] if room.asks_annual <= earns]
        if max(willing, default=0) < upto:
            return None
    under: dict[int, int] = {}
    free: dict[int, int] = {}
    for programme_id, listed in rooms.items():
        caps = _caps(facilities[programme_id])
        by_number = {one.facility_id: one for one in facilities[programme_id]}
        for room in listed:
            cap = caps.get(by_number[room.facility_id].provider_id)
            if cap is not None:
                under[cap.facility_id] = under.get(cap.facility_id, 0) + room.taken_won
                free[cap.facility_id] = cap.free_won
    if any(won > free[number] for number, won in under.items()):
        return None
    return [room for listed in rooms.values() for room in listed if room.taken_won > 0]


def _rooms(
    programme_id: int, facilities: Sequence[Facility], total_won: int, day: date
) -> list[Room]:
    caps = _caps(facilities)
    own = [one for one in facilities if one.programme_id is not None]
    rooms: list[Room] = []
    upto = 0
    for one in sorted(own, key=lambda one: (one.least_rate_annual, one.facility_id)):
        cap = caps.get(one.provider_id)
        room = room_won(one, day) if cap is None or cap.is_open_on(day) else 0
        assert one.own_account_id is not None
        taken = max(min(total_won - upto, room), 0)
        rooms.append(
            Room(
                programme_id=programme_id,
                facility_id=one.facility_id,
                own_account_id=one.own_account_id,
                asks_annual=one.least_rate_annual,
                from_won=upto,
                upto_won=upto + room,
                taken_won=taken,
            )
        )
        upto += room
    return rooms


def _caps(facilities: Sequence[Facility]) -> dict[int, Facility]:
    return {one.provider_id: one for one in facilities if one.programme_id is None}
