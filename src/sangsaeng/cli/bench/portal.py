"""`bench portal`: server time of every kind of page that the navigation leads to, two links deep.

On the living example, as one of its people for each navigation there is; with `--receivables N` in
a book of so many over some hundred companies, as people of its buyer, of a holder at both tiers, of
its institution and its Foundation.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from datetime import date, datetime
from datetime import time as clock_time
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx
import psycopg
import uvicorn

from sangsaeng.acts.model import Office, Role
from sangsaeng.acts.service import prepare_book
from sangsaeng.api.app import make_app
from sangsaeng.api.bench.service_people import Crowd
from sangsaeng.api.settings import DEVELOPMENT_COOKIE, Settings
from sangsaeng.api.transport import configure
from sangsaeng.cli.living.cast import WHOLE
from sangsaeng.cli.living.play import play
from sangsaeng.cli.serving import let_face_log_in
from sangsaeng.database.connection import Database
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.ledger.service import fold
from sangsaeng.oversight.bench.place import bench_database
from sangsaeng.oversight.bench.settlement import ROOT_DUE, fill
from sangsaeng.settlement.service_run import settle_day
from sangsaeng.signin.model import SignedIn
from sangsaeng.signin.service_personas import begin_persona_session, list_personas
from sangsaeng.web.serving import add_portal

_MORNING = clock_time(10)
_LIVING_DAY, _FILLED_DAY = date(2026, 11, 20), date(2026, 5, 6)
# A holder then has some thousands of receivables, as a large tier-1 company does.
_COMPANIES, _PROGRAMMES = 300, 5
_WORKERS = 2
_BUYER, _INSTITUTION, _FOUNDATION, _HOLDER = 1001, 1002, 1003, 1010
_LINK = re.compile(r'href="(/[^"#]*)"')
_FILE = re.compile(r"\.[a-z0-9]{2,5}(\?|$)")
_NUMBERS = re.compile(r"[0-9]+")
_P95 = 95
_SHOWN = 12
# Milliseconds by the clock, and of the processors.
Spent = tuple[float, float]
# Of proc(5), counted behind the name: who started it; its own ticks (2), those of its dead (2).
_PARENT, _SPENT = 1, 11
_DEEP = 2
_SECONDS = 20
_BROKEN = 500


def main(arguments: list[str]) -> int:
    """Run the benchmark; a page that gave up stands with its status."""
    parser = argparse.ArgumentParser(prog="bench portal")
    parser.add_argument("--receivables", type=int, default=0)
    parser.add_argument("--times", type=int, default=2)
    parser.add_argument("--home", default="var/bench")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    with bench_database(given.home) as url, tempfile.TemporaryDirectory() as packs:
        prepare_book(url)
        if given.receivables:
            at, cookies = _filled(url, given.receivables)
        else:
            at, cookies = _lived(url, Path(packs))
        with _clients(url, at, cookies) as clients, psycopg.connect(url) as session:
            postmaster = int(_stat(Path(f"/proc/{session.info.backend_pid}/stat"))[_PARENT])
            visited = _one_of_each(clients)
            pages = {
                f"{who} {path}": times
                for who in visited
                for path, times in _timed(clients[who], postmaster, given.times)
            }
    _print(pages, len(visited), given.json)
    return 0


def _lived(url: str, packs: Path) -> tuple[datetime, Mapping[str, str]]:
    """The living example, whole; the cookie of each of its people."""
    at = datetime.combine(_LIVING_DAY, _MORNING, KOREA)
    cookies = {}
    with Database(url, settings={"synchronous_commit": "off"}) as database:
        play(database, at, WHOLE, packs, lambda *_: None)
        for one in list_personas(database):
            begun = begin_persona_session(database, one.person_id, at)
            assert isinstance(begun, SignedIn), begun
            cookies[one.title_code] = f"{DEVELOPMENT_COOKIE}={begun.token}"
    return at, cookies


def _filled(url: str, count: int) -> tuple[datetime, Mapping[str, str]]:
    """A book of so many receivables: 0.4 times as many trees as leaves; five people of it."""
    at = datetime.combine(_FILLED_DAY, _MORNING, KOREA)
    with psycopg.connect(url, autocommit=True) as owner:
        fill(owner, count * 5 // 7, _PROGRAMMES, _COMPANIES, acquainted=True)
    with Database(url) as database:
        # The roots are paid; what was passed on from them is parked.
        settled = settle_day(database, ROOT_DUE, _WORKERS)
        assert not isinstance(settled, Refusal), settled
        # As the worker does once a minute.
        fold(database)
        crowd = Crowd(database, at)
        crowd.office(_INSTITUTION, Office.OPERATOR, Office.INSTITUTION)
        crowd.office(_FOUNDATION, Office.FOUNDATION)
        people: Mapping[str, tuple[int, tuple[Role, ...]]] = {
            "buyer": (_BUYER, (Role.ENTERER, Role.APPROVER)),
            "holder": (_HOLDER, (Role.ENTERER, Role.APPROVER)),
            "institution": (_INSTITUTION, (Role.OPERATIONS, Role.CREDIT)),
            "auditor": (_INSTITUTION, (Role.AUDITOR,)),
            "foundation": (_FOUNDATION, (Role.FOUNDATION,)),
        }
        cookies = {}
        for name, (company_id, roles) in people.items():
            person_id, _ = crowd.person(company_id, *roles, name=name)
            cookies[name] = crowd.session(person_id)["cookie"]
    return at, cookies


@contextmanager
def _clients(
    url: str, at: datetime, cookies: Mapping[str, str]
) -> Iterator[Mapping[str, httpx.Client]]:
    """A browser's stand-in for each, at a server in a thread of this process."""
    let_face_log_in(url)
    parts = urlsplit(url)
    face = urlunsplit(parts._replace(netloc="sangsaeng_face@" + parts.netloc.rsplit("@", 1)[-1]))
    with ExitStack() as opened, Database(face, role=None) as web:
        app = make_app(web, lambda: at, Settings(insecure_development=True))
        add_portal(app, app.state.counter)
        bound = opened.enter_context(socket.create_server(("127.0.0.1", 0)))
        server = uvicorn.Server(configure(app))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
        thread.start()
        base = f"http://127.0.0.1:{bound.getsockname()[1]}"
        yield {
            who: opened.enter_context(
                httpx.Client(base_url=base, headers={"cookie": one}, timeout=60, trust_env=False)
            )
            for who, one in cookies.items()
        }
        server.should_exit = True
        thread.join(_SECONDS)


def _one_of_each(clients: Mapping[str, httpx.Client]) -> list[str]:
    """One person for each navigation: who is led to the same places is shown the same pages."""
    found: dict[frozenset[str], str] = {}
    for who, client in clients.items():
        found.setdefault(frozenset(_links(client.get("/everything"))), who)
    return list(found.values())


def _timed(client: httpx.Client, postmaster: int, times: int) -> Iterator[tuple[str, list[Spent]]]:
    """Each kind of page with what it took; the first answer fills caches and is not counted."""
    for path, answer in walk(client):
        if not is_page(answer):
            continue
        if answer.status_code >= _BROKEN:
            # It gave up: what it takes is at least what it took to say so.
            yield f"{path} ({answer.status_code})", [_time(client, postmaster, path)]
        else:
            yield path, [_time(client, postmaster, path) for _ in range(times)]


def walk(client: httpx.Client) -> Iterator[tuple[str, httpx.Response]]:
    """Each kind of page or file once, two links deep; paths that differ in numbers only are one
    kind."""
    coming, depth, known = ["/"], {"/": 0}, set[str]()
    while coming:
        path = coming.pop(0)
        kind = _NUMBERS.sub("#", path)
        if kind in known:
            continue
        known.add(kind)
        answer = client.get(path)
        yield path, answer
        for found in _links(answer) if is_page(answer) else ():
            if depth[path] < _DEEP and found not in depth and not _FILE.search(found):
                depth[found] = depth[path] + 1
                coming.append(found)


def is_page(answer: httpx.Response) -> bool:
    """A page, not a file to be kept."""
    return str(answer.headers.get("content-type", "")).startswith("text/html")


def _links(answer: httpx.Response) -> list[str]:
    return list(map(unescape, _LINK.findall(answer.text)))


def _time(client: httpx.Client, postmaster: int, path: str) -> Spent:
    begin, worked = time.perf_counter(), _processor_ms(postmaster)
    client.get(path)
    return (time.perf_counter() - begin) * 1000, _processor_ms(postmaster) - worked


def _processor_ms(postmaster: int) -> float:
    """What this process and the database have taken of the processors: on a busy machine the wall
    tells of the others too. The kernel counts the database's in steps of 10 ms."""
    ticks = 0
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            found = _stat(file)
            if int(file.parent.name) == postmaster:
                ticks += sum(map(int, found[_SPENT : _SPENT + 4]))
            elif int(found[_PARENT]) == postmaster:
                ticks += sum(map(int, found[_SPENT : _SPENT + 2]))
    return (ticks / os.sysconf("SC_CLK_TCK") + time.process_time()) * 1000


def _stat(file: Path) -> list[str]:
    """The fields of proc(5) behind the name, which may hold blanks itself."""
    return file.read_text().rsplit(")", 1)[1].split()


def _print(pages: Mapping[str, list[Spent]], people: int, as_json: bool) -> None:
    figures: dict[str, Any] = {"people": people, "pages": len(pages), "load": os.getloadavg()[0]}
    for at, name in enumerate(("wall", "processor")):
        least = {path: min(one[at] for one in spent) for path, spent in pages.items()}
        every = sorted(least.values())
        figures[f"{name}_p50_ms"] = round(every[len(every) // 2], 1)
        figures[f"{name}_p95_ms"] = round(every[len(every) * _P95 // 100], 1)
        figures[f"{name}_max_ms"] = round(every[-1], 1)
        slowest = sorted(least, key=lambda path: least[path], reverse=True)[:_SHOWN]
        figures[f"{name}_slowest"] = {path: round(least[path], 1) for path in slowest}
    if as_json:
        sys.stdout.write(json.dumps(figures, ensure_ascii=False) + "\n")
        return
    for name, value in figures.items():
        if isinstance(value, dict):
            sys.stdout.write(name + "\n")
            sys.stdout.writelines(f"  {path:<60} {ms:>9}\n" for path, ms in value.items())
        else:
            sys.stdout.write(f"{name:<16} {value:>12}\n")
