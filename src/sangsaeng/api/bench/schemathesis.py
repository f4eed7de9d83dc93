"""`bench schemathesis`: the whole API against its own description, every phase, by generated calls.

A person with every role at a company that holds every office asks first, then a machine of that
company. Nothing may break, and every answer must be one that the description names: its status, its
content type, its headers and its shape.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sangsaeng.acts.model import Office, Role
from sangsaeng.acts.service import prepare_book
from sangsaeng.api.bench.permissions import proving
from sangsaeng.api.bench.service_people import Crowd, Headers
from sangsaeng.api.bench.service_rivals import make_world
from sangsaeng.api.bench.service_serving import serving
from sangsaeng.database.connection import Database
from sangsaeng.kernel.business_number import invented_business_number
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.oversight.bench.place import bench_database

PHASES = "examples,coverage,fuzzing,stateful"
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
# They end the very session that asks.
ENDING = ("sessions.end", "sessions.end_all")
_SEED = 20_261_122


def main(arguments: list[str]) -> int:
    """Run it; 0 when nothing was found."""
    parser = argparse.ArgumentParser(prog="bench schemathesis")
    parser.add_argument("--minutes", type=int, default=20)
    parser.add_argument("--workers", type=int, default=4, help="calls at the same time")
    parser.add_argument("--seed", type=int, default=_SEED)
    parser.add_argument("--home", default="var/bench")
    given = parser.parse_args(arguments)
    with bench_database(given.home) as owner_url:
        prepare_book(owner_url)
        with serving(owner_url, given.home) as url, Database(owner_url) as database:
            crowd = Crowd(database, datetime.now(KOREA), url)
            world = make_world(database, crowd.at, url)
            person, machine = make_askers(crowd)
            half = ("--max-time", str(given.minutes * 30), "--workers", str(given.workers))
            seeded = ("--seed", str(given.seed))
            more = (*half, *seeded)
            with proving(world.prove_anew), proving(crowd.prove_anew):
                codes = [call(url, person, *more, *_but(ENDING)), call(url, machine, *more)]
                codes.append(call(url, person, "--max-examples", "5", *seeded, *_only(ENDING)))
    return max(codes)


def make_askers(crowd: Crowd) -> tuple[Headers, Headers]:
    """A person who is everything at a company that is everything, beside others, and a machine."""
    company_id = crowd.company(invented_business_number(8_800_001), "hall")
    crowd.office(company_id, *Office)
    crowd.person(company_id, *Role)
    person_id, _ = crowd.person(company_id, *Role)
    return crowd.session(person_id), crowd.machine(company_id, "*")[1]


def call(url: str, headers: Headers, *more: str, quiet: bool = False) -> int:
    """One run of schemathesis; its exit code."""
    said = [f"--header={name}: {value}" for name, value in headers.items()]
    program = str(Path(sys.executable).parent / "schemathesis")
    command = [program, "run", f"{url}/openapi.json", "--url", url, "--phases", PHASES]
    command += ["--checks", ",".join(CHECKS), "--warnings", "off", "--continue-on-failure"]
    done = subprocess.run([*command, *said, *more], check=False, capture_output=quiet, text=True)
    if quiet and done.returncode:
        sys.stdout.write(done.stdout)
    return done.returncode


def _but(operations: Sequence[str]) -> list[str]:
    return [f"--exclude-operation-id={one}" for one in operations]


def _only(operations: Sequence[str]) -> list[str]:
    return [f"--include-operation-id={one}" for one in operations]
