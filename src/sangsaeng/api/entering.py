"""Entering and rehearsing acts: `POST /v1{path}` of every act of the registry."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from sangsaeng.acts.model import Answer, Given
from sangsaeng.acts.rules import digest_of, render_given
from sangsaeng.acts.service import dry_run, enter
from sangsaeng.acts.service_executing import Entered
from sangsaeng.acts.shape import Act
from sangsaeng.api.calls import Call
from sangsaeng.api.problems import RefusedError, answer, problem
from sangsaeng.kernel.refusals import Refusal

WAITS = 202


class Trying(Given):
    """`dry_run`: say what would come of it and keep nothing. `rehearse`: false leaves out asking
    the rules before an act waits for another person; they are asked when it is executed."""

    dry_run: bool = False
    rehearse: bool = True


class ActOutcome(Answer):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: str
    digest: str
    needed_of: list[int]


def enter_act(call: Call, act: Act[Any]) -> Response:
    """Enter an act, or try it."""
    trying = call.asked(Trying)
    key = call.request_key(needed=needs_key(act) and not trying.dry_run)
    caller = call.caller()
    given = call.given(act.given)
    if trying.dry_run:
        tried = dry_run(call.database, caller, act, given, call.at)
        if isinstance(tried, list):
            raise refused(tried)
        return answer(
            {
                "act_id": None,
                "action": act.code,
                "state": "rehearsed",
                "digest": digest_of(render_given(given)),
                "needed_of": [],
                "answer": tried.model_dump(mode="json"),
            }
        )
    done = enter(call.database, caller, act, given, call.at, key, trying.rehearse)
    if isinstance(done, list):
        raise refused(done)
    return say(call, done, hit=done.hit)


def needs_key(act: Act[Any]) -> bool:
    """Whether a request that is sent twice would do harm."""
    return act.second_person or act.amount_won is not None


def say(call: Call, done: Entered, hit: bool | None = None) -> Response:
    """An act as it stands; one that a rule refused in the end is a problem."""
    headers = {} if hit is None else {"idempotency-hit": "true" if hit else "false"}
    if done.refusals:
        also = {"act_id": done.act_id, "state": done.state, "digest": done.digest}
        return problem(done.refusals, call.language, also, headers)
    return answer(outcome(done), WAITS if done.state == "waiting" else 200, headers)


def outcome(done: Entered) -> dict[str, Any]:
    """An act as data."""
    return {
        "act_id": done.act_id,
        "action": done.action,
        "state": done.state,
        "digest": done.digest,
        "needed_of": list(done.needed_of),
        "answer": done.answer,
    }


def refused(refusals: list[Refusal]) -> RefusedError:
    """Refusals of a use case; who has to prove itself anew hears how."""
    if refusals[0].code == "step_up_needed":
        return RefusedError(*refusals, methods=["passkey", "totp"])
    return RefusedError(*refusals)
