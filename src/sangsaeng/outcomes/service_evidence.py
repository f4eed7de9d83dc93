"""Evidence: files with hash, time, place, device and who; late ones are kept aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger.service import reserve_items
from sangsaeng.outcomes.controls.service import add_findings
from sangsaeng.outcomes.controls.shape import Looking
from sangsaeng.outcomes.model import Award, Programme
from sangsaeng.outcomes.rules_evidence import Window, decide_file, is_late
from sangsaeng.outcomes.service import get_award, get_programme
from sangsaeng.outcomes.service_events import Change, record_change
from sangsaeng.outcomes.service_sides import Match, day_of, get_match, get_verifier, unknown_match

_SQL = load(__package__)


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file as it is handed in; `latitude` and `longitude` in degrees, where the device knew."""

    kind: str
    content: bytes
    media_type: str
    taken_at: datetime
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    device: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it is kept; `used_before`: the same bytes were handed in before."""

    evidence_id: int
    sha256: bytes
    late: bool
    used_before: bool


def add_evidence(
    tx: Tx,
    who: tuple[int, int | None],
    programme_id: int,
    about: tuple[int | None, int | None],
    file: EvidenceFile,
    at: datetime,
) -> Kept | Refusal:
    """Keep a file of `who` (company, person) about an award, a match, or both (`about`).

    Refusals in order: evidence_of_nothing, unknown_match, unknown_award (also where the company has
    no part in it), taken_in_future, media_type_differs.
    """
    award_id, match_id = about
    award = _find_about(tx, who[0], programme_id, award_id, match_id)
    if isinstance(award, Refusal):
        return award
    if file.taken_at > at:
        return refuse("taken_in_future", "taken_at", at=file.taken_at.isoformat())
    refused = decide_file(file.content, file.media_type)
    if refused:
        return refused
    digest = sha256(file.content).digest()
    used = bool(tx.the(_SQL["is_file_used"], sha256=digest)["yes"])
    late = _is_late(tx, award, match_id, file, at)
    # From here it must succeed.
    number = reserve_items(tx, 1)[0]
    tx.run(_SQL["add_evidence_file"], sha256=digest, content=file.content)
    tx.run(
        _SQL["add_evidence"],
        programme_id=programme_id,
        evidence_id=number,
        award_id=award.award_id,
        match_id=match_id,
        kind=file.kind,
        sha256=digest,
        size_bytes=len(file.content),
        media_type=file.media_type,
        taken_at=file.taken_at,
        latitude=file.latitude,
        longitude=file.longitude,
        device=file.device,
        company_id=who[0],
        person_id=who[1],
        at=at,
        late=late,
    )
    state = "added_late" if late else "added"
    facts = {"sha256": digest.hex()}
    change = Change(programme_id, "evidence", number, state, award.award_id, facts=facts)
    record_change(tx, change, at)
    if used and match_id is not None:
        programme = get_programme(tx, programme_id)
        assert isinstance(programme, Programme)
        flag(tx, programme, "file_reused", [match_id], at)
    return Kept(number, digest, late, used)


def flag(tx: Tx, programme: Programme, control: str, match_ids: Sequence[int], at: datetime) -> int:
    """Let one control look at once at the matches of what was just put down, which may be what it
    looks for; how many findings are new. The rest of the programme waits for the night."""
    about = (tx, programme.programme_id, programme.rules, day_of(at), match_ids)
    return len(add_findings(Looking(*about), control, at))


def _find_about(
    tx: Tx, company_id: int, programme_id: int, award_id: int | None, match_id: int | None
) -> Award | Refusal:
    """The award that a file is about, if the company has a part in it: its supplier, its verifier,
    the programme's administrator, or the company of the match's site."""
    site_company = None
    if match_id is not None:
        match = get_match(tx, programme_id, match_id)
        if isinstance(match, Refusal) or award_id not in (None, match.award_id):
            return unknown_match(match_id)
        award_id, site_company = match.award_id, match.company_id
    if award_id is None:
        return refuse("evidence_of_nothing", "award_id")
    award, programme = get_award(tx, programme_id, award_id), get_programme(tx, programme_id)
    if isinstance(award, Refusal) or isinstance(programme, Refusal):
        return refuse("unknown_award", "award_id", value=str(award_id))
    sides = (
        award.supplier_id,
        programme.administrator_id,
        get_verifier(tx, programme_id, award_id),
        site_company,
    )
    if company_id in sides:
        return award
    if match_id is not None:
        return unknown_match(match_id)
    return refuse("unknown_award", "award_id", value=str(award_id))


def _is_late(tx: Tx, award: Award, match_id: int | None, file: EvidenceFile, at: datetime) -> bool:
    about = {"programme_id": award.programme_id}
    rows = tx.rows(_SQL["periods_of"], **about)
    works = tx.row(_SQL["installed_on_of"], **about, match_id=match_id)
    return is_late(
        file.kind,
        day_of(file.taken_at),
        day_of(at),
        day_of(award.awarded_at),
        None if works is None else works["installed_on"],
        [Window(row["observed_from"], row["observed_until"], row["claim_until"]) for row in rows],
    )


def decide_evidence(
    tx: Tx, match: Match, evidence_ids: list[int], wanted: tuple[str, ...]
) -> Refusal | None:
    """Whether files of the supplier prove what they must: unknown_evidence_file, works_unproven (of
    a kind there is none, or none that came in its window)."""
    rows = tx.rows(
        _SQL["evidence_named"],
        programme_id=match.programme_id,
        match_id=match.match_id,
        company_id=match.supplier_id,
        evidence_ids=evidence_ids,
    )
    known = {row["evidence_id"] for row in rows}
    for one in evidence_ids:
        if one not in known:
            return refuse("unknown_evidence_file", "evidence_ids", value=str(one))
    counted = {row["kind"] for row in rows if not row["late"]}
    for kind in wanted:
        if kind not in counted:
            return refuse("works_unproven", "evidence_ids", kind=kind)
    return None
