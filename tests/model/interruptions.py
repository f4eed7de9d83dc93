"""A settlement run that is killed at a named point, and a bank whose answer is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from sangsaeng.settlement import service_run


class KilledError(Exception):
    """The worker is gone here."""


# Steps of a run, each a transaction of its own or inside one (`_set_state` is).
STEPS = (
    "call_funding",
    "cover_from_money_at_hand",
    "cover_from_deposits",
    "advance_due",
    "pay_sales_in",
    "_freeze",
    "_post_chunk",
    "repay_funders",
    "_finish",
    "pay_released",
    "_prove",
    "_release",
    "close_calls",
    "_set_state",
)


@dataclass(frozen=True, slots=True)
class Interruption:
    """Killed at the n-th call of a step, before it began or after it was done."""

    step: str
    nth: int
    after: bool


@contextmanager
def interrupted(at: Interruption) -> Iterator[None]:
    """Runs inside are killed as told; the block ends quietly when they are."""
    original = getattr(service_run, at.step)
    calls = 0

    def step(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == at.nth and not at.after:
            raise KilledError
        done = original(*arguments, **named)
        if calls == at.nth:
            raise KilledError
        return done

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(service_run, at.step, step)
        try:
            yield
        except KilledError:
            return
