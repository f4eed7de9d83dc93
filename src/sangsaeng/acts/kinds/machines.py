"""Keys of the actor's machines."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

from sangsaeng.acts.fields import ItemId, Name, Won
from sangsaeng.acts.kinds.people import APPROVE, ENTER
from sangsaeng.acts.model import Answer, Consent, Given
from sangsaeng.acts.registry import acts, all_readings
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.parties.service_machines import KeyEntry, end_key, make_key

Digest = Annotated[
    str, Field(pattern=r"^[0-9a-f]{64}$", description="sha256 of the secret's text, hexadecimal")
]
Scope = Annotated[
    str,
    Field(
        pattern=r"^([a-z_]+\.)*([a-z_]+|\*)$",
        max_length=80,
        description="the code of an act or a reading; `*` at the end: all that begin so",
    ),
]


class MakeKey(Given):
    """A key for a machine. Whoever asks makes the secret, 32 random bytes as text, and keeps it:
    only its digest is sent, so that it stands nowhere here."""

    label: Name
    secret_digest: Digest
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=50)]
    limit_won: Annotated[Won | None, Field(default=None, description="won a step")]
    ends_at: AwareDatetime


class EndKey(Given):
    """A key that works no more."""

    key_id: ItemId


class KeyAnswer(Answer):
    """The key's number."""

    key_id: int


def _make(acting: Acting, given: MakeKey) -> KeyAnswer | Refused:
    refused = _decide_scopes(given.scopes)
    if refused:
        return refused
    key = KeyEntry(
        label=given.label,
        secret_digest=bytes.fromhex(given.secret_digest),
        scopes=tuple(given.scopes),
        limit_won=given.limit_won,
        ends_at=given.ends_at,
    )
    made = make_key(acting.tx, acting.company_id, key, acting.at, acting.act_id)
    return made if isinstance(made, Refusal) else KeyAnswer(key_id=made)


def _end(acting: Acting, given: EndKey) -> KeyAnswer | Refused:
    refused = end_key(acting.tx, acting.company_id, given.key_id, acting.at)
    return refused or KeyAnswer(key_id=given.key_id)


def _decide_scopes(scopes: list[str]) -> Refusal | None:
    """Each scope opens something that machines may do: `scope_opens_nothing`."""
    codes = [act.code for act in acts().values() if act.by_key]
    codes += [reading.code for reading in all_readings().values() if reading.by_key]
    for scope in scopes:
        begins = scope.removesuffix("*")
        if scope not in codes and not (
            begins != scope and any(c.startswith(begins) for c in codes)
        ):
            return refuse("scope_opens_nothing", "scopes", scope=scope)
    return None


ACTS = (
    Act(
        code="api_keys.make",
        path="/api-keys/make",
        given=MakeKey,
        answer=KeyAnswer,
        enter=ENTER,
        approve=APPROVE,
        consent=Consent.INSTITUTION,
        steps_up=True,
        by_key=False,
        execute=_make,
    ),
    Act(
        code="api_keys.end",
        path="/api-keys/end",
        given=EndKey,
        answer=KeyAnswer,
        enter=ENTER,
        # A key that leaked is ended by whoever sees it first: it takes rights away and gives none.
        consent=Consent.NOBODY,
        steps_up=True,
        by_key=False,
        execute=_end,
    ),
)
