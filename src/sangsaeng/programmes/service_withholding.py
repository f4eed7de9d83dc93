"""Which programmes withhold tax from which flow, by what law, and what is to be paid in for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger.model import LineKind
from sangsaeng.ledger.service import enter_gate
from sangsaeng.programmes.rules_withholding import Flow, WithholdingLaw, split_withheld
from sangsaeng.programmes.service import get_calendar, get_programme
from sangsaeng.statutes.loader import flag_on, integer_on, rate_on

_SQL = load(__package__)
_KINDS = (
    LineKind.TAX_WITHHELD,
    LineKind.INCENTIVE_TAX_WITHHELD,
    LineKind.INCENTIVE_TAX_WITHHELD_AT_CHANGE,
)


def withholding_law_on(day: date) -> WithholdingLaw | Refusal:
    """The law of a day, or `law_value_missing` on a day the data does not reach."""
    corporate = rate_on("withholding_rate_corporate_interest", day)
    personal = rate_on("withholding_rate_individual_interest", day)
    local = rate_on("withholding_local_rate", day)
    least = integer_on("withholding_min_tax_won", day)
    exempt = flag_on("withholding_small_interest_exempt", day)
    unit = integer_on("treasury_truncation_won", day)
    for found in (corporate, personal, local, least, exempt, unit):
        if isinstance(found, Refusal):
            return found
    assert not isinstance(corporate, Refusal) and not isinstance(personal, Refusal)
    assert not isinstance(local, Refusal) and not isinstance(least, Refusal)
    assert not isinstance(exempt, Refusal) and not isinstance(unit, Refusal)
    return WithholdingLaw(corporate, personal, local, least, least if exempt else 0, unit)


def record_withholding(
    tx: Tx, programme_id: int, flow: str, since: date, withheld: bool
) -> Refusal | None:
    """From a day on tax is withheld from a flow of a programme, or no longer.

    Refusals in order: unknown_programme, unknown_withholding_flow, law_value_missing (nothing is
    withheld by a law nobody knows), withholding_too_late (the run of that day is over, and paid by
    what was known), withholding_known (a day is entered once; the same again is no refusal).
    """
    programme = get_programme(tx, programme_id)
    if isinstance(programme, Refusal):
        return programme
    if flow not in tuple(Flow):
        return refuse("unknown_withholding_flow", "flow", value=flow[:40])
    law = withholding_law_on(since)
    if withheld and isinstance(law, Refusal):
        return law
    key = {"programme_id": programme_id, "flow": flow, "since": since}
    # Under the gate: no run of that day ends between the look and the entry.
    closed_through = enter_gate(tx, programme_id)
    if tx.row(_SQL["withheld_since"], **key) is None and closed_through and since <= closed_through:
        return refuse("withholding_too_late", "since", day=closed_through.isoformat())
    tx.run(_SQL["add_withholding"], **key, withheld=withheld)
    if tx.the(_SQL["withheld_since"], **key)["withheld"] != withheld:
        return refuse("withholding_known", "since", day=since.isoformat())
    return None


def list_withholding_programmes(tx: Tx, flow: Flow, day: date) -> Sequence[int]:
    """The programmes that withhold tax from a flow on a day; nearly always none."""
    rows = tx.rows(_SQL["list_withholding_programmes"], flow=str(flow), day=day)
    return [row["programme_id"] for row in rows]


@dataclass(frozen=True, slots=True)
class WithheldTax:
    """Tax withheld from one payee's payment of a day, in won."""

    flow: Flow
    business_number: str
    name: str
    booked_on: date
    national_won: int
    local_won: int


@dataclass(frozen=True, slots=True)
class Remittance:
    """What the operator pays in for a month, and by when; the tax lies in its own account."""

    pay_by: date
    national_won: int
    local_won: int
    items: tuple[WithheldTax, ...]


def get_remittance(tx: Tx, programme_id: int, month: date) -> Remittance | Refusal:
    """The remittance of the month that a day lies in: due on the day of the next month that the
    law names, the next business day where that is closed (국세기본법 §5①). Each payment's tax is
    split by the law of its own day.

    Refusals in order: unknown_programme, law_value_missing.
    """
    programme = get_programme(tx, programme_id)
    if isinstance(programme, Refusal):
        return programme
    first = month.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    day_of_month = integer_on("withholding_remit_day", first)
    if isinstance(day_of_month, Refusal):
        return day_of_month
    rows = tx.rows(
        _SQL["list_withheld"],
        programme_id=programme_id,
        kinds=[int(kind) for kind in _KINDS],
        refund_kind=int(LineKind.TAX_WITHHELD),
        first_day=first,
        last_day=following - timedelta(days=1),
    )
    items, laws = [], {day: withholding_law_on(day) for day in {row["booked_on"] for row in rows}}
    for row in rows:
        law = laws[row["booked_on"]]
        if isinstance(law, Refusal):
            return law
        national_won, local_won = split_withheld(row.pop("amount_won"), law)
        flow = Flow(row.pop("flow"))
        items.append(WithheldTax(**row, flow=flow, national_won=national_won, local_won=local_won))
    return Remittance(
        pay_by=get_calendar(tx).on_or_after(following.replace(day=day_of_month)),
        national_won=sum(one.national_won for one in items),
        local_won=sum(one.local_won for one in items),
        items=tuple(items),
    )
