"""Early cash by acts: a price at once, a sale by two people, taking it back, standing orders."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from desk_stage import Stage

from sangsaeng.acts.kinds.early_cash import (
    AcceptQuotes,
    AskQuotes,
    OrderNamed,
    OrderWanted,
    SaleNamed,
    SalePart,
)
from sangsaeng.acts.model import Role
from sangsaeng.acts.registry import acts
from sangsaeng.acts.rules import render_given
from sangsaeng.database.connection import Database
from sangsaeng.early_payment.model_standing import OrderKind

NOWHERE = 999_999


class Scene(Stage):
    """Two roots of the buyer for T1."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.programme = self.book.programme()
        self.book.company("T1")
        due = self.book.today + timedelta(days=30)
        self.roots = [self.book.issue(self.programme, "T1", won, due) for won in (10**6, 10**7)]
        self.t1 = self.pair("T1")

    def ask(self, *receivable_ids: int, won: int | None = None) -> AskQuotes:
        parts = [SalePart(receivable_id=one, amount_won=won) for one in receivable_ids]
        return AskQuotes(programme_id=self.programme, parts=parts)

    def quotes(self) -> list[int]:
        done = self.entered("early_payment.quote", self.t1.first, self.ask(*self.roots))
        assert done.state == "executed" and done.answer is not None
        return [one["quote_id"] for one in done.answer["quotes"]]

    def sold(self) -> int:
        given = self.accept(self.quotes()[:1], 10**6)
        return int(self.done("early_payment.accept", self.t1, given)["sales"][0]["sale_id"])

    def accept(self, quote_ids: list[int], won: int) -> AcceptQuotes:
        return AcceptQuotes(programme_id=self.programme, quote_ids=quote_ids, amount_won=won)

    def order(self) -> int:
        given = OrderWanted(kind=OrderKind.SELL_ABOVE, amount_won=0)
        return int(self.done("standing_orders.add", self.t1, given)["order_id"])


@pytest.fixture
def scene(database: Database) -> Scene:
    return Scene(database)


def test_a_price_is_stated_at_once_with_all_that_it_costs(scene: Scene) -> None:
    done = scene.entered("early_payment.quote", scene.t1.first, scene.ask(*scene.roots))
    assert done.state == "executed" and done.answer is not None
    first, second = done.answer["quotes"]
    assert (first["buyer"], first["tier"], first["days"]) == ("buyer", 1, 30)
    assert first["proceeds_won"] == first["amount_won"] - first["interest_won"] < 10**6
    assert isinstance(first["rate_annual"], str)
    assert done.answer["amount_won"] == first["amount_won"] + second["amount_won"] == 11 * 10**6
    assert done.answer["proceeds_won"] == first["proceeds_won"] + second["proceeds_won"]


def test_a_machine_s_price_is_kept_no_longer_than_it_says(scene: Scene) -> None:
    given = scene.ask(scene.roots[0], won=7)
    assert render_given(given) == render_given(AskQuotes.model_validate_json(render_given(given)))


def test_a_sale_needs_the_second_person_and_sells_the_quotes_that_were_seen(scene: Scene) -> None:
    done = scene.done("early_payment.accept", scene.t1, scene.accept(scene.quotes(), 11 * 10**6))
    assert done["amount_won"] == 11 * 10**6 and len(done["sales"]) == 2
    assert scene.book.broken_proofs() == []


def test_a_sum_that_the_quotes_do_not_come_to_sells_nothing(scene: Scene) -> None:
    given = scene.accept(scene.quotes(), 10**6)
    assert scene.hears("early_payment.accept", scene.t1.first, given) == ["stated_sum_differs"]


def test_a_quote_that_ran_out_while_it_waited_for_the_second_person_sells_nothing(
    scene: Scene,
) -> None:
    given = scene.accept(scene.quotes()[:1], 10**6)
    entered = scene.entered("early_payment.accept", scene.t1.first, given)
    scene.book.today += timedelta(days=1)
    second = scene.people.caller(scene.t1.second.company_id, Role.APPROVER)
    done = scene.approved(entered, second)
    assert (done.state, [one.code for one in done.refusals]) == ("refused", ["stale_quote"])


def test_a_sale_is_taken_back_on_its_day(scene: Scene) -> None:
    sale = scene.sold()
    given = SaleNamed(programme_id=scene.programme, sale_id=sale)
    assert scene.done("early_payment.cancel", scene.t1, given) == {"cancelled": sale}
    assert scene.book.broken_proofs() == []


def test_a_standing_order_is_entered_and_ended_by_two(scene: Scene) -> None:
    number = scene.order()
    ended = scene.done("standing_orders.end", scene.t1, OrderNamed(order_id=number))
    assert ended["ended_on"] == scene.book.today.isoformat()
    assert date.fromisoformat(ended["from_on"]) == scene.book.today


def test_what_has_no_bound_is_above_every_limit(scene: Scene) -> None:
    limited = scene.people.caller(scene.t1.first.company_id, Role.ENTERER, limit_won=10**14)
    above = OrderWanted(kind=OrderKind.SELL_ABOVE, amount_won=0)
    assert scene.hears("standing_orders.add", limited, above) == ["above_limit"]
    cash = OrderWanted(kind=OrderKind.CASH_ON_DAY, amount_won=10**6, day_of_month=25)
    assert scene.done("standing_orders.add", type(scene.t1)(limited, scene.t1.second), cash)


def test_another_s_receivables_quotes_sales_and_orders_are_not_there(scene: Scene) -> None:
    quotes, sale, order = scene.quotes(), scene.sold(), scene.order()
    asked, none = scene.ask(scene.roots[1]), scene.ask(NOWHERE)
    numbers = {scene.roots[1], NOWHERE}
    assert scene.knows_nothing("early_payment.quote", asked, none, numbers) == "unknown_receivable"
    taken, none_taken = scene.accept(quotes[1:], 10**7), scene.accept([NOWHERE], 10**7)
    numbers = {quotes[1], NOWHERE}
    heard = scene.knows_nothing("early_payment.accept", taken, none_taken, numbers)
    assert heard == "quote_not_open"
    elsewhere = taken.model_copy(update={"programme_id": NOWHERE})
    assert scene.hears("early_payment.accept", scene.rival, elsewhere) == [heard]
    back, nothing = (
        SaleNamed(programme_id=scene.programme, sale_id=one) for one in (sale, NOWHERE)
    )
    numbers = {sale, NOWHERE}
    assert scene.knows_nothing("early_payment.cancel", back, nothing, numbers) == "unknown_sale"
    ends, nothing_ends = OrderNamed(order_id=order), OrderNamed(order_id=NOWHERE)
    numbers = {order, NOWHERE}
    assert scene.knows_nothing("standing_orders.end", ends, nothing_ends, numbers) == (
        "unknown_order"
    )
    assert acts()["standing_orders.end"].consent != "nobody"


def test_a_list_with_one_strange_receivable_names_its_line(scene: Scene) -> None:
    mine = scene.ask(*scene.roots, NOWHERE)
    ((code, field, line, _),) = scene.refused("early_payment.quote", scene.t1.first, mine)
    assert (code, field, line) == ("unknown_receivable", "receivable_id", 3)


def test_a_receivable_stands_once_in_a_list_so_that_no_interest_is_lost_by_splitting(
    scene: Scene,
) -> None:
    root = scene.roots[0]
    parts = [SalePart(receivable_id=root, amount_won=5_000) for _ in range(200)]
    wanted = AskQuotes(programme_id=scene.programme, parts=parts)
    refused = scene.refused("early_payment.quote", scene.t1.first, wanted)
    assert [(one[0], one[2]) for one in refused] == [("receivable_stands_twice", 2)]
    split = [scene.ask(root, won=5_000) for _ in range(2)]
    made = [scene.entered("early_payment.quote", scene.t1.first, one).answer for one in split]
    ids = [one["quotes"][0]["quote_id"] for one in made if one]
    refused = scene.refused("early_payment.accept", scene.t1.first, scene.accept(ids, 10_000))
    assert [(one[0], one[2]) for one in refused] == [("receivable_stands_twice", 2)]
