"""The API is what it says it is: a short run of `bench schemathesis`, the same calls every time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from books import MONDAY, noon
from clusters import Cluster
from sangsaeng.api.app import make_app
from sangsaeng.api.bench.schemathesis import ENDING, call, make_askers
from sangsaeng.api.bench.service_people import Crowd, Headers
from sangsaeng.api.bench.service_rivals import make_world
from sangsaeng.api.settings import Settings
from sangsaeng.database.connection import Database

from .served import face_url, serving

ORIGIN = "http://localhost:8000"
AT = noon(MONDAY)
FEW = ("--phases", "fuzzing", "--max-examples", "2", "--seed", "1", "--generation-database", "none")


@pytest.fixture(scope="module")
def hall(cluster: Cluster) -> Iterator[tuple[str, Headers, Headers]]:
    """A server, a person who may everything, and a machine."""
    with cluster.fresh() as url, Database(url) as database:
        make_world(database, AT, ORIGIN)
        person, machine = make_askers(Crowd(database, AT, ORIGIN))
        with Database(face_url(url), role=None) as web:
            settings = Settings(origins=(ORIGIN,), insecure_development=True)
            app = make_app(web, lambda: AT + timedelta(minutes=1), settings)
            with serving(app) as address:
                yield address, person, machine


@pytest.mark.parametrize("who", ["person", "machine"])
def test_whatever_is_sent_is_answered_as_the_description_says(
    hall: tuple[str, Headers, Headers], who: str
) -> None:
    address, *askers = hall
    headers = dict(zip(("person", "machine"), askers, strict=True))[who]
    excluded = [f"--exclude-operation-id={one}" for one in ENDING]
    assert call(address, headers, *FEW, *excluded, quiet=True) == 0
