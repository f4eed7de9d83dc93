"""A buyer's default at the command line: opened by hand, run once, its notices read."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_running import Run
from test_commands import answer, issued, opened, refused

from sangsaeng.oversight.demo.cast import read_cast

__all__ = ["opened"]

CAST = read_cast()
BUYER, SUPPLIER = CAST.buyer.business_number, CAST.tiers[0][0].business_number
_ON = ("--on", "2026-09-02")


@pytest.fixture
def proceedings(opened: Run, tmp_path: Path) -> str:
    """The number of proceedings on a buyer that has issued what is not due yet."""
    issued(opened, tmp_path)
    reason = ("--reason", "rehabilitation 2026-9")
    return str(answer(opened, "default", "open", BUYER, *reason, *_ON)["playbook_id"])


def test_proceedings_are_run_once_and_write_their_pack(
    opened: Run, proceedings: str, tmp_path: Path
) -> None:
    to = ("--to", str(tmp_path / "pack"))
    first = answer(opened, "default", "run", proceedings, *to, *_ON)
    steps = [step["step"] for step in first["steps"]]
    assert steps == [
        "stop_issues",
        "mark_trees",
        "pay_covered",
        "notify",
        "ban_state",
        "evidence_pack",
    ]
    assert set(first["steps"][-1]["outcome"]["files"]) == {
        file.name for file in (tmp_path / "pack").iterdir()
    }
    assert answer(opened, "default", "run", proceedings, *to, *_ON) == first
    (listed,) = answer(opened, "default", "list")["playbooks"]
    assert (listed["reason"], listed["steps_done"]) == ("rehabilitation 2026-9", 6)
    for language in ("ko", "en"):
        printed = opened("--lang", language, "default", "run", proceedings, *to, *_ON)
        assert printed.exit_code == 0 and "2026-09-02 ~ 2028-09-02" in printed.stdout
        assert opened("--lang", language, "default", "list").exit_code == 0


def test_a_company_s_notices_are_read_in_both_languages(
    opened: Run, proceedings: str, tmp_path: Path
) -> None:
    answer(opened, "default", "run", proceedings, "--to", str(tmp_path / "pack"), *_ON)
    everyone = answer(opened, "default", "notices", proceedings)["notices"]
    told = answer(opened, "default", "notices", proceedings, "--company", SUPPLIER)["notices"]
    assert 0 < len(told) < len(everyone)
    assert all("2026-09-02" in one["ko"] and "2026-09-02" in one["en"] for one in told)
    printed = opened("default", "notices", proceedings, "--company", SUPPLIER)
    assert printed.exit_code == 0 and CAST.tiers[0][0].name in printed.stdout


def test_what_there_is_not_is_refused_by_code(opened: Run, tmp_path: Path) -> None:
    to = ("--to", str(tmp_path))
    assert refused(opened, "default", "run", "7", *to) == ["unknown_playbook"]
    assert refused(opened, "default", "notices", "7") == ["unknown_playbook"]
    bank = ("default", "open", CAST.institution.business_number, "--reason", "none")
    assert refused(opened, *bank) == ["not_a_buyer"]
    nobody = ("default", "open", "1234567890", "--reason", "none")
    assert refused(opened, *nobody) == ["business_number_invalid"]
