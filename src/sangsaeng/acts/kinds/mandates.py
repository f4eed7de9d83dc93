"""What the operator says of companies, for every institution: a mandate, who may bind them."""

from __future__ import annotations

from pydantic import AwareDatetime

from sangsaeng.acts.fields import BusinessNumber, ItemId, Won
from sangsaeng.acts.model import Answer, Consent, Given, Role
from sangsaeng.acts.serving import find_served, refuse_own_right
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties.service_accounts import confirm_company
from sangsaeng.parties.service_mandates import (
    confirm_representative,
    end_mandates,
    give_mandate,
    only_person,
)

_ENTER = frozenset({Role.OPERATIONS})
_APPROVE = frozenset({Role.OPERATIONS, Role.CREDIT})
_GIVE, _END, _CONFIRM = "mandates.give", "mandates.end", "representatives.confirm"


class Give(Given):
    """Leave for a company's only person to act alone, up to an amount a step."""

    business_number: BusinessNumber
    limit_won: Won
    ends_at: AwareDatetime


class End(Given):
    """A mandate that ends."""

    business_number: BusinessNumber


class Confirm(Given):
    """A person whom the operator has seen to bind a company."""

    business_number: BusinessNumber
    person_id: ItemId


class MandateAnswer(Answer):
    """For whom the mandate is."""

    mandate_id: int
    person_id: int


class SaidOf(Answer):
    """The company it was said of."""

    company_id: int


def _give(acting: Acting, given: Give) -> MandateAnswer | Refused:
    company_id = find_served(acting, given.business_number, _GIVE)
    if isinstance(company_id, Refusal):
        return company_id
    person_id = only_person(acting.tx, company_id)
    if isinstance(person_id, Refusal):
        return person_id
    made = refuse_own_right(acting, person_id) or give_mandate(
        acting.tx,
        company_id,
        person_id,
        given.limit_won,
        given.ends_at,
        acting.at,
        acting.act_id,
    )
    if isinstance(made, Refusal):
        return made
    return MandateAnswer(mandate_id=made, person_id=person_id)


def _end(acting: Acting, given: End) -> SaidOf | Refused:
    company_id = find_served(acting, given.business_number, _END)
    if isinstance(company_id, Refusal):
        return company_id
    return end_mandates(acting.tx, company_id, acting.at) or SaidOf(company_id=company_id)


def _confirm(acting: Acting, given: Confirm) -> SaidOf | Refused:
    company_id = find_served(acting, given.business_number, _CONFIRM)
    if isinstance(company_id, Refusal):
        return company_id
    refused = refuse_own_right(acting, given.person_id) or confirm_representative(
        acting.tx, company_id, given.person_id, acting.company_id, acting.at, acting.act_id
    )
    if refused:
        return refused
    confirm_company(acting.tx, company_id, acting.today)
    return SaidOf(company_id=company_id)


ACTS = (
    Act(
        code=_GIVE,
        path="/mandates/give",
        given=Give,
        answer=MandateAnswer,
        enter=_ENTER,
        approve=_APPROVE,
        consent=Consent.ANOTHER,
        steps_up=True,
        by_key=False,
        amount_won=lambda given: given.limit_won,
        execute=_give,
    ),
    Act(
        code=_END,
        path="/mandates/end",
        given=End,
        answer=SaidOf,
        enter=_APPROVE,
        # It takes leave away and gives none, and may be urgent.
        consent=Consent.NOBODY,
        steps_up=True,
        by_key=False,
        execute=_end,
    ),
    Act(
        code=_CONFIRM,
        path="/representatives/confirm",
        given=Confirm,
        answer=SaidOf,
        enter=_ENTER,
        approve=_APPROVE,
        consent=Consent.ANOTHER,
        steps_up=True,
        by_key=False,
        execute=_confirm,
    ),
)
