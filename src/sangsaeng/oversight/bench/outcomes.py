"""`bench outcomes`: every claim of a programme determined, put down, and explained.

50 suppliers, 300 sites, twelve months of three metrics each: read, reckoned, stored; then every
line of every explanation in both languages, and every amount reckoned again from its texts.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from datetime import date, datetime
from typing import Any

import psycopg

from sangsaeng.database.connection import Database
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.contracts.contract import Contract, read_contract, render_canonical
from sangsaeng.outcomes.model_call import Call, Criterion, ProgrammeRules
from sangsaeng.outcomes.model_claim import Determined
from sangsaeng.outcomes.service_determining import (
    explain_determination,
    get_determination,
    put_determinations,
    reckon_claims,
    recompute,
)
from sangsaeng.oversight.bench.place import bench_database

_SQL = load(__package__)
_DAY = date(2026, 4, 1)
_AT = datetime(2027, 4, 15, 10, 0, tzinfo=KOREA)
# Above every number of payments, as the table wants it.
_PROGRAMME = 1_000_000_001
_METRICS = {"units_working": "0.5", "hazards_abated": "0.3", "training_hours": "0.2"}
_CAP_WON = 60_000_000


def main(arguments: list[str]) -> int:
    """Run the benchmark; 0 when every claim was determined and reckons again to the same won."""
    parser = argparse.ArgumentParser(prog="bench outcomes")
    parser.add_argument("--suppliers", type=int, default=50)
    parser.add_argument("--sites", type=int, default=300, help="of all suppliers together")
    parser.add_argument("--home", default="var/bench")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    with bench_database(given.home) as url:
        fill(url, given.suppliers, given.sites)
        with Database(url) as database:
            figures = measure(database, given.suppliers)
    figures = {"suppliers": given.suppliers, "sites": given.sites, **figures}
    if given.json:
        sys.stdout.write(json.dumps(figures) + "\n")
    else:
        for name, value in figures.items():
            sys.stdout.write(f"{name:<34} {value:>16,}\n")
    return 0 if figures["reckoned_again_the_same"] == given.suppliers else 1


def measure(database: Database, suppliers: int) -> dict[str, int | float]:
    """Determine every claim, explain every determination, and reckon it again."""
    claims = list(range(1, suppliers + 1))
    begin = time.perf_counter()
    with database.transaction() as tx:
        done = reckon_claims(tx, _PROGRAMME, claims)
        made = [one for one in done if isinstance(one, Determined)]
        assert len(made) == suppliers, [one for one in done if isinstance(one, Refusal)]
        put_determinations(tx, _PROGRAMME, made, dict.fromkeys(claims, 1), None, _AT)
    determined_s = time.perf_counter() - begin
    lines = same = 0
    with database.transaction() as tx:
        for number in tx.rows(_SQL["outcome_determinations"], programme_id=_PROGRAMME):
            row = get_determination(tx, _PROGRAMME, number["determination_id"])
            assert not isinstance(row, Refusal), row
            lines += len(explain_determination(row))
            same += recompute(row) == row["amount_won"]
    total_s = time.perf_counter() - begin
    return {
        "determined_s": round(determined_s, 2),
        "explained_and_reckoned_again_s": round(total_s - determined_s, 2),
        "total_s": round(total_s, 2),
        "lines_explained": lines,
        "won": sum(one.amount_won for one in made),
        "reckoned_again_the_same": same,
    }


def fill(url: str, suppliers: int, sites: int) -> None:
    """A programme as it stands when its verifiers have reported."""
    named: dict[str, Any] = {
        "programme_id": _PROGRAMME,
        "suppliers": suppliers,
        "sites": sites,
        "metrics": list(_METRICS),
        "day": _DAY,
        "at": _AT,
        "rule_text": _rule(),
        "call": _call().model_dump_json(),
        "rules": ProgrammeRules().model_dump_json(),
    }
    with psycopg.connect(url) as owner:
        owner.execute(_SQL["quiet"])
        for statement in (
            _SQL["fill_outcome_sides"],
            _SQL["fill_outcome_programme"],
            _SQL["fill_outcome_awards"],
            _SQL["fill_outcome_sites"],
            _SQL["fill_outcome_observations"],
            _SQL["fill_outcome_claims"],
        ):
            owner.execute(statement, named)
        owner.execute(_SQL["loud"])
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(_SQL["outcome_statistics"])


def _rule() -> str:
    metrics = [
        {"code": code, "weight": weight, "baseline": "0.1", "target": "0.98", "tolerance": "0.05"}
        for code, weight in _METRICS.items()
    ]
    gates = [{"code": "no_concealment"}, {"code": "no_attributable_death"}]
    form = {"kind": "linear", "floor": "0.6", "full": "1"}
    terms = {"cap": _CAP_WON, "form": form, "metrics": metrics, "gates": gates}
    found = read_contract({"contract": "b", "version": 1, "kind": "composite", "terms": terms})
    assert isinstance(found, Contract), found
    return render_canonical(found)


def _call() -> Call:
    sheet = [Criterion(code="effect", name_ko="effect", name_en="effect", most=100)]
    return Call(
        eligibility_ko="bench", eligibility_en="bench", accident_types=["fall"], score_sheet=sheet
    )
