"""Row 13 and what is heard from workers: months, hazards, accidents, links and the hotline."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import strategies as st
from works_given import accepted, observations, observed
from works_stage import Works

from sangsaeng.acts.kinds.outcomes_observing import (
    AbatedGiven,
    HazardsAbated,
    IncidentAmended,
    IncidentGiven,
)
from sangsaeng.acts.kinds.outcomes_sites import SiteEnded
from sangsaeng.database.connection import Database
from sangsaeng.database.statements import load
from sangsaeng.outcomes.measures.loader import catalogue
from sangsaeng.outcomes.measures.model import Catalogue
from sangsaeng.outcomes.rules_observing import (
    Incident,
    Observed,
    decide_incident,
    decide_observations,
)
from sangsaeng.outcomes.service_observing import list_reopened

OBSERVE, ABATE = "outcomes.observations.record", "outcomes.hazards.abate"
RECORD, AMEND = "outcomes.incidents.record", "outcomes.incidents.amend"


_MONTHS = st.dates(date(2026, 1, 1), date(2026, 12, 31)).map(lambda day: day.replace(day=1))
_NUMBERS = st.decimals(-3, 10, places=1)
_LINES = st.builds(
    Observed,
    st.integers(1, 3),
    st.sampled_from(["units_working", "ltifr", "unheard_of"]),
    _MONTHS,
    _NUMBERS,
    _NUMBERS,
    st.none(),
    st.just("log"),
)


@over(st.lists(_LINES, max_size=6))
def test_lines_are_kept_only_when_every_one_of_them_can_be(lines: list[Observed]) -> None:
    """Sites 1 (accepted) and 2 (left) are observed from 10 March to 20 September; it is July."""
    listed = catalogue()
    assert isinstance(listed, Catalogue)
    states = {1: "accepted", 2: "left", 3: "drawn"}
    spans = [(date(2026, 3, 10), date(2026, 9, 20))]
    refusals = decide_observations(lines, states, listed, spans, date(2026, 7, 15))
    seen: set[object] = set()
    for number, line in enumerate(lines, start=1):
        key = (line.match_id, line.metric, line.month)
        fits = (
            line.match_id in (1, 2)
            and line.metric != "unheard_of"
            and min(line.numerator, line.denominator) >= 0
            and not (line.metric in listed.shares and line.numerator > line.denominator)
            and 3 <= line.month.month <= 6
            and key not in seen
        )
        seen.add(key)
        assert [one.line for one in refusals].count(number) == (0 if fits else 1)


_DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@over(_DAYS, st.none() | _DAYS, st.none() | _DAYS, st.integers(-5, 5))
def test_an_accident_is_told_after_it_happened_and_before_it_is_recorded(
    happened: date, reported: date | None, approved: date | None, lost: int
) -> None:
    today = date(2026, 7, 15)
    told = [day for day in (reported, approved) if day is not None]
    fits = happened <= today and all(happened <= day <= today for day in told) and lost >= 0
    incident = Incident(1, "injury", happened, reported, approved, lost_days=lost)
    assert (decide_incident(incident, today) is None) == fits


@pytest.fixture(scope="module")
def observing(database_of: Any) -> Iterator[Works]:
    """Two sites whose works were accepted, two months later. Tests add to it."""
    opened: AbstractContextManager[Database] = database_of()
    with opened as database:
        works = Works(database)
        accepted(works, 2)
        works.days = 60
        yield works


def _matches(works: Works) -> list[int]:
    rows = works.rows("SELECT match_id FROM outcomes.match WHERE award_id = %(a)s ORDER BY 1")
    return [row["match_id"] for row in rows]


def test_months_are_put_down_all_or_none_and_corrected_by_a_new_version(observing: Works) -> None:
    one, two = _matches(observing)
    given = observations(
        observing, observed(observing, one, "2026-04"), observed(observing, two, "2026-04")
    )
    assert observing.done(OBSERVE, observing.officers, given) == {"lines": 2, "findings": 0}
    again = observations(observing, observed(observing, one, "2026-04", numerator="8"))
    observing.done(OBSERVE, observing.verifiers, again)
    rows = observing.read(
        "outcomes.observations.list", observing.officers.first, programme_id=observing.programme
    )
    told = [(row["match_id"], row["numerator"], row["version"]) for row in rows]
    assert told == [(one, "8", 2), (two, "9", 1)]


def test_every_bad_line_is_told_with_its_number_and_nothing_is_kept(observing: Works) -> None:
    one, _ = _matches(observing)
    lines = [
        observed(observing, one, "2026-05"),
        observed(observing, 7, "2026-05"),
        observed(observing, one, "2026-05", metric="unheard_of"),
        observed(observing, one, "2026-05", metric="ltifr", denominator="-40000"),
        observed(observing, one, "2026-03"),
        observed(observing, one, "2026-06"),
        observed(observing, one, "2026-05"),
    ]
    heard = observing.hears(OBSERVE, observing.officers.first, observations(observing, *lines))
    assert heard == [
        "unknown_match",
        "unknown_metric",
        "negative_quantity",
        "month_outside",
        "month_not_over",
        "observed_twice",
    ]
    given = observations(observing, lines[0])
    assert observing.refused(OBSERVE, observing.suppliers.first, given) == "not_permitted"


def test_a_headcount_that_moved_too_far_is_a_finding(observing: Works) -> None:
    one, two = _matches(observing)
    near = observed(observing, one, "2026-05", metric="device_uptime", headcount=26)
    far = observed(observing, two, "2026-05", metric="device_uptime", headcount=27)
    done = observing.done(OBSERVE, observing.officers, observations(observing, near, far))
    assert done["findings"] == 1
    rows = observing.rows(
        "SELECT subject_id FROM outcomes.finding WHERE programme_id = %(p)s"
        " AND control = 'headcount_changed'"
    )
    assert [row["subject_id"] for row in rows] == [two]


def test_hazards_are_abated_and_never_made_worse(observing: Works) -> None:
    one, _ = _matches(observing)

    def given(hazard_no: int, risk: int, days: int = 0) -> HazardsAbated:
        on = observing.at.date() + timedelta(days=days)
        line = AbatedGiven(hazard_no=hazard_no, risk_after=risk, abated_on=on)
        return HazardsAbated(programme_id=observing.programme, match_id=one, lines=[line])

    verifier = observing.verifiers.first
    assert observing.refused(ABATE, verifier, given(9, 1)) == "unknown_hazard"
    assert observing.refused(ABATE, verifier, given(1, 20)) == "risk_not_lower"
    assert observing.refused(ABATE, verifier, given(1, 5, 1)) == "day_in_future"
    observing.done(ABATE, observing.verifiers, given(1, 5))
    rows = observing.read(
        "outcomes.hazards.list", observing.suppliers.first, award_id=observing.award
    )
    assert [row["risk_after"] for row in rows if row["match_id"] == one] == [5]


def _incident(works: Works, match_id: int, **other: Any) -> IncidentGiven:
    said = {"kind": "injury", "happened_on": date(2026, 5, 4), **other}
    return IncidentGiven(programme_id=works.programme, match_id=match_id, **said)


def test_an_accident_is_recorded_by_two_and_its_days_fit(observing: Works) -> None:
    one, _ = _matches(observing)
    first = observing.officers.first
    for other, code in (
        ({"happened_on": observing.at.date() + timedelta(days=1)}, "day_in_future"),
        ({"reported_on": date(2026, 5, 3)}, "told_before_it_happened"),
        ({"lost_days": -1}, "negative_quantity"),
    ):
        assert observing.refused(RECORD, first, _incident(observing, one, **other)) == code
    assert observing.refused(RECORD, first, _incident(observing, 7)) == "unknown_match"
    done = observing.done(RECORD, observing.officers, _incident(observing, one, lost_days=4))
    assert done["reopened"] == []
    amended = IncidentAmended(
        programme_id=observing.programme,
        incident_id=done["incident_id"],
        approved_on=date(2026, 6, 1),
    )
    observing.done(AMEND, observing.verifiers, amended)
    rows = observing.read(
        "outcomes.incidents.list", observing.suppliers.first, programme_id=observing.programme
    )
    row = next(row for row in rows if row["incident_id"] == done["incident_id"])
    assert (row["approved_on"], row["lost_days"]) == (date(2026, 6, 1), 4)
    none = amended.model_copy(update={"incident_id": 7})
    assert observing.refused(AMEND, first, none) == "unknown_incident"


def _determined(works: Works) -> int:
    """A determination of the first period, put down by hand."""
    with works.book.database.transaction() as tx:
        about = {"p": works.programme, "a": works.award, "at": works.at}
        claim = tx.the(
            "INSERT INTO outcomes.claim (programme_id, claim_id, award_id, period_no, lines,"
            " digest, state, submitted_at) VALUES (%(p)s, nextval('ledger.item'), %(a)s, 1, '[]',"
            " '', 'verified', %(at)s) RETURNING claim_id",
            **about,
        )["claim_id"]
        tx.run(
            "INSERT INTO outcomes.verification (programme_id, claim_id, verifier_id, nonce, seed,"
            " drawn, drawn_from, drawn_at, found, error_share, duties_met, fee_won, reported_at)"
            " SELECT %(p)s, %(claim)s, supplier_id, '', '', '[]', 0, %(at)s, '[]', 0, true, 0,"
            " %(at)s FROM outcomes.award WHERE award_id = %(a)s",
            **about,
            claim=claim,
        )
        number = tx.the(
            "INSERT INTO outcomes.determination (programme_id, determination_id, award_id,"
            " claim_id, version, rule_version, rule_digest, input_text, input_digest, amount_won,"
            " explanation, determined_at, window_until) SELECT %(p)s, nextval('ledger.item'),"
            " %(a)s, %(claim)s, 1, 1, rule_digest, t.said, sha256(convert_to(t.said, 'UTF8')), 0,"
            " '[]', %(at)s, %(day)s FROM outcomes.agreement CROSS JOIN LATERAL (SELECT"
            " jsonb_build_object('award_id', award_id, 'claim_id', %(claim)s::bigint,"
            " 'period_no', 1, 'cap_won', outcomes.period_cap_won(programme_id, 1::smallint, (SELECT"
            " w.success_cap_won FROM outcomes.award w WHERE w.award_id = %(a)s)))::text AS said) t"
            " WHERE award_id = %(a)s RETURNING determination_id",
            **about,
            claim=claim,
            day=works.at.date(),
        )["determination_id"]
    return int(number)


def _late(works: Works) -> bool:
    """Whether a determination made 250 days on may be made anew for a late accident."""
    about = {"programme_id": works.programme, "award_id": works.award}
    with works.book.database.transaction() as tx:
        statement = load("sangsaeng.outcomes")["has_late_incident"]
        return bool(tx.the(statement, **about, since=works.stage.at(250))["yes"])


def test_a_late_accident_reopens_what_was_determined_without_it(database: Database) -> None:
    works = Works(database)
    (one,) = accepted(works, 1)
    works.days = 60
    done = works.done(RECORD, works.officers, _incident(works, one))
    works.days = 250
    number = _determined(works)
    # Nothing is amended, nothing is re-opened; COMWEL's word months later does.
    amended = IncidentAmended(
        programme_id=works.programme,
        incident_id=done["incident_id"],
        approved_on=works.at.date(),
    )
    with works.book.database.transaction() as tx:
        assert list_reopened(tx, works.programme) == []
    assert not _late(works)
    found = amended.model_copy(update={"approved_on": None, "concealed": True})
    works.days = 251
    assert works.done(AMEND, works.officers, found)["reopened"] == [number]
    assert _late(works)
    assert works.done(AMEND, works.officers, amended)["reopened"] == [number]
    later = _incident(works, one, happened_on=works.at.date())
    assert works.done(RECORD, works.officers, later)["reopened"] == []
    (row,) = works.read(
        "outcomes.determinations.reopened", works.officers.first, programme_id=works.programme
    )
    assert (row["determination_id"], row["incident_id"]) == (number, done["incident_id"])


def test_a_site_that_left_stays_observed_and_in_the_denominator(database: Database) -> None:
    works = Works(database)
    (one,) = accepted(works, 1)
    works.days = 60
    ended = SiteEnded(
        programme_id=works.programme, site_id=works.sites["site0"], reason="site_withdrew"
    )
    works.done("outcomes.sites.close", works.approver_of("site0"), ended)
    given = observations(works, observed(works, one, "2026-04", numerator="0"))
    works.done(OBSERVE, works.officers, given)
    (row,) = works.read("outcomes.matches.list", works.officers.first, award_id=works.award)
    assert (row["state"], row["reason"]) == ("left", "site_withdrew")
