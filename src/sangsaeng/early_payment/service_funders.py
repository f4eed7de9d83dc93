"""A funder's own book and statement; a buyer that pays early with its own cash is one of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sangsaeng.database.connection import Row, Tx
from sangsaeng.database.statements import load
from sangsaeng.early_payment.model_funders import Holding, Moves, Statement
from sangsaeng.kernel.calendar import Calendar
from sangsaeng.kernel.money import Rounding
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.programmes import service as programmes
from sangsaeng.programmes.model import Facility, FacilityKind
from sangsaeng.programmes.service_facility import (
    change_facility,
    list_facilities,
    set_up_facility,
)

_SQL = load(__package__)


def list_holdings(tx: Tx, provider_id: int) -> list[Holding]:
    """What a funder bought and was not yet repaid, the earliest repayment first."""
    calendar = programmes.get_calendar(tx)
    rows = tx.rows(_SQL["list_holdings"], provider_id=provider_id)
    return [_holding(row, calendar) for row in rows]


def _holding(row: Row, calendar: Calendar) -> Holding:
    row["rounding"] = Rounding(row["rounding"])
    return Holding(**row, repays_on=calendar.on_or_after(row["root_matures_on"]))


def list_exposures(tx: Tx, provider_id: int) -> list[Facility]:
    """A funder's facilities to purchase and its caps: limit, blocked, used and free in won."""
    every = list_facilities(tx, FacilityKind.PURCHASE)
    return [one for one in every if one.provider_id == provider_id]


def list_statement(tx: Tx, provider_id: int, from_on: date, until: date) -> list[Statement]:
    """What each of a funder's accounts did in each programme, from one day to another.

    Both days count. The openings and closings are the ledger's; `Statement.ties` says whether the
    moves explain them. A sale taken back on its day never was.
    """
    rows = tx.rows(_SQL["list_statement"], provider_id=provider_id, from_on=from_on, until=until)
    return [_statement(row) for row in rows]


def _statement(row: Row) -> Statement:
    purchased, unearned, earned = (
        Moves(row.pop(f"{name}_opening"), row.pop(f"{name}_closing"))
        for name in ("purchased", "unearned", "earned")
    )
    return Statement(**row, purchased=purchased, unearned=unearned, earned=earned)


def set_up_buyer_discount(
    tx: Tx,
    programme_id: int,
    own_account_id: int,
    limit_won: int,
    target_yield_annual: Decimal,
    today: date,
    ends_on: date | None = None,
) -> Facility | Refusal:
    """The buyer pays early with its own cash (dynamic discounting): it stands ready as a funder.

    It buys from an account of its own, within `limit_won`, and only what earns it at least
    `target_yield_annual` after the system fee; sellers pay the price of the programme, whoever buys
    (G10). Said again, it changes limit, yield and end. What it bought is repaid to it on the root's
    settlement day out of what it then pays like any other day.
    Refusals in order: unknown_programme, facility_known (it pays from another account), then the
    codes of `change_facility` or `set_up_facility`.
    """
    programme = programmes.get_programme(tx, programme_id)
    if isinstance(programme, Refusal):
        return programme
    for held in list_facilities(tx, FacilityKind.PURCHASE, programme.buyer_id, programme_id):
        if (held.provider_id, held.programme_id) == (programme.buyer_id, programme_id):
            if held.own_account_id != own_account_id:
                return refuse("facility_known", "account")
            return change_facility(
                tx, held.facility_id, today, limit_won, ends_on, target_yield_annual
            )
    asked = Facility(
        facility_id=0,
        kind=FacilityKind.PURCHASE,
        provider_id=programme.buyer_id,
        buyer_id=programme.buyer_id,
        programme_id=programme_id,
        own_account_id=own_account_id,
        least_rate_annual=target_yield_annual,
        limit_won=limit_won,
        from_on=today,
        ends_on=ends_on,
    )
    return set_up_facility(tx, asked, today)
