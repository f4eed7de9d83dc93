"""Works: handed in by the supplier, accepted by owner and workers, their cost by the administrator
and the payer (rows 11 and 12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.model import Award
from sangsaeng.outcomes.model_money import Owed, Part, PayableFor
from sangsaeng.outcomes.rules_works import (
    WANTED,
    Unit,
    WorksEntry,
    decide_serials,
    decide_works,
    fold_name,
    fold_serial,
)
from sangsaeng.outcomes.service import set_award_state
from sangsaeng.outcomes.service_claims import award_stopped
from sangsaeng.outcomes.service_events import Change, record_change
from sangsaeng.outcomes.service_evidence import decide_evidence
from sangsaeng.outcomes.service_money import (
    advance_left_won,
    get_reserve,
    post_cost,
    post_released,
)
from sangsaeng.outcomes.service_sides import Match, day_of, set_match

_SQL = load(__package__)
_OWN = "outcomes"
# A site that ended needs no acceptance any more.
_ENDED = ("left", "closed")


def submit_works(
    tx: Tx, match: Match, entry: WorksEntry, evidence_ids: Sequence[int], at: datetime
) -> Refusal | None:
    """The works at a site are done. A device's serial number is taken by this programme, for good.

    Refusals in order: award_state_unfit (no agreement), match_not_open, those of `decide_works`,
    unknown_evidence_file, works_unproven, serial_taken.
    """
    if match.award_state != "agreed":
        return refuse("award_state_unfit", "match_id", state=match.award_state)
    if match.state != "confirmed":
        return refuse("match_not_open", "match_id", state=match.state)
    about = {"programme_id": match.programme_id, "match_id": match.match_id}
    locked_on = day_of(tx.the(_SQL["locked_on_of"], **about)["locked_at"])
    refused = decide_works(entry, locked_on, day_of(at))
    refused = refused or decide_evidence(tx, match, list(evidence_ids), WANTED)
    refused = refused or _decide_free(tx, [(one.maker, one.serial) for one in entry.units])
    if refused:
        return refused
    # From here it must succeed.
    tx.run(
        _SQL["add_works"],
        **about,
        invoice_number=entry.invoice_number,
        invoice_won=entry.invoice_won,
        transfer_reference=entry.transfer_reference,
        cost_won=entry.cost_won,
        installed_on=entry.installed_on,
        at=at,
    )
    for unit in entry.units:
        taken = (_OWN, entry.invoice_number, match.programme_id, match.match_id)
        _take(tx, unit, taken, at)
    set_match(tx, match, "installed", at)
    return None


def record_subsidised(
    tx: Tx,
    programme_id: int,
    scheme: str,
    reference: str,
    units: Sequence[tuple[str, str, str]],
    at: datetime,
) -> Refusal | None:
    """Devices (maker, model, serial) that another subsidy pays for: no programme pays for them.

    Refusals in order: scheme_is_ours, serial_unreadable, serial_twice, serial_taken.
    """
    if fold_serial(scheme) == fold_serial(_OWN):
        return refuse("scheme_is_ours", "scheme", value=scheme)
    serials = [(maker, serial) for maker, _, serial in units]
    refused = decide_serials(serials) or _decide_free(tx, serials)
    if refused:
        return refused
    # From here it must succeed.
    for maker, model, serial in units:
        _take(tx, Unit(maker, model, serial, 0), (scheme, reference, None, None), at)
    facts = {"scheme": scheme, "reference": reference, "devices": len(units)}
    change = Change(programme_id, "serial", programme_id, "subsidised", facts=facts)
    record_change(tx, change, at)
    return None


def accept_works(
    tx: Tx, match: Match, people: tuple[int, int] | None, at: datetime
) -> Refusal | None:
    """The owner's word and the workers' that it is there and works (`people`; None: it is only
    tried, nothing is written). Refused: match_not_open (no works wait for acceptance)."""
    if match.state != "installed":
        return refuse("match_not_open", "match_id", state=match.state)
    if people is None:
        return None
    # From here it must succeed.
    owner, worker = people
    about = {"programme_id": match.programme_id, "match_id": match.match_id}
    tx.run(_SQL["accept_works"], **about, owner=owner, worker=worker, at=at)
    set_match(tx, match, "accepted", at)
    return None


def refuse_works(tx: Tx, match: Match, reason: str, at: datetime) -> Refusal | None:
    """The site does not accept the works. They are taken out, so that the supplier can put them
    right and hand them in again; the history keeps what was said of them. Refused: match_not_open
    (no works wait for acceptance)."""
    if match.state != "installed":
        return refuse("match_not_open", "match_id", state=match.state)
    # From here it must succeed.
    about = {"programme_id": match.programme_id, "match_id": match.match_id}
    said = tx.the(_SQL["get_works"], **about)
    facts = {**said, "installed_on": said["installed_on"].isoformat(), "why": reason}
    told = (match.programme_id, "works", match.match_id, "refused", match.award_id)
    record_change(tx, Change(*told, facts=facts), at)
    tx.run(_SQL["free_serials"], **about)
    tx.run(_SQL["remove_works"], **about)
    set_match(tx, match, "confirmed", at)
    return None


@dataclass(frozen=True, slots=True)
class Covered:
    """What became of stage 1, in won: the payable's number, if anything is owed beyond the advance,
    and what went back to the pool."""

    payable_id: int | None
    owed_won: int
    released_won: int


def accept_cost(tx: Tx, award: Award, cost_won: int, at: datetime) -> Covered | Refusal:
    """The cost of an award's works is accepted once all of them are: it covers the advance first,
    the rest is owed, and what stage 1 leaves goes back to the pool.

    Refusals in order: award_state_unfit, award_stopped_by_finding, works_not_accepted,
    cost_above_works, cost_above_reserve.
    """
    if award.state != "agreed":
        return refuse("award_state_unfit", "award_id", state=award.state)
    programme_id, award_id = award.programme_id, award.award_id
    refused = award_stopped(tx, programme_id, award_id)
    if refused:
        return refused
    rows = tx.rows(_SQL["works_of_award"], programme_id=programme_id, award_id=award_id)
    waiting = [r for r in rows if r["accepted_at"] is None and r["state"] not in _ENDED]
    if waiting:
        first = str(waiting[0]["match_id"])
        return refuse("works_not_accepted", "award_id", match=first, waiting=len(waiting))
    claimed = sum(row["cost_won"] or 0 for row in rows if row["accepted_at"] is not None)
    if cost_won > claimed:
        return refuse("cost_above_works", "cost_won", cost=cost_won, claimed=claimed)
    left = get_reserve(tx, programme_id, award_id, Part.STAGE1)
    if cost_won > left:
        return refuse("cost_above_reserve", "cost_won", cost=cost_won, left=left)
    # From here it must succeed.
    today = day_of(at)
    advanced = advance_left_won(tx, programme_id, award_id)
    purpose = PayableFor.STAGE1
    owed = Owed(programme_id, award.supplier_id, purpose, award_id, cost_won, award_id)
    payable_id = post_cost(tx, owed, advanced, today)
    post_released(tx, programme_id, award_id, Part.STAGE1, left - cost_won, today)
    set_award_state(tx, award, "accepted")
    facts = {"cost_won": cost_won, "released_won": left - cost_won}
    change = Change(programme_id, "award", award_id, "accepted", award_id, facts=facts)
    record_change(tx, change, at)
    return Covered(payable_id, max(0, cost_won - advanced), left - cost_won)


def _decide_free(tx: Tx, serials: Sequence[tuple[str, str]]) -> Refusal | None:
    tx.run(_SQL["lock_serials"])
    makers, numbers = [fold_name(one) for one, _ in serials], [fold_serial(n) for _, n in serials]
    found = tx.row(_SQL["taken_serials"], makers=makers, serials=numbers)
    if found is None:
        return None
    # Which programme it was is nobody's to know but its own.
    return refuse("serial_taken", "serial", value=found["serial"], scheme=found["scheme"])


def _take(tx: Tx, unit: Unit, by: tuple[str, str, int | None, int | None], at: datetime) -> None:
    scheme, reference, programme_id, match_id = by
    tx.run(
        _SQL["add_serial"],
        maker=fold_name(unit.maker),
        serial=fold_serial(unit.serial),
        model=fold_name(unit.model),
        scheme=scheme,
        reference=reference,
        programme_id=programme_id,
        match_id=match_id,
        price_won=unit.price_won or None,
        at=at,
    )
