"""Reading the figures of a programme; each list by one statement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sangsaeng.database.connection import Row, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger.service import reserve_items
from sangsaeng.outcomes.model_claim import Period
from sangsaeng.outcomes.reports.model import (
    AccidentFigures,
    AwardFigures,
    Company,
    DeterminationFigures,
    Figures,
    FollowOnFigures,
    HazardFigures,
    PayableFigures,
    Totals,
)
from sangsaeng.outcomes.rules_baselines import ACCIDENTS
from sangsaeng.outcomes.rules_determining import period_cap_won
from sangsaeng.outcomes.service import get_award, get_programme
from sangsaeng.outcomes.service_claims import list_periods
from sangsaeng.outcomes.service_sides import day_of

_SQL = load(__package__)


def read_figures(tx: Tx, programme_id: int, at: datetime) -> Figures | Refusal:
    """The figures of a programme under the asker's own rights, or `unknown_outcome_programme`. A
    report wants them as of one moment: the transaction reads a snapshot."""
    programme = get_programme(tx, programme_id)
    if isinstance(programme, Refusal):
        return programme
    about = {"programme_id": programme_id}
    awards = [AwardFigures(**row) for row in tx.rows(_SQL["list_report_awards"], **about)]
    payables = [PayableFigures(**row) for row in tx.rows(_SQL["list_report_payables"], **about)]
    wanted = {programme.administrator_id, programme.payer_id}
    wanted |= {one.supplier_id for one in awards} | {one.company_id for one in payables}
    rows = tx.rows(_SQL["list_report_companies"], company_ids=sorted(wanted))
    determined = tx.rows(_SQL["list_report_determinations"], **about)
    periods = list_periods(tx, programme_id)
    return Figures(
        programme=programme,
        read_at=at,
        companies={row["company_id"]: Company(**row) for row in rows},
        periods=periods,
        awards=awards,
        determinations=[_determination(row, periods) for row in determined],
        payables=payables,
        hazards=[HazardFigures(**row) for row in tx.rows(_SQL["list_report_hazards"], **about)],
        follow_ons=[
            FollowOnFigures(**row) for row in tx.rows(_SQL["list_report_follow_ons"], **about)
        ],
        accidents=AccidentFigures(
            **tx.the(_SQL["get_report_accidents"], **about, metric=ACCIDENTS)
        ),
        totals=Totals(**tx.the(_SQL["get_report_totals"], **about)),
    )


def _determination(row: Row, periods: Sequence[Period]) -> DeterminationFigures:
    told = {name: value for name, value in row.items() if name != "success_cap_won"}
    cap_won = period_cap_won(row["success_cap_won"], periods, row["period_no"])
    return DeterminationFigures(**told, cap_won=cap_won)


def record_follow_on(
    tx: Tx,
    programme_id: int,
    award_id: int,
    kind: str,
    amount_won: int,
    sites: int,
    source: str,
    on: date,
    at: datetime,
) -> int | Refusal:
    """What came of an award beyond its programme, with the paper that shows it; its number.

    Refusals in order: unknown_award, day_in_future, follow_on_told.
    """
    award = get_award(tx, programme_id, award_id)
    if isinstance(award, Refusal):
        return award
    if on > day_of(at):
        return refuse("day_in_future", "happened_on", day=on.isoformat())
    number = reserve_items(tx, 1)[0]
    added = tx.run(
        _SQL["add_follow_on"],
        programme_id=programme_id,
        follow_on_id=number,
        award_id=award_id,
        kind=kind,
        amount_won=amount_won,
        sites=sites,
        source=source,
        happened_on=on,
        at=at,
    )
    return number if added else refuse("follow_on_told", "source", value=source)
