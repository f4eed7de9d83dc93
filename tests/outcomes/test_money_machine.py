"""Arbitrary histories of a programme's money keep books, reserves and the pool (G9, G14)."""

from __future__ import annotations

import os

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test
from money_machine import MoneyMachine

from clusters import Cluster


def test_any_history_keeps_every_reserve_and_every_pot(cluster: Cluster) -> None:
    machine = type("MoneyMachine", (MoneyMachine,), {"cluster": cluster})
    chosen = settings.default
    assert chosen is not None
    if os.environ.get("SANGSAENG_TEST_PROFILE", "ci") == "ci":
        chosen = settings(chosen, max_examples=8, stateful_step_count=25)
    run_state_machine_as_test(machine, settings=chosen)
