"""Stories told on purpose, by the same machine: what chance may leave out of a night."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, time, timedelta
from fractions import Fraction

from book_machine import BookMachine
from naive_pieces import Wish
from opening import ADVANCED, CREDIT, Opening

from clusters import Cluster
from sangsaeng.kernel.money import LARGEST_WON

MONDAY = date(2026, 4, 6)
PLAIN = Opening(
    variant="credit",
    max_tier=4,
    nearest=True,
    first_tier=False,
    incentive="0.0123",
    price="0.042",
    fee="0.0031",
    steps=((10, "0.0021"), (31, "0.0055")),
    follows_base=True,
    one_buyer=False,
    insolvent_may=True,
    limits=(LARGEST_WON, LARGEST_WON),
    leasts=("0", "0.03"),
    cap=400_000,
    guarantee=LARGEST_WON,
    attached=False,
)


@contextmanager
def told(cluster: Cluster, opening: Opening) -> Iterator[BookMachine]:
    """A machine whose story has begun; at the end everyone is paid."""
    machine = type("BookMachine", (BookMachine,), {"cluster": cluster})()
    try:
        machine.open_the_book(MONDAY, opening)
        agrees(machine)
        yield machine
        agrees(machine)
    except BaseException:
        machine.failed = True
        print(machine.story.as_yaml())
        raise
    finally:
        machine.teardown()


def agrees(machine: BookMachine) -> None:
    """Every proof holds, and book and twin say the same."""
    machine.the_book_and_its_twin_agree()


def of(machine: BookMachine, programme: int, holder: str, tier: int = 2) -> list[int]:
    """What a company holds in an agreement at a tier, the oldest first."""
    return [
        number
        for number, one in machine.naive.pieces.items()
        if (one.programme, one.holder, one.tier) == (programme, holder, tier)
    ]


def test_what_cannot_be_sold_is_refused_by_name(cluster: Cluster) -> None:
    with told(cluster, PLAIN) as it:
        parked, open_one = of(it, CREDIT, "S4")
        matured, open_root = of(it, CREDIT, "S1", 1)[0], of(it, CREDIT, "S2", 1)[0]
        it.sell_parts(parked, [0], "S4")
        it.sell_parts(parked, [1000], "S1")
        it.sell_parts(parked, [400_000], "S4")
        it.sell_parts(parked, [1000], "S4", time(16))
        it.sell_parts(parked, [1000], "S4", time(9), 31)
        it.sell_parts(matured, [1000], "S1")
        it.sell_parts(parked, [1000] * 6, "S4")
        it.sell_parts(parked, [1000] * 4, "S4")
        it.sell_parts(parked, [1000], "S4")
        it.serve("S4", 300_000)
        it.sell_parts(parked, [300_000], "S4")
        it.sell_parts(open_one, [1000, 1000], "S4")
        agrees(it)
        it.amend(open_root)
        it.sell_parts(open_root, [1000], "S2")
        given = it.issued(CREDIT, "", ("S3", MONDAY + timedelta(days=30)))[0]
        it.take_one_back(given, "S3", refuse=True)
        it.sell_parts(given, [1000], "S3")
        wanted = ["not_a_whole_won", "not_the_holder", "more_than_retained", "after_cut_off"]
        wanted += ["stale_quote", "already_due", "too_many_partial_sales", "too_many_partial_sales"]
        assert it.story.refused_sales() == [*wanted, "attached", "invoice_amended", "cancelled"]


def test_the_first_tier_of_a_government_root_keeps_it_and_the_second_sells(
    cluster: Cluster,
) -> None:
    with told(cluster, replace(PLAIN, variant="government", first_tier=True)) as it:
        it.sell_parts(of(it, CREDIT, "S2", 1)[0], [1000], "S2")
        it.sell_parts(of(it, CREDIT, "S4")[1], [1000], "S4")
        assert it.story.refused_sales() == ["government_first_tier_sale"]


def test_funders_buy_in_order_within_limits_caps_and_ends(cluster: Cluster) -> None:
    opening = replace(PLAIN, limits=(60_000, LARGEST_WON), first_tier=True)
    with told(cluster, opening) as it:
        number = of(it, CREDIT, "S4")[1]
        rooms = {(r.kind, r.programme, r.provider): r.number for r in it.naive.rooms.values()}
        first, second = [
            n for (kind, p, _), n in rooms.items() if (kind, p) == ("purchase", CREDIT)
        ]
        cap = max(it.naive.rooms)
        assert it.naive.rooms[cap].programme is None
        parts = [part.room for sale in it.naive.sales.values() for part in sale.parts]
        assert {first, second} < set(parts)
        it.set_pocket(second, 100_000, None, "0")
        it.sell_parts(number, [90_000], "S4")
        it.set_pocket(second)
        it.set_pocket(cap, 130_000)
        it.sell_parts(number, [120_000], "S4")
        it.set_pocket(cap, ends=MONDAY)
        it.set_pocket(first, ends=MONDAY)
        it.sell_parts(number, [1000], "S4")
        for room in (first, second):
            it.set_pocket(room, least="0.09")
        it.sell_parts(number, [1000], "S4")
        agrees(it)
        wanted = ["programme_cap", "buyer_cap", "facility_lapsed", "no_funder"]
        assert it.story.refused_sales() == wanted
        it.set_pocket(first)
        it.sell_parts(number, [1000], "S4")


def test_a_sale_is_undone_in_time_only_and_by_its_seller(cluster: Cluster) -> None:
    with told(cluster, PLAIN) as it:
        for number in of(it, CREDIT, "S4"):
            it.sell_parts(number, [7777], "S4")
            made = max(it.naive.sales)
            it.take_sale_back(made, "S1", time(12))
            it.take_sale_back(made, "S4", time(16))
            it.take_sale_back(made, "S4", time(15, 59, 59))
            agrees(it)
            it.take_sale_back(made, "S4", time(15, 59, 59))
            it.sell_parts(number, [5555], "S4")
        it.quiet_days(1)
        it.take_sale_back(max(it.naive.sales), "S4", time(9))
        refused = ["unknown_sale", "after_cut_off", "yes", "sale_taken_back_already"]
        assert it.story.refused_sales() == [*refused, *refused, "after_cut_off"]


def test_the_buyer_of_an_open_tree_fails_and_nobody_buys_of_it(cluster: Cluster) -> None:
    with told(cluster, PLAIN) as it:
        (later,) = it.issued(CREDIT, "", ("S3", MONDAY + timedelta(days=40)))
        it.quiet_days(8)
        agrees(it)
        it.sell_parts(of(it, CREDIT, "S4")[1], [1000], "S4")
        it.sell_parts(later, [1000], "S3")
        it.sell_parts(of(it, CREDIT, "S4")[0], [1000], "S4")
        wish = it.wishes.make("B1", "S3", 1000, it.book.today, "exact", "")
        it.ask_to_issue(CREDIT, [wish])
        assert it.story.refused_sales() == ["settlement_running", "buyer_suspended"]


def test_an_institution_advances_and_has_its_money_back_with_interest(cluster: Cluster) -> None:
    with told(cluster, replace(PLAIN, one_buyer=True, guarantee=9_000_000)) as it:
        older, newer = of(it, ADVANCED, "S3", 1) + of(it, ADVANCED, "S2", 1)
        day = MONDAY + timedelta(days=30)
        for amount in (3_000_001, 3_000_000):
            it.ask_to_issue(ADVANCED, [it.wishes.make("B1", "S1", amount, day, "exact", "")])
        it.pay(ADVANCED, 1_000_000, newer, None)
        assert it.naive.advanced[older].left == 2_000_000
        it.pay(ADVANCED, 2_500_000, None, it.book.today)
        agrees(it)
        waits = it.naive.agreements[ADVANCED].money
        assert it.naive.claims(it.book.today) == {} and 0 < waits < 500_000
        it.quiet_days(4)
        agrees(it)
        assert it.naive.advanced[newer].left == 3_000_000 - waits
        it.pay(ADVANCED, 1_200_000, None, it.book.today)
        it.quiet_days(9)
        it.pay(ADVANCED, it.naive.advanced[newer].left + 1, None, it.book.today)
        agrees(it)
        count, principal, interest = it.naive.claims(it.book.today)[ADVANCED]
        assert (count, principal) == (1, 0) and interest > 0
        it.pay(ADVANCED, interest, None, it.book.today)
        agrees(it)
        assert it.naive.claims(it.book.today) == {}


def test_new_terms_price_new_trees_and_leave_old_ones_alone(cluster: Cluster) -> None:
    with told(cluster, PLAIN) as it:
        other = replace(PLAIN, price="0.0517", fee="0", nearest=False, first_tier=True)
        it.change_terms(CREDIT, replace(other, incentive="0.0789", follows_base=False, steps=()))
        it.quiet_days(1)
        old = of(it, CREDIT, "S4")[1]
        (root,) = it.issued(CREDIT, "", ("S2", MONDAY + timedelta(days=16)))
        it.ask_to_pass_on(root, [Wish("S4", 1_234_567, MONDAY + timedelta(days=40))])
        new = of(it, CREDIT, "S4")[2]
        rates = [it.naive.rate_of(it.naive.pieces[number]) for number in (old, new)]
        assert rates[0] != rates[1] == Fraction("0.0517")
        for number in (old, new):
            it.sell_parts(number, [101_010], "S4")
        it.pay(CREDIT, 6_000_000, None, it.book.today)
        it.quiet_days(14)
        agrees(it)
        assert it.naive.funded[root]
        it.sell_parts(new, [202_020], "S4")
        assert it.story.refused_sales() == []


def test_orders_reach_their_debtor_alone_and_give_back_what_they_kept(cluster: Cluster) -> None:
    with told(cluster, replace(PLAIN, attached=True, insolvent_may=False)) as it:
        first, second, third = sorted(it.naive.orders)
        root = of(it, CREDIT, "S1", 1)[0]
        assert it.naive.pieces[root].paid and it.naive.pieces[root].locked == 600_000
        it.serve("S1", 50_000_000)
        it.release(first)
        agrees(it)
        it.release(second)
        it.release(second)
        it.quiet_days(1)
        agrees(it)
        it.release(max(it.naive.orders))
        it.go_bankrupt("S4")
        parked = of(it, CREDIT, "S4")[0]
        it.ask_to_pass_on(parked, [Wish("S2", 1000, it.naive.pieces[parked].matures)])
        it.sell_parts(parked, [1000], "S4")
        it.quiet_days(3)
        assert sum(it.naive.released.values()) == 600_000
        assert not it.naive.orders[third].released
