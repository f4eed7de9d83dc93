"""What workers say by a link and to the hotline, and who reads what from sites to accidents."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from works_given import accepted
from works_stage import Works

from sangsaeng.acts.kinds.outcomes_confirmations import LinkWanted, NoteNamed
from sangsaeng.database.connection import Database
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.service_confirmations import Answered
from sangsaeng.signin.service_workers import (
    answer_worker_link,
    look_at_worker_link,
    send_to_hotline,
)

LINK = "outcomes.confirmations.make"
TOKEN = "a-worker's-token"


@pytest.fixture(scope="module")
def observing(database_of: Any) -> Iterator[Works]:
    """Two sites whose works were accepted, two months later. Tests add to it."""
    opened: AbstractContextManager[Database] = database_of()
    with opened as database:
        works = Works(database)
        accepted(works, 2)
        works.days = 60
        yield works


def _matches(works: Works) -> list[int]:
    rows = works.rows("SELECT match_id FROM outcomes.match WHERE award_id = %(a)s ORDER BY 1")
    return [row["match_id"] for row in rows]


def _link(works: Works, match_id: int, **other: Any) -> LinkWanted:
    said = {
        "token_digest": sha256(TOKEN.encode()).hexdigest(),
        "ends_at": works.at + timedelta(days=7),
        **other,
    }
    return LinkWanted(programme_id=works.programme, match_id=match_id, **said)


def test_a_worker_says_its_word_once_and_without_a_name(observing: Works) -> None:
    one, _ = _matches(observing)
    database, at = observing.book.database, observing.at
    verifier = observing.verifiers.first
    late = _link(observing, one, ends_at=at + timedelta(days=91))
    assert observing.refused(LINK, verifier, late) == "link_ends_wrong"
    assert observing.refused(LINK, verifier, _link(observing, 7)) == "unknown_match"
    observing.done(LINK, observing.verifiers, _link(observing, one))
    assert observing.refused(LINK, verifier, _link(observing, one)) == "token_known"
    shown = look_at_worker_link(database, TOKEN, at, "10.0.0.1")
    assert not isinstance(shown, Refusal) and shown["site"].startswith("site")
    said = Answered(in_use=False, trained=True, note="it stands in the corner")
    after = at + timedelta(days=8)
    over = answer_worker_link(database, TOKEN, said, after, "10.0.0.1")
    assert over is not None and over.code == "link_over"
    assert answer_worker_link(database, TOKEN, said, at, "10.0.0.1") is None
    again = answer_worker_link(database, TOKEN, said, at, "10.0.0.1")
    assert again is not None and again.code == "link_over"
    (row,) = observing.read(
        "outcomes.confirmations.list", verifier, programme_id=observing.programme
    )
    assert (row["in_use"], row["note"]) == (False, "it stands in the corner")
    # The supplier hears nothing of it, and the book holds neither token nor words in plain.
    assert observing.seen(
        observing.suppliers.first, "SELECT count(*) AS n FROM outcomes.confirmation"
    ) == [{"n": 0}]
    (stored,) = observing.rows("SELECT * FROM outcomes.confirmation")
    assert b"corner" not in bytes(stored["note_sealed"])
    assert bytes(stored["token_digest"]) == sha256(TOKEN.encode()).digest()


def test_whoever_tries_tokens_is_made_to_wait(observing: Works) -> None:
    database, said = observing.book.database, Answered(True, True)
    at = observing.at + timedelta(hours=2)
    heard = [
        answer_worker_link(database, f"guess {number}", said, at, "10.0.0.66")
        for number in range(60)
    ]
    codes = [one.code for one in heard if one is not None]
    assert set(codes) == {"link_over", "worker_waits"} and codes[-1] == "worker_waits"


def test_a_note_of_the_hotline_is_sealed_and_the_administrator_s_alone(observing: Works) -> None:
    one, _ = _matches(observing)
    database, at, about = observing.book.database, observing.at, (observing.programme, one)
    words = "They told us not to report the cut hand."
    assert send_to_hotline(database, about, words, at, "10.0.0.2") is None
    nowhere = send_to_hotline(database, (1_000_000_777, None), words, at, "10.0.0.2")
    assert nowhere is not None and nowhere.code == "unknown_outcome_programme"
    (row,) = observing.read(
        "outcomes.hotline.list", observing.officers.first, programme_id=observing.programme
    )
    assert (row["text"], row["match_id"], row["answered_at"]) == (words, one, None)
    for caller in (observing.suppliers.first, observing.verifiers.first, observing.payers.first):
        seen = observing.seen(caller, "SELECT count(*) AS n FROM outcomes.hotline")
        assert seen == [{"n": 0}]
    (stored,) = observing.rows("SELECT text_sealed FROM outcomes.hotline")
    assert b"cut hand" not in bytes(stored["text_sealed"])
    named = NoteNamed(programme_id=observing.programme, note_id=row["note_id"])
    observing.done("outcomes.hotline.answer", observing.officers, named)
    assert observing.refused("outcomes.hotline.answer", observing.officers.first, named) == (
        "unknown_note"
    )


def test_one_place_cannot_close_the_hotline_for_another(observing: Works) -> None:
    database, about = observing.book.database, (observing.programme, None)
    at = observing.at + timedelta(days=1)
    heard = [
        send_to_hotline(database, about, f"note {number}", at, "10.0.0.77") for number in range(60)
    ]
    assert heard[0] is None and heard[-1] is not None and heard[-1].code == "worker_waits"
    for place in range(6):
        for number in range(6):
            send_to_hotline(database, about, f"{place} {number}", at, f"10.0.1.{place}")
    assert send_to_hotline(database, about, "another", at, "10.0.0.78") is None


@pytest.mark.parametrize(
    ("code", "filters", "who", "others"),
    [
        ("outcomes.sites.list", {}, 2, 0),
        ("outcomes.gateway.draws", {}, 1, 0),
        ("outcomes.matches.list", {}, 2, 0),
        ("outcomes.targets.list", {}, 1, 0),
        ("outcomes.references.list", {}, 0, 0),
        ("outcomes.baselines.list", {}, 8, 0),
        ("outcomes.hazards.list", {}, 2, 0),
        ("outcomes.agreements.list", {}, 1, 0),
        ("outcomes.works.list", {}, 2, 0),
        ("outcomes.evidence.list", {}, 8, 0),
    ],
)
def test_a_reading_shows_both_sides_theirs_and_a_stranger_nothing(
    observing: Works, code: str, filters: dict[str, Any], who: int, others: int
) -> None:
    for caller in (observing.officers.first, observing.suppliers.first, observing.verifiers.first):
        assert len(observing.read(code, caller, **filters)) == who
    assert len(observing.read(code, observing.strangers.first, **filters)) == others
    owner = observing.owner_of("site0").first
    half = 1 if code in ("outcomes.agreements.list",) else who // 2
    if code not in ("outcomes.gateway.draws", "outcomes.targets.list"):
        assert len(observing.read(code, owner, **filters)) == half


def test_a_file_is_handed_out_as_text_to_its_sides_alone(observing: Works) -> None:
    (file, *_) = observing.read("outcomes.evidence.list", observing.officers.first)
    named = {"programme_id": observing.programme, "evidence_id": file["evidence_id"]}
    (row,) = observing.read("outcomes.evidence.content", observing.officers.first, **named)
    assert sha256(b64decode(row["content"])).hexdigest() == file["sha256"]
    stranger = observing.strangers.first
    with pytest.raises(AssertionError, match="unknown_evidence_file"):
        observing.read("outcomes.evidence.content", stranger, **named)
    assert observing.seen(stranger, "SELECT count(*) AS n FROM outcomes.evidence_file") == [
        {"n": 0}
    ]
