"""Days, rates and tax that the law or the calendar sets, as operators enter them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sangsaeng.acts.fields import Day, Line, ProgrammeId, Rate, RateOut
from sangsaeng.acts.model import Answer, Consent, Given, Role
from sangsaeng.acts.owning import operator, programme_run
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.programmes.rules_withholding import Flow
from sangsaeng.programmes.service import record_closed_day
from sangsaeng.programmes.service_base_rate import record_base_rate
from sangsaeng.programmes.service_withholding import record_withholding

_CLOSED_DAYS, _BASE_RATES = "closed_days.add", "base_rates.add"


class ClosedDay(Given):
    """Banks are closed on a day that no calendar knew; what is due moves to the next business
    day."""

    day: Day
    reason: Line


class ClosedDayAdded(Answer):
    """The day that is a closed one now."""

    day: date


class BaseRate(Given):
    """A decision of the Bank of Korea that this release does not know yet, from its day on."""

    since: Day
    rate_annual: Rate
    reason: Line


class BaseRateAdded(Answer):
    """The base rate from a day on."""

    since: date
    rate_annual: RateOut


class Withholding(Given):
    """From a day on tax is withheld from a flow of a programme, or no longer."""

    programme_id: ProgrammeId
    flow: Flow
    withheld: bool
    since: Day | None = None


class WithholdingSet(Answer):
    """What holds from a day on."""

    flow: Flow
    withheld: bool
    since: date


def _add_closed_day(acting: Acting, given: ClosedDay) -> ClosedDayAdded | Refused:
    # The calendar is every institution's.
    refused = operator(acting, _CLOSED_DAYS)
    if refused:
        return refused
    record_closed_day(acting.tx, given.day, given.reason)
    return ClosedDayAdded(day=given.day)


def _add_base_rate(acting: Acting, given: BaseRate) -> BaseRateAdded | Refused:
    rate = Decimal(given.rate_annual)
    refused = operator(acting, _BASE_RATES) or record_base_rate(
        acting.tx, given.since, rate, given.reason, acting.today
    )
    return refused or BaseRateAdded(since=given.since, rate_annual=rate)


def _set_withholding(acting: Acting, given: Withholding) -> WithholdingSet | Refused:
    programme = programme_run(acting, given.programme_id)
    if isinstance(programme, Refusal):
        return programme
    since = given.since or acting.today
    flow = (given.programme_id, str(given.flow))
    refused = record_withholding(acting.tx, *flow, since, given.withheld)
    return refused or WithholdingSet(flow=given.flow, withheld=given.withheld, since=since)


ACTS = (
    Act(
        code=_CLOSED_DAYS,
        path="/closed-days/add",
        given=ClosedDay,
        answer=ClosedDayAdded,
        enter=frozenset({Role.OPERATIONS}),
        approve=frozenset({Role.OPERATIONS, Role.TREASURY}),
        consent=Consent.ANOTHER,
        steps_up=True,
        execute=_add_closed_day,
    ),
    Act(
        code=_BASE_RATES,
        path="/base-rates/add",
        given=BaseRate,
        answer=BaseRateAdded,
        enter=frozenset({Role.OPERATIONS}),
        approve=frozenset({Role.CREDIT, Role.TREASURY}),
        consent=Consent.ANOTHER,
        steps_up=True,
        execute=_add_base_rate,
    ),
    Act(
        code="withholding.set",
        path="/withholding/set",
        given=Withholding,
        answer=WithholdingSet,
        enter=frozenset({Role.OPERATIONS}),
        approve=frozenset({Role.TREASURY}),
        consent=Consent.ANOTHER,
        steps_up=True,
        programme_of=lambda given: given.programme_id,
        execute=_set_withholding,
    ),
)
