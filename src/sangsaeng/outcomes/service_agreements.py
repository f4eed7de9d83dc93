"""The agreement: the rule of payment is frozen and signed, and the advance becomes owed (row 10).

G11, G15: what a reward depends on is one canonical text from here on; G14: the most it can ever pay
is what was reserved at the award.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.contracts.contract import (
    Contract,
    digest_of,
    read_contract,
    render_canonical,
)
from sangsaeng.outcomes.model import Award, Programme
from sangsaeng.outcomes.model_money import Owed, Part, PayableFor
from sangsaeng.outcomes.rules_agreements import Signing, decide_signing, make_contract
from sangsaeng.outcomes.rules_targets import make_absolute
from sangsaeng.outcomes.service import set_award_state
from sangsaeng.outcomes.service_baselines import list_confirmed, locked_baselines
from sangsaeng.outcomes.service_claims import list_periods
from sangsaeng.outcomes.service_events import Change, record_change
from sangsaeng.outcomes.service_money import get_reserve, post_advance
from sangsaeng.outcomes.service_sides import day_of
from sangsaeng.outcomes.service_targets import approved_target, catalogue_of, list_references

_SQL = load(__package__)
_FIRST_VERSION = 1


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule of an award as it is signed: canonical text, its SHA-256, the most it can pay."""

    text: str
    digest: bytes
    highest_won: int


def preview_agreement(tx: Tx, programme: Programme, award: Award) -> Rule | Refusal:
    """The rule as it would be frozen now; signing it takes its digest, so that all sign one text.

    Refusals in order: award_state_unfit, target_not_approved, matches_open, no_match_confirmed,
    baseline_not_locked, target_not_better, target_out_of_range, target_softer_than_reference, and
    those of `contracts.contract.read_contract`.
    """
    if award.state != "funded":
        return refuse("award_state_unfit", "award_id", state=award.state)
    target = approved_target(tx, award)
    if isinstance(target, Refusal):
        return target
    confirmed = list_confirmed(tx, award)
    if isinstance(confirmed, Refusal):
        return confirmed
    baselines = locked_baselines(tx, award, [one.metric for one in target.metrics])
    if isinstance(baselines, Refusal):
        return baselines
    listed = catalogue_of(programme)
    levels = make_absolute(target, baselines, listed.metrics, list_references(tx, award))
    if isinstance(levels, Refusal):
        return levels
    periods = list_periods(tx, award.programme_id)
    contract = read_contract(make_contract(award, programme.rules, levels, periods))
    if not isinstance(contract, Contract):
        return contract[0]
    text = render_canonical(contract)
    return Rule(text, digest_of(text), contract.highest)


def list_sides(tx: Tx, programme_id: int, award_id: int) -> list[int]:
    """Whose people sign besides the administrator: supplier, payer, companies of the sites."""
    rows = tx.rows(_SQL["sides_of_agreement"], programme_id=programme_id, award_id=award_id)
    return [row["company_id"] for row in rows]


def sign_agreement(
    tx: Tx,
    programme: Programme,
    award: Award,
    rule_digest: bytes,
    signing: Signing,
    signed_by: Collection[int],
    at: datetime,
) -> Rule | Refusal:
    """Freeze the rule, and owe the advance.

    Refusals in order: those of `preview_agreement`, rule_differs (somebody would sign another text
    than is frozen), sides_changed (a side of now did not sign), those of `decide_signing`,
    more_promised_than_reserved.
    """
    rule = preview_agreement(tx, programme, award)
    if isinstance(rule, Refusal):
        return rule
    if rule.digest != rule_digest:
        return refuse("rule_differs", "rule_digest", digest=rule.digest.hex())
    if not set(list_sides(tx, award.programme_id, award.award_id)) <= set(signed_by):
        return refuse("sides_changed", "award_id", award=str(award.award_id))
    refused = decide_signing(award, programme.rules, signing)
    if refused:
        return refused
    reserved = get_reserve(tx, award.programme_id, award.award_id, Part.SUCCESS)
    if rule.highest_won > reserved:
        facts = {"highest": rule.highest_won, "reserved": reserved}
        return refuse("more_promised_than_reserved", "award_id", **facts)
    # From here it must succeed.
    _sign(tx, award, rule, signing, at)
    return rule


def _sign(tx: Tx, award: Award, rule: Rule, signing: Signing, at: datetime) -> None:
    tx.run(
        _SQL["add_agreement"],
        programme_id=award.programme_id,
        award_id=award.award_id,
        rule_version=_FIRST_VERSION,
        rule_text=rule.text,
        rule_digest=rule.digest,
        highest_won=rule.highest_won,
        bond_reference=signing.bond_reference,
        bond_won=signing.bond_won,
        advance_won=signing.advance_won,
        at=at,
    )
    set_award_state(tx, award, "agreed")
    owed = Owed(
        award.programme_id,
        award.supplier_id,
        PayableFor.ADVANCE,
        award.award_id,
        signing.advance_won,
        award.award_id,
    )
    post_advance(tx, owed, day_of(at))
    facts = {"rule_digest": rule.digest.hex(), "highest_won": rule.highest_won}
    facts["advance_won"] = signing.advance_won
    number = award.award_id
    change = Change(award.programme_id, "agreement", number, "signed", number, facts=facts)
    record_change(tx, change, at)
    record_change(tx, Change(award.programme_id, "award", number, "agreed", number), at)
