"""A reward that was promised by a root is owed again where the root is cancelled (row 18)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from choosing_stage import Scene
from test_payments import BY_ROOT, PAY, TREASURY, _approval, _by_root, _money, _named, _rewarded

from books import noon
from sangsaeng.acts.kinds.promises_back import Amend, ReceivableNamed
from sangsaeng.acts.model import Caller, Role
from sangsaeng.database.connection import Database
from sangsaeng.outcomes.service_reopening import reopen_due


@pytest.fixture
def scene(database: Database) -> Scene:
    made = Scene(database)
    made.awarded()
    made.book.today += timedelta(days=30)
    return made


def _issuers(scene: Scene) -> list[Caller]:
    company = scene.book.companies["kb"].company_id
    return [scene.people.caller(company, role) for role in (Role.ENTERER, Role.APPROVER)]


def _open(scene: Scene) -> list[tuple[str, str, int]]:
    rows = scene.read("outcomes.payables.list", "kb.treasury1", standing="open")
    return [(row.company, row.purpose, row.amount_won) for row in rows]


@pytest.mark.parametrize("how", ["refused", "by consent"])
def test_a_reward_whose_root_is_cancelled_is_owed_to_its_supplier_again(
    scene: Scene, how: str
) -> None:
    payments = scene.book.programme("kb")
    _named(scene, 400_000_000)
    payable = _rewarded(scene)
    done = scene.do(BY_ROOT, _by_root(scene, payments, payable), *TREASURY)
    named = ReceivableNamed(programme_id=payments, receivable_id=done["receivable_id"])
    if how == "refused":
        scene.do("receivables.refuse", named, "alpha.1", "alpha.2")
    else:
        scene.do("receivables.cancel", named, *_issuers(scene), "alpha.2")
    repaid = _approval(scene, 27_000_000, done["reimbursement_id"])
    assert scene.hears(PAY, repaid, TREASURY[0]) == "payable_ended"
    assert scene.book.broken_proofs() == []
    assert reopen_due(scene.database, noon(scene.book.today)) == 1
    assert reopen_due(scene.database, noon(scene.book.today)) == 0
    assert _open(scene) == [("alpha", "reopened", 27_000_000)]
    assert _money(scene).payables_won == 27_000_000
    assert scene.book.broken_proofs() == []
    (owed,) = scene.read("outcomes.payables.list", "alpha.1", standing="open")
    scene.do(PAY, _approval(scene, 27_000_000, owed.payable_id), *TREASURY)
    scene.book.pay()
    assert (scene.book.received_won("alpha"), scene.book.received_won("kb")) == (27_000_000, 0)
    assert scene.book.broken_proofs() == []


def test_a_root_amended_stands_for_the_reward_as_long_as_it_is_the_same_won(scene: Scene) -> None:
    book, payments = scene.book, scene.book.programme("kb")
    _named(scene, 400_000_000)
    done = scene.do(BY_ROOT, _by_root(scene, payments, _rewarded(scene)), *TREASURY)
    root = done["receivable_id"]
    reimbursed = ("kb", "reimbursement", 27_000_000)
    for won in (1_000_000, 27_000_000):
        given = Amend(
            programme_id=payments,
            receivable_id=root,
            amount_won=won,
            matures_on=book.today + timedelta(days=20),
        )
        root = scene.do("receivables.amend", given, *_issuers(scene), "alpha.2")["receivable_id"]
        assert reopen_due(scene.database, noon(book.today)) == 0
        assert _open(scene) == [reimbursed]
    book.today += timedelta(days=20)
    book.fund(payments, root, 27_000_000)
    book.end_day()
    book.today += timedelta(days=1)
    scene.do(PAY, _approval(scene, 27_000_000, done["reimbursement_id"]), *TREASURY)
    scene.book.pay()
    assert (book.received_won("alpha"), book.received_won("kb")) == (27_000_000, 27_000_000)
    assert book.broken_proofs() == []
