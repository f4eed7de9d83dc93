"""Letters leave once, are tried again, and end; the day's letter comes at eight."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from telling import PORTAL, Stage, text_of

from sangsaeng.acts.model import Caller, Role
from sangsaeng.cli.working import all_chores
from sangsaeng.database.statements import load
from sangsaeng.jobs.service_chores import do_chore
from sangsaeng.notices.channels.file_sink import FileSink
from sangsaeng.notices.model import Letter, Medium, Sent
from sangsaeng.notices.rules import WAITS
from sangsaeng.notices.service_planning import drop_old_notices
from sangsaeng.notices.service_sending import Post
from sangsaeng.parties.service_invitations import Invitee, invite_companies, withdraw_invitation


@dataclass
class Broken:
    """A channel that answers as it is told, and keeps what it was given."""

    answer: Sent = Sent("connection_failed")  # noqa: RUF009
    medium: Medium = Medium.EMAIL
    given: list[Letter] = field(default_factory=list)

    def send(self, letter: Letter) -> Sent:
        self.given.append(letter)
        return self.answer

    def close(self) -> None:
        pass


def _hired(stage: Stage, **about: Any) -> Caller:
    """Somebody at t1, who has been told what happened before."""
    stage.book.company("t1")
    kim = stage.hire("t1", "kim", Role.VIEWER, Role.APPROVER, **about)
    stage.tell()
    return kim


def _promise(stage: Stage, *amounts: int) -> None:
    programme = stage.book.programme()
    for amount in amounts:
        stage.book.issue(programme, "t1", amount, stage.book.today + timedelta(days=30))


def _letters(stage: Stage) -> list[dict[str, Any]]:
    with stage.database.transaction() as tx:
        return tx.rows(
            "SELECT letter_id, state, attempts, last_error, next_at FROM notices.letter"
            " ORDER BY letter_id DESC"
        )


def _choose(stage: Stage, who: Caller, kind: str, cadence: str, channel: str) -> None:
    choice = {"kind": kind, "cadence": cadence, "channel": channel}
    stage.enter(who, "notices.choose", choices=[choice])


def test_what_comes_together_is_one_letter(stage: Stage) -> None:
    _hired(stage)
    _promise(stage, 1_000_000, 2_000_000, 3_000_000)
    (letter,) = stage.tell()
    assert "외 2건" in str(letter["Subject"])
    text = text_of(letter)
    assert all(f"{won},000,000원" in text for won in (1, 2, 3))
    assert text.count("다음:") == 3


def test_a_letter_that_is_not_taken_is_tried_with_waits_and_given_up(stage: Stage) -> None:
    _hired(stage)
    _promise(stage, 1_000_000)
    stage.plan()
    broken = Broken()
    post = {"channels": {Medium.EMAIL: broken}}
    for wait in WAITS:
        stage.send(**post)
        first = _letters(stage)[0]
        assert (first["state"], first["next_at"]) == ("waiting", stage.at + wait)
        stage.at += wait - timedelta(seconds=1)
        assert stage.send(**post) == 0 and len(broken.given) == first["attempts"]
        stage.at += timedelta(seconds=1)
    stage.send(**post)
    last = _letters(stage)[0]
    assert (last["state"], last["last_error"]) == ("dead", "connection_failed")
    assert len({letter.message_id for letter in broken.given}) == 1
    assert len({(letter.text, letter.subject) for letter in broken.given}) == 1
    stage.later(days=1)
    assert stage.send() == 0


def test_a_letter_refused_for_good_is_not_tried_again(stage: Stage) -> None:
    _hired(stage)
    _promise(stage, 1_000_000)
    stage.plan()
    broken = Broken(Sent("recipient_refused", final=True))
    stage.send(channels={Medium.EMAIL: broken})
    stage.later(hours=1)
    stage.send(channels={Medium.EMAIL: broken})
    assert len(broken.given) == 1 and _letters(stage)[0]["state"] == "dead"


def test_a_worker_that_dies_leaves_its_letter_to_another_under_the_same_id(stage: Stage) -> None:
    _hired(stage)
    _promise(stage, 1_000_000)
    stage.plan()

    class _Dies(Broken):
        def send(self, letter: Letter) -> Sent:
            super().send(letter)
            raise KeyboardInterrupt

    dies = _Dies()
    with pytest.raises(KeyboardInterrupt):
        stage.send(channels={Medium.EMAIL: dies})
    assert stage.send() == 0
    stage.later(minutes=11)
    assert stage.send() == 1
    assert stage.files("eml")[-1].stem == dies.given[0].message_id


def test_who_left_the_company_hears_nothing_more_of_it(stage: Stage) -> None:
    kim = _hired(stage)
    _promise(stage, 1_000_000)
    stage.plan()
    with stage.database.transaction() as tx:
        tx.run(
            "UPDATE parties.power SET ended_at = %(at)s WHERE person_id = %(id)s",
            at=stage.at,
            id=kim.person_id,
        )
    before = len(stage.files("eml"))
    assert stage.send() == 0 and len(stage.files("eml")) == before
    assert _letters(stage)[0]["last_error"] == "hearer_gone"


def test_the_day_s_letter_comes_once_at_eight_and_by_kind(stage: Stage) -> None:
    kim = _hired(stage)
    _choose(stage, kim, "receivable_received", "daily", "email")
    _choose(stage, kim, "act_decided", "daily", "email")
    _promise(stage, 1_000_000, 2_000_000)
    assert stage.tell() == []
    assert stage.write_digests() == 0
    stage.at = (stage.at + timedelta(days=1)).replace(hour=7, minute=59)
    assert stage.write_digests() == 0
    stage.at = stage.at.replace(hour=8, minute=0)
    assert (stage.write_digests(), stage.write_digests()) == (1, 0)
    (letter,) = stage.tell()
    assert f"{stage.at.date()} 알림 2건" in str(letter["Subject"])
    text = text_of(letter)
    assert text.count("[새로 받은 채권]") == 1 and f"{PORTAL}/me/notices" in text
    _promise(stage, 4_000_000)
    stage.plan()
    stage.send()
    stage.later(hours=2)
    assert stage.write_digests() == 0
    stage.later(days=1)
    assert stage.write_digests() == 1


def test_messages_go_to_the_telephone_in_a_few_words(stage: Stage) -> None:
    kim = _hired(stage, telephone="010-1234-5678")
    _choose(stage, kim, "receivable_received", "at_once", "message")
    _promise(stage, 1_000_000)
    assert stage.tell() == []
    (message,) = stage.messages()
    assert message["to"] == "01012345678" and len(message["text"]) < 300
    assert message["link"].startswith(f"{PORTAL}/money/")


def test_without_a_gateway_who_asked_for_messages_gets_mail(stage: Stage) -> None:
    kim = _hired(stage, telephone="010-1234-5678")
    _choose(stage, kim, "receivable_received", "at_once", "message")
    _promise(stage, 1_000_000)
    stage.plan()
    assert stage.send(channels={Medium.EMAIL: FileSink(stage.folder, Medium.EMAIL)}) == 1


def test_an_invitation_goes_to_its_address_and_says_no_amount(stage: Stage) -> None:
    stage.book.company("t1")
    programme = stage.book.programme()
    due = stage.book.today + timedelta(days=30)
    stage.book.issue(programme, "guest", 7_777_777, due)
    guests = [
        Invitee(stage.book.number("guest"), "guest", "owner@guest.example"),
        Invitee(stage.book.number("gone"), "gone", "owner@gone.example", line=2),
    ]
    buyer = stage.book.companies["buyer"].company_id
    with stage.database.transaction() as tx:
        invited = invite_companies(tx, buyer, guests, "administrator", stage.at)
    stage.plan()
    with stage.database.transaction() as tx:
        number = invited[1].invitation_id  # type: ignore[union-attr]
        assert withdraw_invitation(tx, buyer, number, stage.at) is None
    stage.send()
    (letter,) = [stage.read(path) for path in stage.files("eml")]
    assert letter["To"] == "owner@guest.example"
    text = text_of(letter)
    assert "7,777,777" not in text and f"{PORTAL}/join/" in text and "buyer" in text
    assert "/me/notices" not in text


def test_without_a_channel_everything_stands_in_the_inbox_and_no_flood_follows(
    stage: Stage,
) -> None:
    kim = _hired(stage)
    _promise(stage, 1_000_000)
    stage.plan()
    assert stage.send(channels={}) == 0
    assert len(stage.inbox(kim, kind="receivable_received")) == 1
    stage.later(days=4)
    assert stage.send() == 0


def test_without_a_channel_nothing_waits_or_stays_for_ever(stage: Stage) -> None:
    kim = _hired(stage)
    _choose(stage, kim, "money_credited", "daily", "email")
    _promise(stage, 1_000_000)
    stage.plan()
    stage.send(channels={Medium.EMAIL: Broken()})
    _promise(stage, 2_000_000)
    stage.plan()
    stage.later(days=2)
    drop_old_notices(stage.database, stage.at)
    assert _states(stage) == {"gathered", "new"}
    stage.later(days=2)
    drop_old_notices(stage.database, stage.at)
    assert _states(stage) == {"gathered", "kept"}
    stage.later(days=400)
    assert drop_old_notices(stage.database, stage.at) > 0
    assert _states(stage) == set() and _letters(stage) == []


def _states(stage: Stage) -> set[str]:
    with stage.database.transaction() as tx:
        return {row["state"] for row in tx.rows("SELECT state FROM notices.notice")}


def test_a_letter_about_an_account_does_not_wait_behind_others(stage: Stage) -> None:
    for name in ("t1", "t2", "t3"):
        stage.book.company(name)
        stage.hire(name, name, Role.VIEWER)
    stage.tell()
    programme = stage.book.programme()
    for name in ("t1", "t2", "t3"):
        stage.book.issue(programme, name, 1_000_000, stage.book.today + timedelta(days=30))
    stage.plan()
    silent = Broken()
    stage.send(channels={Medium.EMAIL: silent})
    stage.book.name_account("t3")
    stage.later(hours=1)
    stage.plan()
    stage.send(channels={Medium.EMAIL: silent})
    assert [row["urgent"] for row in _taken_in_order(stage)] == [True, False, False, False]


def _taken_in_order(stage: Stage) -> list[dict[str, Any]]:
    """Letters that wait, as the next worker takes them."""
    taken = load("sangsaeng.notices")["take_letters"]
    at = stage.at + timedelta(days=1)
    found = []
    for _ in range(4):
        with stage.database.transaction() as tx:
            (row,) = tx.rows(taken, at=at, until=at + timedelta(days=1), channels=["email"], most=1)
            number = row["letter_id"]
            asked = "SELECT urgent FROM notices.letter WHERE letter_id = %(number)s"
            found.append(tx.the(asked, number=number))
    return found


def test_the_worker_tells_people_by_its_chores(stage: Stage) -> None:
    stage.book.company("t1")
    stage.hire("t1", "kim", Role.VIEWER)
    chores = all_chores(post=Post(stage.post.channels, PORTAL))
    told = {name: chores[name] for name in ("plan_notices", "send_notices", "send_digests")}
    done = [do_chore(stage.database, {name: told[name]}, stage.at) for name in told]
    assert done == list(told)
    with stage.database.transaction() as tx:
        failed = tx.rows("SELECT chore FROM jobs.chore WHERE failed IS NOT NULL")
    assert failed == [] and stage.files("eml")


def test_no_address_stands_in_the_book_or_in_the_log(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    _hired(stage, telephone="010-1234-5678")
    _promise(stage, 1_000_000)
    stage.plan()
    stage.send(channels={Medium.EMAIL: Broken()})
    with stage.database.transaction() as tx:
        kept = "".join(
            str(tx.rows(f"SELECT * FROM notices.{table}"))
            for table in ("notice", "letter", "choice")
        )
    for secret in ("kim@example.com", "1234-5678", stage.book.accounts["t1"][-1]):
        assert secret not in kept and secret not in caplog.text


def test_what_a_company_calls_itself_breaks_no_letter(stage: Stage) -> None:
    _hired(stage)
    _promise(stage, 1_000_000)
    with stage.database.transaction() as tx:
        tx.run(
            "UPDATE parties.company SET name = %(name)s WHERE business_number = %(number)s",
            name='(주)<b>"보안&{won}%s</b>\nBcc: lee@example.com',
            number=stage.book.number("buyer"),
        )
    (letter,) = stage.tell()
    assert letter["Bcc"] is None and letter["To"] == "kim@example.com"
    html = letter.get_body(("html",))
    assert html is not None and "<b>" not in str(html.get_content())


def test_what_missed_the_day_s_letter_waits_for_the_next(stage: Stage) -> None:
    kim = _hired(stage)
    _choose(stage, kim, "receivable_received", "daily", "email")
    stage.at = (stage.at + timedelta(days=1)).replace(hour=7, minute=58)
    _promise(stage, 1_000_000)
    stage.plan()
    stage.send()
    _promise(stage, 2_000_000)
    stage.plan()
    stage.at = stage.at.replace(hour=8, minute=0)
    assert stage.write_digests() == 1
    stage.send()
    assert stage.write_digests() == 0
    stage.later(days=1)
    assert stage.write_digests() == 1
