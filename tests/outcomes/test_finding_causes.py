"""What controls find anew, for whom, and how far they look at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from controls_world import World, answer_link, clean_sites
from hypothesis import given as over
from hypothesis import strategies as st
from programme_rows import METRIC, Rows

from sangsaeng.kernel.refusals import Fact
from sangsaeng.outcomes.controls.model import Settled
from sangsaeng.outcomes.controls.rules import digest_of_cause, is_known
from sangsaeng.outcomes.controls.service import run_controls, settle_finding
from sangsaeng.outcomes.model import Programme
from sangsaeng.outcomes.service import get_programme
from sangsaeng.outcomes.service_evidence import flag


@pytest.fixture(scope="module")
def world(database_of: Callable[[], Any]) -> Iterator[World]:
    with database_of() as database:
        yield World(database)


_WAYS = st.sets(st.sampled_from("abcd"), min_size=1)


def _found(ways: set[str], units: int, beside: int = 0) -> dict[str, Fact]:
    return {"ways": ", ".join(sorted(ways)), "units": units, "answers": beside}


@over(_WAYS, _WAYS, st.integers(0, 1), st.integers(0, 1), st.integers(0, 9), st.integers(0, 9))
def test_a_cause_is_new_when_a_fact_or_a_way_is(
    one: set[str], other: set[str], units: int, others: int, answers: int, more: int
) -> None:
    before, now = _found(one, units, answers), _found(other, others, more)
    known = other <= one and units == others
    assert is_known(now, [before], {"answers"}) == known
    same = digest_of_cause(now, {"answers"}) == digest_of_cause(before, {"answers"})
    assert same == (one == other and units == others)


def _run(world: World, rows: Rows, control: str) -> int:
    counts = run_controls(rows.tx, world.programme_id, rows.at)
    assert isinstance(counts, dict)
    return int(counts[control])


def _clear(world: World, rows: Rows, control: str) -> None:
    for row in rows.tx.rows(
        "SELECT finding_id FROM outcomes.finding WHERE control = %(c)s AND settled_at IS NULL",
        c=control,
    ):
        about = (rows.tx, world.programme_id, row["finding_id"], Settled.CLEARED, "looked", rows.at)
        assert not hasattr(settle_finding(*about), "code")


def test_what_was_cleared_is_found_again_for_a_new_cause_and_only_for_one(world: World) -> None:
    with world.case() as rows:
        matches = clean_sites(world, rows)
        answer_link(world, rows, matches[0], 1, False)
        assert _run(world, rows, "worker_contradicts") == 1
        _clear(world, rows, "worker_contradicts")
        answer_link(world, rows, matches[0], 2, True)
        assert _run(world, rows, "worker_contradicts") == 0
        answer_link(world, rows, matches[0], 3, False)
        assert _run(world, rows, "worker_contradicts") == 1
        assert _run(world, rows, "worker_contradicts") == 0


def test_a_look_at_once_is_at_the_matches_named(world: World) -> None:
    with world.case() as rows:
        one, other = clean_sites(world, rows)
        programme = get_programme(rows.tx, world.programme_id)
        assert isinstance(programme, Programme)
        rows.observed(one, METRIC, 1, headcount=5)
        assert flag(rows.tx, programme, "headcount_changed", [other], rows.at) == 0
        assert flag(rows.tx, programme, "headcount_changed", [one], rows.at) == 1
        rows.evidence(other, "photo_after", f"photo_after {one}")
        third = rows.installed(world.award, "site-a")
        assert flag(rows.tx, programme, "file_reused", [third], rows.at) == 0
        assert flag(rows.tx, programme, "file_reused", [one], rows.at) == 1
