"""Facilities: set up, block, use, release. A promise that stands is never touched by a change.

A purchase or a guarantee must fit its programme's facility and, where the provider has one, its cap
on the buyer over all programmes; both move together. Facilities are locked last in a transaction,
in the order of their numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum

from sangsaeng.database.connection import Row, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger.service import hold_gate
from sangsaeng.programmes.model import Facility, FacilityKind
from sangsaeng.programmes.rules import decide_facility, decide_scope
from sangsaeng.programmes.service import get_programme, list_own_accounts

_SQL = load(__package__)


class Unchanged(Enum):
    """In the place of a figure that a change does not name, where None means something."""

    UNCHANGED = "unchanged"


UNCHANGED = Unchanged.UNCHANGED


@dataclass(frozen=True, slots=True)
class Move:
    """How a facility's blocked and used amounts change."""

    facility_id: int
    blocked_won: int = 0
    used_won: int = 0


def set_up_facility(tx: Tx, asked: Facility, today: date) -> Facility | Refusal:
    """A provider stands ready; its number is given here (`facility_id` of `asked` is not read).

    It begins with the promises that stand already (a trigger counts them), so a guarantee set up
    late covers them too. Refused with the codes of `decide_facility`, unknown_programme, those of
    `decide_scope`, facility_known.
    """
    refused = decide_facility(asked)
    if refused is None and asked.programme_id is not None:
        programme = get_programme(tx, asked.programme_id)
        if isinstance(programme, Refusal):
            return programme
        accounts = {one.own_account_id: one for one in list_own_accounts(tx)}
        account = accounts.get(asked.own_account_id) if asked.own_account_id is not None else None
        refused = decide_scope(asked, programme, account)
    if refused:
        return refused
    # No promise of the buyer is on its way while what stands is counted.
    for row in tx.rows(_SQL["list_programmes_of_buyer"], buyer_id=asked.buyer_id):
        if asked.programme_id in (None, row["programme_id"]):
            hold_gate(tx, row["programme_id"])
    number = int(tx.the(_SQL["next_facility_id"])["next_id"])
    made = replace(asked, facility_id=number, blocked_won=0, used_won=0)
    if not tx.run(_SQL["add_facility"], **asdict(made)):
        return refuse("facility_known", "provider")
    _record_change(tx, made, today)
    return _facility(tx.the(_SQL["lock_facility"], facility_id=number))


def change_facility(
    tx: Tx,
    facility_id: int,
    today: date,
    limit_won: int | None = None,
    ends_on: date | Unchanged | None = UNCHANGED,
    least_rate_annual: Decimal | None = None,
) -> Facility | Refusal:
    """Another limit, end (None: no end) or least rate from today; purchases and guarantees made
    keep theirs. What is not named stays as it is when the facility is locked.

    Refusals in order: unknown_facility, the codes of `decide_facility`.
    """
    row = tx.row(_SQL["lock_facility"], facility_id=facility_id)
    if row is None:
        return refuse("unknown_facility", "facility_id", value=str(facility_id))
    held = _facility(row)
    least = held.least_rate_annual if least_rate_annual is None else least_rate_annual
    changed = replace(
        held,
        limit_won=held.limit_won if limit_won is None else limit_won,
        ends_on=held.ends_on if isinstance(ends_on, Unchanged) else ends_on,
        least_rate_annual=least,
    )
    refused = decide_facility(changed)
    if refused:
        return refused
    tx.run(_SQL["change_facility"], **asdict(changed))
    _record_change(tx, changed, today)
    return changed


def _record_change(tx: Tx, made: Facility, today: date) -> None:
    tx.run(_SQL["add_facility_change"], **asdict(made), day=today)


def list_facilities(
    tx: Tx,
    kind: FacilityKind | None = None,
    buyer_id: int | None = None,
    programme_id: int | None = None,
) -> list[Facility]:
    """Facilities, oldest first; those of a programme come with the caps above them."""
    key = {"buyer_id": buyer_id, "programme_id": programme_id}
    rows = tx.rows(_SQL["list_facilities"], kind=str(kind) if kind else None, **key)
    return [_facility(row) for row in rows]


def list_open_to(tx: Tx, kind: FacilityKind, buyer_id: int, programme_id: int) -> list[Facility]:
    """What could take a new promise of a programme, with the caps above, as it stands unlocked."""
    key = {"kind": str(kind), "buyer_id": buyer_id, "programme_id": programme_id}
    return [_facility(row) for row in tx.rows(_SQL["list_open_to"], **key)]


def lock_facilities(tx: Tx, kind: FacilityKind, *programme_ids: int) -> list[Facility]:
    """What could take a new promise of programmes, with the caps above, locked until the end."""
    rows = tx.rows(_SQL["lock_facilities"], kind=str(kind), programme_ids=list(programme_ids))
    return [_facility(row) for row in rows]


def cap_of(facility: Facility, among: Sequence[Facility]) -> Facility | None:
    """The provider's cap on the buyer over all programmes, where it has one."""
    for other in among:
        same = (other.provider_id, other.buyer_id) == (facility.provider_id, facility.buyer_id)
        if other.programme_id is None and same:
            return other
    return None


def move_facilities(tx: Tx, moves: Sequence[Move]) -> None:
    """Block, use, release; each programme's facility and the cap above it."""
    moves = [move for move in moves if move.blocked_won or move.used_won]
    if not moves:
        return
    every = _with_caps(moves, _caps(tx, {move.facility_id for move in moves}))
    # An update alone would lock in any order, and two of them could wait for each other.
    tx.rows(_SQL["lock_numbers"], facility_ids=[move.facility_id for move in every])
    _move(tx, every)


def move_locked(tx: Tx, held: Sequence[Facility], moves: Sequence[Move]) -> None:
    """`move_facilities` of facilities that `lock_facilities` gave: one statement, since they and
    the caps above them are known and locked."""
    moves = [move for move in moves if move.blocked_won or move.used_won]
    if not moves:
        return
    above = {one.facility_id: cap_of(one, held) for one in held if one.programme_id is not None}
    caps = {number: cap.facility_id for number, cap in above.items() if cap is not None}
    _move(tx, _with_caps(moves, caps))


def _with_caps(moves: Sequence[Move], caps: Mapping[int, int]) -> list[Move]:
    every = [*moves]
    every += [replace(m, facility_id=caps[m.facility_id]) for m in moves if m.facility_id in caps]
    every.sort(key=lambda move: move.facility_id)
    return every


def _move(tx: Tx, every: Sequence[Move]) -> None:
    tx.run(
        _SQL["move_facilities"],
        facility_id=[move.facility_id for move in every],
        blocked_won=[move.blocked_won for move in every],
        used_won=[move.used_won for move in every],
    )


def _caps(tx: Tx, ids: set[int]) -> Mapping[int, int]:
    rows = tx.rows(_SQL["list_caps"], facility_ids=sorted(ids))
    return {row["facility_id"]: row["cap_id"] for row in rows}


def _facility(row: Row) -> Facility:
    return Facility(**{**row, "kind": FacilityKind(row["kind"])})
