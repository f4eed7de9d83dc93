"""`bench outcomes-simulation`: candidate rules on many invented programmes; no book is needed.

Two shapes are measured: the real programme's 300 sites, and 300 sites for each of 50 suppliers.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from importlib import resources

import yaml

from sangsaeng.outcomes.simulation.judging import judge
from sangsaeng.outcomes.simulation.model import RuleSet, read_rules
from sangsaeng.outcomes.simulation.report import render_html, render_json
from sangsaeng.outcomes.simulation.running import run


def main(arguments: list[str]) -> int:
    """Run the benchmark; 0 when the report was made."""
    parser = argparse.ArgumentParser(prog="bench outcomes-simulation")
    parser.add_argument("--programmes", type=int, default=10_000)
    parser.add_argument("--sites-each", type=int, default=6, help="sites of each of 50 suppliers")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    figures = measure(given.programmes, given.sites_each, given.processes)
    if given.json:
        sys.stdout.write(json.dumps(figures) + "\n")
    else:
        for name, value in figures.items():
            sys.stdout.write(f"{name:<24} {value:>16,}\n")
    return 0


def measure(programmes: int, sites_each: int, processes: int) -> dict[str, int | float]:
    """Draw, judge and report, timed."""
    rules = _rules(sites_each)
    begin = time.perf_counter()
    ran = run([rules], programmes, 1, processes, lambda _done: None)
    drawn = time.perf_counter()
    report = judge(ran)
    page = render_html(report, "en") + render_json(report)
    done = time.perf_counter()
    return {
        "programmes": programmes,
        "sites": report["sites"],
        "site_months": report["sites"] * rules.world.months,
        "run_s": round(drawn - begin, 1),
        "report_s": round(done - drawn, 1),
        "programmes_per_s": round(programmes / (drawn - begin)),
        "report_bytes": len(page),
    }


def _rules(sites_each: int) -> RuleSet:
    file = resources.files("sangsaeng.outcomes.simulation") / "samples" / "leading.yaml"
    told = yaml.safe_load(file.read_text("utf-8"))
    found = read_rules({**told, "world": {"sites_each": sites_each}})
    assert isinstance(found, RuleSet), found
    return found
