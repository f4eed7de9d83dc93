"""Asking companies on the system, and people into the actor's own company."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sangsaeng.acts.fields import BusinessNumber, ItemId, Name
from sangsaeng.acts.kinds.machines import Digest
from sangsaeng.acts.kinds.people import APPROVE, ENTER, Limit
from sangsaeng.acts.model import Answer, Consent, Given, Role
from sangsaeng.acts.serving import decide_role_fits, refuse_strangers
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties.service import get_company
from sangsaeng.parties.service_invitations import (
    Invited,
    Invitee,
    invite_companies,
    invite_person,
    withdraw_invitation,
)

MOST_LINES = 1_000
Email = Annotated[
    str,
    Field(
        pattern=r"^[^@\s]{1,64}@[^@\s]{1,189}$",
        max_length=254,
        description="where the link is to be sent",
        json_schema_extra={"x-confidential": True},
    ),
]
EmailOrNone = Annotated[Email | None, Field(default=None)]
TokenDigest = Annotated[
    Digest | None,
    Field(
        default=None,
        description="instead of an address: sha256 of the token in the link that you hand over",
    ),
]


class InvitationLine(Given):
    """One company. Either an address, or the digest of a token you made yourself."""

    business_number: BusinessNumber
    company_name: Name
    email: EmailOrNone
    token_digest: TokenDigest


class Send(InvitationLine):
    """A company that is asked in; its first person becomes its administrator."""


class SendMany(Given):
    """Companies that are asked in: all lines or none."""

    lines: Annotated[list[InvitationLine], Field(min_length=1, max_length=MOST_LINES)]


class AskPerson(Given):
    """A person who is asked into the actor's company, and as what."""

    role: Role
    limit_won: Limit
    email: EmailOrNone
    token_digest: TokenDigest


class Withdraw(Given):
    """An invitation that is taken back."""

    invitation_id: ItemId


class InvitationAnswer(Answer):
    """`delivery`: the address is `stored`, sealed, and nothing is sent yet; or `link`: who invites
    hands it over. Whether the company is on the system already is not told: its link leads nowhere.
    """

    line: int
    invitation_id: int
    delivery: Literal["stored", "link"]


class ManyAnswer(Answer):
    """What came of each line, in their order."""

    lines: list[InvitationAnswer]
    invited: int


class Withdrawn(Answer):
    """The invitation that leads in no more."""

    invitation_id: int


def _send(acting: Acting, given: Send) -> InvitationAnswer | Refused:
    done = _invite(acting, [given])
    return done[0] if isinstance(done[0], InvitationAnswer) else _refusals(done)


def _send_many(acting: Acting, given: SendMany) -> ManyAnswer | Refused:
    done = _invite(acting, given.lines)
    rows = [one for one in done if isinstance(one, InvitationAnswer)]
    if len(rows) < len(done):
        return _refusals(done)
    return ManyAnswer(lines=rows, invited=len(rows))


def _invite(
    acting: Acting, lines: list[InvitationLine] | list[Send]
) -> list[InvitationAnswer | Refusal]:
    strangers = refuse_strangers(acting, [line.business_number for line in lines])
    if strangers:
        return list(strangers)
    invitees = [
        Invitee(
            business_number=line.business_number,
            company_name=line.company_name,
            email=line.email,
            token_digest=_bytes(line.token_digest),
            line=number,
        )
        for number, line in enumerate(lines, start=1)
    ]
    role = str(Role.ADMINISTRATOR)
    done = invite_companies(acting.tx, acting.company_id, invitees, role, acting.at)
    for one in done:
        if isinstance(one, Invited):
            acting.touches(one.company_id)
    return [one if isinstance(one, Refusal) else _answer(one) for one in done]


def _refusals(done: list[InvitationAnswer | Refusal]) -> list[Refusal]:
    return [one for one in done if isinstance(one, Refusal)]


def _ask_person(acting: Acting, given: AskPerson) -> InvitationAnswer | Refused:
    refused = decide_role_fits(acting.tx, acting.company_id, given.role)
    if refused:
        return refused
    number = get_company(acting.tx, acting.company_id).business_number
    invitee = Invitee(number, "", given.email, _bytes(given.token_digest))
    role, limit_won = str(given.role), given.limit_won
    done = invite_person(acting.tx, acting.company_id, number, invitee, role, limit_won, acting.at)
    return done if isinstance(done, Refusal) else _answer(done)


def _withdraw(acting: Acting, given: Withdraw) -> Withdrawn | Refused:
    refused = withdraw_invitation(acting.tx, acting.company_id, given.invitation_id, acting.at)
    return refused or Withdrawn(invitation_id=given.invitation_id)


def _bytes(digest: str | None) -> bytes | None:
    return None if digest is None else bytes.fromhex(digest)


def _answer(one: Invited) -> InvitationAnswer:
    return InvitationAnswer(
        line=one.line,
        invitation_id=one.invitation_id,
        delivery="stored" if one.by_email else "link",
    )


# Asking a company in moves no money and gives nobody a right over another: its first person
# becomes administrator of its own company.
_INVITERS = frozenset({Role.ENTERER, Role.APPROVER, Role.ADMINISTRATOR, Role.OPERATIONS})

ACTS = (
    Act(
        code="invitations.send",
        path="/invitations/send",
        given=Send,
        answer=InvitationAnswer,
        enter=_INVITERS,
        execute=_send,
    ),
    Act(
        code="invitations.send_many",
        path="/invitations/send-many",
        given=SendMany,
        answer=ManyAnswer,
        enter=_INVITERS,
        execute=_send_many,
    ),
    Act(
        code="invitations.ask_person",
        path="/invitations/ask-person",
        given=AskPerson,
        answer=InvitationAnswer,
        enter=ENTER,
        approve=APPROVE,
        consent=Consent.INSTITUTION,
        steps_up=True,
        by_key=False,
        execute=_ask_person,
    ),
    Act(
        code="invitations.withdraw",
        path="/invitations/withdraw",
        given=Withdraw,
        answer=Withdrawn,
        enter=_INVITERS,
        execute=_withdraw,
    ),
)
