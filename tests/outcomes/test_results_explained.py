"""A supplier reads why, to the won and to the clause; nobody else's eyes see it (G12, G15)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from paying_stage import CLAIMS_ON, Paying
from typer.testing import CliRunner, Result

from sangsaeng.acts.kinds.outcomes_claims import ClaimChecked
from sangsaeng.acts.model import Caller
from sangsaeng.acts.readings.outcomes_results import DeterminationNamed
from sangsaeng.acts.registry import all_readings
from sangsaeng.acts.shape import Asked, Page, Refused
from sangsaeng.cli.main import app
from sangsaeng.database.connection import WEB, Asking, Database
from sangsaeng.outcomes.measures.loader import catalogue
from sangsaeng.outcomes.measures.model import Catalogue
from sangsaeng.outcomes.rules_agreements import GATES

EMPTY = {"units_working": "0", "hazards_abated": "0", "training_hours": "0"}


@pytest.fixture
def paying(database: Database) -> Paying:
    return Paying(database, sites=2, days=CLAIMS_ON)


def asked(paying: Paying, code: str, caller: Caller, filters: Any) -> Page | Refused:
    """What a reading answers to somebody."""
    reading = all_readings()[code]
    asking = Asking(WEB, caller.company_id, caller.person_id)
    with paying.book.database.asked_by(asking, snapshot=True) as tx:
        given = Asked(tx, caller.company_id, paying.at, filters, person_id=caller.person_id)
        done = reading.list_page(given)
    if isinstance(done, Page):
        for row in done.rows:
            reading.row.model_validate(row)
    return done


def listed(paying: Paying, code: str, caller: Caller) -> list[dict[str, Any]]:
    """The rows of a list as somebody sees it."""
    filters = all_readings()[code].filters
    assert filters is not None
    page = asked(paying, code, caller, filters(programme_id=paying.programme))
    assert isinstance(page, Page), page
    return [dict(row) for row in page.rows]


def test_a_refused_supplier_reads_to_the_won_and_the_clause_why(paying: Paying) -> None:
    claim = paying.verified(found=EMPTY)
    number = paying.determine(claim)["determination_id"]
    named = DeterminationNamed(programme_id=paying.programme, determination_id=number)
    page = asked(paying, "outcomes.determinations.explain", paying.suppliers[0], named)
    assert isinstance(page, Page)
    (row,) = page.rows
    assert row["amount_won"] == 0
    over = [line for line in row["lines"] if line["what"] == "explain_metric_over_tolerance"]
    assert len(over) == 3
    assert all(line["ko"] and line["en"] and line["ko"] != line["en"] for line in row["lines"])
    assert {line["clause"]: line["words"] for line in row["lines"]}["5.1"] == "concealment"
    said = " ".join(line["ko"] + line["en"] for line in row["lines"])
    listed = catalogue()
    assert isinstance(listed, Catalogue)
    for code in EMPTY:
        name = listed.metrics[code].name
        assert code not in said and name.ko in said and name.en in said
    amounts = [line["amount_won"] for line in row["lines"] if line["amount_won"] is not None]
    assert sum(amounts) == 0
    stranger = asked(paying, "outcomes.determinations.explain", paying.strangers[0], named)
    assert not isinstance(stranger, Page)


def test_each_version_is_explained_by_what_was_found_when_it_was_made(paying: Paying) -> None:
    claim = paying.verified(found=EMPTY)
    drawn = paying.rows("SELECT drawn FROM outcomes.verification")[0]["drawn"]
    versions = [paying.determine(claim)["determination_id"]]
    right = paying.findings(drawn)
    again = paying.redetermine(claim, "found_error", found=right)
    versions.append(again["determination_id"])
    seen = []
    for number in versions:
        named = DeterminationNamed(programme_id=paying.programme, determination_id=number)
        page = asked(paying, "outcomes.determinations.explain", paying.suppliers[0], named)
        assert isinstance(page, Page)
        seen.append({one["numerator"] for one in page.rows[0]["found"]})
    assert seen[0] == {"0"} and "0" not in seen[1]
    (row,) = listed(paying, "outcomes.verifications.list", paying.suppliers[0])
    assert {one["numerator"] for one in row["found"]} == seen[1]
    assert paying.book.broken_proofs() == []


def test_the_console_explains_a_determination_and_reckons_it_again(
    paying: Paying, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = paying.determine(paying.verified())["determination_id"]
    monkeypatch.setenv("SANGSAENG_DATABASE_URL", paying.book.database.url)
    monkeypatch.setenv("SANGSAENG_HOME", str(tmp_path / "home"))

    def said(*words: str) -> Result:
        return CliRunner().invoke(app, ["--lang", "en", "outcomes", "explain", *words])

    told = " ".join(said(str(number)).stdout.split())
    assert "30,000,000 won" in told and "Reckoned again it comes to the same" in told
    data = json.loads(said(str(number), "--json").stdout)
    assert data["recomputed_won"] == data["amount_won"] == 30_000_000
    assert sum(line["amount_won"] or 0 for line in data["lines"]) == 30_000_000
    refused = said("999999999", "--json")
    assert refused.exit_code != 0 and "unknown_determination" in refused.output


def test_each_side_reads_its_results_and_strangers_read_nothing(paying: Paying) -> None:
    back = ClaimChecked(
        programme_id=paying.programme,
        claim_id=paying.done("outcomes.claims.submit", paying.wanted(), *paying.suppliers)[
            "claim_id"
        ],
        passed=False,
        reason="evidence_incomplete",
    )
    paying.done("outcomes.claims.check", back, paying.officers[0])
    claim, _ = paying.settled()
    claims = listed(paying, "outcomes.claims.list", paying.suppliers[0])
    assert [row["reason"] for row in claims] == ["evidence_incomplete", None]
    (draw,) = listed(paying, "outcomes.verifications.list", paying.suppliers[0])
    assert draw["claim_id"] == claim and len(draw["seed"]) == 64 and len(draw["drawn"]) == 2
    (made,) = listed(paying, "outcomes.determinations.list", paying.credit)
    assert (made["amount_won"], made["owed_won"]) == (30_000_000, 27_000_000)
    (kept,) = listed(paying, "outcomes.retentions.list", paying.verifiers[0])
    assert kept["left_won"] == 3_000_000
    lists = [
        f"outcomes.{name}.list"
        for name in (
            "claims",
            "verifications",
            "determinations",
            "disputes",
            "retentions",
            "clawbacks",
            "inspections",
        )
    ]
    for code in lists:
        assert listed(paying, code, paying.strangers[0]) == []
        listed(paying, code, paying.officers[0])


def test_a_gate_is_called_by_its_name_in_every_line(paying: Paying) -> None:
    number = paying.determine(paying.verified(duties_met=False))["determination_id"]
    named = DeterminationNamed(programme_id=paying.programme, determination_id=number)
    page = asked(paying, "outcomes.determinations.explain", paying.suppliers[0], named)
    assert isinstance(page, Page)
    (row,) = page.rows
    told = {line["what"]: line for line in row["lines"]}
    assert {"explain_gate_kept", "explain_gate_broken", "explain_gates_cut"} <= told.keys()
    assert "duties under the law kept" in told["explain_gates_cut"]["en"]
    said = " ".join(line["ko"] + line["en"] for line in row["lines"])
    assert not [gate for gate in GATES if gate in said]
