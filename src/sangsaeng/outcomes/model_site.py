"""A site as it is entered and as it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class SiteEntry:
    """What a company says of its workplace. `workplace_number`: eleven digits that COMWEL gave it;
    `industry_code`: of the Korean standard classification, as C29; `hazards`: accident types."""

    name: str
    workplace_number: str
    industry_code: str
    region: str
    headcount: int
    hazards: Sequence[str]


@dataclass(frozen=True, slots=True)
class Site:
    """A site; `state`: registered, consented, withdrawn, closed."""

    programme_id: int
    site_id: int
    company_id: int
    name: str
    workplace_number: str
    industry_code: str
    region: str
    headcount: int
    hazards: Sequence[str]
    state: str
    consent_digest: bytes | None
    consented_at: datetime | None
    closed_on: date | None


# Why a site ends, and whether its results leave the denominator. Whoever goes for another reason
# stays in it and counts as not achieved: leavers must not make a share look better (domain 6).
REASONS: Mapping[str, bool] = {
    "disaster": True,  # a natural disaster, or a fire that the works had no part in
    "ordered": True,  # an authority ordered it closed or moved
    "bankruptcy": True,
    "business_closed": False,
    "relocated": False,
    "site_withdrew": False,
    "supplier_withdrew": False,
    "other": False,
}


def leaves_denominator(reason: str | None) -> bool:
    """Whether a site that went for this reason counts no more."""
    return reason is not None and REASONS.get(reason, False)
