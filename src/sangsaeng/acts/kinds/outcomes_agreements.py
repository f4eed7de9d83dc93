"""The agreement of pay for success: one frozen rule that every side signs."""

from __future__ import annotations

from collections.abc import Sequence

from sangsaeng.acts.fields import ItemId, Name, ProgrammeId, WonOrNone
from sangsaeng.acts.kinds.machines import Digest
from sangsaeng.acts.model import Answer, Consent, Given, Role
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.database.connection import Tx
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.rules_agreements import Signing
from sangsaeng.outcomes.service_agreements import list_sides, sign_agreement
from sangsaeng.outcomes.service_sides import administered, award_administered


class AgreementWanted(Given):
    """What all sides sign: the rule by its digest (as `outcomes.agreements.preview` shows it), the
    advance on stage 1 and the bond that stands for it."""

    programme_id: ProgrammeId
    award_id: ItemId
    rule_digest: Digest
    advance_won: WonOrNone = 0
    bond_won: WonOrNone = 0
    bond_reference: Name | None = None


class AgreementSigned(Answer):
    """The frozen rule, the most it can ever pay, and the advance that is owed now."""

    rule_version: int
    rule_digest: str
    highest_won: int
    advance_won: int


def _sign(acting: Acting, given: AgreementWanted) -> AgreementSigned | Refused:
    about = (given.programme_id, given.award_id)
    found = award_administered(acting.tx, acting.company_id, *about)
    if isinstance(found, Refusal):
        return found
    for company_id in list_sides(acting.tx, *about):
        acting.touches(company_id)
    signing = Signing(given.advance_won, given.bond_won, given.bond_reference)
    digest = bytes.fromhex(given.rule_digest)
    done = sign_agreement(acting.tx, *found, digest, signing, acting.agreed, acting.at)
    if isinstance(done, Refusal):
        return done
    return AgreementSigned(
        rule_version=1,
        rule_digest=done.digest.hex(),
        highest_won=done.highest_won,
        advance_won=given.advance_won,
    )


def _sides(tx: Tx, company_id: int, given: AgreementWanted) -> Sequence[int] | Refusal:
    found = administered(tx, company_id, given.programme_id)
    if isinstance(found, Refusal):
        return found
    return list_sides(tx, given.programme_id, given.award_id)


ACTS = (
    Act(
        code="outcomes.agreements.sign",
        path="/outcomes/agreements/sign",
        given=AgreementWanted,
        answer=AgreementSigned,
        enter=frozenset({Role.PROGRAMME_OFFICER}),
        approve=frozenset({Role.PROGRAMME_OFFICER}),
        agree_by=frozenset({Role.APPROVER, Role.CREDIT, Role.TREASURY}),
        consent=Consent.ANOTHER,
        steps_up=True,
        amount_won=lambda given: given.advance_won,
        agree=_sides,
        programme_of=lambda given: given.programme_id,
        execute=_sign,
    ),
)
