"""Pay for success on a book that has lived: every proof of it has rows and won to read; and how
somebody would break what it proves."""

from __future__ import annotations

import json
from typing import LiteralString

from books import Book
from outcome_stage import Stage
from sangsaeng.database.connection import Tx
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.ledger.service import reserve_items
from sangsaeng.outcomes.contracts.contract import Contract, read_contract, render_canonical
from sangsaeng.outcomes.model_money import Owed, PayableFor
from sangsaeng.outcomes.rules_determining import Recomputed, reckon
from sangsaeng.outcomes.service_money import (
    post_advance,
    post_clawback,
    post_cost,
    post_fee,
    post_received,
    post_retention_released,
    post_reward,
)
from sangsaeng.outcomes.service_paying import (
    approve_payment,
    list_open_payables,
    order_paid,
)
from sangsaeng.outcomes.service_paying import post_paid_by_receivable as by_receivable

_CLAIM = 700_000
_REWARD, _RETAINED, _UNEARNED = 27_000, 3_000, 30_000
# How -> the proof that breaks, and the corruption by somebody with the owner's password.
OUTCOMES: dict[str, tuple[str, LiteralString]] = {
    "an amount of the journal": (
        "g14_reserves",
        "UPDATE ledger.line SET amount_won = amount_won + 1 WHERE kind = 54",
    ),
    "money of a programme in another account than its own": (
        "g9_outcomes",
        "UPDATE ledger.line SET debit = ledger.account(101, 1) WHERE kind = 51",
    ),
    "a claim on a funder in a programme": (
        "g9_outcomes",
        "UPDATE ledger.line SET debit = ledger.account(120, 1) WHERE kind = 55",
    ),
    "a pool that is said to hold more": (
        "g9_outcomes",
        "UPDATE ledger.guarded SET balance_won = balance_won + 1"
        " WHERE ledger.kind_of(account) = 260",
    ),
    "more paid in than was undertaken": (
        "g9_outcomes",
        "UPDATE ledger.line SET amount_won = amount_won * 10000 WHERE kind = 51",
    ),
    "a reserve of less than the award's cap": (
        "g14_reserves",
        "ALTER TABLE outcomes.award DISABLE TRIGGER USER;"
        " UPDATE outcomes.award SET success_cap_won = success_cap_won + 1",
    ),
    "a reserve that is said to be spent": (
        "g14_reserves",
        "UPDATE outcomes.reserve SET spent_won = spent_won + 1 WHERE part = 'stage1'",
    ),
    "a reserve spent twice": (
        "g14_reserves",
        "ALTER TABLE outcomes.reserve DROP CONSTRAINT g14_reserved_reward;"
        " UPDATE outcomes.reserve SET spent_won = spent_won + reserved_won WHERE part = 'success'",
    ),
    "an award whose success was never reserved": (
        "g14_reserves",
        "DELETE FROM outcomes.reserve WHERE part = 'success'",
    ),
    "a payable of another amount": (
        "g14_payables",
        "UPDATE outcomes.payable SET amount_won = amount_won + 1 WHERE paid_on IS NULL",
    ),
    "a payable to another": (
        "g14_payables",
        "UPDATE outcomes.payable p SET company_id = g.administrator_id FROM outcomes.programme g"
        " WHERE g.programme_id = p.programme_id AND p.paid_on IS NULL",
    ),
    "a payable that is paid and said to be open": (
        "g14_payables",
        "UPDATE outcomes.payable SET paid_on = NULL, paid_by = NULL WHERE paid_by = 'account'",
    ),
    "a receivable of another amount than was owed": (
        "g14_payables",
        "UPDATE outcomes.payable SET receivable_id = receivable_id + 1"
        " WHERE paid_by = 'receivable'",
    ),
    "a retention of another amount": (
        "g14_retentions",
        "UPDATE outcomes.retention SET retained_won = retained_won + 1",
    ),
    "a retention released on paper only": (
        "g14_retentions",
        "UPDATE outcomes.retention SET released_won = released_won + 1",
    ),
    "a retention lost that was paid": (
        "g14_retentions",
        "UPDATE outcomes.retention SET forfeited_won = released_won, released_won = 0",
    ),
    "a rule that was changed after it was agreed": (
        "g15_determinations",
        "ALTER TABLE outcomes.agreement DROP CONSTRAINT digest_of_its_text;"
        " UPDATE outcomes.agreement SET rule_text = rule_text || ' '",
    ),
    "an input that was changed after it was determined": (
        "g15_determinations",
        "ALTER TABLE outcomes.determination DISABLE TRIGGER USER;"
        " ALTER TABLE outcomes.determination DROP CONSTRAINT g15_replayable_determination;"
        " UPDATE outcomes.determination SET input_text = input_text || ' '",
    ),
    "a determination by another rule": (
        "g15_determinations",
        "ALTER TABLE outcomes.determination DISABLE TRIGGER USER;"
        " UPDATE outcomes.determination SET rule_digest = sha256('')",
    ),
    "more booked than was determined": (
        "g15_determinations",
        "UPDATE outcomes.earning SET owed_won = owed_won + 1",
    ),
    "a payout of another amount than was owed": (
        "g7_other",
        "UPDATE payouts.payout SET amount_won = amount_won + 1 WHERE purpose = 13",
    ),
    "a payout to another than was owed": (
        "g7_other",
        "UPDATE payouts.payout o SET payee_id = p.administrator_id FROM outcomes.programme p"
        " WHERE p.programme_id = o.programme_id AND o.purpose = 13",
    ),
}


def pay_for_success(book: Book) -> None:
    """A programme with money in and out: an advance, a cost, a reward in part kept back and in part
    released, a fee, a clawback, a payable paid by a receivable and one that is open."""
    stage = Stage(book)
    programme = stage.opened(budget_won=10_000_000, running_won=100_000)
    award = stage.awarded(programme, stage1_won=80_000, success_won=60_000)
    supplier, verifier = stage.company("supplier"), stage.company("verifier")
    payments = book.programme("kb")
    root = book.issue(payments, "supplier", 5_000, book.today, buyer="kb")
    entry, today = stage.pay_in(1_000_000), book.today

    def owed(purpose: PayableFor, source: int, won: int, company: int = supplier) -> Owed:
        return Owed(programme, company, purpose, source, won, award)

    with book.database.transaction() as tx:
        assert not isinstance(post_received(tx, programme, entry, None, False, today), Refusal)
        advance = post_advance(tx, owed(PayableFor.ADVANCE, award, 56_000), today)
        post_cost(tx, owed(PayableFor.STAGE1, award, 61_000), 56_000, today)
        post_reward(tx, owed(PayableFor.REWARD, _CLAIM, _REWARD), _RETAINED, _UNEARNED, today)
        _put_down_claim(tx, programme, award, today.isoformat())
        released = owed(PayableFor.RETENTION, _CLAIM, 1_000)
        post_retention_released(tx, released, today)
        post_fee(tx, owed(PayableFor.FEE, _CLAIM, 900, verifier), today)
        post_clawback(tx, programme, award, 2_000, 6_000, today)
        assert advance is not None
        assert approve_payment(tx, programme, [advance], today) == 56_000
        # The accepted cost of 61,000 covers the advance; the 5,000 beyond it are paid by the root.
        query = "SELECT payable_id FROM outcomes.payable WHERE purpose = 'stage1'"
        (payable,) = list_open_payables(tx, programme, [tx.the(query)["payable_id"]])
        by_receivable(tx, programme, payable, stage.company("kb"), (payments, root), today)
    # Ordered, and not sent: the book's own day is not over.
    assert order_paid(book.database, today) == 1


def _texts() -> dict[str, str]:
    """A rule and an input by which the claim earns its whole cap: half of the award's."""
    data = {
        "contract": "award",
        "version": 1,
        "kind": "composite",
        "terms": {
            "cap": 2 * _REWARD + 2 * _RETAINED,
            "form": {"kind": "steps", "steps": [{"least": "1", "pays": "1"}]},
            "metrics": [{"code": "units_working", "weight": "1", "baseline": "0", "target": "1"}],
        },
    }
    rule = read_contract(data)
    assert isinstance(rule, Contract), rule
    given = {
        "award_id": 0,
        "cap_won": _REWARD + _RETAINED,
        "claim_id": _CLAIM,
        "gates": {},
        "metrics": [{"code": "units_working", "claimed": "1", "verified": "1"}],
        "period_no": 1,
    }
    texts = {"rule": render_canonical(rule), "input": json.dumps(given, separators=(",", ":"))}
    reckoned = reckon(texts["rule"], texts["input"])
    assert isinstance(reckoned, Recomputed), reckoned
    assert reckoned.amount_won == _REWARD + _RETAINED
    return texts


def _put_down_claim(tx: Tx, programme: int, award: int, day: str) -> None:
    """The rows of a settled claim, which the retention hangs on."""
    number = reserve_items(tx, 1)[0]
    about = {"p": programme, "a": award, "c": _CLAIM, "d": number, "day": day, **_texts()}
    for statement in (
        "INSERT INTO outcomes.agreement (programme_id, award_id, rule_version, rule_text,"
        " rule_digest, highest_won, advance_won, signed_at) VALUES (%(p)s, %(a)s, 1,"
        " %(rule)s::text, sha256(convert_to(%(rule)s::text, 'UTF8')), 60000, 0, %(day)s)",
        "INSERT INTO outcomes.claim (programme_id, claim_id, award_id, period_no, lines, digest,"
        " state, submitted_at) VALUES (%(p)s, %(c)s, %(a)s, 1, '[]', sha256(''), 'determined',"
        " %(day)s)",
        "INSERT INTO outcomes.determination (programme_id, determination_id, award_id, claim_id,"
        " version, rule_version, rule_digest, input_text, input_digest, amount_won, explanation,"
        " determined_at, window_until) VALUES (%(p)s, %(d)s, %(a)s, %(c)s, 1, 1,"
        " sha256(convert_to(%(rule)s::text, 'UTF8')), %(input)s::text,"
        " sha256(convert_to(%(input)s::text, 'UTF8')), 30000, '[]', %(day)s::date, %(day)s::date)",
        "INSERT INTO outcomes.earning (programme_id, claim_id, determination_id, award_id,"
        " owed_won, retained_won, released_won, booked_on) VALUES (%(p)s, %(c)s, %(d)s,"
        " %(a)s, 27000, 3000, 30000, %(day)s)",
        "INSERT INTO outcomes.retention (programme_id, claim_id, award_id, retained_won, until_on)"
        " VALUES (%(p)s, %(c)s, %(a)s, 3000, %(day)s)",
    ):
        tx.run(statement, **about)
