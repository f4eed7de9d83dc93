"""Random requests of everybody in a world of two rivals: a short run of `bench permissions`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from books import MONDAY, noon
from clusters import Cluster
from sangsaeng.api import listing
from sangsaeng.api.app import make_app
from sangsaeng.api.bench.permission_checks import (
    Answered,
    Asking,
    Twins,
    complaints,
    differences,
)
from sangsaeng.api.bench.permissions import compare, measure
from sangsaeng.api.bench.rivals import Asker, World
from sangsaeng.api.bench.service_rivals import make_world
from sangsaeng.api.service_reading import read
from sangsaeng.api.settings import Settings
from sangsaeng.database.connection import Database

from .served import face_url, serving

ORIGIN = "http://localhost:8000"
AT: datetime = noon(MONDAY)
SETTINGS = Settings(origins=(ORIGIN,), insecure_development=True)


@pytest.fixture(scope="module")
def served_world(cluster: Cluster) -> Iterator[tuple[str, World]]:
    with cluster.fresh() as url, Database(url) as database:
        world = make_world(database, AT, ORIGIN)
        with Database(face_url(url), role=None) as web:
            app = make_app(web, lambda: AT + timedelta(minutes=1), SETTINGS)
            with serving(app) as address:
                yield address, world


def test_two_thousand_requests_tell_nobody_anything_of_a_rival(
    served_world: tuple[str, World],
) -> None:
    seen = measure(*served_world, requests=2_000, clients=2)
    assert not seen.wrong, "\n".join(seen.wrong[:20])
    assert seen.asked >= 2_000
    assert {200, 401, 403, 404, 422} <= set(seen.statuses)
    assert sum(len(pairs) for pairs in seen.pairs.values()) > 300


def test_a_server_that_takes_one_for_another_is_noticed(
    served_world: tuple[str, World], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, world = served_world
    rival = world.sides[1].buyer.company_id
    monkeypatch.setattr(
        listing,
        "read",
        lambda database, caller, *more: read(database, replace(caller, company_id=rival), *more),
    )
    wrong = measure(address, world, requests=400, clients=2, seed=2).wrong
    assert any("| told: " in one for one in wrong)
    assert any(" differs: " in one for one in wrong)


def _about_a_rival(world: World) -> Twins:
    asking = Asking(world, 7)
    while True:
        twins = asking.twins()
        if twins and twins.rival.asker.roles and twins.rival.what == "receivables.one":
            return twins


def test_what_should_not_be_told_is_noticed(served_world: tuple[str, World]) -> None:
    _, world = served_world
    twins = _about_a_rival(world)
    rival = twins.rival
    absent = '{"code":"unknown_receivable","facts":{"receivable":"N"}}'
    said = [Answered(404, "", absent.replace("N", str(number)), 1) for number in twins.numbers]
    assert not list(differences(twins, *said))
    assert not [wrong for wrong in complaints(rival, said[0]) if wrong.startswith("told")]
    held = Answered(404, "", absent.replace("unknown", "locked"), 1)
    assert [one.split(" ")[0] for one in differences(twins, held, said[1])] == ["code"]
    name = next(one for one in sorted(rival.asker.hidden) if " " in one)
    for told in (
        Answered(404, "", f'{{"code":"x","en":"{name}"}}', 1),
        Answered(404, f"x-owner: {name}", '{"code":"x"}', 1),
    ):
        assert f"told: {name}" in list(complaints(rival, told))
    assert not [
        wrong for wrong in complaints(replace(rival, said=name), told) if wrong.startswith("told")
    ]


@pytest.mark.parametrize(
    ("answered", "wrong"),
    [
        (Answered(200, "", "{}", 1), "not refused"),
        (Answered(422, "", '{"code":"x"}', 1), "not refused"),
        (Answered(403, "", '{"code":"above_limit"}', 1), "not refused"),
        (Answered(403, "", '{"code":"not_permitted"}', 1), None),
        (Answered(500, "", '{"code":"machine_broke"}', 1), "broke"),
    ],
)
def test_whoever_may_not_is_refused_in_one_way(
    served_world: tuple[str, World], answered: Answered, wrong: str | None
) -> None:
    _, world = served_world
    asked = _about_a_rival(world).rival
    nobody = Asker("no role", {"cookie": "x"})
    found = list(complaints(replace(asked, asker=nobody), answered))
    assert (found[0].split(":")[0] if found else None) == wrong


def test_time_tells_two_things_apart_only_when_it_does() -> None:
    even = [(100 + turn % 7, 100 + (turn * 3) % 7) for turn in range(700)]
    assert not compare(even).tells
    assert compare([(one + 9, other) for one, other in even]).tells
