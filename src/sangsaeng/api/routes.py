"""Every route there is: acts, readings, and the doors of `all_doors`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from sangsaeng.acts.registry import acts, all_readings
from sangsaeng.api import about, deciding, joining, outside, own, recovering, signing_in, workers
from sangsaeng.api.calls import SMALL_BYTES, Call, Counter, endpoint
from sangsaeng.api.entering import enter_act
from sangsaeng.api.listing import read_list, read_one
from sangsaeng.api.persons import token_of
from sangsaeng.api.shape import Door, For

PREFIX = "/v1"


def all_doors() -> tuple[Door, ...]:
    """Every route that is neither an act nor a reading."""
    return (
        *deciding.DOORS,
        *signing_in.DOORS,
        *own.DOORS,
        *recovering.DOORS,
        *outside.DOORS,
        *joining.DOORS,
        *workers.DOORS,
        *about.DOORS,
    )


def make_routes(counter: Counter) -> list[Route]:
    """The routes, plain paths before those with a parameter in the same place."""
    return sorted(_routes(counter), key=lambda route: route.path.replace("{", "~"))


def _routes(counter: Counter) -> Iterator[Route]:
    for act in acts().values():
        yield _route(PREFIX + act.path, "POST", counter, partial(enter_act, act=act), For.CALLER)
    for reading in all_readings().values():
        work = partial(read_one if reading.one else read_list, reading=reading)
        yield _route(PREFIX + reading.path, "GET", counter, work)
    for door in all_doors():
        yield _route(door.full_path(PREFIX), door.method, counter, door.work, door.open_to)


def _route(
    path: str,
    method: str,
    counter: Counter,
    work: Callable[[Call], Response],
    open_to: For = For.ANYONE,
) -> Route:
    first: Callable[[Call], Any] | None = None
    most = SMALL_BYTES
    # What has no body asks by itself who it is.
    if method != "GET" and open_to is For.CALLER:
        first, most = Call.caller, counter.settings.most_body_bytes
    elif method != "GET" and open_to is For.PERSON:
        first = token_of
    route = Route(path, endpoint(counter, work, first, most), methods=[method])
    # Only what the description says is answered.
    route.methods = {method}
    return route
