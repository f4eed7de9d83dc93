"""What is done when a buyer does not pay: opening its proceedings by hand."""

from __future__ import annotations

from datetime import date

from sangsaeng.acts.fields import BusinessNumber, Line
from sangsaeng.acts.model import Answer, Consent, Given, Role
from sangsaeng.acts.owning import company_named, operator
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.settlement.playbook_opening import open_playbook

_OPEN = "playbooks.open"


class PlaybookWanted(Given):
    """Proceedings on a buyer that is insolvent, with or without an unpaid call. They do nothing
    yet; they reach all its programmes."""

    buyer_number: BusinessNumber
    reason: Line


class PlaybookOpened(Answer):
    """The proceedings of a buyer and day; their first reason stands."""

    playbook_id: int
    opened_on: date
    reason: str


def _open(acting: Acting, given: PlaybookWanted) -> PlaybookOpened | Refused:
    refused = operator(acting, _OPEN)
    if refused:
        return refused
    buyer = company_named(acting, given.buyer_number, "buyer_number")
    if isinstance(buyer, Refusal):
        return buyer
    opened = open_playbook(acting.tx, buyer.company_id, acting.today, given.reason)
    if isinstance(opened, Refusal):
        return opened
    return PlaybookOpened(
        playbook_id=opened.playbook_id, opened_on=opened.opened_on, reason=opened.reason
    )


ACTS = (
    Act(
        code=_OPEN,
        path="/playbooks/open",
        given=PlaybookWanted,
        answer=PlaybookOpened,
        enter=frozenset({Role.CREDIT}),
        approve=frozenset({Role.CREDIT}),
        consent=Consent.ANOTHER,
        steps_up=True,
        execute=_open,
    ),
)
