"""Rows 11 and 12, and evidence: what was installed is proved, accepted, and paid for once."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import date, timedelta

import psycopg
import pytest
from hypothesis import given as over
from hypothesis import strategies as st
from works_given import accepted, evidence, submitted
from works_stage import PNG, Works, metric

from sangsaeng.acts.kinds.outcomes_targets import ReferenceLine, ReferencesSet
from sangsaeng.acts.kinds.outcomes_works import (
    CostGiven,
    DeviceGiven,
    SubsidisedGiven,
    WorksRefused,
)
from sangsaeng.acts.model import Role
from sangsaeng.database.connection import Database
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.controls.service import run_controls
from sangsaeng.outcomes.model_money import Part
from sangsaeng.outcomes.model_target import Stated
from sangsaeng.outcomes.rules_evidence import Window, decide_file, is_late
from sangsaeng.outcomes.rules_works import fold_serial
from sangsaeng.outcomes.service_money import free_pool_won, get_reserve

ADD, SUBMIT = "outcomes.evidence.add", "outcomes.works.submit"
ACCEPT, COST = "outcomes.works.accept", "outcomes.costs.accept"
REFUSE = "outcomes.works.refuse"
SUBSIDY = "outcomes.serials.record_subsidy"


@pytest.fixture
def works(database: Database) -> Works:
    return Works(database)


@over(st.text(st.characters(codec="ascii"), max_size=20), st.text(" -_./", max_size=5))
def test_a_serial_number_is_the_same_however_it_is_written(serial: str, between: str) -> None:
    folded = fold_serial(serial)
    assert fold_serial(folded) == folded
    assert fold_serial(between.join(serial.lower())) == folded
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in serial)
    assert fold_serial(wide) == folded


_DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@over(_DAYS, _DAYS, _DAYS, _DAYS, st.sampled_from(["photo_before", "photo_after", "visit_note"]))
def test_evidence_is_late_outside_its_window_and_only_there(
    taken: date, added: date, awarded: date, installed: date, kind: str
) -> None:
    """Against the words of the rule, for one period of 2026's second half, claimed in January."""
    window = Window(date(2026, 7, 1), date(2026, 12, 31), date(2027, 1, 31))
    wrong_side = (kind == "photo_before" and taken > installed) or (
        kind == "photo_after" and taken < installed
    )
    late = taken < awarded or wrong_side or added > window.claim_until
    assert is_late(kind, taken, added, awarded, installed, [window]) == late


@over(st.binary(max_size=30))
def test_a_file_is_of_the_type_that_its_first_bytes_say(content: bytes) -> None:
    refused = decide_file(content, "image/png")
    assert (refused is None) == content.startswith(PNG)
    assert decide_file(content, "text/html") is None or not content.startswith(b"<html")


def test_nothing_that_a_browser_would_run_is_evidence() -> None:
    for media_type in ("text/html", "image/svg+xml", "application/javascript", ""):
        refused = decide_file(b"<svg onload=alert(1)>", media_type)
        assert refused is not None and refused.code == "media_type_differs"


def test_evidence_is_kept_with_its_hash_and_late_evidence_aside(works: Works) -> None:
    (match,) = works.confirmed(1)
    given = evidence(works, match, "photo_before", latitude="37.456", longitude="126.705")
    done = works.done(ADD, works.suppliers, given)
    assert (done["late"], done["used_before"]) == (False, False)
    early = evidence(
        works, match, "photo_before", text="old", taken_at=works.at - timedelta(days=400)
    )
    assert works.done(ADD, works.suppliers, early)["late"] is True
    rows = works.rows("SELECT * FROM outcomes.evidence WHERE award_id = %(a)s ORDER BY evidence_id")
    assert [row["late"] for row in rows] == [False, True]
    assert bytes(rows[0]["sha256"]).hex() == done["sha256"]
    assert rows[0]["person_id"] == works.suppliers.first.person_id
    # The site's, the verifier's and the administrator's people hand in, too; a stranger does not.
    owner = works.owner_of(works.name_of(match))
    for number, pair in enumerate((owner, works.verifiers, works.officers)):
        note = evidence(works, match, "visit_note", text=f"note {number}")
        assert works.done(ADD, pair, note)["late"] is False
    assert works.refused(ADD, works.strangers.first, given) == "unknown_match"
    assert works.refused(ADD, works.payers.first, given) == "not_permitted"


def test_evidence_that_cannot_be_is_refused(works: Works) -> None:
    (match,) = works.confirmed(1)
    supplier = works.suppliers.first
    for other, code in (
        ({"taken_at": works.at + timedelta(minutes=1)}, "taken_in_future"),
        ({"content": b64encode(b"<html>").decode()}, "media_type_differs"),
        ({"award_id": 1}, "unknown_match"),
    ):
        assert works.refused(ADD, supplier, evidence(works, match, "invoice", **other)) == code
    assert works.refused(ADD, supplier, evidence(works, None, "invoice")) == "evidence_of_nothing"
    none = evidence(works, None, "invoice", award_id=1)
    assert works.refused(ADD, supplier, none) == "unknown_award"


def test_the_same_photo_of_two_sites_is_flagged_at_once(works: Works) -> None:
    one, two = works.confirmed(2)
    works.done(ADD, works.suppliers, evidence(works, one, "photo_after", text="one"))
    again = works.done(ADD, works.suppliers, evidence(works, two, "photo_after", text="one"))
    assert again["used_before"] is True
    (row,) = works.rows("SELECT * FROM outcomes.finding WHERE programme_id = %(p)s")
    assert (row["control"], row["subject_id"]) == ("file_reused", again["evidence_id"])


def test_works_are_proved_or_refused(works: Works) -> None:
    works.agreed(1)
    (match,) = (row["match_id"] for row in works.rows("SELECT match_id FROM outcomes.match"))
    given = submitted(works, match, ["A-1", "A-2"])
    supplier = works.suppliers.first
    assert works.refused(SUBMIT, works.strangers.first, given) == "unknown_match"
    owner = works.approver_of(works.name_of(match))
    assert works.refused(SUBMIT, owner.first, given) == "unknown_match"
    today = works.book.today
    unit = given.units[0]
    for change, code in (
        ({"installed_on": today + timedelta(days=1)}, "day_in_future"),
        ({"installed_on": today - timedelta(days=1)}, "works_before_baseline"),
        ({"cost_won": 40_000_001}, "cost_above_invoice"),
        ({"units": [unit.model_copy(update={"price_won": 40_000_001})]}, "units_above_invoice"),
        ({"units": [unit, unit.model_copy(update={"serial": "a 1"})]}, "serial_twice"),
        ({"units": [unit.model_copy(update={"serial": "--"})]}, "serial_unreadable"),
        ({"evidence_ids": [1]}, "unknown_evidence_file"),
        ({"evidence_ids": given.evidence_ids[:3]}, "works_unproven"),
    ):
        assert works.refused(SUBMIT, supplier, given.model_copy(update=change)) == code
    # What came outside its window is kept, and proves nothing.
    old = evidence(works, match, "test_sheet", text="old", taken_at=works.at - timedelta(days=9))
    late = works.done(ADD, works.suppliers, old)["evidence_id"]
    change = {"evidence_ids": [*given.evidence_ids[:3], late]}
    assert works.refused(SUBMIT, supplier, given.model_copy(update=change)) == "works_unproven"
    works.done(SUBMIT, works.suppliers, given)
    assert works.refused(SUBMIT, supplier, given) == "match_not_open"


def test_a_device_is_paid_for_once_whoever_pays(works: Works) -> None:
    one, two = works.agreed(2)
    device = DeviceGiven(maker="Daehan", model="X-1", serial="SN 100")
    clean = SubsidisedGiven(
        programme_id=works.programme, scheme="clean_workplace", reference="K-1", devices=[device]
    )
    assert works.refused(SUBSIDY, works.suppliers.first, clean) == "not_permitted"
    ours = clean.model_copy(update={"scheme": "Outcomes"})
    assert works.refused(SUBSIDY, works.officers.first, ours) == "scheme_is_ours"
    works.done(SUBSIDY, works.officers, clean)
    assert works.refused(SUBSIDY, works.officers.first, clean) == "serial_taken"
    given = submitted(works, one, ["sn-100"])
    assert works.refused(SUBMIT, works.suppliers.first, given) == "serial_taken"
    unit = given.units[0].model_copy(update={"serial": "SN-101"})
    works.done(SUBMIT, works.suppliers, given.model_copy(update={"units": [unit]}))
    again = submitted(works, two, ["sn101"])
    assert works.refused(SUBMIT, works.suppliers.first, again) == "serial_taken"


def test_the_site_s_two_sides_accept_and_then_the_cost_is_covered(works: Works) -> None:
    """AC-19: advance 56 of 80 million, accepted cost 78.5: 22.5 owed, 1.5 back to the pool."""
    one, two = matches = works.agreed(2)
    for match_id in matches:
        works.done(SUBMIT, works.suppliers, submitted(works, match_id, [f"{match_id}"]))
    cost = CostGiven(programme_id=works.programme, award_id=works.award, cost_won=78_500_000)
    assert works.refused(COST, works.officers.first, cost) == "works_not_accepted"
    assert works.refused(ACCEPT, works.suppliers.first, works.named(one)) == "unknown_match"
    owner = works.owner_of(works.name_of(one))
    works.done(ACCEPT, owner, works.named(one))
    assert works.refused(ACCEPT, owner.first, works.named(one)) == "match_not_open"
    assert works.refused(COST, works.officers.first, cost) == "works_not_accepted"
    works.done(ACCEPT, works.owner_of(works.name_of(two)), works.named(two))
    more = cost.model_copy(update={"cost_won": 78_500_001})
    assert works.refused(COST, works.officers.first, more) == "cost_above_works"
    with works.book.database.transaction() as tx:
        before = free_pool_won(tx, works.programme)
    done = works.done(COST, works.officers, cost, works.payers.first)
    assert (done["owed_won"], done["released_won"]) == (22_500_000, 1_500_000)
    with works.book.database.transaction() as tx:
        assert free_pool_won(tx, works.programme) - before == 1_500_000
        assert get_reserve(tx, works.programme, works.award, Part.STAGE1) == 0
    rows = works.rows(
        "SELECT purpose, amount_won FROM outcomes.payable WHERE award_id = %(a)s"
        " ORDER BY payable_id"
    )
    owed = [(row["purpose"], row["amount_won"]) for row in rows]
    assert owed == [("advance", 56_000_000), ("stage1", 22_500_000)]
    assert works.refused(COST, works.officers.first, cost) == "award_state_unfit"
    (row,) = works.rows("SELECT * FROM outcomes.works WHERE match_id = %(m)s", m=one)
    assert (row["owner_person_id"], row["worker_person_id"]) == (
        owner.first.person_id,
        owner.second.person_id,
    )
    assert works.book.broken_proofs() == []


def test_a_site_refuses_works_and_they_are_put_right(works: Works) -> None:
    (match,) = works.agreed(1)
    given = submitted(works, match, ["SN-1"])
    owner = works.owner_of(works.name_of(match))
    no = WorksRefused(programme_id=works.programme, match_id=match, reason="the guard is loose")
    assert works.refused(REFUSE, owner.first, no) == "match_not_open"
    works.done(SUBMIT, works.suppliers, given)
    assert works.refused(REFUSE, works.suppliers.first, no) == "unknown_match"
    assert works.done(REFUSE, owner, no)["state"] == "confirmed"
    (event,) = works.rows(
        "SELECT facts FROM outcomes.event WHERE subject = 'works' AND award_id = %(a)s"
    )
    assert event["facts"]["why"] == "the guard is loose"
    assert event["facts"]["devices"] == ["DAEHAN SN1"]
    works.done(SUBMIT, works.suppliers, given)
    works.done(ACCEPT, owner, works.named(match))
    assert works.refused(REFUSE, owner.first, no) == "match_not_open"
    for table in ("works", "serial"):
        with pytest.raises(psycopg.errors.CheckViolation, match="accepted_stays"):
            works.rows(f"DELETE FROM outcomes.{table} WHERE match_id = %(m)s", m=match)


def test_a_baseline_of_thirds_is_agreed_exactly_and_looked_over(works: Works) -> None:
    target = works.target(metrics=[metric("hazards_abated", "1", Stated.DELTA, "0.5")])
    matches = works.confirmed(1)
    reached = ReferenceLine(stratum="*", metric="hazards_abated", value="0.5")
    held = ReferencesSet(programme_id=works.programme, source="survey", lines=[reached])
    works.done("outcomes.references.set", works.officers, held)
    works.approved(target)
    given = works.baselines(matches)
    thirds = works.baseline(matches[0], "hazards_abated", "1", "3")
    lines = [line for line in given.lines if line.metric != "hazards_abated"]
    given = given.model_copy(update={"lines": [*lines, thirds]})
    works.done("outcomes.baselines.record", works.verifiers, given)
    works.done("outcomes.baselines.lock", works.verifiers, works.named_award)
    agreement = works.agreement()
    works.done("outcomes.agreements.sign", works.officers, agreement, *works.signers())
    (row,) = works.rows("SELECT rule_text FROM outcomes.agreement WHERE award_id = %(a)s")
    (one,) = json.loads(row["rule_text"])["terms"]["metrics"]
    assert (one["baseline"], one["target"]) == ("1/3", "5/6")
    with works.book.database.transaction() as tx:
        found = run_controls(tx, works.programme, works.at)
    assert not isinstance(found, Refusal) and found["soft_target"] == 0


def test_cost_is_accepted_with_the_payer_and_within_stage_one(works: Works) -> None:
    accepted(works, 2)
    with works.book.database.transaction() as tx:
        tx.run(
            "UPDATE outcomes.reserve SET released_won = 2000000 WHERE award_id = %(a)s"
            " AND part = 'stage1'",
            a=works.award,
        )
    cost = CostGiven(programme_id=works.programme, award_id=works.award, cost_won=78_500_000)
    assert works.refused(COST, works.officers.first, cost) == "cost_above_reserve"
    enterer = works.pair("kb", Role.ENTERER, Role.APPROVER)
    assert works.refused(COST, enterer.first, cost) == "not_permitted"


@pytest.mark.parametrize(
    "looks",
    [
        "a-1o2",
        "\uff21\uff0d\uff11\uff2f\uff12",
        "\u0410102",
        "\u0391-I02",
        "A1\u041e2",
        "\u0430-i\u043e2",
    ],
)
def test_what_looks_alike_is_one_serial_number(looks: str) -> None:
    """Full-width, Cyrillic, Greek, O for nought and I for one."""
    assert fold_serial(looks) == fold_serial("A102") == "A102"


def test_no_cost_is_accepted_while_a_finding_stops_the_award(works: Works) -> None:
    """One invoice stands behind the works of two sites."""
    for match_id in works.agreed(2):
        given = submitted(works, match_id, [f"S{match_id}"], invoice_number="SAME")
        works.done(SUBMIT, works.suppliers, given)
        works.done(ACCEPT, works.owner_of(works.name_of(match_id)), works.named(match_id))
    with works.book.database.transaction() as tx:
        assert run_controls(tx, works.programme, works.at)["double_contract"] == 2
    cost = CostGiven(programme_id=works.programme, award_id=works.award, cost_won=1_000_000)
    assert works.refused(COST, works.officers.first, cost) == "award_stopped_by_finding"
