"""A programme as OCDS 1.1.5: one contracting process, its awards, contracts, milestones, payments.

Milestones are the steps that money hangs on; each payment names its milestone (extension
"Transactions - Related Milestones"), each agreed metric its target ("Metrics"). Sites, people and
a verifier's fee are not in it. Pure: the same figures give the same package.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.model_claim import Period
from sangsaeng.outcomes.model_money import PayableFor
from sangsaeng.outcomes.reports.model import (
    AwardFigures,
    Figures,
    PayableFigures,
    Publication,
)
from sangsaeng.outcomes.reports.schema_check import check_ocds

_EXTENSIONS = (
    "https://raw.githubusercontent.com/open-contracting-extensions/ocds_metrics_extension/"
    "fad91df868907e339e5b3b4af5c334e02b80fa4f/extension.json",
    "https://raw.githubusercontent.com/open-contracting/"
    "ocds_transactions_relatedMilestone_extension/"
    "92abe26b9e46e1e6979cd92b345ccfdafa911fee/extension.json",
)
_CURRENCY = "KRW"
_TENDERS = {"draft": "planning", "open": "active", "closed": "complete", "ended": "complete"}
_CONTRACTS = {"terminated": "terminated", "closed": "terminated"}


def render_release_package(
    figures: Figures, publication: Publication
) -> dict[str, Any] | list[Refusal]:
    """One release that says how everything stands, held against the schema; or every fault."""
    package = {**_package(figures, publication), "releases": [_release(figures, publication)]}
    return check_ocds(package) or package


def render_record_package(
    figures: Figures, publication: Publication
) -> dict[str, Any] | list[Refusal]:
    """The same as a record: the release, and what is compiled of it."""
    release = _release(figures, publication)
    compiled = {**release, "id": f"{release['id']}-compiled", "tag": ["compiled"]}
    record = {"ocid": release["ocid"], "releases": [release], "compiledRelease": compiled}
    package = {**_package(figures, publication), "records": [record]}
    return check_ocds(package) or package


def _package(figures: Figures, publication: Publication) -> dict[str, Any]:
    publisher = figures.companies.get(figures.programme.administrator_id)
    return {
        "uri": publication.uri,
        "version": "1.1",
        "extensions": list(_EXTENSIONS),
        "publisher": {"name": publisher.name if publisher else "KOSME"},
        "publishedDate": _moment(figures.read_at),
    }


def _release(figures: Figures, publication: Publication) -> dict[str, Any]:
    programme = figures.programme
    ocid = publication.ocid(figures)
    payer = _reference(figures, programme.payer_id)
    told: dict[str, Any] = {
        "ocid": ocid,
        "id": f"{ocid}-{figures.read_at.astimezone(KOREA):%Y%m%dT%H%M%S}",
        "date": _moment(figures.read_at),
        "tag": ["tender"],
        "initiationType": "tender",
        "language": "en",
        "parties": _parties(figures),
        "buyer": payer,
        "tender": _tender(figures),
    }
    if figures.awards:
        told["tag"] = ["tender", "award"]
        told["awards"] = [_award(figures, one) for one in figures.awards]
    signed = [one for one in figures.awards if one.signed_on is not None]
    if signed:
        told["tag"] = ["tender", "award", "contract", "implementation"]
        told["contracts"] = [_contract(figures, one) for one in signed]
    return told


def _parties(figures: Figures) -> list[dict[str, Any]]:
    programme = figures.programme
    roles = {programme.payer_id: ["buyer", "funder", "payer"]}
    roles[programme.administrator_id] = ["procuringEntity", "administrativeEntity"]
    for award in figures.awards:
        roles.setdefault(award.supplier_id, ["supplier", "payee"])
    return [
        {
            **_reference(figures, company_id),
            "identifier": _identifier(figures, company_id),
            "roles": held,
        }
        for company_id, held in sorted(roles.items())
    ]


def _tender(figures: Figures) -> dict[str, Any]:
    programme = figures.programme
    return {
        "id": str(programme.programme_id),
        "title": programme.name_en,
        "title_ko": programme.name_ko,
        "status": _TENDERS[programme.state],
        "procuringEntity": _reference(figures, programme.administrator_id),
        "value": _value(programme.budget_won),
        "procurementMethod": "open",
        "mainProcurementCategory": "services",
        "eligibilityCriteria": programme.call.eligibility_en,
        "eligibilityCriteria_ko": programme.call.eligibility_ko,
        "tenderPeriod": {
            "startDate": _moment(programme.opens_at),
            "endDate": _moment(programme.closes_at),
        },
        "numberOfTenderers": figures.totals.called,
    }


def _award(figures: Figures, award: AwardFigures) -> dict[str, Any]:
    return {
        "id": str(award.award_id),
        "title": award.technology[:200],
        "status": "active",
        "date": _day(award.awarded_on),
        "value": _value(award.stage1_won + award.success_cap_won),
        "suppliers": [_reference(figures, award.supplier_id)],
    }


def _contract(figures: Figures, award: AwardFigures) -> dict[str, Any]:
    assert award.signed_on is not None
    told: dict[str, Any] = {
        "id": str(award.award_id),
        "awardID": str(award.award_id),
        "status": _CONTRACTS.get(award.state, "active"),
        "dateSigned": _day(award.signed_on),
        "value": _value(award.stage1_won + award.success_cap_won),
        "implementation": {"milestones": _milestones(figures, award)},
    }
    if award.metrics:
        told["agreedMetrics"] = [_metric(one) for one in award.metrics]
    paid = [_transaction(figures, one) for one in _payments(figures, award)]
    if paid:
        told["implementation"]["transactions"] = paid
    return told


def _metric(told: Any) -> dict[str, Any]:
    seen = [
        {"id": f"{told['code']}-{name}", "measure": str(told[name]), "notes": name}
        for name in ("baseline", "target")
        if name in told
    ]
    return {"id": told["code"], "title": told["code"], **({"observations": seen} if seen else {})}


def _milestones(figures: Figures, award: AwardFigures) -> list[dict[str, Any]]:
    """Signing, acceptance of the works, each period's determination, and the end of the tail."""
    steps = [
        _milestone("signed", "Agreement signed", None, award.signed_on),
        _milestone("accepted", "Works accepted by site owner and workers", None, award.accepted_on),
        *(_determined(figures, award, period) for period in figures.periods),
    ]
    if award.tail_until is not None:
        over = award.tail_until if award.state == "closed" else None
        steps.append(_milestone("tail", "Tail ended, retention released", award.tail_until, over))
    return steps


def _determined(figures: Figures, award: AwardFigures, period: Period) -> dict[str, Any]:
    key, title = f"period-{period.period_no}", f"Results of period {period.period_no} determined"
    for one in figures.determinations:
        # What is in dispute is not determined yet, as far as the public is concerned.
        if one.disputed or (one.award_id, one.period_no) != (award.award_id, period.period_no):
            continue
        told = _milestone(key, title, period.claim_until, one.determined_on)
        if one.amount_won == 0:
            return {**told, "status": "notMet"}
        return {**told, "status": "met" if one.amount_won >= one.cap_won else "partiallyMet"}
    return _milestone(key, title, period.claim_until, None)


def _milestone(key: str, title: str, due: date | None, met: date | None) -> dict[str, Any]:
    told: dict[str, Any] = {"id": key, "title": title, "type": "financial"}
    if due is not None:
        told["dueDate"] = _day(due)
    if met is not None:
        told["dateMet"] = _day(met)
    return {**told, "status": "scheduled" if met is None else "met"}


def _payments(figures: Figures, award: AwardFigures) -> Sequence[PayableFigures]:
    return [
        one
        for one in figures.payables
        if one.award_id == award.award_id and one.paid_on and one.company_id == award.supplier_id
    ]


def _transaction(figures: Figures, paid: PayableFigures) -> dict[str, Any]:
    assert paid.paid_on is not None
    return {
        "id": str(paid.payable_id),
        "date": _day(paid.paid_on),
        "value": _value(paid.amount_won),
        "payer": _reference(figures, figures.programme.payer_id),
        "payee": _reference(figures, paid.company_id),
        "relatedImplementationMilestone": {"id": _milestone_of(paid)},
    }


def _milestone_of(paid: PayableFigures) -> str:
    if paid.purpose == PayableFor.RETENTION:
        return "tail"
    if paid.purpose == PayableFor.REWARD and paid.period_no is not None:
        return f"period-{paid.period_no}"
    return "signed" if paid.purpose == PayableFor.ADVANCE else "accepted"


def _reference(figures: Figures, company_id: int) -> dict[str, str]:
    known = figures.companies.get(company_id)
    if known is None:
        return {"id": f"company-{company_id}"}
    return {"id": f"KR-{known.business_number}", "name": known.name}


def _identifier(figures: Figures, company_id: int) -> dict[str, str]:
    known = figures.companies.get(company_id)
    if known is None:
        return {"id": f"company-{company_id}"}
    return {"id": known.business_number, "legalName": known.name}


def _value(won: int) -> dict[str, Any]:
    return {"amount": won, "currency": _CURRENCY}


def _moment(at: datetime) -> str:
    return at.astimezone(KOREA).isoformat(timespec="seconds")


def _day(on: date) -> str:
    """A day as OCDS writes dates: a moment, the beginning of the day in Korea."""
    return _moment(datetime.combine(on, time(), KOREA))
