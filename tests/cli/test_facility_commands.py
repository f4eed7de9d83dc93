"""Facilities and advances at the command line: set up, refused by code, shown in won."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_running import Run
from test_commands import accounts, answer, invoices, parties, refused

from sangsaeng.oversight.demo.cast import read_cast

CAST = read_cast()
INSTITUTION, BUYER = CAST.institution.business_number, CAST.buyer.business_number
FUNDER = CAST.tiers[0][1].business_number


@pytest.fixture
def unguaranteed(run: Run) -> Run:
    """An agreement whose institution advances, and has set up no guarantee yet."""
    people = (CAST.buyer, CAST.institution, CAST.foundation, CAST.tiers[0][1])
    for actor in people:
        number, name = actor.business_number, actor.name
        answer(run, "company", "add", number, name, "--size", actor.size, "--on", "2026-09-01")
    for purpose, owner, number in (
        ("settlement", INSTITUTION, "21812345678901"),
        ("deposit", CAST.foundation.business_number, "21812345678902"),
        ("operating", INSTITUTION, "21812345678903"),
        ("funding", FUNDER, "21812345678904"),
    ):
        told = ("--purpose", purpose, "--owner", owner, "--bank", "218", "--number", number)
        answer(run, "own-account", "add", *told)
    answer(run, "programme", "open", *parties(), *accounts(1, 2, 3), "--on", "2026-09-01")
    rate = ("--early-payment-rate", "0.042")
    answer(run, "programme", "terms", "1", *rate, "--from", "2026-09-01")
    return run


def _add(run: Run, *more: str) -> Any:
    return answer(run, "facility", "add", *more, "--from", "2026-09-01")


def _issue(folder: Path) -> tuple[str, ...]:
    when = ("--programme", "1", "--matures-on", "2026-09-10", "--on", "2026-09-01")
    return ("issue", *invoices(folder), *when)


def test_a_guarantee_is_needed_blocked_and_limited(unguaranteed: Run, tmp_path: Path) -> None:
    run = unguaranteed
    assert refused(run, *_issue(tmp_path)) == ["no_guarantee"]
    earlier = ("--from", "2026-08-01")
    scope = ("--kind", "guarantee", "--programme", "1", "--limit", "1000")
    made = answer(run, "facility", "add", *scope, *earlier)
    known = answer(run, "company", "list")["companies"]
    ids = {one["business_number"]: one["company_id"] for one in known}
    sides = (ids[INSTITUTION], ids[CAST.buyer.business_number])
    assert (made["provider_id"], made["buyer_id"], made["free_won"]) == (*sides, 1000)
    assert refused(run, *_issue(tmp_path)) == ["guarantee_limit"]
    change = ("facility", "change", "1", "--limit", "10000000000")
    answer(run, *change, "--until", "2026-08-31")
    assert refused(run, *_issue(tmp_path)) == ["guarantee_lapsed"]
    changed = answer(run, *change, "--no-end")
    assert changed["ends_on"] is None
    total = answer(run, *_issue(tmp_path))["total_won"]
    (shown,) = answer(run, "facility", "list", "--programme", "1")["facilities"]
    assert (shown["kind"], shown["blocked_won"], shown["used_won"]) == ("guarantee", total, 0)
    assert shown["free_won"] == 10_000_000_000 - total


def test_a_funder_s_facility_and_a_cap_over_all_programmes_are_set_up(unguaranteed: Run) -> None:
    run = unguaranteed
    purchase = ("--kind", "purchase", "--programme", "1", "--limit", "500", "--provider", FUNDER)
    made = _add(run, *purchase, "--account", "4", "--least-rate", "0.035")
    assert (made["own_account_id"], made["least_rate_annual"]) == (4, "0.035")
    cap = _add(
        run,
        *("--kind", "guarantee", "--buyer", BUYER, "--provider", INSTITUTION),
        *("--limit", "900", "--until", "2027-08-31"),
    )
    assert (cap["programme_id"], cap["ends_on"]) == (None, "2027-08-31")
    printed = run("--lang", "ko", "facility", "list")
    assert printed.exit_code == 0 and "지급보증" in printed.stdout and "매입" in printed.stdout


def test_what_cannot_stand_is_refused_by_code(unguaranteed: Run) -> None:
    run = unguaranteed
    guarantee = ("facility", "add", "--kind", "guarantee", "--limit", "5")
    purchase = ("facility", "add", "--kind", "purchase", "--limit", "5", "--programme", "1")
    of_programme = (*guarantee, "--programme", "1")
    cases = [
        (guarantee, "facility_scope_missing"),
        ((*of_programme, "--buyer", BUYER), "facility_scope_missing"),
        ((*guarantee, "--buyer", BUYER), "provider_missing"),
        ((*guarantee, "--programme", "9"), "unknown_programme"),
        ((*of_programme, "--provider", FUNDER), "guarantor_not_the_institution"),
        ((*of_programme, "--account", "4"), "funding_account_missing"),
        ((*purchase, "--provider", FUNDER), "funding_account_missing"),
        ((*purchase, "--provider", FUNDER, "--account", "3"), "own_account_unfit"),
        ((*purchase, "--provider", BUYER, "--account", "4"), "own_account_unfit"),
        ((*purchase, "--provider", FUNDER, "--account", "4", "--least-rate", "4"), "rate_invalid"),
        (("facility", "change", "7", "--limit", "5"), "unknown_facility"),
        (("facility", "list", "--programme", "9"), "unknown_programme"),
    ]
    for arguments, code in cases:
        assert refused(run, *arguments) == [code], arguments
    _add(run, *of_programme[2:])
    assert refused(run, *of_programme) == ["facility_known"]


def test_advances_are_listed_with_their_late_interest(unguaranteed: Run, tmp_path: Path) -> None:
    run = unguaranteed
    _add(run, "--kind", "guarantee", "--programme", "1", "--limit", "10000000000")
    total = answer(run, *_issue(tmp_path))["total_won"]
    assert answer(run, "advances", "--on", "2026-09-10") == {"advances": []}
    answer(run, "settle", "2026-09-10")
    later = ("--on", "2026-09-20")
    (claim,) = answer(run, "advances", *later)["advances"]
    interest = total * 155 * 10 // 365_000
    assert (claim["principal_won"], claim["since"]) == (total, "2026-09-10")
    # Two roots, each rounded once.
    assert interest - 1 <= claim["late_interest_won"] <= interest
    accrued = answer(run, "advances", "--accrue", *later)["accrued_won"]
    assert accrued == claim["late_interest_won"]
    assert answer(run, "advances", "--accrue", *later)["accrued_won"] == 0
    printed = run("advances", "--accrue", *later)
    assert printed.exit_code == 0 and f"{total:,}" in printed.stdout
    ahead = ("--on", "2099-09-20")
    assert refused(run, "advances", "--accrue", *ahead) == ["day_in_the_future"]
    assert answer(run, "verify")["holds"], json.dumps(answer(run, "verify"))
