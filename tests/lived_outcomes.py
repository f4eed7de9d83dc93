"""Pay for success on a book that has lived: every proof of it has rows and won to read; and how
somebody would break what it proves."""

from __future__ import annotations

from datetime import date
from typing import LiteralString

from books import Book
from outcome_stage import Stage
from sangsaeng.database.connection import Tx
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.model_money import Owed, PayableFor
from sangsaeng.outcomes.service_money import (
    post_advance,
    post_clawback,
    post_clawback_lost,
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
from settled_claims import SettledClaim, put_down_claim

_CLAIM = 700_000
_REWARD, _RETAINED, _UNEARNED = 27_000, 3_000, 30_000
_EARNED: LiteralString = (
    "ALTER TABLE outcomes.earning DISABLE TRIGGER USER; UPDATE outcomes.earning"
)
_GIVEN: LiteralString = (
    "ALTER TABLE outcomes.determination DISABLE TRIGGER USER; UPDATE outcomes.determination"
)
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
        "ALTER TABLE outcomes.agreement DISABLE TRIGGER USER;"
        " ALTER TABLE outcomes.agreement DROP CONSTRAINT digest_of_its_text;"
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
        f"{_EARNED} SET owed_won = owed_won + 1",
    ),
    "a determination of a larger cap than its period's": (
        "g15_determinations",
        f"{_GIVEN} SET input_text = replace(input_text, '\"cap_won\":30000',"
        " '\"cap_won\":1000000000000'), input_digest = sha256(convert_to(replace(input_text,"
        " '\"cap_won\":30000', '\"cap_won\":1000000000000'), 'UTF8')), amount_won = 1000000000000",
    ),
    "a determination of another claim than it says": (
        "g15_determinations",
        f"{_GIVEN} SET input_text = replace(input_text, '\"claim_id\":', '\"claim_id\":1'),"
        " input_digest = sha256(convert_to(replace(input_text, '\"claim_id\":',"
        " '\"claim_id\":1'), 'UTF8'))",
    ),
    "a determination of what nobody verified": (
        "g15_determinations",
        "DELETE FROM outcomes.verification",
    ),
    "a determination of more than was found": (
        "g15_determinations",
        "ALTER TABLE outcomes.verification DISABLE TRIGGER USER; UPDATE outcomes.verification SET"
        " versions = jsonb_set(versions, '{0,found,0,numerator}', '\"29999\"')",
    ),
    "a determination of what was found later": (
        "g15_determinations",
        "ALTER TABLE outcomes.verification DISABLE TRIGGER USER; UPDATE outcomes.verification SET"
        " versions = '[]', found = jsonb_set(found, '{0,numerator}', '\"29999\"')",
    ),
    "a finding that nobody of ours wrote": (
        "g15_determinations",
        "ALTER TABLE outcomes.verification DISABLE TRIGGER USER;"
        " UPDATE outcomes.verification SET versions = '[]', found = '[{}]'",
    ),
    "a determination before its verification was reported": (
        "g15_determinations",
        "ALTER TABLE outcomes.verification DISABLE TRIGGER USER;"
        " UPDATE outcomes.verification SET reported_at = reported_at + interval '1 second'",
    ),
    "a reward that nothing determined": (
        "g14_earnings",
        "ALTER TABLE outcomes.earning DISABLE TRIGGER USER; DELETE FROM outcomes.earning",
    ),
    "a reward of another claim than was determined": (
        "g14_earnings",
        "UPDATE outcomes.payable SET source_id = 1 WHERE purpose = 'reward'",
    ),
    "agreed costs that nobody is owed": (
        "g14_earnings",
        "UPDATE outcomes.award SET state = 'terminated'; INSERT INTO outcomes.event (programme_id,"
        " event_id, subject, subject_id, award_id, to_state, facts, happened_at) SELECT"
        " programme_id, 1, 'award', award_id, award_id, 'terminated', '{\"agreed_won\": 1}',"
        " awarded_at FROM outcomes.award",
    ),
    "an earning above its determination": (
        "g14_earnings",
        f"{_GIVEN} SET amount_won = amount_won - 1",
    ),
    "an earning that was kept back and not owed": (
        "g14_earnings",
        f"{_EARNED} SET owed_won = owed_won - 1, retained_won = retained_won + 1",
    ),
    "an earning that gave more back than the journal": (
        "g14_earnings",
        f"{_EARNED} SET released_won = released_won + 1",
    ),
    "a reward out of another reserve": (
        "g14_earnings",
        "UPDATE ledger.line SET debit = ledger.account(262, ledger.owner_of(debit))"
        " WHERE kind = 60",
    ),
    "a reserve spent that says it was given back": (
        "g14_earnings",
        "UPDATE outcomes.reserve SET spent_won = spent_won - 1, released_won = released_won + 1"
        " WHERE part = 'success'",
    ),
    "a clawback that asks for less": (
        "g14_clawbacks",
        "UPDATE outcomes.clawback SET refund_won = refund_won - 1",
    ),
    "a penalty that is said to be a refund": (
        "g14_clawbacks",
        "UPDATE outcomes.clawback SET refund_won = refund_won + 1, penalty_won = penalty_won - 1",
    ),
    "a clawback recovered on paper only": (
        "g14_clawbacks",
        "UPDATE outcomes.clawback SET recovered_won = recovered_won + lost_won, lost_won = 0",
    ),
    "a clawback that nobody decided": (
        "g14_clawbacks",
        "DELETE FROM outcomes.clawback",
    ),
    "an agreement that says it can pay less": (
        "g14_agreements",
        "ALTER TABLE outcomes.agreement DISABLE TRIGGER USER;"
        " UPDATE outcomes.agreement SET highest_won = highest_won - 1",
    ),
    "an agreement whose rule is no contract": (
        "g14_agreements",
        "ALTER TABLE outcomes.agreement DISABLE TRIGGER USER;"
        " UPDATE outcomes.agreement SET rule_text = '{}', rule_digest = sha256('{}')",
    ),
    "a retention of another claim's": (
        "g14_retentions",
        f"{_EARNED} SET retained_won = retained_won - 1",
    ),
    "a retention released that nobody is owed": (
        "g14_retentions",
        "UPDATE outcomes.payable SET source_id = 1 WHERE purpose = 'retention'",
    ),
    "a retention that a later version took back and kept": (
        "g14_retentions",
        f"{_EARNED} SET taken_back_won = 1",
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
        settled = SettledClaim(programme, award, _CLAIM, _REWARD, _RETAINED, _UNEARNED)
        put_down_claim(tx, settled, today)
        released = owed(PayableFor.RETENTION, _CLAIM, 1_000)
        post_retention_released(tx, released, today)
        post_fee(tx, owed(PayableFor.FEE, _CLAIM, 900, verifier), today)
        post_clawback(tx, programme, award, 2_000, 6_000, today)
        assert post_clawback_lost(tx, programme, award, 500, today) is None
        _put_down_clawback(tx, programme, award, today)
        assert advance is not None
        assert approve_payment(tx, programme, [advance], today) == 56_000
        # The accepted cost of 61,000 covers the advance; the 5,000 beyond it are paid by the root.
        query = "SELECT payable_id FROM outcomes.payable WHERE purpose = 'stage1'"
        (payable,) = list_open_payables(tx, programme, [tx.the(query)["payable_id"]])
        by_receivable(tx, programme, payable, stage.company("kb"), (payments, root), today)
    # Ordered, and not sent: the book's own day is not over.
    assert order_paid(book.database, today) == 1


def _put_down_clawback(tx: Tx, programme: int, award: int, today: date) -> None:
    """The row of a clawback decided, of which some is given up."""
    tx.run(
        "INSERT INTO outcomes.clawback (programme_id, clawback_id, award_id, ground, state,"
        " statement, base_won, hearing_on, refund_won, penalty_won, lost_won, opened_at,"
        " decided_at) VALUES (%(p)s, nextval('ledger.item'), %(a)s, 'fraud', 'decided', 'paper',"
        " 2000, %(day)s::date, 2000, 6000, 500, %(day)s::date, %(day)s::date)",
        p=programme,
        a=award,
        day=today,
    )
