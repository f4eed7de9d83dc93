"""`bench permissions`: random requests of everybody in a world of two rivals, all judged.

Who may not is refused, nobody is told anything of a rival, and what is asked about a rival's thing
is answered as if it were not there. Beside that: whether the time of an answer tells the two apart.
"""

from __future__ import annotations

import argparse
import http.client
import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from statistics import median
from urllib.parse import urlsplit

from sangsaeng.acts.service import prepare_book
from sangsaeng.api.bench.permission_checks import (
    Answered,
    Asking,
    Question,
    Twins,
    complaints,
    differences,
)
from sangsaeng.api.bench.rivals import World
from sangsaeng.api.bench.service_rivals import make_world
from sangsaeng.api.bench.service_serving import serving
from sangsaeng.database.connection import Database
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.oversight.bench.place import bench_database

_TWINS_EVERY = 4
_SHOWN = 40
_PROVE_EVERY_S = 240
# Every answer has these, and what they hold is of no asker.
_OWN_HEADERS = ("date", "x-request-id", "content-length")
# Standard deviations from half that chance seldom reaches, among a hundred kinds of requests.
_ODDS = 4


@dataclass
class Seen:
    """What came of many requests. `pairs`: nanoseconds about a rival's thing, and about nothing."""

    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    pairs: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    asked: int = 0

    def add(self, other: Seen) -> None:
        """Both together."""
        self.statuses += other.statuses
        self.wrong += other.wrong
        self.asked += other.asked
        for what, pairs in other.pairs.items():
            self.pairs.setdefault(what, []).extend(pairs)


class _Client:
    """One connection and its own chance."""

    def __init__(self, url: str, world: World, number: int, seed: int) -> None:
        parts = urlsplit(url)
        self.place = (parts.hostname or "", parts.port or 0)
        self.connection = http.client.HTTPConnection(*self.place, timeout=120)
        self.asking = Asking(world, seed * 1_000 + number)
        self.name, self.serial = f"{seed}-{number}", 0
        self.seen = Seen()

    def run(self, requests: int) -> Seen:
        """At least so many requests."""
        try:
            return self._run(requests)
        finally:
            self.connection.close()

    def _run(self, requests: int) -> Seen:
        while self.seen.asked < requests:
            if self.serial % _TWINS_EVERY == 0:
                twins = self.asking.twins()
                if twins is not None:
                    self._both(twins)
                    continue
            self._one(self.asking.any())
        return self.seen

    def _one(self, asked: Question) -> Answered:
        answered = self._ask(asked)
        self.seen.statuses[answered.status] += 1
        self.seen.asked += 1
        for wrong in complaints(asked, answered):
            self._complain(asked, wrong)
        return answered

    def _both(self, twins: Twins) -> None:
        # Which comes first is left to chance: the second finds warmer caches.
        if self.asking.chance.random() < 1 / 2:
            rival, nothing = self._one(twins.rival), self._one(twins.nothing)
        else:
            nothing, rival = self._one(twins.nothing), self._one(twins.rival)
        for wrong in differences(twins, rival, nothing):
            self._complain(twins.rival, wrong)
        self.seen.pairs.setdefault(twins.rival.what, []).append((rival.spent, nothing.spent))

    def _complain(self, asked: Question, wrong: str) -> None:
        body = (asked.body or b"").decode()[:300]
        self.seen.wrong.append(f"{asked.asker.name} | {asked.method} {asked.path} {body} | {wrong}")

    def _ask(self, asked: Question) -> Answered:
        self.serial += 1
        headers = {**asked.asker.headers, "idempotency-key": f"{self.name}-{self.serial}"}
        if asked.body is not None:
            headers["content-type"] = "application/json"
        begin = time.perf_counter_ns()
        try:
            self.connection.request(asked.method, asked.path, asked.body, headers)
            said = self.connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):
            # An idle connection was closed; the request was not read.
            self.connection = http.client.HTTPConnection(*self.place, timeout=120)
            self.connection.request(asked.method, asked.path, asked.body, headers)
            said = self.connection.getresponse()
        text = said.read().decode()
        spent = time.perf_counter_ns() - begin
        head = "\n".join(
            f"{name}: {value}"
            for name, value in said.getheaders()
            if name.lower() not in _OWN_HEADERS
        )
        return Answered(said.status, head, text, spent)


def measure(url: str, world: World, requests: int, clients: int, seed: int = 1) -> Seen:
    """Ask and judge."""
    seen = Seen()
    with ThreadPoolExecutor(clients) as pool:
        each = -(-requests // clients)
        done = [
            pool.submit(_Client(url, world, number, seed).run, each) for number in range(clients)
        ]
        for one in done:
            seen.add(one.result())
    return seen


@contextmanager
def proving(prove_anew: Callable[[datetime], None]) -> Iterator[None]:
    """Everybody proves anew every few minutes, as long as the block runs."""
    over = threading.Event()

    def go_on() -> None:
        while not over.wait(_PROVE_EVERY_S):
            prove_anew(datetime.now(KOREA))

    thread = threading.Thread(target=go_on, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@dataclass(frozen=True)
class Told:
    """Whether time tells a rival's thing from nothing: the medians, how many pairs were slower for
    the rival's, and whether chance alone would seldom give that."""

    pairs: int
    rival_us: int
    nothing_us: int
    difference_us: int
    slower: int
    tells: bool


def compare(pairs: list[tuple[int, int]]) -> Told:
    """By the signs of the differences, which a few slow answers do not sway."""
    slower = sum(rival > nothing for rival, nothing in pairs)
    count = sum(rival != nothing for rival, nothing in pairs)
    # The square of the distance from half, in standard deviations of a fair coin.
    far = (2 * slower - count) ** 2 > _ODDS**2 * count
    return Told(
        len(pairs),
        int(median(rival for rival, _ in pairs)) // 1000,
        int(median(nothing for _, nothing in pairs)) // 1000,
        int(median(rival - nothing for rival, nothing in pairs)) // 1000,
        slower,
        far,
    )


def main(arguments: list[str]) -> int:
    """Run it; 0 when every answer was one that its asker may have."""
    parser = argparse.ArgumentParser(prog="bench permissions")
    parser.add_argument("--requests", type=int, default=200_000)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--home", default="var/bench")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    with bench_database(given.home) as owner_url:
        prepare_book(owner_url)
        with serving(owner_url, given.home, given.workers) as url, Database(owner_url) as database:
            world = make_world(database, datetime.now(KOREA), url)
            begin = time.perf_counter()
            with proving(world.prove_anew):
                seen = measure(url, world, given.requests, given.clients, given.seed)
            spent = time.perf_counter() - begin
    _say(seen, spent, given.json)
    return 1 if seen.wrong else 0


def _say(seen: Seen, spent: float, as_json: bool) -> None:
    together = [pair for pairs in seen.pairs.values() for pair in pairs]
    told = {"all": compare(together)} if together else {}
    told |= {what: compare(pairs) for what, pairs in sorted(seen.pairs.items()) if len(pairs) > 30}
    figures = {
        "requests": seen.asked,
        "requests_per_s": round(seen.asked / spent),
        **{f"status_{status}": count for status, count in sorted(seen.statuses.items())},
        "wrong_answers": len(seen.wrong),
    }
    if as_json:
        times = {what: asdict(one) for what, one in told.items()}
        sys.stdout.write(json.dumps({**figures, "times": times, "wrong": seen.wrong}) + "\n")
        return
    for name, value in figures.items():
        sys.stdout.write(f"{name:<34} {value:>12,}\n")
    for what, one in told.items():
        if what == "all" or one.tells:
            sys.stdout.write(
                f"time {what}: {one.pairs} pairs, rival's {one.rival_us} us, nothing"
                f" {one.nothing_us} us, median difference {one.difference_us} us, slower"
                f" {one.slower}: {'tells them apart' if one.tells else 'tells nothing'}\n"
            )
    for wrong in seen.wrong[:_SHOWN]:
        sys.stdout.write(f"{wrong}\n")
