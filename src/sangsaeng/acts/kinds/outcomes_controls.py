"""Controls of a pay-for-success programme: run, settled by two people, and what they look by."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from sangsaeng.acts.fields import ItemId, Line, ProgrammeId, Won, WonOrNone
from sangsaeng.acts.model import Answer, Consent, Given, Role
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.controls.model import PriceBand, Settled
from sangsaeng.outcomes.controls.service import (
    is_match_of_site,
    run_controls,
    set_price_band,
    settle_finding,
    state_contract_sum,
)
from sangsaeng.outcomes.service_sides import administered, unknown_match


class ControlsRun(Given):
    """Look over a whole programme now."""

    programme_id: ProgrammeId


class FindingSettled(Given):
    """What a finding came to, and why: the answer is what auditors read."""

    programme_id: ProgrammeId
    finding_id: ItemId
    settled_as: Literal["cleared", "confirmed"]
    answer: Annotated[str, Field(min_length=1, max_length=4_000)]


class PriceBandSet(Given):
    """What a unit of a model costs on the market, from the least to the most, and the source."""

    programme_id: ProgrammeId
    model: Line
    least_won: Won
    most_won: Won
    source: Line


class ContractSumStated(Given):
    """What the site's own papers say the works at it cost; it is set against the invoice."""

    programme_id: ProgrammeId
    match_id: ItemId
    amount_won: WonOrNone


class ControlCount(Answer):
    """How many things a control found that were not known before."""

    control: str
    found: int


class ControlsDone(Answer):
    """Every control, and what is new."""

    controls: list[ControlCount]


class FindingStated(Answer):
    """A finding and what it came to."""

    finding_id: int
    control: str
    award_id: int | None
    settled_as: Settled
    settled_at: datetime


class BandStated(Answer):
    """The band that counts from now on."""

    model: str
    least_won: int
    most_won: int


class SumStated(Answer):
    """The site's word."""

    match_id: int
    amount_won: int


def _run(acting: Acting, given: ControlsRun) -> ControlsDone | Refused:
    programme = administered(acting.tx, acting.company_id, given.programme_id)
    if isinstance(programme, Refusal):
        return programme
    found = run_controls(acting.tx, given.programme_id, acting.at)
    if isinstance(found, Refusal):
        return found
    rows = [ControlCount(control=code, found=count) for code, count in found.items()]
    return ControlsDone(controls=rows)


def _settle(acting: Acting, given: FindingSettled) -> FindingStated | Refused:
    programme = administered(acting.tx, acting.company_id, given.programme_id)
    if isinstance(programme, Refusal):
        return programme
    about = (given.programme_id, given.finding_id, Settled(given.settled_as), given.answer)
    done = settle_finding(acting.tx, *about, acting.at)
    if isinstance(done, Refusal):
        return done
    return FindingStated(**{name: getattr(done, name) for name in FindingStated.model_fields})


def _set_band(acting: Acting, given: PriceBandSet) -> BandStated | Refused:
    programme = administered(acting.tx, acting.company_id, given.programme_id)
    if isinstance(programme, Refusal):
        return programme
    band = PriceBand(given.model, given.least_won, given.most_won, given.source)
    refused = set_price_band(acting.tx, given.programme_id, band, acting.at)
    if refused:
        return refused
    return BandStated(model=band.model, least_won=band.least_won, most_won=band.most_won)


def _state_sum(acting: Acting, given: ContractSumStated) -> SumStated | Refused:
    about = (given.programme_id, given.match_id)
    if not is_match_of_site(acting.tx, *about, acting.company_id):
        return unknown_match(given.match_id)
    refused = state_contract_sum(acting.tx, *about, "site", given.amount_won, acting.at)
    return refused or SumStated(match_id=given.match_id, amount_won=given.amount_won)


_OFFICER = frozenset({Role.PROGRAMME_OFFICER})

ACTS = (
    Act(
        # It only looks: what it finds holds an award until two people have settled it.
        code="outcomes.controls.run",
        path="/outcomes/controls/run",
        given=ControlsRun,
        answer=ControlsDone,
        enter=_OFFICER,
        execute=_run,
    ),
    Act(
        code="outcomes.findings.settle",
        path="/outcomes/findings/settle",
        given=FindingSettled,
        answer=FindingStated,
        enter=_OFFICER,
        approve=_OFFICER,
        consent=Consent.ANOTHER,
        steps_up=True,
        by_key=False,
        execute=_settle,
    ),
    Act(
        code="outcomes.price_bands.set",
        path="/outcomes/price-bands/set",
        given=PriceBandSet,
        answer=BandStated,
        enter=_OFFICER,
        approve=_OFFICER,
        consent=Consent.ANOTHER,
        steps_up=True,
        execute=_set_band,
    ),
    Act(
        code="outcomes.contract_sums.state",
        path="/outcomes/contract-sums/state",
        given=ContractSumStated,
        answer=SumStated,
        enter=frozenset({Role.ENTERER, Role.APPROVER}),
        approve=frozenset({Role.APPROVER}),
        consent=Consent.ANOTHER,
        steps_up=True,
        execute=_state_sum,
    ),
)
