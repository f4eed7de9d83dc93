"""What controls find: put down once, settled by two officers, seen by those who watch."""

from __future__ import annotations

import pytest
from programme_rows import Rows
from works_stage import NOWHERE, Works

from sangsaeng.acts.kinds.outcomes_controls import (
    ContractSumStated,
    ControlsRun,
    FindingSettled,
    PriceBandSet,
)
from sangsaeng.acts.model import Role
from sangsaeng.acts.readings.outcomes_controls import FindingFilters
from sangsaeng.acts.registry import all_readings
from sangsaeng.acts.shape import Asked, Page
from sangsaeng.database.connection import WEB, Asking, Database
from sangsaeng.jobs.service_chores import do_chore, own_chores


@pytest.fixture
def works(database: Database) -> Works:
    made = Works(database)
    made.stage.site_company("site-a")
    with made.book.database.transaction() as tx:
        rows = Rows(made.stage, tx, made.programme)
        # An invoice without its transfer, and a worker's word against it.
        match_id = rows.match(made.award, rows.site("site-a"))
        rows.works(match_id, "INV-1", transfer_reference=None)
        rows.serial(match_id, "SN1")
    return made


def _found(works: Works) -> list[tuple[str, int]]:
    given = ControlsRun(programme_id=works.programme)
    done = works.done("outcomes.controls.run", works.officers, given)
    return [(row["control"], row["found"]) for row in done["controls"] if row["found"]]


def _finding(works: Works) -> int:
    (row,) = works.rows(
        "SELECT finding_id FROM outcomes.finding WHERE programme_id = %(p)s AND award_id = %(a)s"
    )
    return int(row["finding_id"])


def _settled(works: Works, finding_id: int, as_what: str = "cleared") -> FindingSettled:
    return FindingSettled(
        programme_id=works.programme,
        finding_id=finding_id,
        settled_as=as_what,  # type: ignore[arg-type]
        answer="the transfer was shown",
    )


def _listed(works: Works, company: str, **filters: object) -> list[dict[str, object]]:
    caller = works.officers.first if company == "kosme" else works.suppliers.first
    reading = all_readings()["outcomes.findings.list"]
    asking = Asking(WEB, caller.company_id, caller.person_id)
    with works.book.database.asked_by(asking) as tx:
        asked = FindingFilters(programme_id=works.programme, **filters)  # type: ignore[arg-type]
        page = reading.list_page(Asked(tx, caller.company_id, works.at, asked))
    assert isinstance(page, Page)
    return [dict(row) for row in page.rows]


def test_what_is_found_is_put_down_once_and_stays_when_it_is_settled(works: Works) -> None:
    assert _found(works) == [("payment_trail", 1)]
    assert _found(works) == []
    number = _finding(works)
    done = works.done("outcomes.findings.settle", works.officers, _settled(works, number))
    assert (done["control"], done["settled_as"]) == ("payment_trail", "cleared")
    assert works.refused(
        "outcomes.findings.settle", works.officers.first, _settled(works, number)
    ) == ("finding_settled")
    assert _found(works) == [] and _finding(works) == number
    history = works.rows(
        "SELECT to_state, reason FROM outcomes.event WHERE programme_id = %(p)s"
        " AND award_id = %(a)s AND subject = 'finding' ORDER BY event_id"
    )
    assert [row["to_state"] for row in history] == ["found", "cleared"]


def test_a_finding_is_settled_by_two_and_only_by_who_administers(works: Works) -> None:
    _found(works)
    number = _finding(works)
    lonely = works.pair("other", Role.PROGRAMME_OFFICER, Role.PROGRAMME_OFFICER, None)
    given = _settled(works, number)
    assert works.refused("outcomes.findings.settle", lonely.first, given) == "not_permitted"
    assert works.refused(
        "outcomes.findings.settle", works.officers.first, _settled(works, NOWHERE)
    ) == ("unknown_finding")


def test_who_watches_reads_the_sentence_and_the_supplier_sees_nothing(works: Works) -> None:
    _found(works)
    (row,) = _listed(works, "kosme")
    assert row["stops"] and "transfer" in str(row["sentence_en"]) and row["sentence_ko"]
    assert _listed(works, "kosme", open_only=True, control="payment_trail") == [row]
    assert _listed(works, "kosme", control="price_band") == []
    assert _listed(works, "supplier") == []


_EVENTS = "SELECT subject FROM outcomes.event"
_AWARDS = "SELECT award_id FROM outcomes.award"


def test_a_supplier_does_not_read_of_findings_in_the_history_either(works: Works) -> None:
    _found(works)
    assert works.seen(works.suppliers.first, _AWARDS)
    told = works.seen(works.suppliers.first, _EVENTS)
    assert all(row["subject"] != "finding" for row in told)
    assert any(row["subject"] == "finding" for row in works.seen(works.officers.first, _EVENTS))


def test_a_verifier_sees_an_award_until_another_takes_over(works: Works) -> None:
    assert works.seen(works.verifiers.first, _AWARDS)
    works.rows(
        "UPDATE outcomes.assignment SET ended_at = assigned_at WHERE programme_id = %(p)s"
        " AND award_id = %(a)s RETURNING award_id"
    )
    assert works.seen(works.verifiers.first, _AWARDS) == []


def test_a_band_is_set_by_two_and_has_its_order(works: Works) -> None:
    given = PriceBandSet(
        programme_id=works.programme,
        model="PG-1",
        least_won=1_000,
        most_won=2_000,
        source="market survey",
    )
    done = works.done("outcomes.price_bands.set", works.officers, given)
    assert done == {"model": "PG-1", "least_won": 1_000, "most_won": 2_000}
    reversed_band = given.model_copy(update={"least_won": 3_000})
    assert works.refused("outcomes.price_bands.set", works.officers.first, reversed_band) == (
        "band_reversed"
    )
    assert ("price_band", 1) in _found(works)


def test_a_site_states_what_its_works_cost_once_and_for_itself_only(works: Works) -> None:
    (row,) = works.rows(
        "SELECT match_id FROM outcomes.match WHERE programme_id = %(p)s AND award_id = %(a)s"
    )
    given = ContractSumStated(
        programme_id=works.programme, match_id=row["match_id"], amount_won=2_500_000
    )
    code = "outcomes.contract_sums.state"
    assert works.refused(code, works.strangers.first, given) == "unknown_match"
    done = works.done(code, works.approver_of("site-a"), given)
    assert done["amount_won"] == 2_500_000
    assert works.refused(code, works.owner_of("site-a").first, given) == "contract_sum_stated"
    assert ("double_contract", 1) in _found(works)


def test_running_programmes_are_looked_over_every_night(works: Works) -> None:
    name = "run_outcome_controls"
    chores = {name: own_chores(lambda *_: None)[name]}  # type: ignore[arg-type,return-value]
    assert do_chore(works.book.database, chores, works.at) == name
    assert do_chore(works.book.database, chores, works.at) is None
    assert _found(works) == [] and _finding(works)
