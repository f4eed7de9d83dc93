"""The console enters and approves for named people, and four eyes hold there as anywhere (G13)."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cli_running import Run

from sangsaeng.database.connection import Database
from sangsaeng.kernel.business_number import invented_business_number
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.signin.service_joining import Joined, Joiner, accept_invitation

NUMBER = invented_business_number(1)
ON = ("--on", "2026-09-01")
CODE = "closed_days.add"


def answer(run: Run, *arguments: str, code: int = 0) -> Any:
    result = run(*arguments, "--json")
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


@pytest.fixture
def people(run: Run, database: Database) -> list[int]:
    """Two people of the operator's operations."""
    assert run("company", "add", NUMBER, "bank", *ON).exit_code == 0
    for office in ("operator", "institution"):
        assert run("office", "add", NUMBER, office, *ON).exit_code == 0
    found = []
    for name in ("kim", "lee"):
        asked = answer(run, "person", "invite", NUMBER, "operations", *ON)
        joiner = Joiner(business_number=NUMBER, name=name, email=f"{name}@bank.example")
        at = datetime(2026, 9, 1, 13, tzinfo=KOREA)
        joined = accept_invitation(database, asked["token"], joiner, at)
        assert isinstance(joined, Joined), joined
        found.append(joined.person_id)
    return found


def who(person: int) -> tuple[str, ...]:
    return ("--person", str(person), "--company", NUMBER, *ON)


def test_one_enters_and_another_approves(run: Run, people: list[int], tmp_path: Path) -> None:
    given = tmp_path / "day.json"
    given.write_text('{"day": "2026-10-02", "reason": "bank holiday"}')
    tried = answer(run, "act", "enter", CODE, str(given), "--dry-run", *who(people[0]))
    assert tried and answer(run, "act", "waiting", "--company", NUMBER, *ON) == {"acts": []}
    entered = answer(run, "act", "enter", CODE, str(given), *who(people[0]))
    assert entered["state"] == "waiting"
    act = str(entered["act_id"])
    waits = answer(run, "act", "waiting", "--company", NUMBER, *ON)["acts"]
    assert [one["act_id"] for one in waits] == [entered["act_id"]]
    assert answer(run, "act", "show", act)["given"]["day"] == "2026-10-02"
    alone = answer(run, "act", "approve", act, *who(people[0]), code=1)
    assert alone["refusals"][0]["code"] == "g13_four_eyes"
    assert answer(run, "act", "approve", act, *who(people[1]))["state"] == "executed"


def test_what_is_entered_wrong_is_refused_by_its_place(
    run: Run, people: list[int], tmp_path: Path
) -> None:
    given = tmp_path / "day.json"
    for text, code in (
        ('{"day": 20261002}', "given_unfit"),
        ("nonsense", "given_unfit"),
        ('{"day": "2026-10-02", "reason": "x", "more": 1}', "given_unfit"),
    ):
        given.write_text(text)
        refused = answer(run, "act", "enter", CODE, str(given), *who(people[0]), code=1)
        assert refused["refusals"][0]["code"] == code, text
    missing = answer(run, "act", "enter", CODE, str(tmp_path / "no"), *who(people[0]), code=1)
    assert missing["refusals"][0]["code"] == "file_unreadable"
    unknown = answer(run, "act", "enter", "no.such", str(given), *who(people[0]), code=1)
    assert unknown["refusals"][0]["code"] == "unknown_action"
    stranger = answer(run, "act", "approve", "99", *who(people[0]), code=1)
    assert stranger["refusals"][0]["code"] == "unknown_act"


def test_a_person_without_the_power_is_refused_on_the_console_too(
    run: Run, people: list[int], tmp_path: Path
) -> None:
    given = tmp_path / "day.json"
    given.write_text('{"day": "2026-10-02", "reason": "bank holiday"}')
    refused = answer(run, "act", "enter", CODE, str(given), *who(max(people) + 1), code=1)
    assert refused["refusals"][0]["code"] == "not_permitted"
