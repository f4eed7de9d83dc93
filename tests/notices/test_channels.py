"""What every channel keeps to, and how mail and messages leave."""

from __future__ import annotations

import email
import json
import ssl
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from email.policy import default
from pathlib import Path

import pytest
from smtp_server import mail_server

from receiving import make_certificate, receiver
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.notices.channels.file_sink import FileSink
from sangsaeng.notices.channels.message import Gateway
from sangsaeng.notices.channels.opening import open_channels
from sangsaeng.notices.channels.shape import Channel
from sangsaeng.notices.channels.smtp import Server, Smtp, read_server
from sangsaeng.notices.model import Letter, Medium

SENDER = "notices@bank.example"
LETTER = Letter(
    message_id="7.00ff",
    to="kim@example.com",
    language="ko",
    subject="[상생결제] 결재 대기: 채권 발행",
    text="가나다\n다음: 귀하가 2026-04-07까지 승인합니다.\n.\n마지막 줄\n",
    html="<!doctype html><p>가나다</p>",
    brief="[상생결제] 결재 대기 https://portal.example/acts/7",
    link="https://portal.example/acts/7",
    written_at=datetime(2026, 4, 6, 12, tzinfo=KOREA),
)


@dataclass
class Rig:
    """A channel, where its letters arrive (their ids), and how its far side breaks for a while."""

    channel: Channel
    arrived: Callable[[], list[str]]
    breaks: Callable[[], None]
    letter: Letter


@contextmanager
def _smtp(folder: Path) -> Iterator[Rig]:
    with mail_server() as box:
        channel = Smtp(Server("127.0.0.1", box.port, "none"), SENDER)

        def ids() -> list[str]:
            mails = [_read(body) for _, _, body in box.letters]
            return [str(mail["Message-ID"])[1:].partition("@")[0] for mail in mails]

        yield Rig(channel, ids, lambda: box.at.update(rcpt="451 later"), LETTER)


@contextmanager
def _gateway(folder: Path) -> Iterator[Rig]:
    with receiver() as far:

        def ids() -> list[str]:
            return [one["id"] for one in far.messages()]

        letter = replace(LETTER, to="010-1234-5678")
        yield Rig(Gateway(far.url), ids, lambda: setattr(far, "status", 503), letter)


@contextmanager
def _sink(folder: Path, medium: Medium) -> Iterator[Rig]:
    channel = FileSink(folder / "letters", medium)
    letter = LETTER if medium is Medium.EMAIL else replace(LETTER, to="010-1234-5678")

    def ids() -> list[str]:
        return [path.stem for path in (folder / "letters").glob("[!.]*")]

    def breaks() -> None:
        (folder / "letters").write_text("in the way")

    yield Rig(channel, ids, breaks, letter)


RIGS: dict[str, Callable[[Path], AbstractContextManager[Rig]]] = {
    "smtp": _smtp,
    "gateway": _gateway,
    "email_sink": lambda folder: _sink(folder, Medium.EMAIL),
    "message_sink": lambda folder: _sink(folder, Medium.MESSAGE),
}


@pytest.fixture(params=RIGS)
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    with RIGS[request.param](tmp_path) as made:
        yield made
        made.channel.close()


def _read(body: bytes) -> email.message.EmailMessage:
    read = email.message_from_bytes(body, policy=default)
    assert isinstance(read, email.message.EmailMessage)
    return read


def test_a_letter_that_was_taken_arrives_under_its_id(rig: Rig) -> None:
    assert rig.channel.send(rig.letter).error is None
    assert rig.arrived() == [rig.letter.message_id]


def test_an_address_that_is_none_is_final_and_breaks_nothing(rig: Rig) -> None:
    for to in ("", "kim", "kim@example.com\r\nBcc: lee@example.com", "kim@@example.com", "\0"):
        sent = rig.channel.send(replace(rig.letter, to=to))
        assert (sent.error, sent.final) == ("address_malformed", True), to
    assert rig.arrived() == []
    assert rig.channel.send(rig.letter).error is None


def test_a_far_side_that_is_broken_is_tried_again(rig: Rig) -> None:
    rig.breaks()
    sent = rig.channel.send(rig.letter)
    assert sent.error is not None and not sent.final
    assert rig.letter.to not in sent.error


def test_a_channel_that_was_closed_opens_again(rig: Rig) -> None:
    rig.channel.send(rig.letter)
    rig.channel.close()
    rig.channel.close()
    assert rig.channel.send(replace(rig.letter, message_id="8.00ff")).error is None
    assert sorted(rig.arrived()) == ["7.00ff", "8.00ff"]


def test_mail_is_text_and_html_with_its_korean_whole() -> None:
    with mail_server() as box:
        channel = Smtp(Server("127.0.0.1", box.port, "none"), SENDER)
        assert channel.send(LETTER).error is None
        channel.close()
        ((sender, to, body),) = box.letters
    assert body.isascii()
    assert (sender.split()[1], to) == (f"FROM:<{SENDER}>", "rcpt TO:<kim@example.com>")
    mail = _read(body)
    assert str(mail["Subject"]) == LETTER.subject
    assert mail["Auto-Submitted"] == "auto-generated" and mail["Content-Language"] == "ko"
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None and html is not None
    assert text.get_content().replace("\r\n", "\n") == LETTER.text
    assert html.get_content().strip() == LETTER.html


def test_the_same_letter_has_the_same_bytes_at_every_try(tmp_path: Path) -> None:
    with mail_server() as box:
        channel = Smtp(Server("127.0.0.1", box.port, "none"), SENDER)
        assert not channel.send(LETTER).error and not channel.send(LETTER).error
        channel.close()
        first, second = (body for _, _, body in box.letters)
    assert first == second
    sink = FileSink(tmp_path, Medium.EMAIL)
    assert not sink.send(LETTER).error and not sink.send(LETTER).error
    assert [path.name for path in tmp_path.iterdir()] == ["7.00ff.eml"]


def test_several_letters_go_by_one_connection() -> None:
    with mail_server() as box:
        channel = Smtp(Server("127.0.0.1", box.port, "none"), SENDER)
        for number in range(3):
            assert not channel.send(replace(LETTER, message_id=f"{number}.0")).error
        channel.close()
        assert (box.connections, len(box.letters)) == (1, 3)


@pytest.mark.parametrize(
    ("step", "answer", "error", "final"),
    [
        ("rcpt", "550 nobody here", "recipient_refused", True),
        ("rcpt", "451 later", "recipient_refused", False),
        ("end", "554 spam", "letter_refused", True),
        ("end", "452 full", "letter_refused", False),
        ("data", "421 closing", "letter_refused", False),
    ],
)
def test_what_a_server_says_for_good_is_final(
    step: str, answer: str, error: str, final: bool
) -> None:
    with mail_server() as box:
        channel = Smtp(Server("127.0.0.1", box.port, "none"), SENDER)
        box.at[step] = answer
        sent = channel.send(LETTER)
        assert (sent.error, sent.final) == (error, final)
        box.at.clear()
        assert channel.send(LETTER).error is None
        channel.close()


def test_a_line_cut_after_the_letter_is_sent_again_under_the_same_id() -> None:
    with mail_server() as box:
        channel = Smtp(Server("127.0.0.1", box.port, "none"), SENDER)
        box.cut = True
        assert channel.send(LETTER).error == "connection_failed"
        box.cut = False
        assert channel.send(LETTER).error is None
        channel.close()
        ids = {str(_read(body)["Message-ID"]) for _, _, body in box.letters}
    assert ids == {"<7.00ff@bank.example>"} and len(box.letters) == 2


def test_mail_is_handed_over_behind_tls_or_not_at_all(tmp_path: Path) -> None:
    certificate = make_certificate("localhost", tmp_path)
    far = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    far.load_cert_chain(certificate)
    known = ssl.create_default_context(cafile=certificate)
    with mail_server(far) as box:
        server = Server("localhost", box.port, "starttls")
        assert Smtp(server, SENDER).send(LETTER).error == "connection_failed"
        channel = Smtp(server, SENDER, tls=known)
        assert channel.send(LETTER).error is None
        channel.close()
        assert len(box.letters) == 1 and box.in_the_open == []
    with mail_server() as plain:
        server = Server("localhost", plain.port, "starttls")
        assert Smtp(server, SENDER, tls=known).send(LETTER).error == "not_supported"
        assert plain.letters == [] and plain.in_the_open == []


def test_a_server_that_says_nothing_is_not_waited_for_for_ever() -> None:
    with mail_server() as box:
        gone = Server("127.0.0.1", box.port, "none")
    assert Smtp(gone, SENDER, timeout_s=1).send(LETTER).error == "connection_failed"


def test_a_message_says_who_acts_next_and_is_known_again() -> None:
    letter = replace(LETTER, to="010 1234-5678")
    with receiver() as far:
        gateway = Gateway(far.url, "key-1")
        assert gateway.send(letter).error is None
        gateway.close()
        ((headers, body),) = far.got
    assert headers["authorization"] == "Bearer key-1"
    assert headers["idempotency-key"] == letter.message_id
    assert json.loads(body) == {
        "id": letter.message_id,
        "to": "01012345678",
        "text": letter.brief,
        "link": letter.link,
        "language": "ko",
    }


@pytest.mark.parametrize(
    ("status", "final"), [(400, True), (422, True), (429, False), (500, False)]
)
def test_a_gateway_s_word_on_the_message_itself_is_final(status: int, final: bool) -> None:
    with receiver() as far:
        far.status = status
        gateway = Gateway(far.url)
        sent = gateway.send(replace(LETTER, to="01012345678"))
        gateway.close()
    assert (sent.error, sent.final) == ("letter_refused", final)


def test_a_setting_that_would_send_in_the_open_is_refused(tmp_path: Path) -> None:
    sender = {"SANGSAENG_SMTP_FROM": SENDER}
    for settings in (
        {"SANGSAENG_SMTP_URL": "smtp://mail.example?tls=none", **sender},
        {"SANGSAENG_SMTP_URL": "http://mail.example", **sender},
        {"SANGSAENG_SMTP_URL": "smtp://mail.example:99999", **sender},
        {"SANGSAENG_SMTP_URL": "smtp://mail.example"},
        {"SANGSAENG_MESSAGE_URL": "http://gateway.example/send"},
    ):
        refused = open_channels(settings)
        assert isinstance(refused, Refusal) and refused.code == "notice_setting_malformed"
    assert open_channels({}) == {}
    folder = {"SANGSAENG_NOTICE_FOLDER": str(tmp_path)}
    mixed = open_channels({"SANGSAENG_SMTP_URL": "smtp://mail.example", **sender, **folder})
    assert isinstance(mixed, dict)
    assert isinstance(mixed[Medium.EMAIL], Smtp) and isinstance(mixed[Medium.MESSAGE], FileSink)


def test_a_server_is_read_out_of_its_address() -> None:
    assert read_server("smtp://user%40b:p%3Aw@mail.example:2525") == Server(
        "mail.example", 2525, "starttls", "user@b", "p:w"
    )
    assert read_server("smtps://mail.example") == Server("mail.example", 465, "implicit")
