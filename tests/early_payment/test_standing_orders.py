"""Standing orders on a real book: the run over sets against sales one by one, to the won."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from standing_stage import RUN, Drawing, Tree, Wish, build, one_by_one, outcome

from books import noon
from sangsaeng.database.connection import Database
from sangsaeng.early_payment.service_standing_run import run_standing_orders

Fresh = Callable[[], AbstractContextManager[Database]]
_TREES = st.builds(
    Tree,
    programme=st.integers(0, 2),
    holder=st.integers(0, 3),
    thousands=st.integers(1, 90_000),
    early=st.booleans(),
    funded=st.integers(0, 3).map(bool),
    children=st.lists(
        st.tuples(st.integers(0, 3), st.integers(1, 40_000), st.integers(0, 3)), max_size=4
    ),
)
_WISHES = st.one_of(
    st.builds(
        Wish, st.integers(0, 3), st.just("sell_above"), st.integers(0, 25_000_000), st.none()
    ),
    st.builds(
        Wish,
        st.integers(0, 3),
        st.just("cash_on_day"),
        st.integers(1, 90_000_000),
        st.sampled_from([17, 18, 19, 20]),
    ),
)


@st.composite
def _terms(draw: st.DrawFn) -> dict[str, Any]:
    stepped = draw(st.booleans())
    return {
        "early_payment": draw(st.sampled_from(["0.042", "0.0137"])),
        "rounding": draw(st.sampled_from(["truncate", "nearest"])),
        "refund_owner": draw(st.sampled_from(["first_tier", "direct_parent"])),
        "follows_base_rate": draw(st.booleans()),
        **(_STEPS if stepped else {}),
    }


_STEPS: dict[str, Any] = {
    "tenor_from_days": (1, 30),
    "tenor_add_annual": (Decimal(0), Decimal("0.0031")),
    "system_fee_rate_annual": Decimal("0.001"),
}
_LIMITS = st.sampled_from([0, 3_000_000, 40_000_000, 10**12])
_DRAWINGS = st.builds(
    Drawing,
    terms=st.lists(_terms(), min_size=1, max_size=3),
    limits=st.lists(st.tuples(_LIMITS, _LIMITS), min_size=3, max_size=3),
    cap=st.sampled_from([None, None, 5_000_000, 10**12]),
    trees=st.lists(_TREES, min_size=3, max_size=6),
    wishes=st.lists(_WISHES, min_size=2, max_size=6),
    by_hand=st.lists(st.tuples(st.integers(0, 20), st.integers(1, 3_000_000)), max_size=6),
    attached=st.sampled_from([None, None, 9_000_000]),
    suspended=st.integers(0, 5).map(lambda n: n == 0),
).map(lambda d: Drawing(**{**d.__dict__, "limits": d.limits[: len(d.terms)]}))


@settings(max_examples=12)
@given(drawing=_DRAWINGS, chunk=st.sampled_from([1, 2, 1_000]))
def test_the_run_sells_what_companies_would_sell_one_by_one(
    database_of: Fresh, drawing: Drawing, chunk: int
) -> None:
    with ExitStack() as stack:
        as_sets = build(stack.enter_context(database_of()), drawing)
        by_hand = build(stack.enter_context(database_of()), drawing)
        ran = run_standing_orders(as_sets.book.database, noon(RUN), companies_per_chunk=chunk)
        done = one_by_one(by_hand)
        assert ran == done
        assert outcome(as_sets) == outcome(by_hand)
        again = run_standing_orders(as_sets.book.database, noon(RUN))
        assert again.sale_count == 0
        assert as_sets.book.broken_proofs() == []
