"""`replay`: golden files come out whole; a file that cannot be read is said."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
from cli_running import Run
from typer.testing import Result

GOLDEN = Path(__file__).parents[1] / "data" / "golden"
NO_SALE = """
variant: credit
terms: {early_payment_rate_annual: "0.042", deposit_incentive_rate_annual: "0.01"}
events:
  - day: 2026-04-08
    issue: {receivable: R0, buyer: B, holder: T1, face: 1000000, matures_on: 2026-05-08}
  - day: 2026-04-13
    pass_on: {receivable: R1, parent: R0, holder: T2, face: 400000, matures_on: 2026-06-05}
  - day: 2026-05-08
    fund: {receivable: R0}
    expect: {payouts: {T1: 600000}, parked: {R1: 400000}}
  - day: 2026-06-05
    mature: {receivable: R1}
    expect: {payouts: {T2: PAID}, parked: {R1: 0}}
"""


def replayed(result: Result) -> list[dict[str, object]]:
    files: list[dict[str, object]] = json.loads(result.stdout)["files"]
    return files


def test_the_golden_files_come_out_whole(run: Run) -> None:
    files = sorted(str(file) for file in GOLDEN.glob("*.yaml"))
    result = run("replay", *files, "--json")
    assert len(files) == 2 and result.exit_code == 0
    assert all(file["holds"] and not file["differences"] for file in replayed(result))


def test_a_file_whose_expectations_hold_ends_with_0(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "holds.yaml"
    file.write_text(NO_SALE.replace("PAID", "400000"), "utf-8")
    result = run("replay", str(file))
    assert result.exit_code == 0, result.output
    assert "all expectations hold" in result.output


def test_one_won_too_many_is_a_difference_with_both_sides(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "differs.yaml"
    file.write_text(NO_SALE.replace("PAID", "400001"), "utf-8")
    result = run("replay", str(file), "--json")
    assert result.exit_code == 1
    (difference,) = replayed(result)[0]["differences"]  # type: ignore[misc]
    assert difference["what"] == "payouts"  # type: ignore[has-type]
    assert "400001" in difference["expected"] and "400000" in difference["actual"]  # type: ignore[has-type]


def test_a_missing_a_binary_and_a_broken_file_are_refused_each_beside_a_good_one(
    run: Run, tmp_path: Path
) -> None:
    good, binary, broken = (tmp_path / name for name in ("good.yaml", "binary", "broken.yaml"))
    good.write_text(NO_SALE.replace("PAID", "400000"), "utf-8")
    binary.write_bytes(b"\xff\xfe\x00\x80")
    broken.write_text("events: [", "utf-8")
    missing = tmp_path / "missing.yaml"
    result = run("replay", *map(str, (good, binary, broken, missing, tmp_path)), "--json")
    assert result.exit_code == 1
    codes = [
        refusal["code"] if isinstance(refusal := file["refusal"], dict) else None
        for file in replayed(result)
    ]
    unreadable = "scenario_unreadable"
    assert codes == [None, unreadable, unreadable, "file_unreadable", "file_unreadable"]


def test_no_database_of_a_replay_is_left(
    run: Run, owner: psycopg.Connection, tmp_path: Path
) -> None:
    file = tmp_path / "holds.yaml"
    file.write_text(NO_SALE.replace("PAID", "400000"), "utf-8")
    run("replay", str(file))
    left = owner.execute("SELECT datname FROM pg_database WHERE datname LIKE 'replay%'").fetchall()
    assert left == []
