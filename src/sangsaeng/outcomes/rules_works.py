"""Devices and works: one spelling of a serial number, and what fits together. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sangsaeng.kernel.refusals import Refusal, refuse

# What proves works (row 11): the states before and after, who was trained, that it was tested.
WANTED = ("photo_before", "photo_after", "training_list", "test_sheet")


@dataclass(frozen=True, slots=True)
class Unit:
    """A device: whose make, which model, its serial number, what it cost."""

    maker: str
    model: str
    serial: str
    price_won: int


@dataclass(frozen=True, slots=True)
class WorksEntry:
    """The works at one site: invoice, the bank transfer that paid it, the cost that is claimed, and
    the devices. Amounts in won."""

    invoice_number: str
    invoice_won: int
    transfer_reference: str
    cost_won: int
    installed_on: date
    units: Sequence[Unit]


# Greek and Cyrillic capitals that look like Latin ones, each with what it looks like.
_LOOK_ALIKE = str.maketrans(
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"
    "\u0410\u0412\u0415\u0405\u0406\u0408\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423"
    "\u0425\u050c\u051a\u051c",
    "ABEZHIKMNOPTYXABESIJKMHOPCTYXGQW",
)
# What stands on a nameplate can be read either way.
_READ_AS = str.maketrans("OI", "01")


def fold_name(text: str) -> str:
    """One spelling of a maker or a model: capitals, letters and digits only, whatever blanks and
    hyphens stand between; full-width signs and letters of other scripts that look like Latin ones
    as those."""
    plain = unicodedata.normalize("NFKC", text).upper().translate(_LOOK_ALIKE)
    return "".join(sign for sign in plain if sign.isalnum())


def fold_serial(text: str) -> str:
    """One spelling of a serial number: as a name, and the letters O and I as nought and one."""
    return fold_name(text).translate(_READ_AS)


def decide_works(entry: WorksEntry, locked_on: date, today: date) -> Refusal | None:
    """Whether works fit together. Refusals in order: day_in_future, works_before_baseline,
    cost_above_invoice, units_above_invoice, serial_unreadable, serial_twice."""
    if entry.installed_on > today:
        return refuse("day_in_future", "installed_on", day=entry.installed_on.isoformat())
    if entry.installed_on < locked_on:
        return refuse("works_before_baseline", "installed_on", locked=locked_on.isoformat())
    if entry.cost_won > entry.invoice_won:
        facts = {"cost": entry.cost_won, "invoice": entry.invoice_won}
        return refuse("cost_above_invoice", "cost_won", **facts)
    prices = sum(unit.price_won for unit in entry.units)
    if prices > entry.invoice_won:
        return refuse("units_above_invoice", "units", sum=prices, invoice=entry.invoice_won)
    return decide_serials([(unit.maker, unit.serial) for unit in entry.units])


def decide_serials(serials: Sequence[tuple[str, str]]) -> Refusal | None:
    """Whether each device is named, and once. Refusals by line: serial_unreadable, serial_twice."""
    seen = set()
    for number, (maker, serial) in enumerate(serials, start=1):
        folded = (fold_name(maker), fold_serial(serial))
        if not all(folded):
            return refuse("serial_unreadable", "serial", value=serial[:40]).at(number)
        if folded in seen:
            return refuse("serial_twice", "serial", value=serial[:40]).at(number)
        seen.add(folded)
    return None
