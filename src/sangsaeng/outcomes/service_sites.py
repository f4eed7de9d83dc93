"""Sites: registered by their company, consented by its owner and its workers' representative
(row 6 of the workflow), and what becomes of one that closes or leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from hashlib import sha256

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.messages import LANGUAGES, sentence
from sangsaeng.kernel.refusals import Fact, Refusal, refuse
from sangsaeng.ledger.service import reserve_items
from sangsaeng.outcomes.model import Programme
from sangsaeng.outcomes.model_choosing import Related
from sangsaeng.outcomes.model_site import Site, SiteEntry, leaves_denominator
from sangsaeng.outcomes.service import get_programme
from sangsaeng.outcomes.service_events import Change, record_change
from sangsaeng.outcomes.service_related import record_related
from sangsaeng.outcomes.service_sides import Match, administered, day_of, get_match, set_match

_SQL = load(__package__)
_RUNNING = ("open", "closed")


def register_site(
    tx: Tx,
    company_id: int,
    programme_id: int,
    entry: SiteEntry,
    related: Sequence[Related],
    at: datetime,
) -> int | Refusal:
    """A company's workplace asks to be improved, and says who stands behind it (`related`); its
    number.

    Refusals in order: unknown_outcome_programme, programme_not_running, site_hazard_outside,
    site_registered, those of `record_related`.
    """
    programme = running(tx, programme_id)
    if isinstance(programme, Refusal):
        return programme
    outside = sorted(set(entry.hazards) - set(programme.call.accident_types))
    if outside:
        return refuse("site_hazard_outside", "hazards", hazard=outside[0])
    about = {"programme_id": programme_id, "workplace_number": entry.workplace_number}
    if tx.the(_SQL["is_site_registered"], **about)["yes"]:
        return refuse("site_registered", "workplace_number", value=entry.workplace_number)
    refused = record_related(tx, programme_id, company_id, related, at)
    if refused:
        return refused
    # From here it must succeed.
    site_id = reserve_items(tx, 1)[0]
    said = {**asdict(entry), "hazards": sorted(set(entry.hazards))}
    tx.run(
        _SQL["add_site"], programme_id=programme_id, site_id=site_id, company_id=company_id, **said
    )
    record_change(tx, Change(programme_id, "site", site_id, "registered"), at)
    return site_id


def running(tx: Tx, programme_id: int) -> Programme | Refusal:
    """A programme that is under way. Refusals in order: unknown_outcome_programme (a draft is
    nobody else's to know), programme_not_running."""
    programme = get_programme(tx, programme_id)
    if isinstance(programme, Refusal):
        return programme
    if programme.state == "draft":
        return refuse("unknown_outcome_programme", "programme_id", value=str(programme_id))
    if programme.state not in _RUNNING:
        return refuse("programme_not_running", "programme_id", state=programme.state)
    return programme


def get_site(tx: Tx, programme_id: int, site_id: int, hold: bool = False) -> Site | Refusal:
    """A site, held still where wanted; or `unknown_site`."""
    about = {"programme_id": programme_id, "site_id": site_id}
    if hold:
        tx.run(_SQL["hold_site"], **about)
    found = tx.row(_SQL["get_site"], **about)
    return unknown_site(site_id) if found is None else Site(**found)


def site_owned(
    tx: Tx, company_id: int, programme_id: int, site_id: int, hold: bool = False
) -> Site | Refusal:
    """A site of a company's, or `unknown_site`."""
    found = get_site(tx, programme_id, site_id, hold)
    if isinstance(found, Site) and found.company_id != company_id:
        return unknown_site(site_id)
    return found


def unknown_site(site_id: int) -> Refusal:
    """There is no such site, or it is not the asker's."""
    return refuse("unknown_site", "site_id", value=str(site_id))


def render_consent(programme: Programme, site: Site) -> str:
    """The text that the owner and the workers' representative both sign, in both languages: what
    is done there, what is looked at afterwards, and what of its data goes to whom."""
    facts: dict[str, Fact] = {
        "programme": str(programme.programme_id),
        "site": site.name,
        "number": site.workplace_number,
        "headcount": site.headcount,
        "hazards": ", ".join(site.hazards),
    }
    names = {"ko": programme.name_ko, "en": programme.name_en}
    return "\n\n".join(
        sentence("site_consent_text", language, {**facts, "name": names[language]})
        for language in LANGUAGES
    )


def consent_site(
    tx: Tx, site: Site, digest: bytes, people: tuple[int, int] | None, at: datetime
) -> Refusal | None:
    """The owner's word and the workers' (`people`; None: it is only tried, nothing is written).

    Refusals in order: unknown_outcome_programme, programme_not_running, site_not_registered (it
    consented already, or is gone), consent_text_differs (they signed another text).
    """
    programme = running(tx, site.programme_id)
    if isinstance(programme, Refusal):
        return programme
    if site.state != "registered":
        return refuse("site_not_registered", "site_id", state=site.state)
    if sha256(render_consent(programme, site).encode()).digest() != digest:
        return refuse("consent_text_differs", "text_digest", site=site.name)
    if people is None:
        return None
    # From here it must succeed.
    about = {"programme_id": site.programme_id, "site_id": site.site_id}
    owner, worker = people
    tx.run(_SQL["consent_site"], **about, digest=digest, owner=owner, worker=worker, at=at)
    facts = {"text_digest": digest.hex()}
    change = Change(site.programme_id, "site", site.site_id, "consented", facts=facts)
    record_change(tx, change, at)
    return None


def close_site(
    tx: Tx,
    site: Site,
    reason: str,
    closed_on: date | None,
    evidence_ids: Sequence[int],
    company_id: int,
    at: datetime,
) -> Sequence[int] | Refusal:
    """A site closed on a day, or (without one) takes part no more. Its matches end with it and
    stay recorded: only a listed reason (`model_site.REASONS`) takes them out of the denominator,
    and that is for the administrator to say, with evidence of the site: nobody excuses itself. The
    matches' numbers.

    Refusals in order: site_gone, day_in_future, excuse_by_officers, unknown_evidence_file,
    excuse_unproven.
    """
    if site.state in ("withdrawn", "closed"):
        return refuse("site_gone", "site_id", state=site.state)
    if closed_on is not None and closed_on > day_of(at):
        return refuse("day_in_future", "closed_on", day=closed_on.isoformat())
    refused = _decide_excuse(tx, site, reason, evidence_ids, company_id)
    if refused:
        return refused
    # From here it must succeed.
    about = {"programme_id": site.programme_id, "site_id": site.site_id}
    state = "withdrawn" if closed_on is None else "closed"
    facts = {"evidence_ids": sorted(set(evidence_ids))} if evidence_ids else {}
    ended = [row["match_id"] for row in tx.rows(_SQL["list_standing_matches"], **about)]
    tx.run(_SQL["end_site"], **about, state=state, closed_on=closed_on)
    told = (site.programme_id, "site", site.site_id, state, None, reason, facts)
    record_change(tx, Change(*told), at)
    for match_id in ended:
        match = get_match(tx, site.programme_id, match_id)
        assert isinstance(match, Match)
        set_match(tx, match, "left" if closed_on is None else "closed", at, reason)
    return ended


def _decide_excuse(
    tx: Tx, site: Site, reason: str, evidence_ids: Sequence[int], company_id: int
) -> Refusal | None:
    if leaves_denominator(reason) and isinstance(
        administered(tx, company_id, site.programme_id), Refusal
    ):
        return refuse("excuse_by_officers", "reason", reason=reason)
    about = {"programme_id": site.programme_id, "site_id": site.site_id}
    rows = tx.rows(_SQL["list_evidence_of_site"], **about, evidence_ids=list(evidence_ids))
    known = {row["evidence_id"] for row in rows}
    for one in evidence_ids:
        if one not in known:
            return refuse("unknown_evidence_file", "evidence_ids", value=str(one))
    if leaves_denominator(reason) and not known:
        return refuse("excuse_unproven", "evidence_ids", reason=reason)
    return None
