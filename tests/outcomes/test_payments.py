"""The payer's money through the acts: in, owed, out, by account and by receivable (rows 1, 18)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from choosing_stage import Scene
from typer.testing import CliRunner

from books import noon
from outcome_stage import ACCOUNT
from sangsaeng.acts.kinds.outcomes_payments import ByReceivable, MoneyNamed, PaymentsApproved
from sangsaeng.acts.kinds.promises import PassOn, PayeeLine
from sangsaeng.acts.kinds.runs import Now
from sangsaeng.acts.model import Office, Role
from sangsaeng.cli.main import app
from sangsaeng.database.connection import Database
from sangsaeng.jobs.service_work import Settings
from sangsaeng.jobs.worker import Worker
from sangsaeng.outcomes.model_money import Owed, PayableFor
from sangsaeng.outcomes.service_money import post_advance, post_clawback, post_cost, post_reward
from sangsaeng.outcomes.service_payables import MoneyIn
from sangsaeng.outcomes.service_paying import order_paid
from sangsaeng.oversight.book import hear_banks
from settled_claims import SettledClaim, put_down_claim

NOWHERE = 1_999_999_999
PAY, BY_ROOT, NAME = (
    "outcomes.payments.pay",
    "outcomes.payments.pay_by_receivable",
    "outcomes.deposits.record",
)
TREASURY = ("kb.treasury1", "kb.treasury2")


@pytest.fixture
def scene(database: Database) -> Scene:
    made = Scene(database)
    made.awarded()
    made.book.today += timedelta(days=30)
    return made


def _award(scene: Scene) -> int:
    with scene.database.transaction() as tx:
        return int(tx.the("SELECT award_id FROM outcomes.award")["award_id"])


def _pay_in(scene: Scene, amount_won: int) -> int:
    """Money arrives on the programme's account; the bank entry's number."""
    scene.book.bank.day = scene.book.today
    scene.book.bank.credit(ACCOUNT, amount_won, "KB")
    hear_banks(scene.book.desk, noon(scene.book.today))
    with scene.database.transaction() as tx:
        return int(tx.the("SELECT max(entry_id) AS n FROM payouts.bank_entry")["n"])


def _named(scene: Scene, amount_won: int, what: MoneyIn = MoneyIn.DEPOSIT) -> int:
    award = None if what is MoneyIn.DEPOSIT else _award(scene)
    entry = _pay_in(scene, amount_won)
    given = MoneyNamed(programme_id=scene.programme, entry_id=entry, what=what, award_id=award)
    return int(scene.do(NAME, given, *TREASURY)["amount_won"])


def _rewarded(scene: Scene, amount_won: int = 27_000_000, claim: int = 1) -> int:
    """A payable for a reward, as a settled claim leaves it; claim 1 is of period 1."""
    supplier, award = scene.book.companies["alpha"].company_id, _award(scene)
    owed = Owed(scene.programme, supplier, PayableFor.REWARD, claim, amount_won, award)
    settled = SettledClaim(scene.programme, award, claim, amount_won, period_no=claim)
    with scene.database.transaction() as tx:
        put_down_claim(tx, settled, scene.book.today)
        number = post_reward(tx, owed, 0, 0, scene.book.today)
    assert number is not None
    return number


def _approval(scene: Scene, total_won: int, *payables: int) -> PaymentsApproved:
    return PaymentsApproved(
        programme_id=scene.programme, payable_ids=list(payables), total_won=total_won
    )


def _money(scene: Scene) -> Any:
    (row,) = scene.read("outcomes.money.one", "kb.treasury1", programme_id=scene.programme)
    assert row.left_won == row.right_won
    return row


def test_a_reward_is_paid_by_two_keys_to_the_supplier_s_own_account(scene: Scene) -> None:
    assert _money(scene).commitment_won == 1_000_000_000
    assert _named(scene, 400_000_000) == 400_000_000
    row = _money(scene)
    assert (row.cash_won, row.commitment_won) == (400_000_000, 600_000_000)
    number = _rewarded(scene)
    owed = scene.read("outcomes.payables.list", "alpha.1", standing="open")
    assert [(one.payable_id, one.amount_won) for one in owed] == [(number, 27_000_000)]
    assert scene.do(PAY, _approval(scene, 27_000_000, number), *TREASURY)["count"] == 1
    assert scene.hears(PAY, _approval(scene, 27_000_000, number), TREASURY[0]) == "payable_paid"
    scene.book.pay()
    assert scene.book.received_won("alpha") == 27_000_000
    row = _money(scene)
    assert (row.cash_won, row.payables_won, row.outgoing_won) == (373_000_000, 0, 0)
    assert scene.book.broken_proofs() == []


def test_nothing_is_paid_that_is_not_owed_by_one_s_own_programme(scene: Scene) -> None:
    number = _rewarded(scene)
    for code, asked in (
        ("unknown_payable", _approval(scene, 1, NOWHERE)),
        ("stated_sum_differs", _approval(scene, 27_000_001, number)),
        (
            "unknown_outcome_programme",
            _approval(scene, 1, number).model_copy(update={"programme_id": NOWHERE}),
        ),
    ):
        assert scene.hears(PAY, asked, TREASURY[0]) == code
    others = [
        scene.people.caller(
            scene.book.company("other bank", "large").company_id,
            Role.TREASURY,
            offices=frozenset({Office.INSTITUTION}),
        )
        for _ in range(2)
    ]
    asked = _approval(scene, 27_000_000, number)
    assert scene.hears(PAY, asked, others[0]) == "unknown_outcome_programme"


def test_a_finding_that_stops_keeps_its_award_s_money_until_it_is_settled(scene: Scene) -> None:
    number = _rewarded(scene)
    with scene.database.transaction() as tx:
        tx.run(
            "INSERT INTO outcomes.finding (programme_id, finding_id, control, subject, subject_id,"
            " award_id, facts, stops, found_at) VALUES (%(p)s, 1, 'double_contract', 'works', 1,"
            " %(a)s, '{}', true, %(at)s)",
            p=scene.programme,
            a=_award(scene),
            at=scene.now,
        )
    asked = _approval(scene, 27_000_000, number)
    assert scene.hears(PAY, asked, TREASURY[0]) == "finding_unsettled"
    with scene.database.transaction() as tx:
        tx.run(
            "UPDATE outcomes.finding SET settled_at = %(at)s, settled_as = 'cleared',"
            " answer = 'two sites of one maker'",
            at=scene.now,
        )
    scene.do(PAY, asked, *TREASURY)


def test_money_that_came_in_is_what_two_people_say_and_no_more_than_is_due(scene: Scene) -> None:
    award, supplier = _award(scene), scene.book.companies["alpha"].company_id
    entry = _pay_in(scene, 1_000_000_001)
    asked = MoneyNamed(programme_id=scene.programme, entry_id=entry, what=MoneyIn.DEPOSIT)
    for code, changes in (
        ("more_than_due", {}),
        ("unknown_entry", {"entry_id": NOWHERE}),
        ("award_not_wanted", {"award_id": award}),
        ("unknown_award", {"what": MoneyIn.CLAWBACK}),
        ("more_than_due", {"what": MoneyIn.ADVANCE_REPAID, "award_id": award}),
        ("unknown_outcome_programme", {"programme_id": NOWHERE}),
    ):
        assert scene.hears(NAME, asked.model_copy(update=changes), TREASURY[0]) == code
    today = scene.book.today
    advance = Owed(scene.programme, supplier, PayableFor.ADVANCE, award, 56_000_000, award)
    cost = Owed(scene.programme, supplier, PayableFor.STAGE1, award, 50_000_000, award)
    with scene.database.transaction() as tx:
        post_advance(tx, advance, today)
        post_cost(tx, cost, 56_000_000, today)
        post_clawback(tx, scene.programme, award, 3_000_000, 9_000_000, today)
        tx.run(
            "INSERT INTO outcomes.clawback (programme_id, clawback_id, award_id, ground, state,"
            " statement, base_won, hearing_on, refund_won, penalty_won, opened_at, decided_at)"
            " VALUES (%(p)s, 1, %(a)s, 'false_claim', 'decided', 'paper units', 3000000,"
            " %(day)s::date, 3000000, 9000000, %(at)s, %(at)s)",
            p=scene.programme,
            a=award,
            day=today,
            at=scene.now,
        )
    assert _named(scene, 6_000_000, MoneyIn.ADVANCE_REPAID) == 6_000_000
    assert _named(scene, 12_000_000, MoneyIn.CLAWBACK) == 12_000_000
    row = _money(scene)
    assert (row.advances_won, row.clawbacks_due_won) == (0, 0)
    with scene.database.transaction() as tx:
        stands = tx.the("SELECT recovered_won, state FROM outcomes.clawback")
    assert stands == {"recovered_won": 12_000_000, "state": "recovered"}
    assert scene.book.broken_proofs() == []


def _by_root(scene: Scene, payments: int, payable: int, **changes: Any) -> ByReceivable:
    about: dict[str, Any] = {
        "programme_id": scene.programme,
        "payable_id": payable,
        "payments_programme_id": payments,
        "matures_on": scene.book.today + timedelta(days=20),
        "approval_number": f"{scene.book.today:%Y%m%d}{1:016d}",
        "written_on": scene.book.today,
        "total_won": 27_000_000,
    }
    return ByReceivable(**{**about, **changes})


def test_a_reward_paid_by_receivable_reaches_an_installer_s_bank_at_tier_2(scene: Scene) -> None:
    book = scene.book
    payments = book.programme("kb")
    book.company("installer")
    _named(scene, 400_000_000)
    number = _rewarded(scene)
    done = scene.do(BY_ROOT, _by_root(scene, payments, number), *TREASURY)
    assert done["amount_won"] == 27_000_000
    assert scene.hears(BY_ROOT, _by_root(scene, payments, number), TREASURY[0]) == "payable_paid"
    (owed,) = scene.read("outcomes.payables.list", "kb.treasury1", standing="open")
    assert (owed.payable_id, owed.purpose) == (done["reimbursement_id"], "reimbursement")
    own = _by_root(scene, payments, owed.payable_id)
    assert scene.hears(BY_ROOT, own, TREASURY[0]) == "payable_is_own"
    line = PayeeLine(
        payee_number=book.number("installer"),
        payee_name="installer",
        amount_won=20_000_000,
        matures_on=book.today + timedelta(days=20),
    )
    given = PassOn(programme_id=payments, receivable_id=done["receivable_id"], lines=[line])
    scene.do("receivables.pass_on", given, "alpha.1", "alpha.2")
    repaid = _approval(scene, 27_000_000, owed.payable_id)
    assert scene.hears(PAY, repaid, TREASURY[0]) == "receivable_not_settled"
    book.today += timedelta(days=20)
    book.fund(payments, done["receivable_id"], 27_000_000)
    book.end_day()
    book.today += timedelta(days=1)
    scene.do(PAY, repaid, *TREASURY)
    scene.book.pay()
    assert book.received_won("kb") == 27_000_000
    assert (book.received_won("alpha"), book.received_won("installer")) == (7_000_000, 20_000_000)
    assert _money(scene).payables_won == 0
    assert book.broken_proofs() == []


def test_a_root_is_only_issued_where_the_payer_buys_and_on_an_invoice_that_is_free(
    scene: Scene,
) -> None:
    payments, others = scene.book.programme("kb"), scene.book.programme("somebody")
    first, second = _rewarded(scene, 20_000_000), _rewarded(scene, 20_000_000, claim=2)
    for code, changes in (
        ("unknown_programme", {"payments_programme_id": others}),
        ("unknown_programme", {"payments_programme_id": NOWHERE}),
        ("evidence_missing", {"approval_number": None}),
        ("unknown_outcome_programme", {"programme_id": NOWHERE}),
    ):
        asked = _by_root(scene, payments, first, **changes)
        assert scene.hears(BY_ROOT, asked, TREASURY[0]) == code
    scene.do(BY_ROOT, _by_root(scene, payments, first), *TREASURY)
    # 27 million are on the invoice; 20 of them are promised.
    asked = _by_root(scene, payments, second)
    assert scene.hears(BY_ROOT, asked, TREASURY[0]) == "more_than_invoice"


def _by_day(scene: Scene, _: Path) -> None:
    scene.book.pay()


def _by_job(scene: Scene, folder: Path) -> None:
    operates = frozenset({Office.OPERATOR, Office.INSTITUTION})
    people = [
        scene.people.caller(scene.book.institution_id, role, offices=operates)
        for role in (Role.OPERATIONS, Role.TREASURY)
    ]
    scene.do("bank.exchange", Now(), *people)
    Worker(scene.database, Settings(bank_folder=folder), {}, lambda: scene.now).do_next_job()


def _by_command(scene: Scene, folder: Path) -> None:
    day = scene.book.today.isoformat()
    done = CliRunner().invoke(app, ["pay", str(folder), "--on", day])
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("way", [_by_day, _by_job, _by_command])
def test_what_was_approved_leaves_whichever_way_the_bank_is_spoken_to(
    scene: Scene,
    way: Callable[[Scene, Path], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SANGSAENG_DATABASE_URL", scene.database.url)
    monkeypatch.setenv("SANGSAENG_HOME", str(tmp_path / "home"))
    _named(scene, 400_000_000)
    number = _rewarded(scene)
    scene.do(PAY, _approval(scene, 27_000_000, number), *TREASURY)
    way(scene, tmp_path / "bank")
    with scene.database.transaction() as tx:
        sent = tx.rows(
            "SELECT a.state, o.amount_won FROM payouts.attempt a JOIN payouts.payout o"
            " ON (o.programme_id, o.purpose, o.source_id) = (a.programme_id, a.purpose,"
            " a.source_id) WHERE o.purpose = 13 AND o.source_id = %(id)s",
            id=number,
        )
    assert [row["amount_won"] for row in sent] == [27_000_000]
    assert order_paid(scene.database, scene.book.today) == 0
