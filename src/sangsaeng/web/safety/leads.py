"""What waits in pay for success: by which act it is done, and on which page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sangsaeng.web.visits import Visit


@dataclass(frozen=True, slots=True)
class Lead:
    """The act that ends the waiting. `path`: its page, else the form of the act with `fields`
    filled; `second`: another act whose people may do it too."""

    act: str
    path: str = ""
    fields: tuple[str, ...] = ()
    second: str = ""
    urgency: int = 30


_AWARD = ("programme_id", "award_id")
# By the codes of the reading `outcomes.waiting.list`.
LEADS: Mapping[str, Lead] = {
    "site_consent": Lead("outcomes.sites.consent", "sites/{subject_id}", urgency=20),
    "match_site": Lead("outcomes.matches.confirm", "matches/{subject_id}"),
    "match_supplier": Lead("outcomes.matches.confirm", "matches/{subject_id}"),
    "works_submit": Lead("outcomes.works.submit", "matches/{subject_id}/works"),
    "works_accept": Lead(
        "outcomes.works.accept", "matches/{subject_id}", second="outcomes.works.refuse", urgency=20
    ),
    "application_check": Lead("outcomes.applications.check", "applications/{subject_id}"),
    "application_score": Lead("outcomes.scores.lock", "applications/{subject_id}", urgency=20),
    "ranking": Lead("outcomes.recommendations.decide", fields=("programme_id",)),
    "award": Lead("outcomes.awards.decide", "applications/{subject_id}"),
    "verifier": Lead("outcomes.verifiers.assign", fields=_AWARD),
    "gateway": Lead("outcomes.gateway.draw", "awards/{award_id}/draw"),
    "target": Lead("outcomes.targets.propose", "awards/{award_id}/targets"),
    "target_decide": Lead("outcomes.targets.approve", "awards/{award_id}"),
    "baseline": Lead("outcomes.baselines.record", "awards/{award_id}/baselines"),
    "agreement": Lead("outcomes.agreements.sign", "awards/{award_id}"),
    "cost": Lead("outcomes.costs.accept", fields=_AWARD),
    "claim": Lead("outcomes.claims.submit", "awards/{award_id}/claim", urgency=20),
    "claim_check": Lead("outcomes.claims.check", "claims/{subject_id}"),
    "sample": Lead("outcomes.verifications.draw", "claims/{subject_id}", urgency=20),
    "report": Lead("outcomes.verifications.report", "claims/{subject_id}/report", urgency=20),
    "determine": Lead("outcomes.determinations.determine", "claims/{subject_id}", urgency=20),
    "redetermine": Lead(
        "outcomes.determinations.redetermine", fields=("programme_id", "claim_id"), urgency=20
    ),
    "settle": Lead("outcomes.determinations.settle", "determinations/{subject_id}", urgency=20),
    "object": Lead("outcomes.disputes.open", "determinations/{subject_id}", urgency=60),
    "dispute": Lead("outcomes.disputes.decide", "disputes/{subject_id}", urgency=20),
    "hear": Lead("outcomes.clawbacks.hear", "clawbacks/{subject_id}", urgency=15),
    "clawback": Lead("outcomes.clawbacks.decide", "clawbacks/{subject_id}"),
    "pay": Lead("outcomes.payments.pay", "money"),
    "finding": Lead("outcomes.findings.settle", "findings", urgency=25),
    "hotline": Lead("outcomes.hotline.answer", "findings", urgency=25),
    "retention": Lead("outcomes.retentions.release", fields=("programme_id", "claim_id")),
}


def address_of(row: Mapping[str, Any]) -> str:
    """Where a waiting thing is done."""
    lead = LEADS[row["what"]]
    if lead.path:
        return f"/safety/{row['programme_id']}/{lead.path.format_map(row)}"
    known = {**row, "claim_id": row["subject_id"]}
    return f"/do/{lead.act}?{urlencode({name: known[name] for name in lead.fields})}"


def is_mine(visit: Visit, row: Mapping[str, Any]) -> bool:
    """Whether the visitor may do it: for its company, with its roles."""
    lead = LEADS[row["what"]]
    mine = visit.may_enter(lead.act) or bool(lead.second and visit.may_enter(lead.second))
    return mine and row["company_id"] == visit.caller.company_id
