"""Sites, draws, matches, targets, baselines and agreements of pay for success."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sangsaeng.acts.fields import ItemId, ProgrammeId
from sangsaeng.acts.listing import OWN, RUNS, Order, one_row, read_page
from sangsaeng.acts.model import Answer, Given, Role
from sangsaeng.acts.shape import Asked, Page, Reading, Refused
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.service import get_award, get_programme
from sangsaeng.outcomes.service_agreements import preview_agreement
from sangsaeng.outcomes.service_sites import get_site, render_consent

_SQL = load(__package__)
TAKES_PART = OWN | RUNS | {Role.PROGRAMME_OFFICER, Role.VERIFIER, Role.WORKER_REPRESENTATIVE}


class ProgrammeFilter(Given):
    """Of one programme."""

    programme_id: ProgrammeId | None = None


class AwardFilter(Given):
    """Of one programme, of one award."""

    programme_id: ProgrammeId | None = None
    award_id: ItemId | None = None


class SitesFilter(ProgrammeFilter):
    """The same, or one site."""

    site_id: ItemId | None = None


class MatchFilter(AwardFilter):
    """The same, or one match."""

    match_id: ItemId | None = None


class MatchesFilter(MatchFilter):
    """The same, or of one site."""

    site_id: ItemId | None = None


class SiteFilter(Given):
    """A site."""

    programme_id: ProgrammeId
    site_id: ItemId


class OneAward(Given):
    """An award."""

    programme_id: ProgrammeId
    award_id: ItemId


class SiteRow(Answer):
    """A site and how it stands; `consent_digest` is of the text both sides signed."""

    programme_id: int
    site_id: int
    company_id: int
    company: str
    name: str
    workplace_number: str
    industry_code: str
    region: str
    headcount: int
    hazards: list[str]
    state: str
    consent_digest: str | None
    consented_at: datetime | None
    closed_on: date | None


class ConsentText(Answer):
    """What the owner and the workers' representative sign, and its SHA-256."""

    site_id: int
    text: str
    text_digest: str


class DrawRow(Answer):
    """A draw with everything it can be drawn again from: seed = sha256(nonce || act, moment and the
    sites that fitted), the order of sites by sha256(seed || number)."""

    programme_id: int
    event_id: int
    award_id: int
    seed: str
    nonce: str
    act_id: int
    drawn_at: datetime
    fitting: list[int]
    drawn: list[int]


class MatchRow(Answer):
    """A site drawn for an award; `supplier_at`, `site_at`: when each side confirmed. `supplier` is
    told to the site's company too, but not of a draw that came to nothing."""

    programme_id: int
    match_id: int
    award_id: int
    supplier: str | None
    site_id: int
    site: str
    company_id: int
    hazard: str
    drawn_from: int
    drawn_at: datetime
    supplier_at: datetime | None
    site_at: datetime | None
    state: str
    reason: str | None


class TargetRow(Answer):
    """A version of an undertaking; `why` it was refused."""

    programme_id: int
    award_id: int
    version: int
    state: str
    target: dict[str, Any]
    digest: str
    proposed_at: datetime
    decided_at: datetime | None
    why: str | None


class ReferenceRow(Answer):
    """What no target of a stratum may be softer than."""

    programme_id: int
    stratum: str
    metric: str
    value: str
    source: str
    set_at: datetime


class BaselineRow(Answer):
    """How a metric stood at a match; both days counted."""

    programme_id: int
    match_id: int
    award_id: int
    metric: str
    numerator: str
    denominator: str
    from_on: date
    until_on: date
    source: str
    recorded_at: datetime
    locked_at: datetime | None


class HazardRow(Answer):
    """A hazard; risks are likelihood x severity, 1 to 25."""

    programme_id: int
    match_id: int
    award_id: int
    hazard_no: int
    kind: str
    risk_before: int
    risk_after: int | None
    abated_on: date | None


class AgreementRow(Answer):
    """An agreement: the frozen rule as canonical text, the most it can pay, the advance's bond."""

    programme_id: int
    award_id: int
    rule_version: int
    rule_text: str
    rule_digest: str
    highest_won: int
    bond_reference: str | None
    bond_won: int
    advance_won: int
    reason: str | None
    signed_at: datetime


class AgreementPreview(Answer):
    """The rule as it would be frozen now; its digest is what is signed."""

    award_id: int
    rule_text: str
    rule_digest: str
    highest_won: int


_SITES = Order("outcomes.sites.list", {"programme_id": int, "site_id": int})
_DRAWS = Order("outcomes.gateway.draws", {"programme_id": int, "event_id": int})
_MATCHES = Order("outcomes.matches.list", {"programme_id": int, "match_id": int})
_TARGETS = Order("outcomes.targets.list", {"programme_id": int, "award_id": int, "version": int})
_REFERENCES = Order(
    "outcomes.references.list", {"programme_id": int, "stratum": str, "metric": str}
)
_BASELINES = Order("outcomes.baselines.list", {"programme_id": int, "match_id": int, "metric": str})
_HAZARDS = Order("outcomes.hazards.list", {"programme_id": int, "match_id": int, "hazard_no": int})
_AGREEMENTS = Order(
    "outcomes.agreements.list", {"programme_id": int, "award_id": int, "rule_version": int}
)


def _consent_text(asked: Asked) -> Page | Refused:
    programme = get_programme(asked.tx, asked.filters.programme_id)
    if isinstance(programme, Refusal):
        return programme
    site = get_site(asked.tx, asked.filters.programme_id, asked.filters.site_id)
    if isinstance(site, Refusal):
        return site
    text = render_consent(programme, site)
    digest = sha256(text.encode()).hexdigest()
    return one_row({"site_id": site.site_id, "text": text, "text_digest": digest})


def _preview(asked: Asked) -> Page | Refused:
    programme = get_programme(asked.tx, asked.filters.programme_id)
    if isinstance(programme, Refusal):
        return programme
    award = get_award(asked.tx, asked.filters.programme_id, asked.filters.award_id)
    if isinstance(award, Refusal):
        return award
    rule = preview_agreement(asked.tx, programme, award)
    if isinstance(rule, Refusal):
        return rule
    said = {"rule_text": rule.text, "rule_digest": rule.digest.hex()}
    return one_row({"award_id": award.award_id, **said, "highest_won": rule.highest_won})


READINGS = (
    Reading(
        code=_SITES.code,
        path="/outcomes/sites",
        read=TAKES_PART,
        of_others=True,
        filters=SitesFilter,
        row=SiteRow,
        list_page=lambda asked: read_page(asked, _SITES, _SQL["list_sites"]),
    ),
    Reading(
        code="outcomes.sites.consent_text",
        path="/outcomes/sites/consent-text",
        read=TAKES_PART,
        one=True,
        filters=SiteFilter,
        row=ConsentText,
        list_page=_consent_text,
    ),
    Reading(
        code=_DRAWS.code,
        path="/outcomes/gateway/draws",
        read=TAKES_PART,
        filters=ProgrammeFilter,
        row=DrawRow,
        list_page=lambda asked: read_page(asked, _DRAWS, _SQL["list_draws"]),
    ),
    Reading(
        code=_MATCHES.code,
        path="/outcomes/matches",
        read=TAKES_PART,
        of_others=True,
        filters=MatchesFilter,
        row=MatchRow,
        list_page=lambda asked: read_page(asked, _MATCHES, _SQL["list_matches"]),
    ),
    Reading(
        code=_TARGETS.code,
        path="/outcomes/targets",
        read=TAKES_PART,
        of_others=True,
        filters=AwardFilter,
        row=TargetRow,
        list_page=lambda asked: read_page(asked, _TARGETS, _SQL["list_targets"]),
    ),
    Reading(
        code=_REFERENCES.code,
        path="/outcomes/references",
        read=TAKES_PART,
        filters=ProgrammeFilter,
        row=ReferenceRow,
        list_page=lambda asked: read_page(asked, _REFERENCES, _SQL["list_references"]),
    ),
    Reading(
        code=_BASELINES.code,
        path="/outcomes/baselines",
        read=TAKES_PART,
        of_others=True,
        filters=MatchFilter,
        row=BaselineRow,
        list_page=lambda asked: read_page(asked, _BASELINES, _SQL["list_baselines"]),
    ),
    Reading(
        code=_HAZARDS.code,
        path="/outcomes/hazards",
        read=TAKES_PART,
        of_others=True,
        filters=MatchFilter,
        row=HazardRow,
        list_page=lambda asked: read_page(asked, _HAZARDS, _SQL["list_hazards"]),
    ),
    Reading(
        code=_AGREEMENTS.code,
        path="/outcomes/agreements",
        read=TAKES_PART,
        of_others=True,
        filters=AwardFilter,
        row=AgreementRow,
        list_page=lambda asked: read_page(asked, _AGREEMENTS, _SQL["list_agreements"]),
    ),
    Reading(
        code="outcomes.agreements.preview",
        path="/outcomes/agreements/preview",
        read=TAKES_PART,
        one=True,
        filters=OneAward,
        row=AgreementPreview,
        list_page=_preview,
    ),
)
