"""Who buys a sale: the funder that asks least, then the one set up first, within its limits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from early_payment_stage import facility
from hypothesis import given
from hypothesis import strategies as st

from books import some_terms
from sangsaeng.early_payment.model import Part, Price
from sangsaeng.early_payment.rules import plan_parts
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.programmes.model import Facility

DAY = date(2026, 4, 8)
DAYS = 30
TERMS = some_terms(1, DAY)
PRICE = Price(Decimal("0.042"), Decimal("0.002"))
Allotted = Mapping[int, tuple[Decimal, int]]


def shared(
    won: int, among: list[Facility], allotted: Allotted | None = None
) -> dict[int, int] | str:
    """What each facility buys of a sale, or the code of the refusal."""
    parts = plan_parts(won, PRICE, DAYS, TERMS, among, DAY, allotted)
    if isinstance(parts, Refusal):
        return parts.code
    return {part.facility_id: part.amount_won for part in parts}


def asking(number: int, least: str, limit: int, **other: object) -> Facility:
    own = {"provider_id": number, **other}
    return facility(number, least_rate_annual=Decimal(least), limit_won=limit, **own)


def cap(number: int, provider: int, limit: int, **other: object) -> Facility:
    return facility(number, provider_id=provider, programme_id=None, limit_won=limit, **other)


def test_the_one_that_asks_least_buys_first_and_the_next_takes_the_rest() -> None:
    among = [asking(1, "0.035", 100), asking(2, "0.030", 60), asking(3, "0.040", 100)]
    assert shared(60, among) == {2: 60}
    assert shared(150, among) == {2: 60, 1: 90}
    assert shared(260, among) == {2: 60, 1: 100, 3: 100}


def test_of_two_that_ask_the_same_the_one_set_up_first_buys_first() -> None:
    among = [asking(2, "0.030", 60), asking(1, "0.0300", 60)]
    assert shared(70, among) == shared(70, among[::-1]) == {1: 60, 2: 10}


def test_one_that_asks_more_than_the_price_less_the_fee_buys_nothing() -> None:
    assert shared(10, [asking(1, "0.0400", 100)]) == {1: 10}
    assert shared(10, [asking(1, "0.0401", 100)]) == "no_funder"
    assert shared(10, []) == "no_funder"


def test_what_is_blocked_or_used_is_not_free_and_a_lowered_limit_leaves_nothing() -> None:
    taken = asking(1, "0.03", 100, blocked_won=30, used_won=50)
    assert shared(20, [taken]) == {1: 20}
    assert shared(21, [taken]) == "programme_cap"
    lowered = asking(1, "0.03", 10, used_won=50)
    assert shared(1, [lowered, asking(2, "0.031", 5)]) == {2: 1}


def test_a_facility_takes_part_from_its_first_day_to_its_last() -> None:
    ended = asking(1, "0.01", 100, ends_on=DAY - timedelta(days=1))
    today = asking(2, "0.02", 100, ends_on=DAY)
    assert shared(100, [ended, today]) == {2: 100}
    assert shared(1, [ended]) == "facility_lapsed"


def test_a_cap_holds_its_provider_and_nobody_else() -> None:
    among = [asking(1, "0.01", 100), cap(9, 1, 40), asking(2, "0.02", 100)]
    assert shared(100, among) == {1: 40, 2: 60}
    assert shared(141, among) == "buyer_cap"
    # Were one provider to have two facilities, its cap would hold both together.
    both = [among[0], asking(3, "0.015", 100, provider_id=1), among[1]]
    assert shared(41, both) == "buyer_cap"
    lapsed = cap(9, 1, 40, ends_on=DAY - timedelta(days=1))
    assert shared(100, [among[0], lapsed, among[2]]) == {2: 100}
    assert shared(1, [among[0], lapsed]) == "facility_lapsed"


def test_on_a_day_with_an_auction_winners_buy_first_by_what_they_bid() -> None:
    among = [asking(1, "0", 100), asking(2, "0.041", 100), asking(3, "0.041", 100)]
    allotted = {2: (Decimal("0.03"), 50), 3: (Decimal("0.02"), 30)}
    assert shared(80, among, allotted) == {3: 30, 2: 50}
    # What of it was taken beside the auction is not free any more.
    busy = [among[0], asking(2, "0.041", 100, blocked_won=90), among[2]]
    assert shared(40, busy, allotted) == {3: 30, 2: 10}


def test_what_winners_leave_goes_to_whoever_would_buy_without_the_auction() -> None:
    allotted = {2: (Decimal("0.03"), 50), 3: (Decimal("0.02"), 30)}
    # Facility 2 goes on by its own least rate, 3 asks more than anybody earns.
    among = [asking(1, "0.039", 100), asking(2, "0.038", 60), asking(3, "0.041", 100)]
    assert shared(90, among, allotted) == {3: 30, 2: 60}
    assert shared(95, among, allotted) == {3: 30, 2: 60, 1: 5}
    assert shared(190, among, allotted) == {3: 30, 2: 60, 1: 100}
    assert shared(191, among, allotted) == "programme_cap"
    # With nothing of a bid left, or one that asks more than this sale earns, only that counts.
    used = {2: (Decimal("0.041"), 50), 3: (Decimal("0.02"), 0)}
    assert shared(60, among, used) == {2: 60}
    assert shared(61, among, used) == {2: 60, 1: 1}
    assert shared(1, [among[2]], used) == "programme_cap"
    assert shared(1, [among[2]]) == "no_funder"
    # A cap holds its provider in both turns together.
    capped = [*among, cap(9, 2, 55)]
    assert shared(90, capped, allotted) == {3: 30, 2: 55, 1: 5}


FACILITIES = st.lists(
    st.tuples(
        st.integers(0, 45),  # thousandths asked
        st.integers(0, 50),  # limit
        st.integers(0, 20),  # used
        st.booleans(),  # still open
        st.none() | st.integers(0, 40),  # cap
    ),
    max_size=6,
)


@given(drawn=FACILITIES, won=st.integers(1, 120))
def test_won_by_won_to_the_cheapest_with_room_comes_to_the_same(
    drawn: list[tuple[int, int, int, bool, int | None]], won: int
) -> None:
    among: list[Facility] = []
    rooms: list[tuple[int, int, list[int]]] = []
    for number, (asks, limit, used, is_open, over) in enumerate(drawn, start=1):
        ends_on = None if is_open else DAY - timedelta(days=1)
        rate = f"0.{asks:03d}"
        among.append(asking(number, rate, limit, used_won=used, ends_on=ends_on))
        room = [max(limit - used, 0) if is_open else 0]
        if over is not None:
            among.append(cap(100 + number, number, over))
            room.append(over)
        if asks <= 40:
            rooms.append((asks, number, room))
    expected: dict[int, int] = {}
    for _ in range(won):
        for _, number, room in sorted(rooms):
            if min(room) > 0:
                expected[number] = expected.get(number, 0) + 1
                room[:] = [left - 1 for left in room]
                break
    found = shared(won, among)
    if sum(expected.values()) == won:
        assert found == expected
    else:
        assert found in {"no_funder", "facility_lapsed", "programme_cap", "buyer_cap"}


@given(drawn=FACILITIES, won=st.integers(1, 120))
def test_the_order_facilities_come_in_changes_nothing(
    drawn: list[tuple[int, int, int, bool, int | None]], won: int
) -> None:
    among = [
        asking(n, f"0.{asks:03d}", limit, used_won=used)
        for n, (asks, limit, used, _, _) in enumerate(drawn, start=1)
    ]
    assert shared(won, among) == shared(won, among[::-1])


def test_every_part_pays_from_its_funders_own_account() -> None:
    among = [asking(1, "0.01", 10), asking(2, "0.02", 100)]
    parts = plan_parts(30, PRICE, DAYS, TERMS, among, DAY)
    assert isinstance(parts, list)
    assert [(part.facility_id, part.own_account_id) for part in parts] == [(1, 1), (2, 2)]
    assert all(isinstance(part, Part) for part in parts)


BIDS = st.dictionaries(st.integers(1, 6), st.tuples(st.integers(0, 45), st.integers(0, 50)))


@given(drawn=FACILITIES, bids=BIDS, won=st.integers(1, 200))
def test_nobody_finds_a_buyer_without_an_auction_whom_it_leaves_without_one(
    drawn: list[tuple[int, int, int, bool, int | None]],
    bids: dict[int, tuple[int, int]],
    won: int,
) -> None:
    among: list[Facility] = []
    for number, (asks, limit, used, is_open, over) in enumerate(drawn, start=1):
        ends_on = None if is_open else DAY - timedelta(days=1)
        among.append(asking(number, f"0.{asks:03d}", limit, used_won=used, ends_on=ends_on))
        if over is not None:
            among.append(cap(100 + number, number, over))
    allotted = {number: (Decimal(f"0.{rate:03d}"), left) for number, (rate, left) in bids.items()}
    without, with_it = shared(won, among), shared(won, among, allotted)
    if isinstance(without, dict):
        assert isinstance(with_it, dict) and sum(with_it.values()) == won
    # An auction without a winner is no auction.
    assert shared(won, among, {}) == without
