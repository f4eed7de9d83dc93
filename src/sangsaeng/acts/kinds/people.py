"""Powers of people at the actor's own company: given, limited, ended."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sangsaeng.acts.fields import ItemId, WonOrNone
from sangsaeng.acts.model import Answer, Consent, Given, Role
from sangsaeng.acts.serving import decide_role_fits, refuse_own_right
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties.service_powers import (
    change_limit,
    end_power,
    grant_power,
    person_of_power,
)

Limit = Annotated[WonOrNone | None, Field(default=None, description="won a step; absent: no limit")]
ENTER = frozenset({Role.ADMINISTRATOR})
# Where a company has no other administrator, the operator's operations people look instead.
APPROVE = frozenset({Role.ADMINISTRATOR, Role.OPERATIONS})


class Grant(Given):
    """A role for a person who works here already; others come by invitation."""

    person_id: ItemId
    role: Role
    limit_won: Limit


class End(Given):
    """A power that ends."""

    power_id: ItemId


class ChangeLimit(Given):
    """A power that gets another limit."""

    power_id: ItemId
    limit_won: Limit


class PowerAnswer(Answer):
    """The power as it now stands, or as it ended."""

    power_id: int
    person_id: int


def _grant(acting: Acting, given: Grant) -> PowerAnswer | Refused:
    refused = refuse_own_right(acting, given.person_id) or decide_role_fits(
        acting.tx, acting.company_id, given.role
    )
    if refused:
        return refused
    made = grant_power(
        acting.tx,
        acting.company_id,
        given.person_id,
        str(given.role),
        given.limit_won,
        acting.at,
        acting.act_id,
    )
    if isinstance(made, Refusal):
        return made
    return PowerAnswer(power_id=made, person_id=given.person_id)


def _end(acting: Acting, given: End) -> PowerAnswer | Refused:
    person_id = end_power(acting.tx, acting.company_id, given.power_id, acting.at)
    if isinstance(person_id, Refusal):
        return person_id
    return PowerAnswer(power_id=given.power_id, person_id=person_id)


def _limit(acting: Acting, given: ChangeLimit) -> PowerAnswer | Refused:
    person_id = person_of_power(acting.tx, acting.company_id, given.power_id)
    refused = None if person_id is None else refuse_own_right(acting, person_id)
    if refused:
        return refused
    made = change_limit(
        acting.tx, acting.company_id, given.power_id, given.limit_won, acting.at, acting.act_id
    )
    if isinstance(made, Refusal):
        return made
    assert person_id is not None
    return PowerAnswer(power_id=made, person_id=person_id)


ACTS = (
    Act(
        code="powers.grant",
        path="/powers/grant",
        given=Grant,
        answer=PowerAnswer,
        enter=ENTER,
        approve=APPROVE,
        consent=Consent.INSTITUTION,
        steps_up=True,
        by_key=False,
        execute=_grant,
    ),
    Act(
        code="powers.end",
        path="/powers/end",
        given=End,
        answer=PowerAnswer,
        enter=ENTER,
        approve=APPROVE,
        consent=Consent.INSTITUTION,
        steps_up=True,
        by_key=False,
        execute=_end,
    ),
    Act(
        code="powers.limit",
        path="/powers/limit",
        given=ChangeLimit,
        answer=PowerAnswer,
        enter=ENTER,
        approve=APPROVE,
        consent=Consent.INSTITUTION,
        steps_up=True,
        by_key=False,
        execute=_limit,
    ),
)
