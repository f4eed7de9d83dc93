"""The ranking, the periods and the comparison of names: properties first (rows 1, 2, 4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcome_stage import some_call
from sangsaeng.outcomes.model_call import ProgrammeRules
from sangsaeng.outcomes.model_choosing import Period, Related, Relation, Scored
from sangsaeng.outcomes.rules_calls import decide_periods
from sangsaeng.outcomes.rules_related import fold_named
from sangsaeng.outcomes.rules_scoring import plan_ranking
from sangsaeng.outcomes.service_scoring import shown_mean

CALL = some_call()
NOON = datetime(2026, 4, 6, 3, tzinfo=UTC)
SHEETS = st.lists(
    st.fixed_dictionaries({"effect": st.integers(0, 60), "price": st.integers(0, 40)}),
    min_size=3,
    max_size=5,
)
# Few moments, so that ties reach the last rule.
APPLICATIONS = st.lists(st.tuples(SHEETS, st.integers(0, 2)), min_size=1, max_size=8).map(
    lambda found: [
        Scored(number, NOON + timedelta(seconds=after), sheets)
        for number, (sheets, after) in enumerate(found, start=1)
    ]
)
RULES = st.builds(
    ProgrammeRules,
    least_points=st.integers(0, 100).map(str),
    most_awards=st.integers(1, 4),
)


def _comes_first(one: Scored, other: Scored) -> bool:
    """Whether one stands before another, by whole numbers only: sums multiplied across."""
    for code in (("effect", "price"), ("effect",)):
        sums = [sum(sheet[name] for sheet in x.sheets for name in code) for x in (one, other)]
        left, right = sums[0] * len(other.sheets), sums[1] * len(one.sheets)
        if left != right:
            return left > right
    return (one.submitted_at, one.application_id) < (other.submitted_at, other.application_id)


@given(APPLICATIONS, RULES, st.randoms(use_true_random=False))
def test_the_ranking_is_one_order_whatever_order_it_is_asked_in(
    scored: Sequence[Scored], rules: ProgrammeRules, chance: st.DataObject
) -> None:
    ranked = plan_ranking(CALL, rules, scored)
    assert [one.rank for one in ranked] == list(range(1, len(scored) + 1))
    by_number = {one.application_id: one for one in scored}
    ordered = [by_number[one.application_id] for one in ranked]
    assert all(_comes_first(a, b) for a, b in pairwise(ordered))
    mixed = list(scored)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert plan_ranking(CALL, rules, mixed) == ranked


@given(APPLICATIONS, RULES)
def test_who_passes_is_recommended_while_there_is_room_and_then_reserve(
    scored: Sequence[Scored], rules: ProgrammeRules
) -> None:
    ranked = plan_ranking(CALL, rules, scored)
    for one in ranked:
        sheets = next(x.sheets for x in scored if x.application_id == one.application_id)
        total = sum(sum(sheet.values()) for sheet in sheets)
        passes = total >= int(rules.least_points) * len(sheets)
        room = one.rank <= rules.most_awards
        state = ("recommended" if room else "reserve") if passes else "rejected"
        assert (one.state, one.mean) == (state, Fraction(total, len(sheets)))
        assert 0 <= one.mean - Fraction(shown_mean(one.mean)) < Fraction(1, 10**6)


@pytest.mark.parametrize("better", ["effect", "earlier", "number"])
def test_a_tie_is_broken_by_effect_then_by_time_then_by_number(better: str) -> None:
    low, high = {"effect": 40, "price": 35}, {"effect": 45, "price": 30}
    first = Scored(2, NOON, [low] * 3)
    second = {
        "effect": Scored(3, NOON + timedelta(seconds=1), [high] * 3),
        "earlier": Scored(3, NOON - timedelta(seconds=1), [low] * 3),
        "number": Scored(1, NOON, [low] * 3),
    }[better]
    ranked = plan_ranking(CALL, ProgrammeRules(), [first, second])
    assert ranked[0].application_id == second.application_id


@given(st.lists(st.integers(1, 1_000_000), min_size=1, max_size=12), st.integers(-1, 1))
def test_shares_are_the_whole_to_the_last_place(parts: list[int], off: int) -> None:
    """Shares in millionths: what is left goes to the last, and then one millionth is wrong."""
    cut = [Decimal(part * 1_000_000 // sum(parts) // 2 + 1) / 1_000_000 for part in parts]
    last = 1 - sum(cut) + Decimal(off) / 1_000_000
    first = NOON.date() + timedelta(days=1)
    days = [first + timedelta(days=30 * number) for number in range(len(cut) + 2)]
    periods = [
        Period(number, days[number - 1], days[number], days[number] + timedelta(days=1), share)
        for number, share in enumerate([*cut, last], start=1)
    ]
    refused = decide_periods(periods, NOON)
    assert (refused is None) == (off == 0)
    if refused:
        assert refused.code == "period_shares_not_one"


_NAMES = st.text("abcdefghij", min_size=1, max_size=8)


@given(_NAMES, _NAMES, st.dates(date(1930, 1, 1), date(2010, 1, 1)), st.sampled_from(" -.,  "))
def test_a_name_is_the_same_however_it_is_written_and_another_s_is_not(
    family: str, given_name: str, born: date, between: str
) -> None:
    def folded(named: str, day: date = born, as_what: Relation = Relation.OWNER) -> str:
        return fold_named(Related(as_what, named, day))

    plain = folded(f"{family} {given_name}")
    assert folded(f"{family}{between}{given_name}".upper()) == plain
    assert folded(f"{family} {given_name}", as_what=Relation.AGENT) == plain
    assert folded(f"{family} {given_name}", born + timedelta(days=1)) != plain
    assert folded(f"{family} {given_name}x") != plain


@given(st.text("0123456789", min_size=3, max_size=14), st.integers(0, 13))
def test_a_number_is_its_digits(digits: str, at: int) -> None:
    written = f"{digits[:at]}-{digits[at:]}"
    for relation in (Relation.ACCOUNT, Relation.COMPANY):
        assert fold_named(Related(relation, written)) == digits
