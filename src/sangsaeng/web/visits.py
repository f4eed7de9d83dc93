"""One visit of a screen: who comes, what it may read and do, and how the answer is made."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import urlencode

from pydantic import BaseModel, ValidationError
from starlette.responses import RedirectResponse, Response

from sangsaeng.acts.model import Caller, Given, Role
from sangsaeng.acts.pages import parse_cursor
from sangsaeng.acts.registry import acts, all_readings
from sangsaeng.acts.rules import may_read
from sangsaeng.acts.service import dry_run, enter
from sangsaeng.acts.service_deciding import decide, withdraw
from sangsaeng.acts.service_executing import Entered
from sangsaeng.acts.shape import Act, Reading
from sangsaeng.api.bodies import refusals_of
from sangsaeng.api.callers import csrf_token_of
from sangsaeng.api.calls import Call
from sangsaeng.api.listing import NoFilters
from sangsaeng.api.problems import RefusedError
from sangsaeng.api.service_reading import read
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.messages import Language
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.signin.service_profile import Profile
from sangsaeng.web.rendering import explain, render, say
from sangsaeng.web.shape import Page
from sangsaeng.web.submitted import Submitted

M = TypeVar("M", bound=BaseModel)
Row = Mapping[str, Any]
Mode = str
_SIDES = ("buys", "holds", "funds", "improves", "is_site", "rewards")
_NO_STANDING: Row = {
    **dict.fromkeys(_SIDES, False),
    "programme_ids": [],
    "outcome_programme_ids": [],
}
# As pages make it, with what a screen adds for a second act of the same form.
_KEY = re.compile(r"[0-9A-Za-z._-]{8,64}")
# More waits nowhere that anybody has looked at.
_WAITING = 200
LIGHT, CONTRAST = "light", "contrast"


@dataclass(frozen=True, slots=True)
class Rows:
    """One page of a list as its reading's models dump it: days and moments as values, rates as
    Decimals. `next_cursor`: None at the end."""

    rows: Sequence[dict[str, Any]]
    next_cursor: str | None


@dataclass
class Visit:
    """A request for a page. Without a session `token`, `profile` and `caller` are None: only pages
    that are open to anyone are shown so. `path_values`: of the path's blanks, as text."""

    call: Call
    page: Page
    lang: Language
    mode: Mode
    form: Submitted
    token: str | None = None
    profile: Profile | None = None
    known_caller: Caller | None = None
    path_values: Mapping[str, str] = field(default_factory=dict)
    refusals: Sequence[Refusal] = ()

    @property
    def at(self) -> datetime:
        """The moment of the request."""
        return self.call.at

    @property
    def today(self) -> date:
        """The day in Korea."""
        return self.call.at.astimezone(KOREA).date()

    @property
    def caller(self) -> Caller:
        """Who asks, for which company."""
        assert self.known_caller is not None, "a page for people in a session"
        return self.known_caller

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that have force here."""
        return self.caller.roles if self.known_caller else frozenset()

    @property
    def csrf_token(self) -> str:
        """What every form of the session carries."""
        return csrf_token_of(self.token) if self.token else ""

    @property
    def demonstration(self) -> bool:
        """Whether this is a book of invented people."""
        return self.call.counter.settings.demonstration

    @cached_property
    def standing(self) -> Row:
        """What the company is in both schemes: reading `company.standing`; nothing yet, while only
        a link speaks for it."""
        if not self.caller.confirmed:
            return _NO_STANDING
        return self.one("company.standing")

    @cached_property
    def waiting_acts(self) -> Sequence[dict[str, Any]]:
        """What waits for somebody's word, of the company and of others that need it: the newest."""
        return self.rows("acts.list", limit=_WAITING, state="waiting")

    def only_programme(self, code: str) -> int | None:
        """The one programme that an act or a list of this code can be about, if there is one."""
        scheme = "outcome_programme_ids" if code.startswith("outcomes.") else "programme_ids"
        known = self.standing[scheme]
        return known[0] if len(known) == 1 else None

    def form_key(self) -> str:
        """The key under which this form is done once, or RefusedError `form_malformed`."""
        key = self.form.text("request_key")
        if not _KEY.fullmatch(key):
            raise RefusedError(refuse("form_malformed"))
        return key

    def t(self, code: str, **facts: Any) -> str:
        """A sentence in the visitor's language."""
        return say(code, self.lang, **facts)

    def explain(self, refusal: Refusal) -> str:
        """Why not, as a sentence."""
        return explain(refusal, self.lang)

    def query(self, name: str, otherwise: str = "") -> str:
        """A query parameter; said twice it is the last."""
        return self.call.request.query_params.get(name, otherwise)

    def may_read(self, code: str) -> bool:
        """Whether a reading is open to the visitor."""
        return may_read(self.caller, all_readings()[code]) is None

    def may_enter(self, code: str) -> bool:
        """Whether the visitor's roles let it enter an act; limits and proof are asked later."""
        return bool(self.roles & acts()[code].enter)

    def may_approve(self, code: str) -> bool:
        """Whether the visitor's roles let it approve an act of its company."""
        return bool(self.roles & acts()[code].approve)

    def read(self, code: str, /, limit: int = 100, cursor: str = "", **filters: Any) -> Rows:
        """A page of a list, or RefusedError. Filters that are None or empty are left out."""
        reading = all_readings()[code]
        after = parse_cursor(cursor) if cursor else None
        if isinstance(after, Refusal):
            raise RefusedError(after)
        asked = self._filters(reading, filters)
        found = read(self.call.database, self.caller, reading, asked, self.at, after, limit)
        if isinstance(found, list):
            raise RefusedError(*found)
        rows = [reading.row.model_validate(dict(row)).model_dump() for row in found.rows]
        return Rows(rows, found.next_cursor)

    def rows(self, code: str, /, limit: int = 100, **filters: Any) -> Sequence[dict[str, Any]]:
        """The first rows of a list; none where it is not the visitor's to read."""
        if not self.may_read(code):
            return []
        return self.read(code, limit, **filters).rows

    def one(self, code: str, /, **filters: Any) -> dict[str, Any]:
        """A document, or RefusedError."""
        return self.read(code, 1, **filters).rows[0]

    def dry_run(self, code: str, values: Mapping[str, Any]) -> dict[str, Any] | list[Refusal]:
        """What an act would answer, with nothing kept; or why not."""
        act = acts()[code]
        given = given_of(act, values)
        if isinstance(given, list):
            return given
        tried = dry_run(self.call.database, self.caller, act, given, self.at)
        return tried if isinstance(tried, list) else tried.model_dump()

    def enter(
        self, code: str, values: Mapping[str, Any], request_key: str | None = None
    ) -> Entered | list[Refusal]:
        """Enter an act; the same `request_key` again is the same act. `step_up_needed` and
        `sign_in_needed` are not answered but raised: the form comes back after the proof."""
        act = acts()[code]
        given = given_of(act, values)
        if isinstance(given, list):
            return given
        key = request_key or (self.form_key() if "request_key" in self.form.fields else None)
        return self._entered(enter(self.call.database, self.caller, act, given, self.at, key))

    def decide(self, act_id: int, digest: str, approved: bool) -> Entered | list[Refusal]:
        """Approve or reject an act as it was seen."""
        done = decide(self.call.database, self.caller, act_id, digest, approved, self.at)
        return self._entered(done)

    def withdraw(self, act_id: int) -> Entered | list[Refusal]:
        """Take back what the own company entered and that still waits."""
        return self._entered(withdraw(self.call.database, self.caller, act_id, self.at))

    def render(self, template: str, status: int = 200, /, **context: Any) -> Response:
        """A page, or a part of one, as HTML."""
        from sangsaeng.web.chrome import frame  # noqa: PLC0415 - the frame lists pages, which visit

        filled = {"visit": self, **frame(self), **context}
        html = render(template, self.lang, filled)
        return Response(html.encode(), status, {"content-language": self.lang}, "text/html")

    def go(self, path: str, **query: Any) -> Response:
        """On to another page, which is asked for anew: the way back sends nothing twice."""
        asked = {name: value for name, value in query.items() if value not in (None, "")}
        return RedirectResponse(f"{path}?{urlencode(asked)}" if asked else path, 303)

    def _entered(self, done: Entered | list[Refusal]) -> Entered | list[Refusal]:
        if isinstance(done, list) and done[0].code in ("step_up_needed", "sign_in_needed"):
            raise RefusedError(*done)
        return done

    def _filters(self, reading: Reading, filters: Mapping[str, Any]) -> Given:
        given = {name: value for name, value in filters.items() if value not in (None, "")}
        made = value_of(reading.filters or NoFilters, given)
        if isinstance(made, list):
            raise RefusedError(*made)
        return made


def given_of(act: Act[Any], values: Mapping[str, Any]) -> Any:
    """What is entered, from plain values; or every fault by its field."""
    return value_of(act.given, values)


def value_of(model: type[M], values: Mapping[str, Any]) -> M | list[Refusal]:
    """A model from plain values of Python and JSON, as strictly as the API reads it."""
    for name, value in values.items():
        # PostgreSQL keeps no NUL in a text.
        if isinstance(value, str) and "\0" in value:
            return [refuse("field_malformed", name, name=name)]
    try:
        return model.model_validate_json(json.dumps(dict(values), default=str))
    except ValidationError as failed:
        return refusals_of(failed)
