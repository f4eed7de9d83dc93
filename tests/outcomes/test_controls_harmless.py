"""Controls against gaming and fraud: each finds nothing where there is nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from controls_world import (
    Case,
    World,
    an_owner,
    answer_link,
    assign,
    clean_sites,
    give_power,
    tell_related,
    verify_thrice,
)
from programme_rows import METRIC, Rows

from sangsaeng.outcomes.controls.model import PriceBand
from sangsaeng.outcomes.controls.registry import controls
from sangsaeng.outcomes.controls.service import set_price_band, state_contract_sum
from sangsaeng.outcomes.model_choosing import Related, Relation
from sangsaeng.outcomes.service_events import Change, record_change


@pytest.fixture(scope="module")
def world(database_of: Callable[[], Any]) -> Iterator[World]:
    with database_of() as database:
        yield World(database)


def _one_verifier_and_then_another(world: World, rows: Rows, matches: list[int]) -> None:
    verify_thrice(world, rows, matches)
    rows.tx.run("UPDATE outcomes.claim SET state = 'refused'")
    rows.verified(rows.claim(world.award, {matches[0]: 2}), {matches[0]: 2}, "supplier")


def _two_at_one_company(world: World, rows: Rows, matches: list[int]) -> None:
    place = {"latitude": "37.30", "longitude": "126.83"}
    for number in range(2):
        match_id = rows.match(world.award, rows.site("site-a"))
        rows.evidence(match_id, "photo_after", f"yard {number}", **place)


def _higher_than_the_narrowest_reference(world: World, rows: Rows, matches: list[int]) -> None:
    rows.agreement(world.award)
    for stratum, value in (("*", "1.5"), ("C25", "0.9")):
        rows.add(
            "reference",
            programme_id=world.programme_id,
            stratum=stratum,
            metric=METRIC,
            value=value,
            source="survey",
            set_at=rows.at,
        )


def _closed_after_the_tail(world: World, rows: Rows, matches: list[int]) -> None:
    gone = rows.today + timedelta(days=400)
    rows.installed(world.award, "site-a", state="closed", closed_on=gone)


def _within_tolerance(world: World, rows: Rows, matches: list[int]) -> None:
    rows.verified(rows.claim(world.award, {matches[0]: 105}), {matches[0]: 100})


def _all_claimed(world: World, rows: Rows, matches: list[int]) -> None:
    for match_id in matches:
        rows.baseline(match_id)
    rows.claim(world.award, dict.fromkeys(matches, 2))


def _refused_site_is_no_leaver(world: World, rows: Rows, matches: list[int]) -> None:
    _all_claimed(world, rows, matches)
    match_id = rows.match(world.award, rows.site("site-a"), "refused")
    rows.baseline(match_id)


def _within_the_flag(world: World, rows: Rows, matches: list[int]) -> None:
    rows.observed(matches[0], METRIC, 1, headcount=14)


def _corrected(world: World, rows: Rows, matches: list[int]) -> None:
    rows.observed(matches[0], METRIC, 1, headcount=2)
    rows.observed(matches[0], METRIC, 1, headcount=20, version=2)


def _namesakes(world: World, rows: Rows, matches: list[int]) -> None:
    tell_related(world, rows, "supplier", an_owner())
    other = Related(Relation.OWNER, "Kim", date(1980, 1, 1))
    tell_related(world, rows, "site-a", other)


def _declared_conflict(world: World, rows: Rows, matches: list[int]) -> None:
    rows.add(
        "conflict",
        programme_id=world.programme_id,
        application_id=world.award,
        person_id=world.people[6],
        conflicted=True,
        statement="I own it",
        declared_at=rows.at,
    )
    give_power(world, rows, "supplier", world.people[6])


def _workers_say_yes(world: World, rows: Rows, matches: list[int]) -> None:
    answer_link(world, rows, matches[0], 1, True)


def _strange_verifier(world: World, rows: Rows, matches: list[int]) -> None:
    assign(world, rows)
    tell_related(world, rows, "verifier", an_owner("Park"))


def _a_little_dearer(world: World, rows: Rows, matches: list[int]) -> None:
    cheap = rows.match(world.other_award, rows.site("site-b"))
    rows.serial(cheap, "X2", price_won=3_500_000)


def _at_the_band_s_edge(world: World, rows: Rows, matches: list[int]) -> None:
    band = PriceBand("PG-1", 4_000_000, 4_000_000, "market survey")
    assert set_price_band(rows.tx, world.programme_id, band, rows.at) is None


def _site_says_the_same(world: World, rows: Rows, matches: list[int]) -> None:
    about = (world.programme_id, matches[0], "site", 4_000_000, rows.at)
    assert state_contract_sum(rows.tx, *about) is None


def _a_list_for_two_sites(world: World, rows: Rows, matches: list[int]) -> None:
    for match_id in matches:
        rows.evidence(match_id, "training_list", "one course for both")


def _nothing_more(world: World, rows: Rows, matches: list[int]) -> None:
    rows.observed(matches[0], "near_miss_reports", 1)
    _incident(world, rows, matches[1])


def _incident(world: World, rows: Rows, match_id: int) -> None:
    rows.add(
        "incident",
        programme_id=world.programme_id,
        incident_id=rows.number(),
        match_id=match_id,
        kind="injury",
        happened_on=rows.today,
        recorded_at=rows.at,
    )


def _a_bankrupt_site_counts_no_more(world: World, rows: Rows, matches: list[int]) -> None:
    _all_claimed(world, rows, matches)
    match_id = rows.match(world.award, rows.site("site-a"), "left")
    rows.tx.run(
        "UPDATE outcomes.match SET reason = 'bankruptcy' WHERE match_id = %(m)s", m=match_id
    )
    rows.baseline(match_id)


def _gone_for(world: World, rows: Rows, state: str, reason: str) -> int:
    match_id = rows.installed(world.award, "site-a", state="closed", closed_on=rows.today)
    rows.tx.run(
        "UPDATE outcomes.match SET state = %(s)s, reason = %(r)s WHERE match_id = %(m)s",
        s=state,
        r=reason,
        m=match_id,
    )
    return match_id


def _a_leaver_is_counted_at_its_baseline(world: World, rows: Rows, matches: list[int]) -> None:
    for state, reason in (("left", "site_withdrew"), ("closed", "business_closed")):
        rows.baseline(_gone_for(world, rows, state, reason))
    _all_claimed(world, rows, matches)


def _accepted_after_the_claim(world: World, rows: Rows, matches: list[int]) -> None:
    _all_claimed(world, rows, matches)
    match_id = rows.match(world.award, rows.site("site-a"))
    rows.works(match_id, "INV-later", accepted_at=rows.at + timedelta(days=1))
    rows.baseline(match_id)


def _refused_by_the_site(world: World, rows: Rows, matches: list[int]) -> None:
    about = (rows.programme_id, "match", matches[0], "refused", world.award, "site_declines")
    record_change(rows.tx, Change(*about, {"refused_by": "site"}), rows.at)


def _other_numbers_of_another_maker(_: World, rows: Rows, matches: list[int]) -> None:
    rows.serial(matches[0], "MINE")
    rows.serial(matches[1], "YOURS", maker="GUARDCOLTD", model="PG12026")


def _own_units_differ(world: World, rows: Rows, matches: list[int]) -> None:
    rows.serial(rows.match(world.award, rows.site("site-a")), "X2", price_won=2_000_000)


def _one_verifier_with_another_between(world: World, rows: Rows, matches: list[int]) -> None:
    _one_verifier_and_then_another(world, rows, matches)
    rows.tx.run("UPDATE outcomes.claim SET state = 'refused'")
    rows.verified(rows.claim(world.award, {matches[0]: 2}), {matches[0]: 2})


HARMLESS: list[tuple[str, Case]] = [
    ("related_site", _namesakes),
    ("verifier_tied", _strange_verifier),
    ("assessor_tied", _declared_conflict),
    ("price_band", _at_the_band_s_edge),
    ("price_of_others", _a_little_dearer),
    ("price_of_others", _own_units_differ),
    ("double_contract", _site_says_the_same),
    ("sites_refused", _refused_by_the_site),
    ("serial_elsewhere", _other_numbers_of_another_maker),
    ("payment_trail", _nothing_more),
    ("leavers_dropped", _all_claimed),
    ("leavers_dropped", _refused_site_is_no_leaver),
    ("leavers_dropped", _a_bankrupt_site_counts_no_more),
    ("leavers_dropped", _a_leaver_is_counted_at_its_baseline),
    ("leavers_dropped", _accepted_after_the_claim),
    ("headcount_changed", _within_the_flag),
    ("headcount_changed", _corrected),
    ("soft_target", _higher_than_the_narrowest_reference),
    ("verifier_rotation", _one_verifier_and_then_another),
    ("verifier_rotation", _one_verifier_with_another_between),
    ("file_reused", _a_list_for_two_sites),
    ("evidence_place", _two_at_one_company),
    ("evidence_time", _nothing_more),
    ("over_claimed", _within_tolerance),
    ("worker_contradicts", _workers_say_yes),
    ("silent_site", _nothing_more),
    ("gone_in_year", _closed_after_the_tail),
]


@pytest.mark.parametrize(
    "code,happens", HARMLESS, ids=[f"{one[0]}-{one[1].__name__}" for one in HARMLESS]
)
def test_a_control_finds_nothing_where_there_is_nothing(
    world: World, code: str, happens: Case
) -> None:
    with world.case() as rows:
        happens(world, rows, clean_sites(world, rows))
        assert world.look(rows, code) == []


def test_every_control_has_a_harmless_case() -> None:
    assert {case[0] for case in HARMLESS} == set(controls())


def test_a_site_gone_for_a_listed_reason_is_told_and_holds_nothing(world: World) -> None:
    with world.case() as rows:
        gone = [_gone_for(world, rows, "closed", why) for why in ("bankruptcy", "business_closed")]
        found = {one.subject_id: one.stops for one in world.look(rows, "gone_in_year")}
        assert found == {gone[0]: False, gone[1]: True}
