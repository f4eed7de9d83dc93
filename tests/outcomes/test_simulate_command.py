"""`outcomes simulate`: a report in a folder, the same for the same seed; what it refuses."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sangsaeng.cli.main import app

SAMPLES = Path(str(resources.files("sangsaeng.outcomes.simulation") / "samples"))
FEW = ("--programmes", "20", "--seed", "3", "--processes", "1")


def _simulate(*words: str | Path, language: str = "en") -> Result:
    named = [str(word) for word in words]
    return CliRunner().invoke(app, ["--lang", language, "outcomes", "simulate", *named])


def test_two_rule_sets_are_compared_side_by_side(tmp_path: Path) -> None:
    other = SAMPLES / "accidents.yaml"
    told = (SAMPLES / "leading.yaml", "--against", other, *FEW, "--to", tmp_path / "new")
    result = _simulate(*told)
    assert result.exit_code == 0, result.output
    assert "B − A" in result.output and "False rewards" in result.output
    report = json.loads((tmp_path / "new" / "report.json").read_text("utf-8"))
    assert [one["name"] for one in report["rules"]] == [
        "leading indicators, all controls",
        "reported injuries",
    ]
    assert (tmp_path / "new" / "report.html").read_text("utf-8").count("<svg") == 4


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        told = (SAMPLES / "leading.yaml", *FEW, "--to", tmp_path / folder)
        assert _simulate(*told, language="ko").exit_code == 0
    for file in ("report.html", "report.json"):
        first, second = (tmp_path / folder / file for folder in ("one", "two"))
        assert first.read_bytes() == second.read_bytes()


def test_programs_get_the_report_and_nothing_else(tmp_path: Path) -> None:
    result = _simulate(SAMPLES / "leading.yaml", *FEW, "--to", tmp_path, "--json")
    assert json.loads(result.stdout)["programmes"] == 20


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("name: [", "simulation_unreadable"),
        ("- 1", "simulation_unreadable"),
        ("name: x\nname: y", "simulation_unreadable"),
        ("name: x\ncontract: {}", "contract_unreadable"),
    ],
)
def test_a_file_that_says_nothing_sensible_is_refused(tmp_path: Path, text: str, code: str) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(text, "utf-8")
    result = _simulate(file, *FEW, "--to", tmp_path / "out", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["refusals"][0]["code"] == code
    assert not (tmp_path / "out").exists()


def test_worlds_that_differ_are_not_compared(tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    text = (SAMPLES / "leading.yaml").read_text("utf-8")
    other.write_text(text + 'world: {leaves: "0.2"}\n', "utf-8")
    rules = SAMPLES / "leading.yaml"
    result = _simulate(rules, "--against", other, *FEW, "--to", tmp_path, "--json")
    assert json.loads(result.stdout)["refusals"][0]["code"] == "worlds_differ"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    result = _simulate(SAMPLES / "leading.yaml", *FEW, "--to", tmp_path / "file", "--json")
    assert json.loads(result.stdout)["refusals"][0]["code"] == "file_unwritable"
