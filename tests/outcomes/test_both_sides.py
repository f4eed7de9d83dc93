"""Nobody enters or approves an act about an award for administrator, payer or verifier, and may act
for its supplier too; assessors judge no one they act for, and neither rank nor fund (G13)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from choosing_stage import Scene
from paying_stage import CLAIMS_ON, Paying
from pydantic import BaseModel

from sangsaeng.acts.apart import numbers_in
from sangsaeng.acts.kinds.outcomes_observing import ObservationGiven, ObservationsGiven
from sangsaeng.acts.kinds.outcomes_payments import PaymentsApproved
from sangsaeng.acts.kinds.outcomes_scoring import RankingWanted
from sangsaeng.acts.model import Caller, Office, Role
from sangsaeng.acts.registry import acts
from sangsaeng.acts.service import dry_run, enter
from sangsaeng.acts.service_deciding import decide
from sangsaeng.acts.service_executing import Entered
from sangsaeng.database.connection import Database

CODE = "person_on_both_sides"
# What names no award.
NO_AWARD = {
    "outcomes.applications.save",
    "outcomes.applications.save_sheet",
    "outcomes.calls.close",
    "outcomes.calls.draft",
    "outcomes.calls.open",
    "outcomes.calls.set_account",
    "outcomes.controls.run",
    "outcomes.price_bands.set",
    "outcomes.programmes.close",
    "outcomes.recommendations.decide",  # about every one of them
    "outcomes.observations.record_sheet",  # by what it changed
    "outcomes.references.set",
    "outcomes.serials.record_subsidy",
    "outcomes.sites.register",
}
KNOWN = {"award", "application", "match", "site", "claim", "determination", "dispute", "clawback"}
KNOWN |= {"payable", "finding", "incident", "note"}


@pytest.fixture
def paying(database: Database) -> Paying:
    return Paying(database, sites=2, days=CLAIMS_ON)


def also(paying: Paying, company: str, who: Caller, role: Role, office: Office) -> Caller:
    """Somebody of the supplier who has a role elsewhere too."""
    return paying.stage.people.caller(
        paying.stage.company(company), role, offices=frozenset({office}), person_id=who.person_id
    )


def _named(given: type[BaseModel]) -> set[str]:
    names = set()
    for name, field in given.model_fields.items():
        inner = [one for one in getattr(field.annotation, "__args__", ()) if isinstance(one, type)]
        for one in inner:
            if issubclass(one, BaseModel):
                names |= _named(one)
        names.add(name.removesuffix("s").removesuffix("_id"))
    return names


def test_every_act_of_pay_for_success_names_what_it_is_about() -> None:
    """An act that nobody looks at would be a way round."""
    ours = [act for code, act in acts().items() if code.startswith("outcomes.")]
    assert all(act.execute.__module__ == "sangsaeng.acts.apart" for act in ours)
    silent = {act.code for act in ours if not _named(act.given) & KNOWN}
    assert silent == NO_AWARD


def test_numbers_are_found_in_lines_too() -> None:
    line: dict[str, Any] = {"metric": "units_working", "month": "2026-04", "source": "log"}
    lines = [ObservationGiven(match_id=7, numerator="1", denominator="2", **line)]
    assert set(numbers_in(ObservationsGiven(programme_id=9, lines=lines))) == {7, 9}


def test_the_suppliers_own_people_do_not_pay_it(paying: Paying) -> None:
    claim, booked = paying.settled()
    one, two = paying.suppliers
    mine = also(paying, "kb", one, Role.TREASURY, Office.INSTITUTION)
    pay = PaymentsApproved(
        programme_id=paying.programme,
        payable_ids=[booked["payable_id"]],
        total_won=booked["owed_won"],
    )
    code = "outcomes.payments.pay"
    assert paying.hears(code, pay, mine) == CODE
    # Who enters is nobody's, who approves is the supplier's: found when it is done.
    first = paying.caller(paying.treasury[0])
    now = enter(paying.book.database, first, acts()[code], pay, paying.at)
    assert isinstance(now, Entered), now
    other = paying.caller(also(paying, "kb", two, Role.TREASURY, Office.INSTITUTION))
    done = decide(paying.book.database, other, now.act_id, now.digest, True, paying.at)
    assert isinstance(done, Entered) and [one.code for one in done.refusals] == [CODE]
    paying.done(code, pay, *paying.treasury)
    assert claim and paying.book.broken_proofs() == []


def test_nor_determine_settle_or_look_for_it(paying: Paying) -> None:
    claim = paying.verified()
    one = paying.suppliers[0]
    verifier = also(paying, "verifier", one, Role.VERIFIER, Office.VERIFIER)
    given = paying.determining(claim, 30_000_000)
    assert paying.hears("outcomes.determinations.determine", given, verifier) == CODE
    number = paying.determine(claim)["determination_id"]
    paying.days += 15
    treasury = also(paying, "kb", one, Role.TREASURY, Office.INSTITUTION)
    settle = paying.of_determination(number)
    assert paying.hears("outcomes.determinations.settle", settle, treasury) == CODE
    assert paying.settle(number)["owed_won"] == 27_000_000


def test_who_judges_acts_for_no_applicant_and_neither_ranks_nor_funds(database: Database) -> None:
    scene = Scene(database)
    scene.opened()
    number = scene.applied("alpha")
    scene.closed()
    scene.checked(number)

    def hears(code: str, given: Any, who: Caller) -> str:
        now = replace(who, stepped_up_at=scene.now)
        done = dry_run(database, now, acts()[code], given, scene.now)
        assert isinstance(done, list), done
        return done[0].code

    def at_kosme(role: Role, person_id: int | None) -> Caller:
        company = scene.book.companies["kosme"].company_id
        offices = frozenset({Office.PROGRAMME})
        return scene.people.caller(company, role, offices=offices, person_id=person_id)

    tied = at_kosme(Role.ASSESSOR, scene.callers["alpha.1"].person_id)
    assert hears("outcomes.conflicts.declare", scene.declares(number), tied) == CODE
    scene.scored(number, (50, 30), (50, 30), (50, 30))
    with database.transaction() as tx:
        person = tx.rows("SELECT DISTINCT person_id FROM outcomes.score")[0]["person_id"]
    rank = RankingWanted(programme_id=scene.programme)
    code = "outcomes.recommendations.decide"
    for person_id in (person, scene.callers["alpha.1"].person_id):
        assert hears(code, rank, at_kosme(Role.PROGRAMME_OFFICER, person_id)) == CODE
    scene.ranked()
    kb = scene.book.companies["kb"].company_id
    offices = frozenset({Office.INSTITUTION})
    payer = scene.people.caller(kb, Role.CREDIT, offices=offices, person_id=person)
    assert hears("outcomes.awards.decide", scene.award(number), payer) == CODE
