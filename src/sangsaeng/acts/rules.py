"""Who may enter an act, who may approve it, and whose agreement it needs. All pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sangsaeng.acts.model import (
    INSTITUTION_ROLES,
    Caller,
    Consent,
    Given,
    Powers,
    Readers,
    Role,
)
from sangsaeng.kernel.refusals import Refusal, refuse

# Proof of presence holds for one sitting; longer, and an unlocked screen is enough to move money.
STEP_UP = timedelta(minutes=10)
EXPIRES_AFTER = timedelta(days=7)
# Between two workers' clocks; a proof further ahead is none.
_CLOCKS_DIFFER = timedelta(seconds=5)
MOST_IN_A_LIST = 200
# What a company needs to become confirmed, and what shows nobody's money or name but its own.
OPEN_BEFORE_CONFIRMED = frozenset({"accounts.first", "accounts.list", "people.list", "powers.mine"})


def render_given(given: Given) -> str:
    """What was entered as the one text that is approved and executed: keys sorted, no spaces."""
    data = given.model_dump(mode="json")
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(text: str) -> str:
    """sha256 of what is approved, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of_list(digests: Iterable[str]) -> str:
    """The digest of a list approved as one: of its acts' digests in their order, a line each."""
    return digest_of("\n".join(digests))


def may_read(caller: Caller, reading: Readers) -> Refusal | None:
    """Whether a reading is open to the caller: `not_permitted`, `company_not_confirmed`."""
    if caller.key_id is not None:
        if reading.by_key and _in_scope(caller, reading.code) and caller.could_have(reading.read):
            return _decide_confirmed(caller, reading.code)
    elif caller.roles & reading.read:
        return _decide_confirmed(caller, reading.code)
    return refuse("not_permitted", None, action=reading.code)


def decide_enter(
    caller: Caller, act: Powers, amount_won: int | None, at: datetime
) -> Refusal | None:
    """Whether the caller may enter an act: `not_permitted`, `company_not_confirmed`,
    `above_limit`, `step_up_needed`, `not_in_demonstration`."""
    if caller.visiting and not act.by_visitor:
        return refuse("not_in_demonstration")
    if caller.key_id is not None:
        if not (act.by_key and _in_scope(caller, act.code) and caller.could_have(act.enter)):
            return refuse("not_permitted", None, action=act.code)
        refused = _decide_confirmed(caller, act.code)
        return refused or _within(caller.limit_won, amount_won)
    return _decide_person(caller, act, act.enter, amount_won, at)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An act that waits, as far as deciding on it goes."""

    act_id: int
    company_id: int
    entered_as: int | None  # the person, or who made the secret of the machine
    digest: str
    amount_won: int | None
    needed_of: tuple[int, ...]
    state: str
    expires_at: datetime
    decided_by: tuple[int, ...]
    recovered_lately: bool = False  # of who entered it and who decides one recovered the other
    enterer_stands: bool = True  # who entered it still has power there, up to the amount


def roles_to_approve(caller: Caller, act: Powers, waiting: Waiting) -> frozenset[Role]:
    """The roles that count here: where the operator stands in for a company that has nobody else,
    only those of an institution's own desks (decision 0017)."""
    stands_in = (
        act.consent is Consent.INSTITUTION
        and caller.company_id != waiting.company_id
        and waiting.company_id not in waiting.needed_of
    )
    own = caller.company_id == waiting.company_id
    return act.approve & INSTITUTION_ROLES if stands_in else act.deciders(own, caller.offices)


def decide_approve(
    caller: Caller, act: Powers, waiting: Waiting, digest: str, at: datetime
) -> Refusal | None:
    """Whether the caller may decide about an act (G13).

    Refused, in this order: `not_permitted`, `act_over`, `act_expired`, `g13_four_eyes`,
    `recovered_lately`, `already_decided`, `digest_differs`, `enterer_has_no_power`, `above_limit`,
    `step_up_needed`.
    """
    roles = roles_to_approve(caller, act, waiting)
    if (
        caller.key_id is not None
        or caller.company_id not in waiting.needed_of
        or not caller.roles & roles
    ):
        return refuse("not_permitted", None, action=act.code)
    if waiting.state != "waiting":
        return refuse("act_over", None, state=waiting.state)
    if at >= waiting.expires_at:
        return refuse("act_expired", None, act=str(waiting.act_id))
    if caller.person_id == waiting.entered_as:
        return refuse("g13_four_eyes", None, act=str(waiting.act_id))
    if waiting.recovered_lately:
        return refuse("recovered_lately", None, act=str(waiting.act_id))
    if caller.person_id in waiting.decided_by:
        return refuse("already_decided", None, act=str(waiting.act_id))
    if digest != waiting.digest:
        return refuse("digest_differs", "digest", act=str(waiting.act_id))
    if not waiting.enterer_stands:
        return refuse("enterer_has_no_power", None, act=str(waiting.act_id))
    return _decide_person(caller, act, roles, waiting.amount_won, at)


@dataclass(frozen=True, slots=True)
class Needed:
    """Whose people must approve (one entry an approval), and the mandate used instead of them."""

    of: tuple[int, ...] = ()
    mandate_id: int | None = None


def decide_needed(
    caller: Caller, act: Powers, amount_won: int | None, another: bool, operator_id: int | None
) -> Needed | Refusal:
    """Who must agree inside the company; refused: `second_person_missing`.

    `another`: somebody else at the company could approve. Where nobody could, a mandate stands for
    them up to its amount, or the operator's people do, as the act allows (decision 0017).
    """
    if act.consent is Consent.NOBODY:
        return Needed()
    if another:
        return Needed((caller.company_id,))
    if act.consent is Consent.INSTITUTION and operator_id is not None:
        return Needed((operator_id,))
    if caller.mandate_id is not None and (amount_won or 0) <= caller.mandate_limit_won:
        return Needed(mandate_id=caller.mandate_id)
    return refuse("second_person_missing", None, action=act.code)


def _decide_person(
    caller: Caller, act: Powers, roles: frozenset[Role], amount_won: int | None, at: datetime
) -> Refusal | None:
    having = [power for power in caller.powers if power.role in roles & caller.roles]
    if not having:
        return refuse("not_permitted", None, action=act.code)
    unconfirmed = _decide_confirmed(caller, act.code)
    if unconfirmed:
        return unconfirmed
    limits = [power.limit_won for power in having]
    most = None if None in limits else max(limit for limit in limits if limit is not None)
    refused = _within(most, amount_won)
    if refused:
        return refused
    proven = caller.stepped_up_at
    fresh = proven is not None and -_CLOCKS_DIFFER <= at - proven < STEP_UP
    return refuse("step_up_needed") if act.steps_up and not fresh else None


def _decide_confirmed(caller: Caller, code: str) -> Refusal | None:
    if caller.confirmed or code in OPEN_BEFORE_CONFIRMED:
        return None
    return refuse("company_not_confirmed")


def _within(limit_won: int | None, amount_won: int | None) -> Refusal | None:
    if limit_won is None or amount_won is None or amount_won <= limit_won:
        return None
    return refuse("above_limit", "amount_won", limit=limit_won, amount=amount_won)


def _in_scope(caller: Caller, code: str) -> bool:
    return any(
        code == scope or (scope.endswith("*") and code.startswith(scope[:-1]))
        for scope in caller.scopes
    )
