"""Inviting companies and people. A link's token is known to who gets it; here is its digest.

With an address the token is made here and sealed beside the address until it is sent; without one
whoever invites makes the token, hands the link over itself, and sends only its digest.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sangsaeng.database.connection import Tx
from sangsaeng.database.sealing import Keys
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger.service import reserve_items
from sangsaeng.parties.service import ensure_companies

_SQL = load(__package__)
# A holiday and a month's end lie between; who lets it pass is asked again.
INVITATION_LASTS = timedelta(days=30)
ABOUT = "invitation"
_SIZE_UNTIL_IT_JOINS = "small"


@dataclass(frozen=True, slots=True)
class Invitee:
    """Who is asked: an address, or the digest of a token that who invites made. `line`: of its
    list, counted from 1."""

    business_number: str
    company_name: str
    email: str | None = None
    token_digest: bytes | None = None
    line: int = 1


@dataclass(frozen=True, slots=True)
class Invited:
    """What came of it."""

    line: int
    company_id: int
    invitation_id: int
    by_email: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """What an invitation's sealed part holds, for whoever sends it."""

    email: str
    token: str


def seal_letter(keys: Keys, letter: Letter) -> bytes:
    """For `parties.invitation.sealed`."""
    return keys.seal(json.dumps({"email": letter.email, "token": letter.token}), ABOUT)


def unseal_letter(keys: Keys, sealed: bytes) -> Letter:
    """Back from `parties.invitation.sealed`."""
    return Letter(**json.loads(keys.unseal(sealed, ABOUT)))


def invite_companies(
    tx: Tx, invited_by: int, invitees: Sequence[Invitee], role: str, at: datetime
) -> list[Invited] | list[Refusal]:
    """Ask companies in, unknown ones by their number: the first person of each gets `role` there.

    One that has people already is invited like any other, or an answer would tell who is on the
    system; the door takes nobody in by it. Refused, by line: `invited_twice`, `how_to_reach`,
    `token_taken`.
    """
    refusals = _check(invitees)
    if refusals:
        return refusals
    named = {one.business_number: (one.company_name, _SIZE_UNTIL_IT_JOINS) for one in invitees}
    companies = ensure_companies(tx, named)
    ids = {number: company.company_id for number, company in companies.items()}
    numbers = _add(tx, invited_by, invitees, ids, role, None, at)
    if isinstance(numbers, Refusal):
        return [numbers]
    return [
        Invited(
            line=one.line,
            company_id=ids[one.business_number],
            invitation_id=numbers[one.line],
            by_email=one.email is not None,
        )
        for one in invitees
    ]


def invite_person(
    tx: Tx,
    company_id: int,
    business_number: str,
    invitee: Invitee,
    role: str,
    limit_won: int | None,
    at: datetime,
) -> Invited | Refusal:
    """Ask a person into the inviting company itself. Refused: `how_to_reach`, `token_taken`."""
    refusals = _check([invitee])
    if refusals:
        return refusals[0]
    numbers = _add(tx, company_id, [invitee], {business_number: company_id}, role, limit_won, at)
    if isinstance(numbers, Refusal):
        return numbers
    return Invited(invitee.line, company_id, numbers[invitee.line], invitee.email is not None)


def invite_by_hand(tx: Tx, company_id: int, role: str, email: str | None, at: datetime) -> str:
    """Ask a person in from the console: the first of a company, whom nobody inside could ask. The
    link's token, which stands nowhere else; with an address only that address may use it."""
    token = secrets.token_urlsafe(32)
    tx.run(
        _SQL["add_invitations"],
        invitation_id=reserve_items(tx, 1),
        token_digest=[sha256(token.encode()).digest()],
        company_id=[company_id],
        sealed=[None if email is None else seal_letter(tx.keys, Letter(email, token))],
        invited_by=company_id,
        role=role,
        limit_won=None,
        at=at,
        ends_at=at + INVITATION_LASTS,
    )
    return token


def withdraw_invitation(
    tx: Tx, invited_by: int, invitation_id: int, at: datetime
) -> Refusal | None:
    """Take an invitation back that nobody accepted. Refused: `unknown_invitation`."""
    about = {"invitation_id": invitation_id, "invited_by": invited_by, "at": at}
    if tx.run(_SQL["withdraw_invitation"], **about):
        return None
    return refuse("unknown_invitation", "invitation_id", invitation=str(invitation_id))


def _check(invitees: Sequence[Invitee]) -> list[Refusal]:
    refusals, seen = [], set[str]()
    for one in invitees:
        if one.business_number in seen:
            refused = refuse("invited_twice", "business_number", number=one.business_number)
            refusals.append(refused.at(one.line))
        if (one.email is None) == (one.token_digest is None):
            refusals.append(refuse("how_to_reach", "email").at(one.line))
        seen.add(one.business_number)
    return refusals


def _add(
    tx: Tx,
    invited_by: int,
    invitees: Sequence[Invitee],
    ids: Mapping[str, int],
    role: str,
    limit_won: int | None,
    at: datetime,
) -> dict[int, int] | Refusal:
    """The invitations' numbers by line."""
    if not invitees:
        return {}
    digests, sealed = list[bytes](), list[bytes | None]()
    for one in invitees:
        if one.email is None:
            assert one.token_digest is not None
            digests.append(one.token_digest)
            sealed.append(None)
        else:
            token = secrets.token_urlsafe(32)
            digests.append(sha256(token.encode()).digest())
            sealed.append(seal_letter(tx.keys, Letter(one.email, token)))
    numbers = reserve_items(tx, len(invitees))
    added = tx.run(
        _SQL["add_invitations"],
        invitation_id=numbers,
        token_digest=digests,
        company_id=[ids[one.business_number] for one in invitees],
        sealed=sealed,
        invited_by=invited_by,
        role=role,
        limit_won=limit_won,
        at=at,
        ends_at=at + INVITATION_LASTS,
    )
    if added != len(invitees):
        return refuse("token_taken", "token_digest")
    return {one.line: number for one, number in zip(invitees, numbers, strict=True)}
