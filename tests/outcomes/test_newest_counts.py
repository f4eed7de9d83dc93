"""What is booked and paid is the newest version's, whatever comes at the same moment (row 17)."""

from __future__ import annotations

from threading import Thread
from typing import Any

import pytest
from paying_stage import CLAIMS_ON, Paying

from sangsaeng.database.connection import Database
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.service_determining import redetermine_claim
from sangsaeng.outcomes.service_settling import settle_determination


@pytest.fixture
def paying(database: Database) -> Paying:
    return Paying(database, sites=2, days=CLAIMS_ON)


def test_a_version_made_while_another_is_booked_is_seen(paying: Paying) -> None:
    claim = paying.verified()
    number = paying.determine(claim)["determination_id"]
    paying.days += 15
    heard: list[Any] = []
    payer, verifier = paying.stage.company("kb"), paying.stage.company("verifier")

    def settle() -> None:
        with Database(paying.book.database.url, size=1) as other, other.transaction() as tx:
            heard.append(settle_determination(tx, paying.programme, number, payer, paying.at))

    settling = Thread(target=settle)
    with paying.book.database.transaction() as tx:
        about = (paying.programme, claim, verifier)
        redetermine_claim(tx, *about, "found_error", [], False, paying.at)
        settling.start()
        # Long enough for the other to come to the award's lock.
        settling.join(timeout=1)
        assert heard == []
    settling.join()
    (refusal,) = heard
    assert isinstance(refusal, Refusal) and refusal.code == "determination_superseded"
