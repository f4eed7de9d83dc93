"""What the console does is in the log, and the log can be listed, sealed, exported and checked."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cli_running import Run
from typer.main import get_command

from sangsaeng.cli import auditing
from sangsaeng.cli.main import app
from sangsaeng.kernel.business_number import invented_business_number

NUMBER, STRANGER = invented_business_number(71), invented_business_number(72)


def answer(run: Run, *arguments: str) -> Any:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def events(run: Run, *filters: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = answer(run, "audit", "list", *filters)["events"]
    return [one for one in listed if not one["action"].startswith("console.audit")]


@pytest.fixture
def used(run: Run) -> Run:
    """A book at whose console a company was added, twice, and looked at."""
    answer(run, "company", "add", NUMBER, "one", "--size", "small")
    answer(run, "company", "list")
    assert run("held", "--company", STRANGER).exit_code == 1
    answer(run, "held", "--company", NUMBER)
    return run


def test_every_command_on_the_book_is_an_event_with_what_came_of_it(used: Run) -> None:
    found = [(one["action"], one["outcome"], one["code"]) for one in events(used)]
    assert found == [
        ("console.held", "done", None),
        ("console.held", "refused", "unknown_company"),
        ("console.company.list", "done", None),
        ("console.company.add", "done", None),
    ]


def test_an_event_of_the_console_names_the_company_and_no_person(used: Run) -> None:
    newest, refused, _, added = events(used)
    assert newest["subject_id"] == added["subject_id"] and newest["subject_id"]
    assert refused["subject_id"] is None
    assert newest["facts"] == {"uid": os.getuid()}
    assert [newest["person_id"], newest["company_id"]] == [None, None]
    assert [one["action"] for one in events(used, "--company", NUMBER)] == [
        "console.held",
        "console.company.add",
    ]


def test_a_command_that_breaks_is_an_event_too(used: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(auditing, "get_head", broken)
    assert isinstance(used("audit", "head").exception, ZeroDivisionError)
    (found,) = answer(used, "audit", "list", "--outcome", "failed")["events"]
    assert found["action"] == "console.audit.head"


def test_no_command_is_forgotten() -> None:
    def callbacks(command: Any, name: str) -> list[tuple[str, Any]]:
        inner = getattr(command, "commands", None)
        if inner is None:
            return [(name, command.callback)]
        return [one for each in inner.values() for one in callbacks(each, f"{name} {each.name}")]

    found = callbacks(get_command(app), "")
    assert len(found) > 40
    unwatched = [name for name, call in found if "watching" not in _file_of(call)]
    assert unwatched == []


def _file_of(call: Any) -> str:
    while call is not None:
        if "watching" in call.__code__.co_filename:
            return str(call.__code__.co_filename)
        call = getattr(call, "__wrapped__", None)
    return ""


def test_an_export_is_checked_without_the_book(used: Run, tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    assert answer(used, "audit", "head") == {"head": None}
    assert used("audit", "head").exit_code == 0
    assert answer(used, "audit", "seal")["sealed"] >= 4
    head = answer(used, "audit", "head")["head"]
    exported = answer(used, "audit", "export", str(file))
    assert exported["head"]["digest"] == head["digest"]
    checked = answer(used, "audit", "check", str(file), "--head", head["digest"])
    assert (checked["events"], checked["digest"]) == (head["event_count"], head["digest"])
    assert checked["shown"] == checked["events"]
    answer(used, "audit", "export", str(file), "--action", "console.held")
    assert answer(used, "audit", "check", str(file))["shown"] == 2
    file.write_text(file.read_text("utf-8").replace('"done"', '"denied"'), "utf-8")
    result = used("audit", "check", str(file), "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["refusals"][0]["code"] == "audit_chain_broken"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xff\xfe", "audit_line_unreadable"),
        (b"[1]\n", "audit_line_unreadable"),
        (b'{"seal": {}}\n', "audit_chain_broken"),
        (b'{"event_id": 1}\n', "audit_chain_broken"),
        (b"[" * 100_000, "audit_line_unreadable"),
    ],
)
def test_a_file_that_is_no_export_is_refused(
    run: Run, tmp_path: Path, data: bytes, code: str
) -> None:
    file = tmp_path / "log.jsonl"
    file.write_bytes(data)
    result = run("audit", "check", str(file), "--json")
    assert result.exit_code == 1, result.output
    assert json.loads(result.stdout)["refusals"][0]["code"] == code


def test_what_is_asked_of_the_log_may_be_wrong(used: Run, tmp_path: Path) -> None:
    for arguments, code in (
        (("audit", "check", str(tmp_path / "no")), "file_unreadable"),
        (("audit", "export", str(tmp_path / "no" / "file")), "audit_unwritable"),
        (("audit", "list", "--company", STRANGER), "unknown_company"),
        (("audit", "list", "--from", "2026-04-02", "--until", "2026-04-01"), "period_reversed"),
    ):
        result = used(*arguments, "--json")
        assert result.exit_code == 1, result.output
        assert json.loads(result.stdout)["refusals"][0]["code"] == code
    assert used("audit", "list", "--outcome", "nonsense").exit_code == 2


def test_the_log_is_listed_for_people(used: Run, book_url: str) -> None:
    shown = used("audit", "list", "--limit", "2").stdout
    assert "console.held" in shown and "unknown_company" in shown
    assert "events sealed" in used("audit", "seal").stdout
    with psycopg.connect(book_url) as connection:
        row = connection.execute("SELECT digest FROM audit.seal").fetchone()
    assert row is not None and row[0] in used("audit", "head").stdout
