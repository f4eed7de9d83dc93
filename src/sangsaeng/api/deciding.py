"""Approving, rejecting and withdrawing acts over HTTP."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field
from starlette.responses import Response

from sangsaeng.acts.fields import ItemId
from sangsaeng.acts.model import Answer, Given
from sangsaeng.acts.readings.acts import OneAct
from sangsaeng.acts.rules import MOST_IN_A_LIST
from sangsaeng.acts.service_deciding import approve_list, decide, withdraw
from sangsaeng.acts.service_executing import Entered
from sangsaeng.api.calls import Call
from sangsaeng.api.entering import ActOutcome, outcome, refused, say
from sangsaeng.api.problems import answer, fault
from sangsaeng.api.shape import Door, Nothing
from sangsaeng.kernel.refusals import Refusal

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="sha256 in hexadecimal")]


class Seen(Given):
    """The digest of what the person saw: another text is not approved by it."""

    digest: Digest


class SeenList(Given):
    """Acts approved as one: `digest` is of their digests, a line each, in the order of their
    numbers."""

    act_ids: Annotated[list[ItemId], Field(min_length=1, max_length=MOST_IN_A_LIST)]
    digest: Digest


class Decided(Answer):
    """What came of one act of a list: its state, or why not (`errors`)."""

    act_id: int
    action: str | None
    state: str | None
    digest: str | None
    needed_of: list[int]
    answer: dict[str, Any] | None
    errors: list[dict[str, Any]]


class DecidedList(Answer):
    """What came of each act of a list, in the order of their numbers."""

    results: list[Decided]


def approve_act(call: Call) -> Response:
    """Approve an act as it was seen; with the last approval it is executed."""
    return _decide(call, approved=True)


def reject_act(call: Call) -> Response:
    """Reject an act: it is over."""
    return _decide(call, approved=False)


def withdraw_act(call: Call) -> Response:
    """Take back an act that the own company entered and that still waits."""
    act_id = call.asked(OneAct).act_id
    caller = call.caller()
    call.given(Nothing)
    return _say(call, withdraw(call.database, caller, act_id, call.at))


def approve_acts(call: Call) -> Response:
    """Approve a list of acts as one; each is executed by itself."""
    caller = call.caller()
    seen = call.given(SeenList)
    done = approve_list(call.database, caller, seen.act_ids, seen.digest, call.at)
    whole = [one for one in done if isinstance(one, Refusal)]
    if whole:
        raise refused(whole)
    results = [
        _result(act_id, one) for act_id, one in zip(sorted(set(seen.act_ids)), done, strict=True)
    ]
    return answer({"results": results})


def _decide(call: Call, approved: bool) -> Response:
    act_id = call.asked(OneAct).act_id
    caller = call.caller()
    digest = call.given(Seen).digest
    return _say(call, decide(call.database, caller, act_id, digest, approved, call.at))


def _say(call: Call, done: Any) -> Response:
    if isinstance(done, list):
        raise refused(done)
    return say(call, done)


def _result(act_id: int, one: Any) -> dict[str, Any]:
    if isinstance(one, Entered):
        return {**outcome(one), "errors": [fault(refusal) for refusal in one.refusals]}
    nothing = dict.fromkeys(("action", "state", "digest", "answer"))
    faults = [fault(refusal) for refusal in one]
    return {"act_id": act_id, **nothing, "needed_of": [], "errors": faults}


class ActEnded(ActOutcome):
    """An act after the decision: `executed` with its answer, `waiting` for more, or over."""

    answer: dict[str, Any] | None


DOORS = (
    Door(
        code="acts.approve_list",
        method="POST",
        path="/acts/approve-list",
        work=approve_acts,
        given=SeenList,
        answer=DecidedList,
    ),
    Door(
        code="acts.approve",
        method="POST",
        path="/acts/{act_id}/approve",
        work=approve_act,
        query=OneAct,
        given=Seen,
        answer=ActEnded,
        may_wait=True,
    ),
    Door(
        code="acts.reject",
        method="POST",
        path="/acts/{act_id}/reject",
        work=reject_act,
        query=OneAct,
        given=Seen,
        answer=ActEnded,
    ),
    Door(
        code="acts.withdraw",
        method="POST",
        path="/acts/{act_id}/withdraw",
        work=withdraw_act,
        query=OneAct,
        given=Nothing,
        answer=ActEnded,
    ),
)
