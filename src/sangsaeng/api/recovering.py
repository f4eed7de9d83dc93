"""Coming in again after everything was lost: one asks, two other people of the company agree."""

from __future__ import annotations

from datetime import datetime

from starlette.responses import Response

from sangsaeng.acts.fields import ItemId
from sangsaeng.acts.model import Answer, Given
from sangsaeng.api.callers import check_own_site
from sangsaeng.api.calls import Call
from sangsaeng.api.persons import (
    Begun,
    agent_of,
    begun,
    done,
    nothing,
    shown,
    shown_list,
    source_of,
)
from sangsaeng.api.problems import answer
from sangsaeng.api.shape import Door, For
from sangsaeng.api.signing_in import Text
from sangsaeng.signin.service_recovery import (
    approve_recovery,
    ask_recovery,
    list_open_recoveries,
    list_recoveries,
    use_recovery,
    withdraw_recovery,
)


class OwnAddress(Given):
    """The address of who lost everything."""

    email: Text


class AskedShown(Answer):
    """`secret` is kept by who asks and opens once two people agreed; `code` is told to them."""

    secret: str
    code: str


class RecoveryShown(Answer):
    """A request that waits for a company's word. Its code is told by who asked."""

    recovery_id: int
    person_id: int
    company_id: int
    asked_at: datetime
    ends_at: datetime


class Recoveries(Answer):
    """The oldest first."""

    rows: list[RecoveryShown]


class OpenRecoveryShown(Answer):
    """A request that can be withdrawn still. `used_at`: the person came in by it."""

    recovery_id: int
    person_id: int
    asked_at: datetime
    ends_at: datetime
    used_at: datetime | None


class OpenRecoveries(Answer):
    """The oldest first."""

    rows: list[OpenRecoveryShown]


class Word(Given):
    """One of two words for a company that a person is who it says. The person told the `code`."""

    recovery_id: ItemId
    company_id: ItemId
    code: Text


class WhichRecovery(Given):
    """Which request."""

    recovery_id: ItemId


class Secret(Given):
    """What who asked has kept."""

    secret: Text


def ask(call: Call) -> Response:
    """Ask to be let in again; an address that nobody has is answered alike."""
    check_own_site(call.request, call.counter.settings)
    email = call.given(OwnAddress).email
    asked = done(ask_recovery(call.database, email, call.at, source_of(call)))
    return answer(shown(AskedShown, asked))


def show_waiting(call: Call) -> Response:
    """Requests that wait for the caller's word."""
    return shown_list(RecoveryShown, list_recoveries(call.database, call.caller(), call.at))


def give_word(call: Call) -> Response:
    """Be one of the two who let a person in again, as administrators of its company."""
    caller, word = call.caller(), call.given(Word)
    about = (word.recovery_id, word.company_id, word.code)
    done(approve_recovery(call.database, caller, *about, call.at))
    return nothing()


def show_open(call: Call) -> Response:
    """Requests that the caller may withdraw: its own, and those of its company's people."""
    found = list_open_recoveries(call.database, call.caller(), call.at)
    return shown_list(OpenRecoveryShown, found)


def take_back(call: Call) -> Response:
    """End a request; within a day of its use also what was set up by it."""
    caller, which = call.caller(), call.given(WhichRecovery)
    done(withdraw_recovery(call.database, caller, which.recovery_id, call.at))
    return nothing()


def come_in(call: Call) -> Response:
    """Come in again, once; the session's token comes in a cookie."""
    check_own_site(call.request, call.counter.settings)
    secret = call.given(Secret).secret
    where = (agent_of(call), source_of(call))
    return begun(call, done(use_recovery(call.database, secret, call.at, *where)))


DOORS = (
    Door(
        code="recoveries.ask",
        method="POST",
        path="/recoveries/ask",
        work=ask,
        given=OwnAddress,
        answer=AskedShown,
        open_to=For.ANYONE,
    ),
    Door(
        code="recoveries.use",
        method="POST",
        path="/recoveries/use",
        work=come_in,
        given=Secret,
        answer=Begun,
        open_to=For.ANYONE,
    ),
    Door(
        code="recoveries.list",
        method="GET",
        path="/recoveries",
        work=show_waiting,
        answer=Recoveries,
    ),
    Door(
        code="recoveries.approve",
        method="POST",
        path="/recoveries/approve",
        work=give_word,
        given=Word,
        answer=None,
    ),
    Door(
        code="recoveries.open",
        method="GET",
        path="/recoveries/open",
        work=show_open,
        answer=OpenRecoveries,
    ),
    Door(
        code="recoveries.withdraw",
        method="POST",
        path="/recoveries/withdraw",
        work=take_back,
        given=WhichRecovery,
        answer=None,
    ),
)
