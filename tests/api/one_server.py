"""One server as `serve` starts it, its worker, a bank behind a folder, and people with telephones.

Everything is done from outside: by the console, by the API's client, and by its examples.
"""

from __future__ import annotations

import importlib
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
from sangsaeng_client import Api
from typer.testing import CliRunner

from clusters import temporary_home
from sangsaeng.cli.main import app
from sangsaeng.kernel.business_number import invented_business_number
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.payouts.rails.mock_bank_process import (
    MockAccount,
    mock_account_number,
    start_mock_bank,
)
from sangsaeng.payouts.rails.transports import MockBankTransport
from sangsaeng.statutes.calendar import calendar, closed_days

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "clients" / "python" / "examples"
COMMAND = [sys.executable, "-m", "sangsaeng.cli.main", "--lang", "en"]
OWN = {
    purpose: mock_account_number(f"2181234567890{number}")
    for number, purpose in enumerate(("settlement", "deposit", "operating", "funding"), start=1)
}
NUMBERS = {
    name: invented_business_number(serial)
    for serial, name in enumerate(
        ("bank", "foundation", "buyer", "funder", "first", "second"), start=31
    )
}


def wait_until(true: Callable[[], Any], seconds: float = 90) -> Any:
    """What `true` gives once it is something."""
    until = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < until, "nothing came of it"
        time.sleep(0.2)
    return found


@dataclass
class Person:
    """Somebody with a telephone that holds a passkey."""

    url: str
    api: Api
    device: Any = None

    def register(self) -> None:
        """A passkey for who has just come in."""
        begun = self.api.passkeys_begin()
        made = self.device.create(begun["options"])
        self.api.passkeys_finish({"credential": made, "label": "telephone"})
        self.sign_in()

    def sign_in(self) -> None:
        """Come in by the passkey: a new session, and a proof of presence."""
        self.api.close()
        self.api = Api(self.url)
        begun = self.api.sign_in_passkey_begin()
        self.api.sign_in_passkey_finish({"credential": self.device.get(begun["options"])})

    def approve(self, act_id: int | None) -> dict[str, Any]:
        """Look at an act and approve what was seen."""
        assert act_id is not None
        seen = self.api.acts_one(act_id)
        done: Any = self.api.acts_approve(act_id, {"digest": seen["digest"]})
        assert done["state"] == "executed", done
        return dict(done["answer"])


@dataclass
class House:
    """The server, and who comes to it. `day` is the sandbox's first day."""

    home: Path
    url: str
    day: date
    bank: MockBankTransport
    people: dict[str, Person] = field(default_factory=dict)
    programme_id: int = 0

    @property
    def told(self) -> dict[str, str | None]:
        """What the environment says to commands: the embedded book of the folder."""
        known = {"SANGSAENG_HOME": str(self.home), "LC_ALL": "C.UTF-8"}
        return {**known, "SANGSAENG_DATABASE_URL": None, "SANGSAENG_FACE_DATABASE_URL": None}

    def close(self) -> None:
        """Everybody hangs up."""
        for person in self.people.values():
            person.api.close()

    def console(self, *words: str) -> Any:
        """A command on the console; its JSON."""
        said = CliRunner().invoke(app, [*words, "--json"], env=self.told)
        assert said.exit_code == 0, (words, said.output)
        return json.loads(said.stdout)

    def example(self, name: str, *words: str, **given: str) -> subprocess.Popen[str]:
        """One of the client's examples, as its reader would start it."""
        path = str(EXAMPLES.parent)
        told = {"SANGSAENG_URL": self.url, "PYTHONPATH": path, **given}
        return subprocess.Popen(
            [sys.executable, str(EXAMPLES / name), *words],
            env={**os.environ, **told},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def come_in(self, name: str, token: str, company: str, **more: Any) -> Person:
        """Somebody takes a link, reads and accepts the terms, and keeps a passkey."""
        device = importlib.import_module("authenticator").Authenticator("localhost", self.url)
        person = Person(self.url, Api(self.url), device)
        terms = person.api.joining_open_terms({"token": token, "language": "en"})
        person.api.joining_accept(
            {
                "token": token,
                "business_number": NUMBERS[company],
                "name": name,
                "email": f"{name}@example.kr",
                "language": "en",
                "terms_digest": terms["digest"],
                **more,
            }
        )
        person.register()
        self.people[name] = person
        return person

    def move_clock(self, to: datetime) -> None:
        """Everybody's sessions are over by then: they come in anew."""
        self.people["keeper"].sign_in()
        self.people["keeper"].api.sandbox_set_clock({"to": to.isoformat()})
        time.sleep(1.2)  # processes read the clock once a second
        for person in self.people.values():
            person.sign_in()

    def make_key(self, name: str, *scopes: str) -> str:
        """A machine's key: asked for by the company's administrator, looked at by the operator."""
        secret = secrets.token_urlsafe(32)
        ends_at = datetime.combine(self.day, time_of_day(9), KOREA) + timedelta(days=300)
        asked = self.people[name].api.api_keys_make(
            {
                "label": f"script of {name}",
                "secret_digest": sha256(secret.encode()).hexdigest(),
                "scopes": list(scopes),
                "ends_at": ends_at.isoformat(),
            }
        )
        self.people["clerk"].approve(asked["act_id"])
        return secret

    def do_job(self, asked: Any) -> Any:
        """A job that one of the institution entered is approved by another and done; its answer."""
        job_id = self.people["clerk"].approve(asked["act_id"])["job_id"]
        api = self.people["officer"].api
        over = ("done", "refused", "failed")
        job = wait_until(lambda: (one := api.jobs_one(job_id))["state"] in over and one)
        assert job["state"] == "done", job
        return job["answer"]

    def exchange(self) -> Any:
        """The bank's clerk carries files both ways, around one exchange of ours."""
        self._from_bank()
        answer = self.do_job(self.people["officer"].api.bank_exchange())
        for file in sorted((self.home / "bank" / "out").glob("*.xml")):
            self.bank.send(file.read_bytes(), file.stem)
            file.unlink()
        return answer

    def _from_bank(self) -> None:
        for ref, body in self.bank.fetch():
            place = self.home / "bank" / "in"
            place.mkdir(parents=True, exist_ok=True)
            (place / f"{ref:>08}.xml").write_bytes(body)
            self.bank.acknowledge(ref)


def environment(home: Path) -> dict[str, str]:
    """Of commands on the embedded book of a folder."""
    told = {**os.environ, "SANGSAENG_HOME": str(home), "LC_ALL": "C.UTF-8"}
    told.pop("SANGSAENG_DATABASE_URL", None)
    told.pop("SANGSAENG_FACE_DATABASE_URL", None)
    return told


@contextmanager
def _process(home: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [*COMMAND, *words], env=environment(home), stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.communicate(timeout=60)


def _url_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    said = ""
    while not said.endswith("}\n"):
        line = process.stdout.readline()
        assert line, "the server did not start"
        said += line
    url = str(json.loads(said)["url"])

    def healthy() -> bool:
        try:
            return httpx.get(f"{url}/health").status_code == 200
        except httpx.TransportError:
            return False

    wait_until(healthy)
    return url


@contextmanager
def open_house() -> Iterator[House]:
    """A sandbox on the embedded server, with worker and bank; gone at the end."""
    with ExitStack() as stack:
        home = stack.enter_context(temporary_home())
        words = ("serve", "--sandbox", "--port", "0", "--workers", "1", "--json")
        url = _url_of(stack.enter_context(_process(home, *words)))
        tomorrow = datetime.now(KOREA).date() + timedelta(days=1)
        day = calendar().on_or_after(tomorrow)
        accounts = [MockAccount(number, purpose) for purpose, number in OWN.items()]
        starts_at = datetime.combine(day, time_of_day(9), KOREA)
        bank = stack.enter_context(start_mock_bank(starts_at, accounts, closed_days()))
        stack.enter_context(_process(home, "work", "--bank", str(home / "bank")))
        house = House(home, url, day, bank)
        stack.callback(house.close)
        yield house
