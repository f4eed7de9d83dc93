"""No message goes to an address behind the server, whatever a name says and whenever it says it."""

from __future__ import annotations

import ssl
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError
from receivers import endless_body, hostile

from receiving import make_certificate, receiver
from sangsaeng.acts.kinds.webhooks import WebhookAdd
from sangsaeng.jobs.model import Delivery, Event
from sangsaeng.jobs.rules_webhooks import decide_url, is_public
from sangsaeng.jobs.sending import Sender
from sangsaeng.kernel.calendar import KOREA

_TLS = httpx.create_ssl_context(trust_env=False)
INSIDE = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.8",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.7",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::a00:1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "not an address",
    "",
]


def _delivery(url: str) -> Delivery:
    at = datetime(2026, 4, 6, 12, tzinfo=KOREA)
    return Delivery(1, 2, url, "sale.accepted", {"sale_id": 3}, at, 1, 1, None)


def _never(host: str, port: int) -> Sequence[str]:
    raise AssertionError(f"{host} is looked up")


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_not_public(address: str) -> None:
    assert not is_public(address)
    sender = Sender(_TLS, deadline_s=1, look_up=lambda _host, _port: [address])
    sent = sender.send(_delivery("https://hooks.example.com/"), [b"k"], loopback=False)
    assert sent.error == "webhook_url_not_public"


@pytest.mark.parametrize("address", ["8.8.8.8", "168.126.63.1", "2606:4700::1111"])
def test_an_address_of_the_open_internet_is(address: str) -> None:
    assert is_public(address)


def test_a_name_with_one_address_inside_is_not_told_at_the_other_either() -> None:
    sender = Sender(_TLS, deadline_s=1, look_up=lambda _host, _port: ["8.8.8.8", "10.0.0.1"])
    sent = sender.send(_delivery("https://hooks.example.com/"), [b"k"], loopback=False)
    assert sent.error == "webhook_url_not_public"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://hooks.example.com/",
        "https://",
        "https:///x",
        "https://a b.example.com/",
        "https://hooks.example.com\\@10.0.0.1/",
        "https://me@hooks.example.com/",
        "https://hooks.example.com:99999/",
        "https://hooks.example.com/#part",
        "https://hooks.example.com/\r\nx: y",
        "https://[::1/",
        "http://hooks.example.com/",
        "https://localhost/",
        "https://printer/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://0x7f000001/",
        "https://127.1/",
        "https://017700000001/",
        "https://[::ffff:10.0.0.1]/",
        "https://10.0.0.1:8443/",
        "https://hooks.example.com:22/",
        "https://hooks.example.com:6379/",
        "https://hooks.example.com:80/",
        "https://hooks.example.com:0/",
        "https://8.8.8.8:25/",
    ],
)
def test_an_address_that_hides_where_it_goes_is_refused(url: str) -> None:
    assert decide_url(url, loopback=False) is not None
    sent = Sender(_TLS, deadline_s=1, look_up=_never).send(_delivery(url), [b"k"], loopback=False)
    assert sent.error is not None


@pytest.mark.parametrize("loopback", [True, False])
def test_the_port_is_one_of_https(loopback: bool) -> None:
    for port in ("", ":443", ":8443"):
        assert decide_url(f"https://hooks.example.com{port}/in", loopback) is None
    for port in (22, 80, 444, 5432, 65535):
        refused = decide_url(f"https://hooks.example.com:{port}/in", loopback)
        assert refused is not None and refused.code == "webhook_url_port"


def test_an_address_that_is_entered_is_https_or_this_machines() -> None:
    def fits(url: str) -> bool:
        try:
            return bool(WebhookAdd(url=url, events=[Event.SALE_ACCEPTED]))
        except ValidationError:
            return False

    assert fits("https://hooks.example.com/") and fits("http://127.0.0.1:9/")
    assert fits("http://[::1]:9/") and fits("http://localhost/in")
    assert not fits("http://hooks.example.com/") and not fits("http://localhost.example.com/")
    assert not fits("ftp://hooks.example.com/")


def test_where_this_machine_may_be_told_nothing_else_inside_may() -> None:
    for url in ("http://127.0.0.1:9/", "http://[::1]:9/", "http://localhost:9/"):
        assert decide_url(url, loopback=True) is None
        assert decide_url(url, loopback=False) is not None
    for url in ("https://10.0.0.1/", "http://169.254.169.254/", "http://192.168.0.1/"):
        assert decide_url(url, loopback=True) is not None
    sender = Sender(_TLS, deadline_s=1, look_up=lambda _host, _port: ["10.0.0.1"])
    assert sender.send(_delivery("http://localhost:9/"), [b"k"], True).error is not None


def test_the_connection_goes_to_the_address_that_was_looked_at() -> None:
    with receiver() as inbox:
        port = inbox.url.split(":")[2].split("/")[0]
        asked: list[str] = []

        def once(host: str, _port: int) -> Sequence[str]:
            asked.append(host)
            return ["127.0.0.1"]

        sender = Sender(_TLS, deadline_s=2, look_up=once)
        sent = sender.send(_delivery(f"http://[::1]:{port}/in"), [b"k"], loopback=True)
    # Only the address that was looked at is listened on.
    assert sent.status == 204 and asked == ["::1"]
    assert inbox.got[0][0]["host"] == f"[::1]:{port}"


def test_a_name_that_nobody_knows_is_said_so() -> None:
    def unknown(_host: str, _port: int) -> Sequence[str]:
        raise OSError("no such name")

    sent = Sender(_TLS, deadline_s=1, look_up=unknown).send(
        _delivery("https://a.example/"), [b"k"], False
    )
    assert sent.error == "name_unknown"


def test_an_answer_is_read_up_to_a_limit_and_not_to_its_end() -> None:
    with hostile(endless_body) as url:
        began = time.monotonic()
        sent = Sender(_TLS, deadline_s=60).send(_delivery(url), [b"k"], loopback=True)
        assert (sent.status, time.monotonic() - began < 20) == (200, True)


@pytest.mark.parametrize(("name", "arrives"), [("localhost", True), ("other.example", False)])
def test_the_certificate_must_be_of_the_name_though_an_address_is_connected_to(
    name: str, arrives: bool, tmp_path: Path
) -> None:
    certificate = make_certificate(name, tmp_path)
    trusting = ssl.create_default_context(cafile=str(certificate))
    with receiver(certificate) as inbox:
        sender = Sender(trusting, deadline_s=5, look_up=lambda _host, _port: ["127.0.0.1"])
        url = inbox.url.replace("127.0.0.1", "localhost")
        sent = sender.send(_delivery(url), [b"k"], loopback=True)
        untrusting = Sender(_TLS, deadline_s=5).send(_delivery(url), [b"k"], loopback=True)
    assert (sent.status == 204) is arrives and untrusting.error == "connection_failed"
    assert len(inbox.got) == arrives
