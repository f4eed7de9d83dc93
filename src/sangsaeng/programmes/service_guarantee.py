"""The institution's guarantee: blocked when a buyer promises, released when it pays, used when not.

It stands in the facility of the programme, in the institution's cap on the buyer over all its
programmes, or in both; what is blocked and used is counted in each that there is. Only where the
programme's policy is `institution_advances` and the buyer has not brought its cash before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sangsaeng.database.connection import Tx
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.programmes.model import DefaultPolicy, Facility, FacilityKind, Programme
from sangsaeng.programmes.service_facility import Move, lock_facilities, move_locked
from sangsaeng.programmes.variants import variants
from sangsaeng.programmes.variants.variant import Funding


def is_guaranteed(programme: Programme) -> bool:
    """Whether the institution pays in the buyer's place: by policy, and where no cash was brought
    before the issue."""
    funding = variants()[programme.variant].funding
    advances = programme.default_policy is DefaultPolicy.INSTITUTION_ADVANCES
    return advances and funding is Funding.ON_SETTLEMENT_DAY


def block_guarantee(
    tx: Tx, programme: Programme, amounts_won: Sequence[int], day: date
) -> tuple[int, Refusal] | None:
    """Set the guarantee aside for new promises, all or none; else the place of the first that does
    not fit, and why. The last rows a transaction locks.

    Refusals in order: no_guarantee, guarantee_lapsed (ended, or not begun on the day),
    guarantee_limit.
    """
    held = _lock_guarantee(tx, programme)
    if not held:
        return 0, refuse("no_guarantee", programme=str(programme.programme_id))
    for facility in held:
        if not facility.is_open_on(day):
            number = str(facility.facility_id)
            return 0, refuse("guarantee_lapsed", facility=number, day=day.isoformat())
    free = min(facility.free_won for facility in held)
    for place, amount_won in enumerate(amounts_won):
        if amount_won > free:
            return place, refuse("guarantee_limit", "amount_won", free=free, amount=amount_won)
        free -= amount_won
    move_locked(tx, held, [Move(held[0].facility_id, blocked_won=sum(amounts_won))])
    return None


def move_guarantee(
    tx: Tx, programme: Programme, blocked_won: int = 0, used_won: int = 0
) -> int | None:
    """Release, use or give back a guarantee; the number of the facility that stands for it, None
    where there is none. A promise made stands, whether the facility has ended since or not."""
    if not is_guaranteed(programme):
        return None
    held = _lock_guarantee(tx, programme)
    if not held:
        return None
    first = held[0].facility_id
    if blocked_won or used_won:
        move_locked(tx, held, [Move(first, blocked_won, used_won)])
    return first


def _lock_guarantee(tx: Tx, programme: Programme) -> list[Facility]:
    """The programme's own facility first, then the cap above it, or either alone."""
    found = [
        facility
        for facility in lock_facilities(tx, FacilityKind.GUARANTEE, programme.programme_id)
        if facility.provider_id == programme.institution_id
    ]
    return sorted(found, key=lambda facility: facility.programme_id is None)
