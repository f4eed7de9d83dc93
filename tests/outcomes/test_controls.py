"""Controls against gaming and fraud: each finds its case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
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
from programme_rows import LOWER, METRIC, Rows

from sangsaeng.kernel.messages import LANGUAGES, sentence
from sangsaeng.outcomes.controls.model import PriceBand
from sangsaeng.outcomes.controls.registry import controls
from sangsaeng.outcomes.controls.service import set_price_band, state_contract_sum
from sangsaeng.outcomes.model_choosing import Related, Relation
from sangsaeng.outcomes.service_events import Change, record_change


@pytest.fixture(scope="module")
def world(database_of: Callable[[], Any]) -> Iterator[World]:
    with database_of() as database:
        yield World(database)


def _site_named_by_supplier(world: World, rows: Rows, matches: list[int]) -> None:
    number = world.stage.book.number("site-a")
    tell_related(world, rows, "supplier", Related(Relation.COMPANY, number))


def _site_shares_an_owner(world: World, rows: Rows, matches: list[int]) -> None:
    tell_related(world, rows, "supplier", an_owner())
    tell_related(world, rows, "site-a", an_owner("KIM"), an_owner("Lee"))


def _site_is_paid_into_the_supplier_s_account(world: World, rows: Rows, matches: list[int]) -> None:
    account = world.stage.book.accounts["site-a"][0]
    tell_related(world, rows, "supplier", Related(Relation.ACCOUNT, account))


def _one_person_acts_for_both(world: World, rows: Rows, matches: list[int]) -> None:
    for company in ("supplier", "site-a"):
        give_power(world, rows, company, world.people[5])


def _verifier_shares_an_owner(world: World, rows: Rows, matches: list[int]) -> None:
    assign(world, rows)
    tell_related(world, rows, "verifier", an_owner())
    tell_related(world, rows, "supplier", an_owner())


def _assessor_acts_for_applicant(world: World, rows: Rows, matches: list[int]) -> None:
    rows.add(
        "conflict",
        programme_id=world.programme_id,
        application_id=world.award,
        person_id=world.people[6],
        conflicted=False,
        statement="none",
        declared_at=rows.at,
    )
    give_power(world, rows, "supplier", world.people[6])


def _price_tenfold(world: World, rows: Rows, matches: list[int]) -> None:
    band = PriceBand("PG-1", 3_000_000, 5_000_000, "market survey")
    assert set_price_band(rows.tx, world.programme_id, band, rows.at) is None
    rows.serial(matches[0], "X1", price_won=40_000_000)


def _others_ask_less(world: World, rows: Rows, matches: list[int]) -> None:
    cheap = rows.match(world.other_award, rows.site("site-b"))
    rows.serial(cheap, "X2", price_won=3_000_000)


def _one_invoice_twice(world: World, rows: Rows, matches: list[int]) -> None:
    match_id = rows.match(world.award, rows.site("site-a"))
    rows.works(match_id, f"INV-{matches[0]}")


def _refused(rows: Rows, award_id: int, match_id: int, side: str) -> None:
    about = (rows.programme_id, "match", match_id, "refused", award_id, "other")
    record_change(rows.tx, Change(*about, {"refused_by": side}), rows.at)


def _refused_by_its_supplier(world: World, rows: Rows, matches: list[int]) -> None:
    _refused(rows, world.award, matches[0], "supplier")


def _serial_under_another_name(_: World, rows: Rows, matches: list[int]) -> None:
    rows.serial(matches[0], "SAME")
    rows.serial(matches[1], "SAME", maker="GUARDCOLTD", model="PG12026")


def _unit_under_two_makers(world: World, rows: Rows, matches: list[int]) -> None:
    rows.serial(matches[1], f"SN{matches[0]}", maker="GUARDCO")


def _site_says_less(world: World, rows: Rows, matches: list[int]) -> None:
    about = (world.programme_id, matches[0], "site", 2_500_000, rows.at)
    assert state_contract_sum(rows.tx, *about) is None
    again = state_contract_sum(rows.tx, *about)
    assert again is not None and again.code == "contract_sum_stated"


def _no_transfer(world: World, rows: Rows, matches: list[int]) -> None:
    match_id = rows.match(world.award, rows.site("site-a"))
    rows.works(match_id, "INV-none", transfer_reference=None)
    rows.serial(match_id, "X3")
    rows.papers(match_id)


def _units_above_invoice(world: World, rows: Rows, matches: list[int]) -> None:
    rows.serial(matches[0], "X4", price_won=1)


def _leaver_dropped(world: World, rows: Rows, matches: list[int]) -> None:
    for match_id in matches:
        rows.baseline(match_id)
    rows.claim(world.award, {matches[0]: 2})


def _headcount_halved(world: World, rows: Rows, matches: list[int]) -> None:
    rows.observed(matches[0], METRIC, 1, headcount=10)


def _soft(world: World, rows: Rows, matches: list[int]) -> None:
    rows.agreement(world.award)
    for stratum, value in (("*", "0.2"), ("C", "1.5")):
        rows.add(
            "reference",
            programme_id=world.programme_id,
            stratum=stratum,
            metric=METRIC,
            value=value,
            source="survey",
            set_at=rows.at,
        )


def _photo_of_another_site(world: World, rows: Rows, matches: list[int]) -> None:
    rows.evidence(matches[1], "photo_after", f"photo_after {matches[0]}")


def _before_is_after(world: World, rows: Rows, matches: list[int]) -> None:
    rows.evidence(matches[0], "photo_after", f"photo_before {matches[0]}")


def _far_apart(world: World, rows: Rows, matches: list[int]) -> None:
    for kind, latitude in (("photo_before", "37.30"), ("visit_note", "37.33")):
        place = {"latitude": latitude, "longitude": "126.83"}
        rows.evidence(matches[0], kind, f"{kind} placed", **place)


def _same_spot(world: World, rows: Rows, matches: list[int]) -> None:
    for match_id in matches:
        place = {"latitude": "37.30", "longitude": "126.83"}
        rows.evidence(match_id, "photo_after", f"placed {match_id}", **place)


def _before_taken_after(world: World, rows: Rows, matches: list[int]) -> None:
    later = rows.at + timedelta(days=3)
    rows.evidence(matches[0], "photo_before", "taken later", taken_at=later)


def _late(world: World, rows: Rows, matches: list[int]) -> None:
    rows.evidence(matches[0], "test_sheet", "late", late=True)


def _over_claimed(world: World, rows: Rows, matches: list[int]) -> None:
    rows.verified(rows.claim(world.award, {matches[0]: 2}), {matches[0]: 1})


def _same_units_of_more(world: World, rows: Rows, matches: list[int]) -> None:
    """2 of 2 is claimed, 2 of 4 is found."""
    rows.verified(rows.claim(world.award, {matches[0]: 2}), {matches[0]: 2}, of=4)


def _fewer_than_found_where_lower_is_better(world: World, rows: Rows, matches: list[int]) -> None:
    rows.agreement(world.award, LOWER)
    rows.verified(rows.claim(world.award, {matches[0]: 1}), {matches[0]: 2})


def _one_invoice_spelled_twice(world: World, rows: Rows, matches: list[int]) -> None:
    match_id = rows.match(world.award, rows.site("site-a"))
    rows.works(match_id, f"inv {matches[0]}")


def _one_transfer_spelled_twice(world: World, rows: Rows, matches: list[int]) -> None:
    match_id = rows.match(world.award, rows.site("site-a"))
    rows.works(match_id, "INV-other", transfer_reference=f"t\u3000{matches[0]}")
    rows.serial(match_id, "X5")
    rows.papers(match_id)


def _worker_says_no(world: World, rows: Rows, matches: list[int]) -> None:
    for number, in_use in enumerate((True, False, True)):
        answer_link(world, rows, matches[0], number, in_use)


def _silent(world: World, rows: Rows, matches: list[int]) -> None:
    # One of the two is heard from.
    rows.observed(matches[1], "near_miss_reports", 1)


def _closed(world: World, rows: Rows, matches: list[int]) -> None:
    gone = rows.today + timedelta(days=200)
    rows.installed(world.award, "site-a", state="closed", closed_on=gone)


# The control, how its case comes about, how many it finds, and what its facts say.
CASES: list[tuple[str, Case, int, dict[str, Any]]] = [
    ("related_site", _site_named_by_supplier, 1, {"ways": "company"}),
    ("related_site", _site_shares_an_owner, 1, {"ways": "name"}),
    ("related_site", _site_is_paid_into_the_supplier_s_account, 1, {"ways": "account"}),
    ("related_site", _one_person_acts_for_both, 1, {"ways": "person"}),
    ("verifier_tied", _verifier_shares_an_owner, 1, {"ways": "name"}),
    ("assessor_tied", _assessor_acts_for_applicant, 1, {"people": 1}),
    ("price_band", _price_tenfold, 1, {"price_won": 40_000_000, "most_won": 5_000_000}),
    ("price_of_others", _others_ask_less, 2, {"others_won": 3_000_000}),
    ("double_contract", _one_invoice_twice, 2, {"ways": "invoice"}),
    ("double_contract", _unit_under_two_makers, 2, {"ways": "serial"}),
    ("sites_refused", _refused_by_its_supplier, 1, {"sites": 1}),
    ("serial_elsewhere", _serial_under_another_name, 2, {"units": 1, "serial": "SAME"}),
    ("double_contract", _site_says_less, 1, {"ways": "site", "stated_won": 2_500_000}),
    ("payment_trail", _no_transfer, 1, {"ways": "no transfer"}),
    ("payment_trail", _units_above_invoice, 1, {"ways": "units above invoice"}),
    ("leavers_dropped", _leaver_dropped, 1, {"sites": 1, "all_sites": 2}),
    ("headcount_changed", _headcount_halved, 1, {"before": 20, "after": 10}),
    ("soft_target", _soft, 1, {"metric": METRIC}),
    ("verifier_rotation", verify_thrice, 1, {"times": 3}),
    ("file_reused", _photo_of_another_site, 1, {"times": 2}),
    ("file_reused", _before_is_after, 1, {"times": 2}),
    ("evidence_place", _far_apart, 1, {"ways": "far apart", "metres": 3_330}),
    ("evidence_place", _same_spot, 2, {"ways": "place of another site"}),
    ("evidence_time", _before_taken_after, 1, {"ways": "state before, taken after"}),
    ("evidence_time", _late, 1, {"ways": "late"}),
    ("over_claimed", _over_claimed, 1, {"lines": 1}),
    ("over_claimed", _same_units_of_more, 1, {"lines": 1}),
    ("over_claimed", _fewer_than_found_where_lower_is_better, 1, {"lines": 1}),
    ("double_contract", _one_invoice_spelled_twice, 2, {"ways": "invoice"}),
    ("payment_trail", _one_transfer_spelled_twice, 2, {"ways": "transfer of other works"}),
    ("worker_contradicts", _worker_says_no, 1, {"workers": 1, "answers": 3}),
    ("silent_site", _silent, 1, {"months": 3}),
    ("gone_in_year", _closed, 1, {}),
]


@pytest.mark.parametrize(
    "code,happens,count,facts", CASES, ids=[f"{one[0]}-{one[1].__name__}" for one in CASES]
)
def test_a_control_finds_its_case(
    world: World, code: str, happens: Case, count: int, facts: dict[str, Any]
) -> None:
    with world.case() as rows:
        matches = clean_sites(world, rows)
        before = [] if code == "silent_site" else world.look(rows, code)
        happens(world, rows, matches)
        found = world.look(rows, code)
        assert before == [] and len(found) == count, (before, found)
        assert all(facts.items() <= one.facts.items() for one in found), found
        assert all(one.award_id for one in found)
        for one in found:
            for language in LANGUAGES:
                assert sentence(controls()[code].says, language, dict(one.facts))


def test_every_control_has_a_case() -> None:
    assert {case[0] for case in CASES} == set(controls())
