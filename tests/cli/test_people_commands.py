"""The first people of the operator, the Foundation and the buyers are let in from the console."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from cli_running import Run

from sangsaeng.database.connection import Database
from sangsaeng.kernel.business_number import invented_business_number
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.signin.service_joining import Joined, Joiner, accept_invitation

NUMBER = invented_business_number(1)
ON = ("--on", "2026-09-01")


def answer(run: Run, *arguments: str, code: int = 0) -> Any:
    result = run(*arguments, "--json")
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


@pytest.fixture
def bank(run: Run) -> str:
    assert run("company", "add", NUMBER, "bank", *ON).exit_code == 0
    return NUMBER


def test_a_link_from_the_console_lets_the_first_people_in(
    run: Run, bank: str, database: Database
) -> None:
    for office in ("operator", "institution", "institution"):
        assert run("office", "add", bank, office, *ON).exit_code == 0
    at = datetime(2026, 9, 1, 13, tzinfo=KOREA)
    for role, name in (("operations", "Kim"), ("administrator", "Lee")):
        asked = answer(run, "person", "invite", bank, role, "--email", f"{name}@bank.example", *ON)
        joiner = Joiner(business_number=bank, name=name, email=f"{name}@bank.example")
        joined = accept_invitation(database, asked["token"], joiner, at)
        assert isinstance(joined, Joined), joined
    people = answer(run, "person", "list")["people"]
    assert {(one["name"], one["role"]) for one in people} == {
        ("Kim", "operations"),
        ("Lee", "administrator"),
    }
    shown = run("person", "list", bank)
    assert shown.exit_code == 0 and "Kim@bank.example" in shown.stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("person", "invite", NUMBER, "operations"), "role_needs_office"),
        (("person", "invite", NUMBER, "viewer", "--email", "nowhere"), "email_malformed"),
        (("person", "invite", invented_business_number(2), "viewer"), "unknown_company"),
        (("office", "add", invented_business_number(2), "operator"), "unknown_company"),
        (("person", "list", "1"), "business_number_invalid"),
    ],
)
def test_what_means_nothing_is_refused_by_code(
    run: Run, bank: str, arguments: tuple[str, ...], code: str
) -> None:
    assert answer(run, *arguments, code=1)["refusals"][0]["code"] == code
