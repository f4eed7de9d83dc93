"""A programme as an INDIGO 4.1.0 `project.json`: what is public, and nothing of sites or people.

Every row says its `status`: PUBLIC, or DISPUTED where a supplier objects; PRIVATE rows stay here.
Won are exported as numbers, which are exact up to 2^53. Pure: ids are made from our own numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.measures.loader import get_metric
from sangsaeng.outcomes.model_money import PayableFor
from sangsaeng.outcomes.reports.model import (
    AwardFigures,
    DeterminationFigures,
    Figures,
    Publication,
)
from sangsaeng.outcomes.reports.schema_check import check_indigo
from sangsaeng.outcomes.rules_determining import period_cap_won

_PUBLIC, _DISPUTED = "PUBLIC", "DISPUTED"
_CURRENCY = "KRW"
_STAGES = {
    "draft": "Contracted",
    "open": "Implementation",
    "closed": "Implementation",
    "ended": "Complete",
}
_BY_RESULTS = (PayableFor.REWARD, PayableFor.RETENTION)


def render_indigo(figures: Figures, publication: Publication) -> dict[str, Any] | list[Refusal]:
    """The project, held against its schema; or every fault of it."""
    told = _project(figures, publication)
    # The schema takes no empty list.
    project = {name: value for name, value in told.items() if value != []}
    return check_indigo(project) or project


def _project(figures: Figures, publication: Publication) -> dict[str, Any]:
    programme = figures.programme
    ended = programme.state == "ended"
    return {
        "status": _PUBLIC,
        "name": _value(programme.name_en),
        "alternative_names": _value(programme.name_ko),
        "stage_development": {**_value(_STAGES[programme.state]), "status": _PUBLIC},
        "dates": _dates(figures),
        "jurisdiction": {"jurisdiction": _public("KR")},
        "overall_project_finance": {
            "maximum_potential_outcome_payment_v2": _money(
                sum(one.success_cap_won for one in figures.awards)
            ),
            "total_outcome_payments_made": _money(figures.paid_won(*_BY_RESULTS)),
            "notes": "Grant-type results-based financing: no investor and no repayment.",
        },
        "purpose_and_classifications": {
            "social_challenge": _public("Accidents at work in small and medium-sized companies"),
            "intervention": _public(programme.call.eligibility_en),
        },
        "service_and_beneficiaries": {
            "actual_number_service_users_or_beneficiaries_total": _public(
                sum(one.workers for one in figures.awards)
            ),
            "unit_type_actual_service_users_or_beneficiaries": _public("Individual"),
            "unit_description_of_actual_service_user_or_beneficiaries": _public(
                "Workers of improved sites"
            ),
        },
        "service_provisions": [_provision(figures, one) for one in figures.awards],
        "outcome_payment_commitments": [_commitment(figures)],
        "intermediary_services": [_administrator(figures)],
        "outcome_metrics": _metrics(figures),
        "outcome_pricings": _pricings(figures),
        "results": _results(figures, ended),
        "outcome_payment_plans": [_plan(figures)],
        "outcome_payments": [*_planned(figures), *_actual(figures)],
        "transactions": _transactions(figures),
        "open_contracting_datas": [{"ocid": publication.ocid(figures), "status": _PUBLIC}],
    }


def _dates(figures: Figures) -> dict[str, Any]:
    signed = [one.signed_on for one in figures.awards if one.signed_on]
    told: dict[str, Any] = {}
    if signed:
        told["outcomes_contract_signed"] = _public(min(signed).isoformat())
    if figures.periods:
        first, last = figures.periods[0], figures.periods[-1]
        told["start_date_of_service_provision"] = _public(first.observed_from.isoformat())
        told["anticipated_end_date_of_service_provision"] = _public(last.observed_until.isoformat())
        told["anticipated_completion_date"] = _public(last.claim_until.isoformat())
    return told


def _provision(figures: Figures, award: AwardFigures) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": _id("award", award.award_id),
        "organisation_id": _organisation(figures, award.supplier_id),
        "organisation_role_category": _value("For-profit"),
        "intervention": _value(award.technology),
        "planned_service": {"start_date": _value(award.awarded_on.isoformat())},
        "status": _PUBLIC,
    }
    if award.accepted_on is not None:
        told["actual_service"] = {"start_date": _value(award.accepted_on.isoformat())}
    return told


def _commitment(figures: Figures) -> dict[str, Any]:
    told: dict[str, Any] = {
        "organisation_id": _organisation(figures, figures.programme.payer_id),
        "organisation_role_category": _value("Corporate Giving"),
        "maximum_potential_outcome_payment": _plain_money(
            sum(one.success_cap_won for one in figures.awards), shown=True
        ),
        "result_type": _value("Overall"),
        "total_outcome_payments": _plain_money(figures.paid_won(*_BY_RESULTS), shown=True),
        "status": _PUBLIC,
    }
    if figures.periods:
        told["period"] = _span(figures.periods[0].observed_from, figures.periods[-1].claim_until)
    return told


def _administrator(figures: Figures) -> dict[str, Any]:
    return {
        "organisation_id": _organisation(figures, figures.programme.administrator_id),
        "organisation_role_category": _value("Performance management"),
        "status": _PUBLIC,
    }


def _metrics(figures: Figures) -> list[dict[str, Any]]:
    """Each undertaking of each award: the target is the supplier's own."""
    return [_metric(figures, award, told) for award in figures.awards for told in award.metrics]


def _metric(figures: Figures, award: AwardFigures, told: Any) -> dict[str, Any]:
    metric = get_metric(told["code"], figures.programme.call.metric_catalogue)
    row = {
        "id": _metric_id(award, told["code"]),
        "definition": _value(told["code"]),
        "target_population": _value("Workers of the sites drawn for the supplier"),
        "outcome_metric_target": _value(str(told.get("target", ""))),
        "other_target_for_meeting_outcome_metric_target": _value(
            f"weight {told.get('weight', '')}, baseline {told.get('baseline', '')}"
        ),
        "status": _PUBLIC,
    }
    if not isinstance(metric, Refusal):
        row["definition"] = _value(metric.definition.en)
        row["outcome_validation_method"] = _value(metric.verifier.en)
        row["data_source_for_outcome_validation"] = _value(metric.denominator.source.en)
    return row


def _pricings(figures: Figures) -> list[dict[str, Any]]:
    return [
        {
            "outcome_metric_id": _value(_metric_id(award, told["code"])),
            "currency": _value(_CURRENCY),
            "maximum_price_if_all_targets_achieved": {"amount": _value(str(award.success_cap_won))},
            "price_description": _value(
                "The cap of the whole award: its metrics are paid together, by their weights."
            ),
            "status": _PUBLIC,
        }
        for award in figures.awards
        for told in award.metrics
    ]


def _results(figures: Figures, ended: bool) -> list[dict[str, Any]]:
    rows = [
        {
            "result_level": _value("Project level"),
            "result_type": _value("Interim"),
            "period": _period_of(figures, one.period_no),
            "outcomes_achieved": _value(
                f"award {one.award_id}: achievement {one.achieved or 'not reckoned'},"
                f" {one.amount_won} of at most {one.cap_won} won"
            ),
            "status": _DISPUTED if one.disputed else _PUBLIC,
        }
        for one in figures.determinations
    ]
    if ended:
        rows.append(
            {
                "result_level": _value("Project level"),
                "result_type": _value("Final"),
                "number_engaged_in_impact_bond": _value(
                    sum(award.workers for award in figures.awards)
                ),
                "status": _PUBLIC,
            }
        )
    return rows


def _plan(figures: Figures) -> dict[str, Any]:
    told: dict[str, Any] = {"id": _value("plan"), "status": _PUBLIC}
    if figures.periods:
        told["period"] = _span(figures.periods[0].observed_from, figures.periods[-1].claim_until)
    return told


def _planned(figures: Figures) -> list[dict[str, Any]]:
    """What each period pays at most, over all awards."""
    return [
        {
            **_payment(figures, _most_won(figures, one.period_no), "Planned"),
            "period": _span(one.observed_until, one.claim_until),
        }
        for one in figures.periods
    ]


def _most_won(figures: Figures, period_no: int) -> int:
    caps = [one.success_cap_won for one in figures.awards]
    return sum(period_cap_won(cap, figures.periods, period_no) for cap in caps)


def _actual(figures: Figures) -> list[dict[str, Any]]:
    disputed = _disputed(figures.determinations)
    return [
        {
            **_payment(figures, one.amount_won, "Actual"),
            "period": _period_of(figures, one.period_no),
            "recipient_organisation_id": _organisation(figures, one.company_id),
            "status": _DISPUTED if one.award_id in disputed else _PUBLIC,
        }
        for one in figures.payables
        if one.paid_on is not None and one.purpose in _BY_RESULTS
    ]


def _payment(figures: Figures, amount_won: int, kind: str) -> dict[str, Any]:
    return {
        "outcome_payment_plan_id": _value("plan"),
        "payer_organisation_id": _organisation(figures, figures.programme.payer_id),
        "type": _value(kind),
        "money": _plain_money(amount_won),
        "status": _PUBLIC,
    }


def _transactions(figures: Figures) -> list[dict[str, Any]]:
    """Money that left for suppliers; a verifier's fee is the programme's own matter."""
    return [
        {
            "date": _value(one.paid_on.isoformat()),
            "sending_organisation_id": _organisation(figures, figures.programme.payer_id),
            "receiving_organisation_id": _organisation(figures, one.company_id),
            "transaction_type": _value(
                "Outcome Payment" if one.purpose in _BY_RESULTS else "Grant"
            ),
            "money": _plain_money(one.amount_won),
            "status": _PUBLIC,
        }
        for one in figures.payables
        if one.paid_on is not None and one.award_id is not None and one.purpose != PayableFor.FEE
    ]


def _disputed(determinations: Sequence[DeterminationFigures]) -> frozenset[int]:
    return frozenset(one.award_id for one in determinations if one.disputed)


def _period_of(figures: Figures, period_no: int | None) -> dict[str, Any]:
    for one in figures.periods:
        if one.period_no == period_no:
            return _span(one.observed_from, one.observed_until)
    return {}


def _organisation(figures: Figures, company_id: int) -> dict[str, str]:
    """A company by its business number, which is public in Korea."""
    known = figures.companies.get(company_id)
    return _value(f"KR-{known.business_number}" if known else _id("company", company_id))


def _metric_id(award: AwardFigures, code: str) -> str:
    return f"{award.award_id}-{code}"


def _id(what: str, number: int) -> str:
    return f"{what}-{number}"


def _span(first: date, last: date) -> dict[str, Any]:
    return {"start_date": _value(first.isoformat()), "end_date": _value(last.isoformat())}


def _value(value: Any) -> dict[str, Any]:
    return {"value": value}


def _public(value: Any) -> dict[str, Any]:
    return {"value": value, "status": _PUBLIC}


def _money(won: int) -> dict[str, Any]:
    return {"currency": _public(_CURRENCY), "amount": _public(won)}


def _plain_money(won: int, shown: bool = False) -> dict[str, Any]:
    """An amount whose row says its status; `shown`: the schema wants the currency's own too."""
    currency = _public(_CURRENCY) if shown else _value(_CURRENCY)
    return {"currency": currency, "amount": _value(won)}
