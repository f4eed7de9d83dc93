"""Works of pay for success: handed in, accepted by the site's two sides, their cost accepted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from sangsaeng.acts.fields import Day, ItemId, Line, Name, ProgrammeId, Won, WonOrNone
from sangsaeng.acts.kinds.outcomes_gateway import MatchNamed, MatchStated
from sangsaeng.acts.kinds.outcomes_sites import person_and_second
from sangsaeng.acts.model import Answer, Consent, Given, Role
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.database.connection import Tx
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.rules_works import Unit, WorksEntry
from sangsaeng.outcomes.service_gateway import match_sided
from sangsaeng.outcomes.service_sides import Match, administered, award_administered, unknown_match
from sangsaeng.outcomes.service_works import (
    accept_cost,
    accept_works,
    record_subsidised,
    refuse_works,
    submit_works,
)

_MOST_UNITS = 1_000


class DeviceGiven(Given):
    """A device by its serial number; blanks, hyphens and capitals make no other one of it."""

    maker: Name
    model: Name
    serial: Name


class UnitGiven(DeviceGiven):
    """The same, and what it cost."""

    price_won: Won


class WorksGiven(Given):
    """The works at a site: the tax invoice, the bank transfer that paid it, the cost that is
    claimed, the devices, and the files that prove it (photographs of before and after, the training
    list, the test sheet)."""

    programme_id: ProgrammeId
    match_id: ItemId
    invoice_number: Name
    invoice_won: Won
    transfer_reference: Name
    cost_won: Won
    installed_on: Day
    units: Annotated[list[UnitGiven], Field(min_length=1, max_length=_MOST_UNITS)]
    evidence_ids: Annotated[list[ItemId], Field(min_length=1, max_length=100)]


class SubsidisedGiven(Given):
    """Devices that another subsidy pays for."""

    programme_id: ProgrammeId
    scheme: Name
    reference: Name
    devices: Annotated[list[DeviceGiven], Field(min_length=1, max_length=_MOST_UNITS)]


class WorksRefused(Given):
    """Works that the site does not accept, and why, in words that the supplier reads."""

    programme_id: ProgrammeId
    match_id: ItemId
    reason: Line


class CostGiven(Given):
    """The cost of an award's works that is accepted, all of them together."""

    programme_id: ProgrammeId
    award_id: ItemId
    cost_won: WonOrNone


class SubsidisedStated(Answer):
    """How many devices no programme pays for any more."""

    devices: int


class CostStated(Answer):
    """What became of stage 1: owed beyond the advance, and back to the pool."""

    payable_id: int | None
    owed_won: int
    released_won: int


def _of_supplier(acting: Acting, given: WorksGiven) -> Match | Refusal:
    match = match_sided(acting.tx, acting.company_id, given.programme_id, given.match_id)
    if isinstance(match, Match) and match.supplier_id != acting.company_id:
        return unknown_match(given.match_id)
    return match


def _submit(acting: Acting, given: WorksGiven) -> MatchStated | Refused:
    match = _of_supplier(acting, given)
    if isinstance(match, Refusal):
        return match
    acting.touches(match.company_id)
    entry = WorksEntry(
        given.invoice_number,
        given.invoice_won,
        given.transfer_reference,
        given.cost_won,
        given.installed_on,
        [Unit(**unit.model_dump()) for unit in given.units],
    )
    refused = submit_works(acting.tx, match, entry, given.evidence_ids, acting.at)
    return refused or MatchStated(match_id=match.match_id, state="installed")


def _subsidise(acting: Acting, given: SubsidisedGiven) -> SubsidisedStated | Refused:
    programme = administered(acting.tx, acting.company_id, given.programme_id)
    if isinstance(programme, Refusal):
        return programme
    units = [(one.maker, one.model, one.serial) for one in given.devices]
    about = (given.programme_id, given.scheme, given.reference)
    refused = record_subsidised(acting.tx, *about, units, acting.at)
    return refused or SubsidisedStated(devices=len(units))


def _of_site(acting: Acting, given: MatchNamed | WorksRefused) -> Match | Refusal:
    match = match_sided(acting.tx, acting.company_id, given.programme_id, given.match_id)
    if isinstance(match, Match) and match.company_id != acting.company_id:
        return unknown_match(given.match_id)
    return match


def _accept(acting: Acting, given: MatchNamed) -> MatchStated | Refused:
    match = _of_site(acting, given)
    if isinstance(match, Refusal):
        return match
    people = person_and_second(acting, "match_id")
    if isinstance(people, Refusal):
        return people
    acting.touches(match.supplier_id)
    refused = accept_works(acting.tx, match, people, acting.at)
    return refused or MatchStated(match_id=match.match_id, state="accepted")


def _refuse(acting: Acting, given: WorksRefused) -> MatchStated | Refused:
    match = _of_site(acting, given)
    if isinstance(match, Refusal):
        return match
    acting.touches(match.supplier_id)
    refused = refuse_works(acting.tx, match, given.reason, acting.at)
    return refused or MatchStated(match_id=match.match_id, state="confirmed")


def _accept_cost(acting: Acting, given: CostGiven) -> CostStated | Refused:
    found = award_administered(acting.tx, acting.company_id, given.programme_id, given.award_id)
    if isinstance(found, Refusal):
        return found
    acting.touches(found[1].supplier_id)
    done = accept_cost(acting.tx, found[1], given.cost_won, acting.at)
    if isinstance(done, Refusal):
        return done
    return CostStated(
        payable_id=done.payable_id, owed_won=done.owed_won, released_won=done.released_won
    )


def _payer(tx: Tx, company_id: int, given: CostGiven) -> Sequence[int] | Refusal:
    found = administered(tx, company_id, given.programme_id)
    return found if isinstance(found, Refusal) else (found.payer_id,)


_COMPANY = frozenset({Role.ENTERER, Role.APPROVER})
_OFFICERS = frozenset({Role.PROGRAMME_OFFICER})

ACTS = (
    Act(
        code="outcomes.works.submit",
        path="/outcomes/works/submit",
        given=WorksGiven,
        answer=MatchStated,
        enter=_COMPANY,
        approve=frozenset({Role.APPROVER}),
        consent=Consent.ANOTHER,
        steps_up=True,
        amount_won=lambda given: given.cost_won,
        programme_of=lambda given: given.programme_id,
        execute=_submit,
    ),
    Act(
        code="outcomes.serials.record_subsidy",
        path="/outcomes/serials/record-subsidy",
        given=SubsidisedGiven,
        answer=SubsidisedStated,
        enter=_OFFICERS,
        approve=_OFFICERS,
        consent=Consent.ANOTHER,
        steps_up=True,
        programme_of=lambda given: given.programme_id,
        execute=_subsidise,
    ),
    Act(
        # The owner's word and the workers': both are people, and not the same.
        code="outcomes.works.accept",
        path="/outcomes/works/accept",
        given=MatchNamed,
        answer=MatchStated,
        enter=_COMPANY,
        approve=frozenset({Role.WORKER_REPRESENTATIVE}),
        consent=Consent.ANOTHER,
        steps_up=True,
        by_key=False,
        programme_of=lambda given: given.programme_id,
        execute=_accept,
    ),
    Act(
        # Either side may say no; that it is said takes two all the same.
        code="outcomes.works.refuse",
        path="/outcomes/works/refuse",
        given=WorksRefused,
        answer=MatchStated,
        enter=_COMPANY | {Role.WORKER_REPRESENTATIVE},
        approve=frozenset({Role.APPROVER, Role.WORKER_REPRESENTATIVE}),
        consent=Consent.ANOTHER,
        steps_up=True,
        programme_of=lambda given: given.programme_id,
        execute=_refuse,
    ),
    Act(
        code="outcomes.costs.accept",
        path="/outcomes/costs/accept",
        given=CostGiven,
        answer=CostStated,
        enter=_OFFICERS,
        approve=_OFFICERS,
        agree_by=frozenset({Role.CREDIT, Role.TREASURY}),
        consent=Consent.ANOTHER,
        steps_up=True,
        amount_won=lambda given: given.cost_won,
        agree=_payer,
        programme_of=lambda given: given.programme_id,
        execute=_accept_cost,
    ),
)
