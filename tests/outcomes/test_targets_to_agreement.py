"""Rows 8 to 10: the target, the baseline, and the agreement that freezes the rule."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import psycopg
import pytest
from hypothesis import given as over
from hypothesis import strategies as st
from works_stage import Works, metric

from sangsaeng.acts.kinds.outcomes_baselines import BaselinesGiven
from sangsaeng.acts.kinds.outcomes_targets import (
    ReferenceLine,
    ReferencesSet,
    TargetRefused,
    UnitWanted,
)
from sangsaeng.acts.registry import acts
from sangsaeng.acts.service import enter
from sangsaeng.acts.service_executing import Entered
from sangsaeng.database.connection import Database
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.contracts.contract import determine, read_canonical
from sangsaeng.outcomes.measures.loader import catalogue
from sangsaeng.outcomes.measures.model import Catalogue
from sangsaeng.outcomes.model_target import (
    Reference,
    Stated,
    Target,
    TargetMetric,
    UnitPrice,
    add_up,
    read_target,
    render_target,
)
from sangsaeng.outcomes.rules_baselines import whole_months
from sangsaeng.outcomes.rules_targets import Against, decide_target, make_absolute

PROPOSE, RECORD = "outcomes.targets.propose", "outcomes.baselines.record"
SIGN, LOCK = "outcomes.agreements.sign", "outcomes.baselines.lock"


@pytest.fixture
def works(database: Database) -> Works:
    return Works(database)


def _listed() -> Catalogue:
    found = catalogue()
    assert isinstance(found, Catalogue)
    return found


SHARES = [code for code, one in _listed().metrics.items() if one.pays == "price" and one.share]
_SIZES = st.decimals(-2, 2, places=3).map(lambda size: f"{size:f}")
_METRICS = st.builds(
    TargetMetric,
    st.sampled_from(SHARES),
    st.sampled_from(["0.2", "0.3", "0.5", "1"]),
    st.sampled_from(Stated),
    _SIZES,
)
_TARGETS = st.builds(
    Target,
    st.lists(_METRICS, min_size=1, max_size=4),
    st.lists(st.builds(UnitPrice, st.text(), st.integers(1, 100), st.integers(1, 100)), max_size=2),
)
_REFERENCES = st.dictionaries(
    st.sampled_from(SHARES),
    st.builds(lambda one, two: Reference(min(one, two), max(one, two)), *[st.fractions(0, 1)] * 2),
)


@over(_TARGETS, _REFERENCES, st.data())
def test_what_may_be_agreed_is_whole_better_and_no_softer_than_the_reference(
    target: Target, references: dict[str, Reference], data: Any
) -> None:
    assert read_target(render_target(target)) == target
    refused = decide_target(target, Against(1_000, 20, _listed(), references))
    weights = sum(Fraction(Decimal(one.weight)) for one in target.metrics)
    codes = [one.metric for one in target.metrics]
    if weights != 1:
        assert refused is not None
    if len(set(codes)) < len(codes):
        assert isinstance(refused, Refusal) and refused.code == "target_metric_twice"
    if refused is not None:
        return
    assert sum(one.price_won * one.units for one in target.units) <= 1_000
    baselines = {code: data.draw(st.fractions(0, 1)) for code in codes}
    levels = make_absolute(target, baselines, _listed().metrics, references)
    if isinstance(levels, Refusal):
        return
    for one in levels:
        assert baselines[one.of.metric] == one.baseline < one.target <= 1
        assert one.of.metric not in references or one.target >= references[one.of.metric].most


@over(st.sampled_from(Stated), _SIZES, st.fractions(0, 1))
def test_a_level_is_never_agreed_that_is_no_better_than_the_baseline(
    stated: Stated, size: str, baseline: Fraction
) -> None:
    one = TargetMetric("units_working", "1", stated, size)
    levels = make_absolute(Target([one]), {"units_working": baseline}, _listed().metrics, {})
    fits = baseline < one.absolute(baseline) <= 1
    assert isinstance(levels, Refusal) != fits


@over(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(1, 28), st.integers(1, 40))
def test_whole_months_are_counted_with_both_days(first: date, day: int, months: int) -> None:
    """From a day over so many months until the day before it; a day less is a month less."""
    begins = first.replace(day=day)
    after = begins.month - 1 + months
    ends = date(begins.year + after // 12, after % 12 + 1, day) - timedelta(days=1)
    assert whole_months(begins, ends) == months
    assert whole_months(begins, ends - timedelta(days=1)) == months - 1


def test_numerators_and_denominators_are_added_before_they_are_divided() -> None:
    pairs = [(Decimal(1), Decimal(1)), (Decimal(0), Decimal(99))]
    assert add_up(pairs) == Fraction(1, 100)


def test_a_target_is_proposed_and_approved_with_the_verifier_version_by_version(
    works: Works,
) -> None:
    works.confirmed(1)
    assert works.approved() == 1
    assert works.approved(works.target()) == 2
    no = TargetRefused(**works.of_version(3).model_dump(), reason="too many hours")
    assert works.refused("outcomes.targets.refuse", works.officers.first, no) == "unknown_target"
    works.done(PROPOSE, works.suppliers, works.target())
    assert works.done("outcomes.targets.refuse", works.officers, no)["state"] == "refused"
    code = "outcomes.targets.approve"
    assert works.refused(code, works.officers.first, works.of_version(3)) == "target_decided"
    assert works.refused(PROPOSE, works.strangers.first, works.target()) == "unknown_award"
    rows = works.rows("SELECT state FROM outcomes.target WHERE award_id = %(a)s ORDER BY version")
    assert [row["state"] for row in rows] == ["superseded", "approved", "refused"]


@pytest.mark.parametrize(
    ("metrics", "code"),
    [
        ([metric("units_working", "0.9", Stated.ABSOLUTE, "0.9")], "weights_not_one"),
        ([metric("units_working", "0.5", Stated.ABSOLUTE, "0.9")] * 2, "target_metric_twice"),
        ([metric("unheard_of", "1", Stated.ABSOLUTE, "0.9")], "unknown_metric"),
        ([metric("injury_rate_pct", "1", Stated.DELTA, "-1")], "metric_not_payable"),
        ([metric("near_miss_reports", "1", Stated.DELTA, "1")], "metric_only_a_floor"),
        ([metric("units_working", "1", Stated.DELTA, "-0.1")], "target_not_better"),
        ([metric("units_working", "1", Stated.DELTA, "0")], "target_not_better"),
        ([metric("units_working", "1", Stated.RATIO, "1")], "target_not_better"),
        ([metric("units_working", "1", Stated.ABSOLUTE, "1.1")], "target_out_of_range"),
        ([metric("units_working", "1", Stated.ABSOLUTE, "0.79")], "target_softer_than_reference"),
    ],
)
def test_a_target_that_says_nothing_sensible_is_refused(
    proposing: Works, metrics: list[Any], code: str
) -> None:
    assert (
        proposing.refused(PROPOSE, proposing.suppliers.first, proposing.target(metrics=metrics))
        == code
    )


@pytest.fixture(scope="module")
def proposing(database_of: Any) -> Any:
    with database_of() as database:
        works = Works(database)
        works.confirmed(1)
        lines = [
            ReferenceLine(stratum="*", metric="units_working", value="0.95"),
            ReferenceLine(stratum="C", metric="units_working", value="0.8"),
        ]
        given = ReferencesSet(programme_id=works.programme, source="survey", lines=lines)
        works.done("outcomes.references.set", works.officers, given)
        yield works


def test_unit_prices_times_units_stay_within_the_cap(proposing: Works) -> None:
    unit = UnitWanted(unit="interlock", price_won=4_000_000, units=15)
    within = proposing.target(units=[unit])
    proposing.done(PROPOSE, proposing.suppliers, within)
    more = proposing.target(units=[unit.model_copy(update={"units": 16})])
    assert proposing.refused(PROPOSE, proposing.suppliers.first, more) == "units_above_cap"


def test_a_baseline_is_the_verifier_s_and_refuses_what_cannot_be(works: Works) -> None:
    (one,) = matches = works.confirmed(1)
    given = works.baselines(matches)
    assert works.refused(RECORD, works.officers.first, given) == "not_permitted"
    verifier = works.verifiers.first
    none = given.model_copy(update={"award_id": 1})
    assert works.refused(RECORD, verifier, none) == "unknown_award"

    def heard(*line: str, **other: Any) -> str:
        lines = [works.baseline(one, *line, **other)]
        return works.refused(RECORD, verifier, given.model_copy(update={"lines": lines}))

    today = works.book.today
    assert heard("ltifr", "1", "-40000") == "negative_quantity"
    assert heard("ltifr", "1", "0") == "denominator_nothing"
    assert heard("unheard_of", "1", "1") == "unknown_metric"
    assert heard("ltifr", "1", "1", until_on=today + timedelta(days=1)) == "day_in_future"
    assert heard("ltifr", "1", "1", from_on=today) == "span_upside_down"
    other = given.model_copy(update={"lines": [works.baseline(7, "ltifr", "1", "1")]})
    assert works.refused(RECORD, verifier, other) == "unknown_match"
    works.done(RECORD, works.verifiers, given)
    assert works.refused(RECORD, verifier, given) == "hazard_known"
    again = BaselinesGiven(**given.model_dump(exclude={"hazards"}), hazards=[])
    works.done(RECORD, works.verifiers, again)


def test_only_a_whole_baseline_is_locked_and_then_it_stays(works: Works) -> None:
    (one,) = matches = works.confirmed(1)
    verifier = works.verifiers.first
    assert works.refused(LOCK, verifier, works.named_award) == "target_not_approved"
    works.approved()
    assert works.refused(LOCK, verifier, works.named_award) == "baseline_missing"
    short = works.baselines(matches, from_on=works.book.today - timedelta(days=200))
    short = short.model_copy(update={"hazards": []})
    works.done(RECORD, works.verifiers, short)
    assert works.refused(LOCK, verifier, works.named_award) == "baseline_too_short"
    whole = works.baselines(matches)
    works.done(RECORD, works.verifiers, whole.model_copy(update={"hazards": []}))
    assert works.refused(LOCK, verifier, works.named_award) == "hazards_missing"
    works.done(RECORD, works.verifiers, whole)
    assert works.done(LOCK, works.verifiers, works.named_award) == {"matches": [one]}
    again = whole.model_copy(update={"hazards": []})
    assert works.refused(RECORD, verifier, again) == "baseline_locked"
    with pytest.raises(psycopg.errors.CheckViolation, match="baseline"):
        works.rows("UPDATE outcomes.baseline SET numerator = 2 WHERE match_id = %(m)s", m=one)


def test_the_agreement_freezes_the_rule_and_owes_the_advance(works: Works) -> None:
    works.locked(2)
    rule = works.rule()
    verdict = determine(
        read_canonical(rule.text),
        {
            "metrics": [
                {"code": "units_working", "claimed": "0.828", "verified": "0.828"},
                {"code": "hazards_abated", "claimed": "0.55", "verified": "0.55"},
                {"code": "training_hours", "claimed": "2.1375", "verified": "2.1375"},
            ],
            "gates": dict.fromkeys(
                ("no_concealment", "no_attributable_death", "legal_duties"), True
            ),
        },
    )
    # AC-19: ratios .92, 1.10 (capped) and .85 with weights .5, .3, .2 make .93, half of 60 million.
    assert not isinstance(verdict, Refusal) and verdict.amount == 30_000_000
    assert rule.highest_won == 60_000_000
    given = works.agreement()
    officer = works.officers.first
    for change, code in (
        ({"rule_digest": "0" * 64}, "rule_differs"),
        ({"advance_won": 56_000_001}, "advance_too_high"),
        ({"bond_reference": None}, "bond_missing"),
        ({"bond_won": 55_999_999}, "bond_too_small"),
    ):
        assert works.refused(SIGN, officer, given.model_copy(update=change)) == code
    done = works.done(SIGN, works.officers, given, *works.signers())
    assert done["rule_digest"] == rule.digest.hex() and done["highest_won"] == 60_000_000
    (row,) = works.rows("SELECT * FROM outcomes.agreement WHERE award_id = %(a)s")
    terms = json.loads(row["rule_text"])["terms"]
    assert [one["baseline"] for one in terms["metrics"]] == ["0", "0", "1.5"]
    assert [one["target"] for one in terms["metrics"]] == ["0.9", "0.5", "2.25"]
    (owed,) = works.rows("SELECT * FROM outcomes.payable WHERE award_id = %(a)s")
    assert (owed["purpose"], owed["amount_won"]) == ("advance", 56_000_000)
    assert works.refused(SIGN, officer, given) == "award_state_unfit"
    assert works.refused(PROPOSE, works.suppliers.first, works.target()) == "award_state_unfit"
    assert works.book.broken_proofs() == []


def test_an_agreement_waits_for_every_side_s_people(works: Works) -> None:
    works.locked(2)
    first = works.fresh(works.officers.first)
    now = enter(works.book.database, first, acts()[SIGN], works.agreement(), works.at)
    assert isinstance(now, Entered) and now.state == "waiting"
    names = ("kosme", "supplier", "kb", "site0", "site1")
    assert sorted(now.needed_of) == sorted(works.stage.company(name) for name in names)
