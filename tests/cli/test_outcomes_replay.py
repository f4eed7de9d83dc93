"""`outcomes replay`: contract files come out whole; a difference ends with 1; no book is needed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from sangsaeng.cli.main import app

CONTRACTS = Path(__file__).parents[1] / "data" / "outcomes"
AC_10 = (CONTRACTS / "AC-10.yaml").read_text("utf-8")
Replay = Callable[..., Result]


@pytest.fixture
def outcomes_replay(monkeypatch: pytest.MonkeyPatch) -> Replay:
    """Calls the command in English, with a database that does not exist."""
    monkeypatch.setenv("SANGSAENG_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    runner = CliRunner()

    def call(*arguments: str, lang: str = "en") -> Result:
        return runner.invoke(app, ["--lang", lang, "outcomes", "replay", *arguments])

    return call


def files_of(result: Result) -> list[dict[str, Any]]:
    files: list[dict[str, Any]] = json.loads(result.stdout)["files"]
    return files


def test_every_contract_file_comes_out_whole_and_each_line_is_in_both_languages(
    outcomes_replay: Replay,
) -> None:
    files = sorted(str(file) for file in CONTRACTS.glob("*.yaml"))
    result = outcomes_replay(*files, "--json")
    assert result.exit_code == 0, result.output
    told = files_of(result)
    assert len(told) == len(files) and all(one["holds"] for one in told)
    cases = [case for one in told for kind in one["contracts"] for case in kind["cases"]]
    for case in cases:
        if case["refusal"]:
            assert case["refusal"]["ko"] and case["refusal"]["en"]
            continue
        assert sum(step["amount"] or 0 for step in case["steps"]) == case["amount"]
        assert all(step["ko"] != step["en"] for step in case["steps"])


def test_our_programme_is_explained_to_the_won_and_the_clause(outcomes_replay: Replay) -> None:
    result = outcomes_replay(str(CONTRACTS / "AC-19.yaml"))
    assert result.exit_code == 0, result.output
    said = " ".join(result.stdout.split())
    assert "[12.2] Cap 60,000,000 x share 0.5 = 30,000,000 | 30,000,000" in said
    assert "[12.3] Not paid, as a gate is not kept (no_concealment): 30,000,000" in said
    assert "[13] Retention at 0.1: 3,000,000 kept back, 27,000,000 to be paid" in said
    korean = " ".join(outcomes_replay(str(CONTRACTS / "AC-19.yaml"), lang="ko").stdout.split())
    assert "[12.2] 한도 60,000,000 × 지급 비율 0.5 = 30,000,000" in korean


def test_pounds_are_shown_with_their_pence(outcomes_replay: Replay) -> None:
    result = outcomes_replay(str(CONTRACTS / "AC-12.yaml"))
    assert "capped at 11,700.00" in " ".join(result.stdout.split())


def test_one_won_too_many_is_a_difference_with_both_sides(
    outcomes_replay: Replay, tmp_path: Path
) -> None:
    file = tmp_path / "differs.yaml"
    file.write_text(AC_10.replace("amount: 3625000000", "amount: 3625000001"), "utf-8")
    result = outcomes_replay(str(file), "--json")
    assert result.exit_code == 1
    (difference,) = files_of(result)[0]["contracts"][0]["cases"][0]["differences"]
    told = {"what": "amount", "expected": "3625000001", "actual": "3625000000"}
    assert difference == told
    shown = outcomes_replay(str(file))
    assert shown.exit_code == 1 and "expected 3625000001, happened 3625000000" in shown.output


def test_a_missing_a_binary_and_a_broken_file_are_refused_each_beside_a_good_one(
    outcomes_replay: Replay, tmp_path: Path
) -> None:
    binary, broken = tmp_path / "binary.yaml", tmp_path / "broken.yaml"
    binary.write_bytes(b"\xff\xfe\x00")
    broken.write_text("terms: [", "utf-8")
    endless = tmp_path / "endless.yaml"
    endless.write_text("a: &a [x]\nb: [*a, *a]\n", "utf-8")
    listed = tmp_path / "list.yaml"
    listed.write_text("- 1\n", "utf-8")
    unknown = tmp_path / "unknown.yaml"
    unknown.write_text(AC_10.replace("kind: linear", "kind: wishes"), "utf-8")
    good = CONTRACTS / "AC-10.yaml"
    files = [tmp_path / "missing.yaml", binary, broken, endless, listed, unknown, good]
    result = outcomes_replay(*map(str, files), "--json")
    assert result.exit_code == 1
    told = [[one["code"] for one in file["refusals"]] for file in files_of(result)]
    unreadable = ["contract_unreadable"]
    assert told == [["file_unreadable"], *[unreadable] * 4, ["contract_kind_unknown"], []]
    assert outcomes_replay(*map(str, files)).exit_code == 1


def test_what_never_ends_is_not_read_and_names_steer_no_terminal(
    outcomes_replay: Replay, tmp_path: Path
) -> None:
    pipe, odd = tmp_path / "pipe", tmp_path / "\x1b[31mred\u202e.yaml"
    os.mkfifo(pipe)
    for file in ("/dev/zero", str(pipe)):
        result = outcomes_replay(file, "--json")
        assert result.exit_code == 1
        (told,) = files_of(result)
        assert [one["code"] for one in told["refusals"]] == ["file_unreadable"]
    named = AC_10.replace("contract: ", 'contract: "\\e]0;title\\a" #', 1)
    odd.write_text(named, "utf-8")
    shown = outcomes_replay(str(odd)).output
    assert not set(shown) & {"\x1b", "\x07", "\u202e"} and "\\x1b" in shown
