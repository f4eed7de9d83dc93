"""Who somebody is to a programme, an award, a match: what is another's answers as if it were not
there (G12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.model import Award, Programme
from sangsaeng.outcomes.service import get_award, get_programme
from sangsaeng.outcomes.service_events import Change, record_change

_SQL = load(__package__)


@dataclass(frozen=True, slots=True)
class Match:
    """A site drawn for an award; `company_id` is the site's. `state`: drawn, confirmed, refused,
    installed, accepted, left, closed."""

    programme_id: int
    match_id: int
    award_id: int
    site_id: int
    hazard: str
    drawn_at: datetime
    supplier_at: datetime | None
    site_at: datetime | None
    state: str
    reason: str | None
    supplier_id: int
    award_state: str
    company_id: int
    site_name: str
    industry_code: str
    headcount: int


def administered(
    tx: Tx, company_id: int, programme_id: int, hold: bool = False
) -> Programme | Refusal:
    """A programme that a company administers, or `unknown_outcome_programme`."""
    found = get_programme(tx, programme_id, hold)
    if isinstance(found, Programme) and found.administrator_id != company_id:
        return refuse("unknown_outcome_programme", "programme_id", value=str(programme_id))
    return found


def award_administered(
    tx: Tx, company_id: int, programme_id: int, award_id: int
) -> tuple[Programme, Award] | Refusal:
    """An award of a programme that a company administers, both held still. Refusals in order:
    unknown_outcome_programme, unknown_award."""
    programme = administered(tx, company_id, programme_id, hold=True)
    if isinstance(programme, Refusal):
        return programme
    award = get_award(tx, programme_id, award_id, hold=True)
    return award if isinstance(award, Refusal) else (programme, award)


def award_supplied(tx: Tx, company_id: int, programme_id: int, award_id: int) -> Award | Refusal:
    """An award whose supplier a company is, held still; or `unknown_award`."""
    found = get_award(tx, programme_id, award_id, hold=True)
    if isinstance(found, Award) and found.supplier_id != company_id:
        return _unknown_award(award_id)
    return found


def award_verified(tx: Tx, company_id: int, programme_id: int, award_id: int) -> Award | Refusal:
    """An award that a company verifies now, held still; or `unknown_award`."""
    if get_verifier(tx, programme_id, award_id) != company_id:
        return _unknown_award(award_id)
    return get_award(tx, programme_id, award_id, hold=True)


def get_verifier(tx: Tx, programme_id: int, award_id: int) -> int | None:
    """The company that verifies an award now."""
    found = tx.row(_SQL["verifier_of"], programme_id=programme_id, award_id=award_id)
    return None if found is None else int(found["verifier_id"])


def get_match(tx: Tx, programme_id: int, match_id: int, hold: bool = False) -> Match | Refusal:
    """A match, held still where wanted; or `unknown_match`."""
    about = {"programme_id": programme_id, "match_id": match_id}
    if hold:
        tx.run(_SQL["hold_match"], **about)
    found = tx.row(_SQL["get_match"], **about)
    return unknown_match(match_id) if found is None else Match(**found)


def match_watched(
    tx: Tx, company_id: int, programme_id: int, match_id: int, hold: bool = False
) -> Match | Refusal:
    """A match of a programme that a company administers, or of an award that it verifies now; or
    `unknown_match`."""
    found = get_match(tx, programme_id, match_id, hold)
    if isinstance(found, Refusal):
        return found
    if get_verifier(tx, programme_id, found.award_id) == company_id:
        return found
    mine = administered(tx, company_id, programme_id)
    return unknown_match(match_id) if isinstance(mine, Refusal) else found


def unknown_match(match_id: int) -> Refusal:
    """There is no such match, or it is not the asker's."""
    return refuse("unknown_match", "match_id", value=str(match_id))


def set_match(
    tx: Tx,
    match: Match,
    state: str,
    at: datetime,
    reason: str | None = None,
    facts: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Move a match to another state, with its history."""
    about = {"programme_id": match.programme_id, "match_id": match.match_id}
    tx.run(_SQL["set_match_state"], **about, state=state, reason=reason)
    told = (match.programme_id, "match", match.match_id, state, match.award_id, reason, facts)
    record_change(tx, Change(*told), at)


def day_of(at: datetime) -> date:
    """The day of a moment in Korea."""
    return at.astimezone(KOREA).date()


def _unknown_award(award_id: int) -> Refusal:
    return refuse("unknown_award", "award_id", value=str(award_id))
