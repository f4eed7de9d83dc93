"""G12: what a company is told names no other tier and gives none of its amounts."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from playbook_stage import opened_by_hand

from books import Book, open_book
from sangsaeng.database.connection import Database
from sangsaeng.kernel.messages import LANGUAGES
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.settlement.playbook_model import Notice
from sangsaeng.settlement.service_playbook import list_notices, render_notice, run_playbook

Opener = Callable[[], AbstractContextManager[Database]]
_NUMBER = re.compile(r"[0-9][0-9,]*")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Node:
    """A receivable of a random tree: where it hangs, and what it passes on in thousandths."""

    parent: int
    holder: int
    thousandths: int


def trees() -> st.SearchStrategy[list[Node]]:
    """Up to ten receivables under a root, each under an earlier one."""
    node = st.builds(Node, st.integers(0, 9), st.integers(0, 6), st.integers(50, 333))
    return st.lists(node, max_size=10)


def plant(book: Book, programme_id: int, nodes: list[Node], unpaid: bool) -> dict[int, str]:
    """Issue and pass on as the tree says; receivable -> its holder's name."""
    due = book.today + timedelta(days=1 if unpaid else 30)
    names = [f"Supplier {number:02d}x" for number in range(7)]
    for name in names:
        book.company(name)
    root = book.issue(programme_id, names[0], 97_531_357, due)
    made = [(root, 0, 1, 97_531_357)]
    holders = {root: names[0]}
    for node in nodes:
        parent, parent_holder, tier, won = made[node.parent % len(made)]
        part = won * node.thousandths // 1000 // 3
        if tier == 4 or node.holder == parent_holder or part < 1_000:
            continue
        number = book.pass_on(programme_id, parent, names[node.holder], part, due)
        holders[number] = names[node.holder]
        made.append((number, node.holder, tier + 1, part))
    return holders


def own_amounts(book: Book, programme_id: int) -> dict[int, set[int]]:
    """What a holder may read of each receivable: its own parts, and its number."""
    with book.database.transaction() as tx:
        rows = tx.rows(
            "SELECT receivable_id, retained_won, passed_on_won, sold_won"
            " FROM receivables.receivable WHERE programme_id = %(programme_id)s",
            programme_id=programme_id,
        )
    return {row["receivable_id"]: set(row.values()) for row in rows}


def figures_in(text: str) -> set[int]:
    """Every whole number in a sentence but for its days."""
    return {int(one.replace(",", "")) for one in _NUMBER.findall(_DAY.sub("", text))}


def check(notice: Notice, book: Book, holders: dict[int, str], own: dict[int, set[int]]) -> None:
    """No name but the company's own, the buyer's and the institution's; no amount but its own."""
    for language in LANGUAGES:
        text = render_notice(notice, language)
        strange = set(holders.values())
        if notice.receivable_id:
            strange -= {holders[notice.receivable_id]}
            company = book.companies[holders[notice.receivable_id]]
            assert company.company_id == notice.company_id
            said = re.sub("Supplier [0-9]{2}x", "", text)
            assert figures_in(said) <= own[notice.receivable_id], text
        assert not any(name in text for name in strange), text
        assert not any(name in str(notice.facts) for name in strange), notice.facts


@settings(max_examples=12)
@given(trees(), st.booleans(), st.sampled_from(["unpaid_no_recourse", "institution_advances"]))
def test_no_notice_speaks_of_another_tier(
    database_of: Opener, tmp_path_factory: object, nodes: list[Node], unpaid: bool, policy: str
) -> None:
    folder = Path(tmp_path_factory.mktemp("pack"))  # type: ignore[attr-defined]
    with database_of() as database:
        book = open_book(database)
        programme_id = book.programme("buyer", policy=policy)
        holders = plant(book, programme_id, nodes, unpaid)
        if unpaid:
            book.today += timedelta(days=1)
            book.end_day()
        opened = opened_by_hand(book)
        done = run_playbook(database, opened.playbook_id, book.today, folder)
        assert not isinstance(done, Refusal), done
        with database.transaction() as tx:
            notices = list_notices(tx, opened.playbook_id)
        own = own_amounts(book, programme_id)
        told = {notice.receivable_id for notice in notices}
        if unpaid and policy == "institution_advances":
            # Advanced and due: everyone is paid, nothing is left to tell a holder.
            assert told <= {0}
        else:
            assert told == {0, *holders}
        for notice in notices:
            check(notice, book, holders, own)
