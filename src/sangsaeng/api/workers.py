"""Workers' words from outside: a link on a phone, and the hotline; no sign-in, no name."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field
from starlette.responses import Response

from sangsaeng.acts.fields import ItemId, ProgrammeId
from sangsaeng.acts.model import Answer, Given
from sangsaeng.api.callers import check_own_site
from sangsaeng.api.calls import Call
from sangsaeng.api.joining import Link, Token
from sangsaeng.api.persons import done, nothing, source_of
from sangsaeng.api.problems import answer
from sangsaeng.api.shape import Door, For
from sangsaeng.outcomes.service_confirmations import Answered
from sangsaeng.signin.service_workers import (
    answer_worker_link,
    look_at_worker_link,
    send_to_hotline,
)

_Words = Annotated[str, Field(min_length=1, max_length=4_000)]


class WorkerAnswer(Given):
    """Whether the device is there and in use, whether the worker was trained for it, and a word
    more if it wishes."""

    token: Token
    in_use: bool
    trained: bool
    note: _Words | None = None


class HotlineNote(Given):
    """A note that only the programme's administrator reads."""

    programme_id: ProgrammeId
    match_id: ItemId | None = None
    text: _Words


class AskedOfWorker(Answer):
    """What the worker is asked about."""

    programme_ko: str
    programme_en: str
    site: str
    supplier: str
    ends_at: datetime


def look(call: Call) -> Response:
    """What a link asks about."""
    check_own_site(call.request, call.counter.settings)
    token = call.given(Link).token
    found = done(look_at_worker_link(call.database, token, call.at, source_of(call)))
    return answer(AskedOfWorker(**found).model_dump(mode="json"))


def say(call: Call) -> Response:
    """A worker's word, once."""
    check_own_site(call.request, call.counter.settings)
    given = call.given(WorkerAnswer)
    said = Answered(given.in_use, given.trained, given.note)
    done(answer_worker_link(call.database, given.token, said, call.at, source_of(call)))
    return nothing()


def note(call: Call) -> Response:
    """A note to the hotline."""
    check_own_site(call.request, call.counter.settings)
    given = call.given(HotlineNote)
    about = (given.programme_id, given.match_id)
    done(send_to_hotline(call.database, about, given.text, call.at, source_of(call)))
    return nothing()


DOORS = (
    Door(
        code="workers.look",
        method="POST",
        path="/workers/look",
        work=look,
        given=Link,
        answer=AskedOfWorker,
        open_to=For.ANYONE,
    ),
    Door(
        code="workers.answer",
        method="POST",
        path="/workers/answer",
        work=say,
        given=WorkerAnswer,
        answer=None,
        open_to=For.ANYONE,
    ),
    Door(
        code="workers.hotline",
        method="POST",
        path="/workers/hotline",
        work=note,
        given=HotlineNote,
        answer=None,
        open_to=For.ANYONE,
    ),
)
