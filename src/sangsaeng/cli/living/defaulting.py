"""The other buyer does not pay: grace, then unpaid, and everybody below has its money all the
same."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sangsaeng.cli.defaults import prove_pack
from sangsaeng.cli.living.promising import line_of, pass_part
from sangsaeng.cli.living.rounds import Round
from sangsaeng.cli.living.settling import settle
from sangsaeng.cli.living.stage import Living, Promised
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.receivables.model import Written
from sangsaeng.receivables.service import issue
from sangsaeng.settlement.service_advance import accrue_late_interest
from sangsaeng.settlement.service_playbook import list_playbooks, run_playbook

_ROOTS_WON = (182_000_000, 96_500_000, 143_000_000)
_PASSED_ON_WON = (31_000_000, 18_500_000)


def issue_badly(living: Living, this: Round) -> None:
    """A buyer that will not pay issues to three suppliers; one of them passes on."""
    first, second = living.cast.tiers[0], living.cast.tiers[1]
    payees = [first[place % len(first)] for place in range(1, 1 + len(_ROOTS_WON))]
    buyer, day, due = living.cast.small_buyer, this.issued_on, this.due[0]
    lines = [
        line_of(living, number, payee, buyer, won, due, day)
        for number, (payee, won) in enumerate(zip(payees, _ROOTS_WON, strict=True), start=1)
    ]
    programme_id = living.small_programme_id
    done = issue(living.database, programme_id, lines, day)
    assert isinstance(done, Written), done
    root = Promised(programme_id, done.receivable_ids[0], payees[0], _ROOTS_WON[0], due)
    parts = [(second[-1 - n], won) for n, won in enumerate(_PASSED_ON_WON)]
    pass_part(living, root, parts, due, day)


def run_grace(living: Living, day: date) -> None:
    """The day after: nothing has come; the buyer is unpaid and issues nowhere any more."""
    settle(living, day)


def open_proceedings(living: Living, day: date, folder: Path) -> None:
    """The playbook is run: notices, the ban, and the pack of evidence."""
    with living.database.transaction() as tx:
        opened = list_playbooks(tx)
    if len(opened) != 1:
        living.problems.append(f"playbooks {len(opened)}")
        return
    done = run_playbook(living.database, opened[0]["playbook_id"], day, folder, prove_pack)
    assert not isinstance(done, Refusal), done


def count_interest(living: Living, day: date) -> None:
    """What the institution advanced costs the buyer late interest up to today."""
    booked = accrue_late_interest(living.database, day)
    assert not isinstance(booked, Refusal), booked
