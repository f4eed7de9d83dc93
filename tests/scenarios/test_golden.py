"""The published and the worked example come out whole, and the branches of the latter."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sangsaeng.database.connection import Database
from sangsaeng.oversight.replay import replay
from sangsaeng.oversight.scenario import Scenario, parse_scenario

GOLDEN = sorted((Path(__file__).parents[1] / "data" / "golden").glob("*.yaml"))
BRANCHES = sorted((Path(__file__).parent / "golden_branches").glob("*.yaml"))


@pytest.mark.parametrize("file", [*GOLDEN, *BRANCHES], ids=lambda file: file.stem)
def test_nothing_differs(databases_everywhere: Callable[[], Database], file: Path) -> None:
    scenario = parse_scenario(file.read_text("utf-8"))
    assert isinstance(scenario, Scenario), scenario
    differences = replay(databases_everywhere(), scenario)
    assert not differences, "\n".join(map(str, differences))


def test_both_examples_and_their_branches_are_there() -> None:
    assert [file.stem for file in GOLDEN] == ["credit-type-three-tiers", "komipo-guide"]
    branches = {file.stem for file in BRANCHES}
    assert branches >= {"buyer_fails", "buyer_fails_unguaranteed", "t1_bankrupt", "government"}
