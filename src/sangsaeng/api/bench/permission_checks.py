"""What is asked of the server, and whether its answer is one that its asker may have."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from pydantic import BaseModel

from sangsaeng.acts.model import Powers, Readers
from sangsaeng.acts.registry import acts, all_readings
from sangsaeng.acts.shape import Act, Reading
from sangsaeng.api.bench.inputs import Inputs, names_in, no_number, number_of
from sangsaeng.api.bench.rivals import Asker, World

# Who is let in by the matrix may still hear these: they are of the step, not of the role.
_NOT_OF_ROLES = frozenset(
    {
        "above_limit",
        "g13_four_eyes",
        "no_power_for_oneself",
        "not_yours_to_withdraw",
        "second_person_missing",
    }
)
# Shown upward by its own consent, a name is no secret any more: it is only tried.
_ONLY_TRIED = frozenset({"names.show"})
# It moves the clock that everybody else goes by, takes away what others ask with, or is for
# companies that hold an office besides the role, which nobody here does.
_UNASKED = ("sandbox.set_clock", "api_keys.end", "powers.end", "outcomes.sites.register")
_NEVER = frozenset(_UNASKED)
_ACT_DOORS = ("approve", "reject", "withdraw")
# What one asked oneself is in one's own log, whatever it named.
_OWN_LOG = frozenset({"audit.events", "audit.export"})
_VOLATILE = frozenset({"digest", "act_id"})
_FIGURES = re.compile(r"[0-9][0-9,]*")
# Below this a number of a thing is any number.
_SMALL = 1_000
Subject = Act[Any] | Reading | str


@dataclass(frozen=True)
class Question:
    """One request. `rule`: the act or reading whose matrix row applies; None: a door's own."""

    asker: Asker
    what: str
    method: str
    path: str
    body: bytes | None
    rule: Powers | Readers | None
    said: str


@dataclass(frozen=True)
class Twins:
    """The same request about a rival's thing and about nothing."""

    rival: Question
    nothing: Question
    numbers: tuple[int, int]


@dataclass(frozen=True)
class Answered:
    """What came back; `spent`: nanoseconds."""

    status: int
    head: str
    text: str
    spent: int

    def code(self) -> str | None:
        """The problem's code, if it is one."""
        if self.status < HTTPStatus.BAD_REQUEST:
            return None
        return str(json.loads(self.text)["code"])


class Asking:
    """Makes random questions of a world's askers."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.chance = world, random.Random(seed)
        self.today: date = world.at.date()
        self.acts = [act for act in acts().values() if act.code not in _NEVER]
        self.readings = list(all_readings().values())
        self.serial = 0

    def any(self) -> Question:
        """An act, a reading or a decision, by anybody, about anything."""
        asker = self.chance.choice(self.world.askers)
        kind = self.chance.choices(("act", "reading", "door"), (45, 45, 10))[0]
        if kind == "act":
            return self._act(asker, self.chance.choice(self.acts), {})
        if kind == "reading":
            return self._reading(asker, self.chance.choice(self.readings), {})
        things = self.chance.choice((asker.own, asker.rival))
        number = number_of(things, "act_id", self.chance) or no_number("act_id", self.chance)
        return self._door(asker, self.chance.choice(_ACT_DOORS), number)

    def twins(self) -> Twins | None:
        """A question about a rival's thing and its twin about nothing; None: this one names none.

        Mostly by somebody whom the matrix lets in: to all others everything is closed alike.
        """
        asker = self.chance.choice([one for one in self.world.askers if one.hidden])
        every: list[Subject] = [*self.acts, *self.readings, *_ACT_DOORS]
        named = [one for one in every if _names(one)]
        within = [one for one in named if isinstance(one, str) or asker.may(one)]
        one = self.chance.choice(within if within and self.chance.random() < 4 / 5 else named)
        field = "act_id" if isinstance(one, str) else self.chance.choice(_names(one))
        rival = number_of(asker.rival, field, self.chance)
        if rival is None:
            return None
        nothing = no_number(field, self.chance)
        state = self.chance.getstate()
        made = []
        for number in (rival, nothing):
            self.chance.setstate(state)
            fixed = {field: number}
            if isinstance(one, str):
                made.append(self._door(asker, one, number))
            elif isinstance(one, Act):
                made.append(self._act(asker, one, fixed))
            else:
                made.append(self._reading(asker, one, fixed))
        return Twins(made[0], made[1], (rival, nothing))

    def _inputs(self, asker: Asker, fixed: dict[str, int]) -> Inputs:
        return Inputs(self.chance, asker, self.today, fixed)

    def _act(self, asker: Asker, act: Act[Any], fixed: dict[str, int]) -> Question:
        given = self._inputs(asker, fixed).make(act.given)
        tried = act.code in _ONLY_TRIED or self.chance.random() < 1 / 2
        path = f"/v1{act.path}" + ("?dry_run=true" if tried else "")
        body = json.dumps(given, sort_keys=True).encode()
        return Question(asker, act.code, "POST", path, body, act, body.decode())

    def _reading(self, asker: Asker, reading: Reading, fixed: dict[str, int]) -> Question:
        given = self._inputs(asker, fixed).make(reading.filters) if reading.filters else {}
        inside = {name: given.pop(name) for name in list(given) if f"{{{name}}}" in reading.path}
        more = {} if reading.one else {"limit": self.chance.choice((1, 2, 100, 1000))}
        pairs = [(name, _plain(value)) for name, value in {**given, **more}.items()]
        query = urlencode([pair for pair in pairs if pair[1] is not None], doseq=True)
        path = f"/v1{reading.path.format(**inside)}?{query}"
        return Question(asker, reading.code, "GET", path, None, reading, path)

    def _door(self, asker: Asker, name: str, act_id: int) -> Question:
        given = {} if name == "withdraw" else {"digest": f"{self.chance.getrandbits(256):064x}"}
        path = f"/v1/acts/{act_id}/{name}"
        body = json.dumps(given).encode()
        return Question(asker, f"acts.{name}", "POST", path, body, None, path)


def complaints(asked: Question, answered: Answered) -> Iterator[str]:
    """What is wrong with an answer by itself: by the matrix, by what it tells, by breaking."""
    code = answered.code()
    if answered.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        yield f"broke: {answered.status}"
    if asked.asker.nobody:
        if answered.status != HTTPStatus.UNAUTHORIZED:
            yield f"let nobody in: {answered.status} {code}"
    elif asked.rule is not None and not asked.asker.may(asked.rule):
        if (answered.status, code) != (HTTPStatus.FORBIDDEN, "not_permitted"):
            yield f"not refused: {answered.status} {code}"
    elif answered.status == HTTPStatus.UNAUTHORIZED:
        yield f"not let in: {code}"
    elif (
        asked.rule is not None
        and answered.status == HTTPStatus.FORBIDDEN
        and code not in _NOT_OF_ROLES
    ):
        yield f"refused: {code}"
    yield from (f"told: {word}" for word in leaked(asked, answered))


def leaked(asked: Question, answered: Answered) -> list[str]:
    """Signs of others that the asker did not say itself."""
    pattern = asked.asker.pattern
    if pattern is None:
        return []
    text = answered.text
    if asked.what in _OWN_LOG and answered.status == HTTPStatus.OK:
        rows = json.loads(text)["rows"]
        text = json.dumps([row for row in rows if row["company_id"] != asked.asker.company_id])
    found = set(pattern.findall(text)) | set(pattern.findall(answered.head))
    return sorted(word for word in found if word not in asked.said)


def differences(asked: Twins, rival: Answered, nothing: Answered) -> Iterator[str]:
    """How the answer about a rival's thing differs from that about nothing."""
    shapes = []
    for answered, number in ((rival, asked.numbers[0]), (nothing, asked.numbers[1])):
        shapes.append((answered.status, answered.code(), _shape(answered, number)))
    for name, (one, other) in zip(
        ("status", "code", "shape"), zip(*shapes, strict=True), strict=True
    ):
        if one != other:
            yield f"{name} differs: {str(one)[:300]} / {str(other)[:300]}"
            return


def _shape(answered: Answered, number: int) -> Any:
    """The whole answer, without the number that was asked about and those each answer has."""
    if not answered.text.startswith("{"):
        return answered.text.count("\n")
    return _bare(json.loads(answered.text), number)


def _bare(value: Any, number: int, told: bool = False) -> Any:
    if isinstance(value, dict):
        return {
            name: _bare(one, number, told or name == "facts")
            for name, one in value.items()
            if name not in _VOLATILE
        }
    if isinstance(value, list):
        return [_bare(one, number, told) for one in value]
    if isinstance(value, str):
        return _FIGURES.sub("#", value)
    return "#" if value == number and (told or number > _SMALL) else value


def _names(one: Subject) -> tuple[str, ...]:
    if isinstance(one, str):
        return ("act_id",)
    if one.code in _OWN_LOG:
        return ()
    model: type[BaseModel] | None = one.given if isinstance(one, Act) else one.filters
    return () if model is None else names_in(model)


def _plain(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value
