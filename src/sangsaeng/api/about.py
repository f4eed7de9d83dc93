"""What the API tells of itself: its description, its refusals, and whether it is ready."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from starlette.responses import Response

from sangsaeng.acts.model import Answer, Given
from sangsaeng.api.calls import Call
from sangsaeng.api.problems import RefusedError, answer
from sangsaeng.api.shape import Door, For
from sangsaeng.api.statuses import status_of
from sangsaeng.database.connection import WEB, Asking
from sangsaeng.kernel.messages import catalogue
from sangsaeng.kernel.refusals import refuse


class OneCode(Given):
    """A stable code, as problems carry it."""

    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=100)]


class Meaning(Answer):
    """What a code means: its sentences, with the names of facts in braces."""

    code: str
    status: int
    ko: str
    en: str


class Ready(Answer):
    """The server answers and reaches its database."""

    state: str


def explain_code(call: Call) -> Response:
    """The page that a problem's `type` leads to."""
    code = call.asked(OneCode).code
    said = catalogue().get(code)
    if said is None:
        raise RefusedError(refuse("unknown_code", "code", value=code))
    return answer({"code": code, "status": status_of(code), **said})


def tell_ready(call: Call) -> Response:
    """For load balancers: one look at the database."""
    with call.database.asked_by(Asking(WEB)):
        return answer({"state": "ready"})


DOORS = (
    Door(
        code="about.problem",
        method="GET",
        path="/problems/{code}",
        work=explain_code,
        query=OneCode,
        answer=Meaning,
        open_to=For.ANYONE,
        versioned=False,
    ),
    Door(
        code="about.ready",
        method="GET",
        path="/health",
        work=tell_ready,
        answer=Ready,
        open_to=For.ANYONE,
        versioned=False,
    ),
)
