"""Arbitrary histories of a whole book keep every rule of the guarantee, on every PostgreSQL."""

from __future__ import annotations

import os

from book_machine import BookMachine
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from clusters import Cluster


def _run(cluster: Cluster, examples: int, steps: int) -> None:
    machine = type("BookMachine", (BookMachine,), {"cluster": cluster})
    chosen = settings.default
    assert chosen is not None
    if os.environ.get("SANGSAENG_TEST_PROFILE", "ci") == "ci":
        chosen = settings(chosen, max_examples=examples, stateful_step_count=steps)
    run_state_machine_as_test(machine, settings=chosen)


def test_any_history_keeps_every_rule_and_pays_everyone_once(cluster: Cluster) -> None:
    _run(cluster, 13, 30)


def test_the_same_on_the_oldest_postgresql(debian_cluster: Cluster) -> None:
    _run(debian_cluster, 4, 12)
