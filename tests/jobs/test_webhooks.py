"""Subscribers are told what happened to them, signed, until it arrived, and nothing of others."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from jobs_scene import JobScene
from receivers import (
    Answer,
    drips_header,
    endless_body,
    hostile,
    no_http,
    says_nothing,
    verifies,
)

from receiving import Receiver, receiver
from sangsaeng.acts.model import Caller, Role
from sangsaeng.acts.service_executing import Entered
from sangsaeng.database.connection import Database
from sangsaeng.jobs.model import Event
from sangsaeng.jobs.rules_webhooks import WAITS
from sangsaeng.jobs.sending import Sender
from sangsaeng.jobs.service_clock import mark_sandbox
from sangsaeng.jobs.service_webhooks import MOST_ENDPOINTS, replay_by_console, tell_subscribers

_SENDER = Sender(deadline_s=1)


class Told:
    """A supplier that is told what happens, in a sandbox: a receiver may be on the machine."""

    def __init__(self, scene: JobScene, inbox: Receiver) -> None:
        assert mark_sandbox(scene.database) is None
        self.scene, self.inbox = scene, inbox
        self.programme_id = scene.book.programme()
        self.supplier_id = scene.book.company("S1").company_id
        self.administrator = scene.people.caller(self.supplier_id, Role.ADMINISTRATOR)
        self.endpoint_id = self.add(self.administrator, inbox.url, *Event)

    def do(self, code: str, who: Caller | None = None, **given: Any) -> dict[str, Any]:
        done = self.scene.enter(who or self.administrator, code, **given)
        assert isinstance(done, Entered) and done.answer is not None, done
        return done.answer

    def add(self, who: Caller, url: str, *events: Event) -> int:
        return int(self.do("webhooks.add", who, url=url, events=list(events))["endpoint_id"])

    def tell(self) -> int:
        return tell_subscribers(self.scene.database, self.scene.at, _SENDER.send)

    def issue(self, won: int = 1_000) -> int:
        day = self.scene.book.today + timedelta(days=30)
        return self.scene.book.issue(self.programme_id, "S1", won, day)

    def secret(self) -> dict[str, Any]:
        return self.scene.read(self.administrator, "webhooks.secret", endpoint_id=self.endpoint_id)[
            0
        ]

    def deliveries(self, **filters: Any) -> list[dict[str, Any]]:
        about = {"endpoint_id": self.endpoint_id, **filters}
        return self.scene.read(self.administrator, "webhooks.deliveries", **about)

    def forget_own_acts(self) -> None:
        """Tell what adding the endpoint and the like gave to tell."""
        while self.tell():
            pass
        self.inbox.got.clear()


@pytest.fixture
def told(scene: JobScene) -> Iterator[Told]:
    with receiver() as inbox:
        made = Told(scene, inbox)
        made.forget_own_acts()
        yield made


def test_a_message_is_signed_so_that_its_receiver_can_check_it(told: Told) -> None:
    receivable_id = told.issue()
    assert told.tell() == 1
    ((headers, body),) = told.inbox.got
    (message,) = told.inbox.messages()
    assert message["type"] == "receivable.issued"
    assert message["id"] == headers["webhook-id"]
    assert message["data"] == {
        "programme_id": told.programme_id,
        "receivable_id": receivable_id,
        "side": "holder",
        "issuer_id": told.scene.book.companies["buyer"].company_id,
        "holder_id": told.supplier_id,
        "face_won": 1_000,
        "issued_on": told.scene.book.today.isoformat(),
        "matures_on": (told.scene.book.today + timedelta(days=30)).isoformat(),
    }
    assert verifies(told.secret()["secret"], headers, body)
    assert not verifies(told.secret()["secret"], headers, body.replace(b"1000", b"9000"))
    assert abs(int(headers["webhook-timestamp"]) - time.time()) < 60
    assert told.tell() == 0, "once told, not told again"
    assert told.deliveries()[0]["state"] == "delivered"


def test_each_hears_of_its_own_edge_and_no_other(told: Told) -> None:
    other = told.scene.people.caller(told.scene.book.company("S3").company_id, Role.ADMINISTRATOR)
    with receiver() as inbox:
        told.add(other, inbox.url, *Event)
        root = told.issue(10_000)
        day = told.scene.book.today + timedelta(days=30)
        told.scene.book.pass_on(told.programme_id, root, "S2", 4_000, day)
        while told.tell():
            pass
        heard = [(one["type"], one["data"].get("side")) for one in told.inbox.messages()]
        assert heard == [("receivable.issued", "holder"), ("receivable.passed_on", "issuer")]
        assert told.inbox.messages()[1]["data"]["parent_id"] == root
        assert inbox.messages() == []


def test_who_is_not_told_costs_no_row(scene: JobScene) -> None:
    scene.book.issue(scene.book.programme(), "S1", 5, scene.book.today)
    assert scene.count("SELECT count(*) AS n FROM jobs.occurrence") == 0


def test_only_the_chosen_events_are_told(told: Told) -> None:
    about = {"endpoint_id": told.endpoint_id, "events": ["payout.ordered"]}
    told.do("webhooks.change_events", **about)
    told.forget_own_acts()
    kept = "SELECT count(*) AS n FROM jobs.occurrence"
    before = told.scene.count(kept)
    told.issue()
    assert (told.tell(), told.scene.count(kept)) == (0, before)


def test_a_supplier_hears_from_the_call_to_the_credit(told: Told) -> None:
    scene = told.scene
    buyer = scene.people.caller(scene.book.companies["buyer"].company_id, Role.ADMINISTRATOR)
    with receiver() as inbox:
        told.add(buyer, inbox.url, Event.FUNDING_CALLED)
        root = scene.book.issue(told.programme_id, "S1", 700, scene.book.today)
        scene.book.fund(told.programme_id, root, 700)
        scene.book.end_day()
        while told.tell():
            pass
        assert [one["data"]["called_won"] for one in inbox.messages()] == [700]
    types = [one["type"] for one in told.inbox.messages()]
    assert types == ["receivable.issued", "payout.ordered", "payout.credited"]
    assert [one["data"].get("amount_won") for one in told.inbox.messages()][1:] == [700, 700]


def test_what_is_taken_back_sold_returned_and_changed_is_told(told: Told) -> None:
    scene = told.scene
    scene.book.return_next("S1")
    root = scene.book.issue(told.programme_id, "S1", 700, scene.book.today)
    scene.book.fund(told.programme_id, root, 700)
    scene.book.end_day()
    scene.book.name_account("S1")
    while told.tell():
        pass
    types = {one["type"] for one in told.inbox.messages()}
    assert {"payout.returned", "account.changed"} <= types
    assert "number" not in str(told.inbox.messages()), "no account number leaves in a message"


def test_an_act_that_waits_is_told_to_whom_it_waits_for(told: Told) -> None:
    scene = told.scene
    bank = scene.people.caller(scene.book.institution_id, Role.ADMINISTRATOR)
    with receiver() as inbox:
        told.add(bank, inbox.url, Event.ACT_WAITING, Event.ACT_EXECUTED)
        scene.hand_over("funding.call", days=1)
        while told.tell():
            pass
        heard = [(one["type"], one["data"]["action"]) for one in inbox.messages()]
    assert ("act.waiting", "funding.call") in heard and ("act.executed", "funding.call") in heard


def test_both_secrets_sign_while_one_is_changed_and_then_only_the_new(told: Told) -> None:
    old = told.secret()["secret"]
    told.do("webhooks.rotate_secret", endpoint_id=told.endpoint_id, hours=2)
    new = told.secret()
    assert new["previous"] == old != new["secret"]
    told.forget_own_acts()
    told.issue()
    told.tell()
    headers, body = told.inbox.got[0]
    assert verifies(old, headers, body) and verifies(new["secret"], headers, body)
    told.scene.at += timedelta(hours=3)
    told.issue()
    told.tell()
    headers, body = told.inbox.got[1]
    assert verifies(new["secret"], headers, body) and not verifies(old, headers, body)
    assert told.secret()["previous"] is None


def test_no_secret_stands_in_the_book(told: Told) -> None:
    secret = told.secret()["secret"].removeprefix("whsec_")
    with told.scene.database.transaction() as tx:
        rows = tx.rows("SELECT given, answer::text FROM parties.act")
        rows += tx.rows("SELECT e::text FROM jobs.endpoint e")
    assert secret not in str(rows)


def test_what_did_not_arrive_is_tried_with_growing_waits_and_is_dead_after_a_day(
    told: Told,
) -> None:
    told.inbox.status = 500
    told.issue()
    began, tries = told.scene.at, 0
    while told.deliveries()[0]["state"] == "waiting":
        told.tell()
        tries += 1
        assert len(told.inbox.got) == tries
        if tries <= len(WAITS):
            told.scene.at += WAITS[tries - 1] - timedelta(seconds=1)
            told.tell()
            assert len(told.inbox.got) == tries, "not before its time"
            told.scene.at += timedelta(seconds=1)
    assert (tries, told.deliveries()[0]["state"]) == (8, "dead")
    assert timedelta(hours=23) < told.scene.at - began <= timedelta(hours=24)
    assert len({headers["webhook-id"] for headers, _ in told.inbox.got}) == 1
    assert told.deliveries()[0]["last_status"] == 500


def test_a_receiver_that_answers_again_gets_everything_in_order(told: Told) -> None:
    told.inbox.status = 503
    sent = [told.issue(won) for won in (1, 2, 3)]
    assert told.tell() == 0
    assert len(told.inbox.got) == 1, "after one that did not arrive the others wait"
    told.inbox.status = 200
    told.scene.at += WAITS[0]
    assert told.tell() == 3
    ids = [one["data"]["receivable_id"] for one in told.inbox.messages()[1:]]
    assert sorted(ids) == sorted(sent)


def test_a_receiver_that_is_gone_is_left_alone(told: Told) -> None:
    told.inbox.status = 410
    told.issue()
    told.tell()
    assert told.deliveries()[0]["state"] == "dead"


def test_a_redirect_is_not_followed(told: Told) -> None:
    with receiver() as inside:
        told.inbox.status, told.inbox.headers = 307, {"location": inside.url}
        told.issue()
        assert told.tell() == 0
        assert inside.got == []
    assert told.deliveries()[0]["last_status"] == 307


def test_a_huge_answer_is_not_read(told: Told) -> None:
    told.inbox.status, told.inbox.body = 200, b"x" * 30_000_000
    told.issue()
    assert told.tell() == 1


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (drips_header, "timed_out"),
        (says_nothing, "timed_out"),
        (no_http, "connection_failed"),
        (endless_body, None),
    ],
)
def test_a_hostile_receiver_keeps_nobody_waiting_but_itself(
    told: Told, answer: Answer, error: str | None
) -> None:
    other = told.scene.people.caller(
        told.scene.book.companies["buyer"].company_id, Role.ADMINISTRATOR
    )
    with hostile(answer) as url:
        told.do("webhooks.end", endpoint_id=told.endpoint_id)
        told.endpoint_id = told.add(told.administrator, url, Event.RECEIVABLE_ISSUED)
        with receiver() as inbox:
            told.add(other, inbox.url, Event.RECEIVABLE_ISSUED)
            told.issue()
            began = time.monotonic()
            told.tell()
            assert time.monotonic() - began < 3
            assert len(inbox.got) == 1
    assert told.deliveries()[0]["last_error"] == error


def test_a_message_or_everything_since_a_moment_is_told_again(told: Told) -> None:
    for won in (1, 2):
        told.issue(won)
    told.tell()
    first = min(told.deliveries(event="receivable.issued"), key=lambda one: one["occurrence_id"])
    about = {"endpoint_id": told.endpoint_id}
    assert told.do("webhooks.replay", **about, occurrence_id=first["occurrence_id"])["count"] == 1
    told.inbox.got.clear()
    told.tell()
    again = [one["id"] for one in told.inbox.messages() if one["type"] == "receivable.issued"]
    assert again == [first["message_id"]]
    told.inbox.got.clear()
    count = told.do("webhooks.replay", **about, since=first["happened_at"])["count"]
    while told.tell():
        pass
    assert count >= 2 and len(told.inbox.got) >= count
    done = replay_by_console(told.scene.database, told.endpoint_id, first["occurrence_id"], None)
    assert done == 1


def test_what_is_replayed_is_named_one_way(told: Told) -> None:
    about = {"endpoint_id": told.endpoint_id}
    assert told.scene.refusals("webhooks.replay", told.administrator, **about) == [
        "webhook_replay_what"
    ]


def test_another_companys_endpoint_is_answered_as_one_that_is_not_there(told: Told) -> None:
    stranger = told.scene.people.caller(
        told.scene.book.company("S2").company_id, Role.ADMINISTRATOR
    )
    for number in (told.endpoint_id, 7):
        about = {"endpoint_id": number}
        asked = [
            ("webhooks.change_events", {"events": ["sale.accepted"]}),
            ("webhooks.rotate_secret", {}),
            ("webhooks.end", {}),
            ("webhooks.replay", {"occurrence_id": 7}),
        ]
        for code, given in asked:
            assert told.scene.refusals(code, stranger, **about, **given) == ["unknown_webhook"]
    assert told.scene.read(stranger, "webhooks.list") == []


def test_a_company_has_so_many_endpoints_and_no_event_twice(told: Told) -> None:
    given = {"url": told.inbox.url, "events": ["sale.accepted"]}
    twice = {**given, "events": ["sale.accepted", "sale.accepted"]}
    assert told.scene.refusals("webhooks.add", told.administrator, **twice) == [
        "webhook_event_twice"
    ]
    for _ in range(MOST_ENDPOINTS - 1):
        told.do("webhooks.add", **given)
    assert told.scene.refusals("webhooks.add", told.administrator, **given) == ["webhook_too_many"]


def test_a_real_book_tells_nobody_on_its_own_machine(scene: JobScene, database: Database) -> None:
    company_id = scene.book.company("S1").company_id
    administrator = scene.people.caller(company_id, Role.ADMINISTRATOR)
    for url, code in [
        ("http://127.0.0.1:8000/", "webhook_url_insecure"),
        ("https://127.0.0.1/", "webhook_url_not_public"),
        ("https://10.0.0.1/", "webhook_url_not_public"),
        ("https://hooks.example.com:22/", "webhook_url_port"),
        ("https://user:pass@hooks.example.com/", "webhook_url_malformed"),
    ]:
        given = {"url": url, "events": ["sale.accepted"]}
        assert scene.refusals("webhooks.add", administrator, **given) == [code], url
