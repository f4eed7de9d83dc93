"""The money of pay for success: set aside in full, paid once, and the books balance (G14, G9)."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from books import open_book
from outcome_stage import Stage
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.model_money import Owed, Part, PayableFor
from sangsaeng.outcomes.service_money import (
    free_pool_won,
    get_reserve,
    post_award,
    post_received,
    post_reward,
)
from sangsaeng.outcomes.service_paying import approve_payment, order_paid


@pytest.fixture
def stage(database: Any) -> Stage:
    return Stage(open_book(database))


def test_an_award_takes_its_whole_cap_out_of_the_pool_and_no_more_than_there_is(
    stage: Stage,
) -> None:
    programme = stage.opened(budget_won=300_000_000, running_won=20_000_000)
    award = stage.awarded(programme)
    with stage.book.database.transaction() as tx:
        assert free_pool_won(tx, programme) == 140_000_000
        assert get_reserve(tx, programme, award, Part.SUCCESS) == 60_000_000
        refused = post_award(tx, programme, award + 1, 100_000_000, 40_000_001, stage.book.today)
    assert isinstance(refused, Refusal) and refused.code == "pool_too_small"


def test_no_reward_above_its_reserve_can_be_put_down(stage: Stage) -> None:
    programme = stage.opened()
    award = stage.awarded(programme)
    owed = Owed(programme, stage.company("supplier"), PayableFor.REWARD, 1, 60_000_000, award)
    with (
        pytest.raises(psycopg.errors.CheckViolation, match="g14_reserved_reward"),
        stage.book.database.transaction() as tx,
    ):
        post_reward(tx, owed, 1, 0, stage.book.today)


def test_a_reward_reaches_the_supplier_at_its_bank(stage: Stage) -> None:
    programme = stage.opened()
    award = stage.awarded(programme)
    entry = stage.pay_in(1_000_000_000)
    today = stage.book.today
    owed = Owed(programme, stage.company("supplier"), PayableFor.REWARD, 1, 27_000_000, award)
    with stage.book.database.transaction() as tx:
        assert post_received(tx, programme, entry, None, False, today) == 1_000_000_000
        payable = post_reward(tx, owed, 3_000_000, 30_000_000, today)
        assert payable is not None
        assert approve_payment(tx, programme, [payable], today) == 27_000_000
        again = approve_payment(tx, programme, [payable], today)
    assert isinstance(again, Refusal) and again.code == "payable_paid"
    assert order_paid(stage.book.database, today) == 1
    assert order_paid(stage.book.database, today) == 0
    stage.book.pay()
    assert stage.book.received_won("supplier") == 27_000_000
