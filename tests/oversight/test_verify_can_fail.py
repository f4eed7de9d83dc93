"""Every proof of `verify` breaks, by its own name, when the data behind it is corrupted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import LiteralString

import psycopg
import pytest

from acted import POWERS, people_act
from clusters import Cluster
from lived import Lived, a_book_that_has_lived
from lived_outcomes import OUTCOMES, pay_for_success
from sangsaeng.database.connection import Database
from sangsaeng.database.migrations import create_database, drop_database
from sangsaeng.oversight.verify import verify

_ALTER = "ALTER TABLE receivables.receivable DROP CONSTRAINT g1_conserved;"
# what -> how somebody with the owner's password breaks it; {name} are numbers of the lived book
CORRUPTIONS: dict[str, LiteralString] = {
    "g1_receivables": f"{_ALTER} UPDATE receivables.receivable SET retained_won = retained_won + 1"
    " WHERE receivable_id = {open_root}",
    "g1_trees": f"{_ALTER} UPDATE receivables.receivable SET face_won = face_won + 1,"
    " retained_won = retained_won + 1 WHERE receivable_id = {open_child}",
    "g1_journal": "UPDATE ledger.line SET amount_won = amount_won + 1"
    " WHERE kind = 1 AND receivable_id = {open_root}",
    "g2": "ALTER TABLE receivables.receivable DISABLE TRIGGER passed_on_has_children;"
    " UPDATE receivables.receivable SET retained_won = retained_won + 1,"
    " passed_on_won = passed_on_won - 1 WHERE receivable_id = {open_root}",
    "g3": "UPDATE receivables.receivable SET matures_on = issued_on"
    " WHERE receivable_id = {open_child}",
    "g4": "DELETE FROM receivables.consent WHERE receivable_id = {cancelled}",
    "g5": "ALTER TABLE ledger.line DROP CONSTRAINT g5_no_recourse;"
    " INSERT INTO ledger.line (programme_id, kind, item_id, debit, credit, amount_won,"
    " booked_on) VALUES ({credit}, 20, 1, ledger.account(230, {holder}),"
    " ledger.account(130, {credit}), 10000000, '2026-04-06')",
    "g6_receivables": "UPDATE ledger.settled SET receivable_id = {open_child}"
    " WHERE receivable_id = {parked_child} AND phase = 1",
    "g6_locks": "UPDATE receivables.lock SET locked_won = locked_won - 1 WHERE released_on IS NULL",
    "g6_deposits": "UPDATE ledger.checkpoint SET balance_won = balance_won - 1"
    " WHERE programme_id = {credit} AND ledger.kind_of(account) = 212",
    "g7_payouts": "UPDATE payouts.payout SET amount_won = amount_won + 1"
    " WHERE purpose = 1 AND source_id = {paid_child}",
    "g7_bank": "UPDATE payouts.attempt SET state = 'sent' WHERE state = 'credited'",
    "g7_due": "DELETE FROM ledger.settled WHERE receivable_id = {paid_child} AND phase = 2",
    "g7_funded": "INSERT INTO settlement.funded_root"
    " (programme_id, root_id, covered_on, matures_on, how)"
    " SELECT programme_id, receivable_id, matures_on, matures_on, 'buyer_money'"
    " FROM receivables.receivable WHERE receivable_id = {open_root}",
    "g7_other": "UPDATE payouts.payout SET amount_won = amount_won + 1 WHERE purpose = 4",
    "g5_booked": "ALTER TABLE ledger.line DROP CONSTRAINT g5_no_recourse;"
    " INSERT INTO ledger.line (programme_id, kind, item_id, debit, credit, amount_won, booked_on)"
    " VALUES ({credit}, 20, 2, ledger.account(210, {open_root}), ledger.account(241, 4), 1,"
    " '2026-04-06')",
    "g7_guarantee": "UPDATE programmes.facility SET blocked_won = blocked_won - 1"
    " WHERE kind = 'guarantee'",
    "g7_advances": "UPDATE settlement.advance SET recovered_won = recovered_won + 1",
    # Interest that was counted on the whole after half had come back: journal and table agree.
    "g7_late_interest": "UPDATE ledger.line SET amount_won = amount_won + 20000 WHERE kind = 34;"
    " UPDATE settlement.advance SET late_interest_won = late_interest_won + 20000",
    "g7_proceeds": "UPDATE payouts.payout SET amount_won = amount_won - 1 WHERE purpose = 5",
    "g7_repaid": "UPDATE ledger.repaid SET earned_won = earned_won + 1",
    "g9_interest": "UPDATE ledger.repaid SET refund_won = refund_won + 1",
    "g9_facilities": "UPDATE programmes.facility SET used_won = used_won - 1"
    " WHERE kind = 'purchase' AND used_won > 0",
    "g8_purchases": "UPDATE ledger.purchase SET interest_won = amount_won - 1 WHERE amount_won > 1",
    "g9_facility_changes": "UPDATE programmes.facility SET limit_won = limit_won + 1",
    "g10": "UPDATE programmes.terms SET early_payment_rate_annual = 0.31",
    "g10_base": "INSERT INTO programmes.base_rate (since, rate_annual, reason)"
    " SELECT max(sold_on), 0.0225, 'on its day' FROM early_payment.sale",
    "g10_split": "UPDATE ledger.repaid SET refund_owner_id = refund_owner_id + 1",
    "g8_sold": "UPDATE receivables.receivable"
    " SET retained_won = retained_won - 1, sold_won = sold_won + 1"
    " WHERE receivable_id = {open_root}",
    "g8": "UPDATE receivables.evidence SET financed_won = financed_won - 1",
    "g9_owed": "UPDATE ledger.line SET amount_won = amount_won - 1 WHERE kind = 26",
    "g9_lines": "ALTER TABLE ledger.line DISABLE TRIGGER ALL;"
    " UPDATE ledger.line SET credit = ledger.account(299, 1) WHERE kind = 5",
    "g9_checkpoint": "UPDATE ledger.checkpoint SET balance_won = balance_won + 1"
    " WHERE ledger.kind_of(account) = 101",
    "g9_trial_balance": "UPDATE ledger.checkpoint SET balance_won = balance_won - 1"
    " WHERE ledger.kind_of(account) = 220",
    "g9_bank_ledger": "DELETE FROM payouts.bank_entry WHERE meaning = 'receipt'",
    "g9_bank_statement": "UPDATE payouts.statement SET closing_won = closing_won + 1",
    "g11": "UPDATE programmes.terms SET deposit_incentive_rate_annual = 0.09",
    "g12_policies": "ALTER TABLE early_payment.sale DISABLE ROW LEVEL SECURITY",
    "g12_participants": "DELETE FROM parties.acquaintance",
    "g9_outcomes": "UPDATE ledger.guarded SET balance_won = balance_won + 1"
    " WHERE ledger.kind_of(account) = 260",
    "g14_reserves": "UPDATE outcomes.reserve SET spent_won = spent_won + 1 WHERE part = 'stage1'",
    "g14_payables": "UPDATE outcomes.payable SET amount_won = amount_won + 1 WHERE paid_on IS NULL",
    "g14_retentions": "UPDATE outcomes.retention SET retained_won = retained_won + 1",
    "g14_earnings": "ALTER TABLE outcomes.earning DISABLE TRIGGER USER;"
    " DELETE FROM outcomes.earning",
    "g14_clawbacks": "UPDATE outcomes.clawback SET penalty_won = penalty_won + 1",
    "g14_agreements": "ALTER TABLE outcomes.agreement DISABLE TRIGGER USER;"
    " UPDATE outcomes.agreement SET highest_won = highest_won - 1",
    "g15_determinations": "ALTER TABLE outcomes.determination DISABLE TRIGGER USER;"
    " UPDATE outcomes.determination SET amount_won = amount_won + 1",
    "g13_acts": "UPDATE parties.act_decision d SET person_id = a.entered_by"
    " FROM parties.act a WHERE a.act_id = d.act_id",
    "g13_chain": "ALTER TABLE audit.event DISABLE TRIGGER USER;"
    " UPDATE audit.event SET outcome = 'denied' WHERE event_id ="
    " (SELECT min(event_id) FROM audit.sealed_event)",
}


# The same for the other ways in which the proof of locks breaks, which has many clauses.
LOCKS: dict[str, LiteralString] = {
    "locked more than its locks": "UPDATE receivables.receivable SET locked_won = locked_won + 1"
    " WHERE receivable_id = {open_child}",
    "settled with less than was locked": "UPDATE ledger.settled SET locked_won = locked_won - 1,"
    " retained_won = retained_won + 1 WHERE locked_won > 0",
    "a lock on what another company holds": "UPDATE receivables.attachment"
    " SET company_id = {holder}",
    "more locked than ordered": "UPDATE receivables.attachment SET amount_won = amount_won - 1",
    "an order that ended and holds on": "UPDATE receivables.attachment"
    " SET released_on = served_on WHERE released_on IS NULL",
    "let go and paid another amount": "UPDATE payouts.payout SET amount_won = amount_won + 1"
    " WHERE purpose = 11",
    "let go and paid to another": "UPDATE payouts.payout SET payee_id = {holder}"
    " WHERE purpose = 11",
    "let go and never paid": "WITH ended AS (UPDATE receivables.attachment"
    " SET released_on = served_on WHERE released_on IS NULL)"
    " UPDATE receivables.lock SET released_on = locked_on, to_pay_won = locked_won"
    " WHERE released_on IS NULL",
    "let go and paid while its order stands": "UPDATE receivables.attachment"
    " SET released_on = NULL WHERE released_on IS NOT NULL",
    "let go on another day than its order": "UPDATE receivables.lock"
    " SET released_on = released_on - 1 WHERE released_on IS NOT NULL",
}

# What else breaks a proof of several clauses: how -> the proof, and the corruption.
FURTHER: dict[str, tuple[str, LiteralString]] = {
    "a funder's money back to another funder": (
        "g7_repaid",
        "UPDATE payouts.payout SET payee_own_account_id = own_account_id WHERE purpose = 6",
    ),
    "a funder's money back out of the deposit account": (
        "g7_repaid",
        "UPDATE payouts.payout SET own_account_id = (SELECT deposit_account_id"
        " FROM programmes.programme WHERE programme_id = {credit}) WHERE purpose = 6",
    ),
    "the fee to another account": (
        "g7_other",
        "UPDATE payouts.payout SET payee_own_account_id = own_account_id WHERE purpose = 8",
    ),
    "parked money to another account": (
        "g7_other",
        "UPDATE payouts.payout SET payee_own_account_id = own_account_id WHERE purpose = 4",
    ),
    "a funder that keeps more than it earned": (
        "g10_split",
        "UPDATE ledger.repaid SET earned_won = earned_won + 1, refund_won = refund_won - 1"
        " WHERE refund_won > 0",
    ),
    "a fee that the funder earned": (
        "g10_split",
        "UPDATE ledger.repaid SET earned_won = earned_won - 1, fee_won = fee_won + 1"
        " WHERE earned_won > 0",
    ),
    "a repayment of another day": (
        "g10_split",
        "UPDATE ledger.repaid SET booked_on = booked_on + 1",
    ),
    "a deposit's interest to another owner": (
        "g10_split",
        "UPDATE ledger.line SET credit = credit + 1 WHERE kind = 25",
    ),
    "a deposit's interest on another day": (
        "g10_split",
        "UPDATE ledger.line SET booked_on = booked_on + 1 WHERE kind = 25",
    ),
    "a sale at no base rate where its terms follow it": (
        "g10_base",
        "UPDATE early_payment.sale SET base_rate_annual = NULL",
    ),
    "a sale at a base rate where its terms follow none": (
        "g10_base",
        "UPDATE programmes.terms SET follows_base_rate = false",
    ),
    "a purchase by a facility nobody set up": (
        "g8_purchases",
        "UPDATE ledger.purchase SET facility_id = 999 WHERE NOT from_deposit",
    ),
    "a purchase out of the operating account": (
        "g8_purchases",
        "UPDATE ledger.purchase p SET own_account_id = g.operating_account_id"
        " FROM programmes.programme g WHERE g.programme_id = p.programme_id AND NOT p.from_deposit",
    ),
    "a purchase by a guarantee": (
        "g8_purchases",
        "UPDATE ledger.purchase SET facility_id = (SELECT min(facility_id)"
        " FROM programmes.facility WHERE kind = 'guarantee') WHERE NOT from_deposit",
    ),
    "a purchase by another programme's facility": (
        "g8_purchases",
        "UPDATE ledger.purchase p SET facility_id = f.facility_id,"
        " own_account_id = f.own_account_id FROM programmes.facility f WHERE f.kind = 'purchase'"
        " AND f.programme_id <> p.programme_id AND NOT p.from_deposit",
    ),
    "a facility that pays from another's account": (
        "g8_purchases",
        "UPDATE programmes.own_account SET owner_id = {holder} WHERE own_account_id IN"
        " (SELECT own_account_id FROM ledger.purchase WHERE NOT from_deposit)",
    ),
    "a facility that pays from a settlement account": (
        "g8_purchases",
        "UPDATE programmes.own_account SET purpose = 'settlement' WHERE own_account_id IN"
        " (SELECT own_account_id FROM ledger.purchase WHERE NOT from_deposit)",
    ),
    "a purchase out of another account than the deposit": (
        "g8_purchases",
        "UPDATE ledger.purchase p SET own_account_id = g.operating_account_id"
        " FROM programmes.programme g WHERE g.programme_id = p.programme_id AND p.from_deposit",
    ),
    "a purchase of another receivable than was sold": (
        "g8_purchases",
        "UPDATE ledger.purchase SET receivable_id = receivable_id + 1",
    ),
    "a purchase of another day than its sale": (
        "g8_purchases",
        "UPDATE ledger.purchase SET booked_on = booked_on + 1",
    ),
    "a purchase of no sale": (
        "g8_purchases",
        "INSERT INTO ledger.purchase (programme_id, purchase_id, sale_id, receivable_id,"
        " from_deposit, facility_id, own_account_id, amount_won, interest_won, booked_on)"
        " SELECT programme_id, 999, 999, receivable_id, from_deposit, facility_id, own_account_id,"
        " amount_won, 0, booked_on FROM ledger.purchase LIMIT 1",
    ),
    "a sale nobody bought": (
        "g8_purchases",
        "DELETE FROM ledger.purchase",
    ),
    "a sale out of the deposit that a funder bought": (
        "g8_purchases",
        "UPDATE early_payment.sale SET from_deposit = NOT from_deposit",
    ),
    "an advance nobody agreed on": (
        "g7_advances",
        "UPDATE programmes.programme SET default_policy = 'unpaid_no_recourse'"
        " WHERE default_policy = 'institution_advances'",
    ),
    "an advance where the buyer's cash was there": (
        "g7_advances",
        "UPDATE programmes.programme SET variant = 'cash_deposit'"
        " WHERE default_policy = 'institution_advances'",
    ),
    "an advance out of a facility to purchase": (
        "g7_advances",
        "UPDATE settlement.advance SET facility_id = (SELECT min(facility_id)"
        " FROM programmes.facility WHERE kind = 'purchase')",
    ),
    "an advance out of another's guarantee": (
        "g7_advances",
        "UPDATE programmes.facility SET provider_id = {holder} WHERE kind = 'guarantee'",
    ),
    "an advance for another buyer": (
        "g7_advances",
        "UPDATE settlement.advance SET buyer_id = {holder}",
    ),
    "an advance out of the deposit account": (
        "g7_advances",
        "UPDATE payouts.payout o SET own_account_id = g.deposit_account_id"
        " FROM programmes.programme g WHERE g.programme_id = o.programme_id AND o.purpose = 9",
    ),
    "an advance to another account than the settlement's": (
        "g7_advances",
        "UPDATE payouts.payout o SET payee_own_account_id = g.deposit_account_id"
        " FROM programmes.programme g WHERE g.programme_id = o.programme_id AND o.purpose = 9",
    ),
    "a recovery to another account than the institution's": (
        "g7_advances",
        "UPDATE payouts.payout o SET payee_own_account_id = g.deposit_account_id"
        " FROM programmes.programme g WHERE g.programme_id = o.programme_id AND o.purpose = 10",
    ),
    "a facility of another end": (
        "g9_facility_changes",
        "UPDATE programmes.facility SET ends_on = coalesce(ends_on + 1, from_on)",
    ),
    "a facility of another least rate": (
        "g9_facility_changes",
        "UPDATE programmes.facility SET least_rate_annual = least_rate_annual + 0.01",
    ),
    "a facility whose making nobody recorded": (
        "g9_facility_changes",
        "DELETE FROM programmes.facility_change",
    ),
    "a refund out of another account": (
        "g7_other",
        "UPDATE payouts.payout SET own_account_id = own_account_id + 1 WHERE purpose = 7",
    ),
}


@pytest.fixture(scope="module")
def lived(cluster: Cluster) -> Iterator[tuple[str, Lived]]:
    """The name of a template database with a life in it."""
    name = f"{cluster.prefix}_lived"
    create_database(cluster.url_of("postgres"), name, cluster.template)
    with Database(cluster.url_of(name)) as database:
        found = a_book_that_has_lived(database)
        people_act(found)
        pay_for_success(found.book)
        assert found.book.broken_proofs() == []
    yield name, found
    drop_database(cluster.url_of("postgres"), name)


def _proofs(url: str) -> dict[str, bool]:
    held: dict[str, bool] = {}
    with Database(url) as database:
        for proof in verify(database):
            held[proof.what] = held.get(proof.what, True) and proof.holds
    return held


def test_every_proof_holds_on_a_book_that_has_lived_and_says_something(
    cluster: Cluster, lived: tuple[str, Lived]
) -> None:
    with cluster.fresh(lived[0]) as url, Database(url) as database:
        proofs = verify(database)
    assert all(proof.holds for proof in proofs)
    # A proof of nothing proves nothing: but for claims on suppliers, which there are not to be,
    # both sides have won in them.
    silent = {proof.what for proof in proofs if not any((proof.left_won, proof.right_won))}
    assert silent <= {"g5", "g5_booked"}


@pytest.mark.parametrize("what", CORRUPTIONS)
def test_a_proof_breaks_by_name_when_the_data_is_corrupted(
    cluster: Cluster, lived: tuple[str, Lived], what: str
) -> None:
    name, numbers = lived
    with cluster.fresh(name) as url:
        with psycopg.connect(url, autocommit=True) as owner:
            told = {**_numbers(numbers), "holder": numbers.book.companies["S1"].company_id}
            for statement in CORRUPTIONS[what].format(**told).split(";"):
                done = owner.execute(statement.encode())
                assert done.rowcount != 0, f"nothing was corrupted: {statement}"
        assert _proofs(url)[what] is False


@pytest.mark.parametrize("how", LOCKS)
def test_the_proof_of_locks_breaks_however_they_are_corrupted(
    cluster: Cluster, lived: tuple[str, Lived], how: str
) -> None:
    name, numbers = lived
    with cluster.fresh(name) as url:
        with psycopg.connect(url, autocommit=True) as owner:
            told = {**_numbers(numbers), "holder": numbers.book.companies["S1"].company_id}
            assert owner.execute(LOCKS[how].format(**told).encode()).rowcount != 0
        assert _proofs(url)["g6_locks"] is False


@pytest.mark.parametrize("how", [*POWERS, *OUTCOMES])
def test_a_proof_of_privacy_powers_or_outcomes_breaks_in_each_of_its_clauses(
    cluster: Cluster, lived: tuple[str, Lived], how: str
) -> None:
    what, corruption = {**POWERS, **OUTCOMES}[how]
    with cluster.fresh(lived[0]) as url:
        with psycopg.connect(url, autocommit=True) as owner:
            for statement in corruption.split(";"):
                done = owner.execute(statement.encode())
                assert done.rowcount != 0, f"nothing was corrupted: {statement}"
        assert _proofs(url)[what] is False


@pytest.mark.parametrize("how", FURTHER)
def test_a_proof_breaks_in_each_of_its_clauses(
    cluster: Cluster, lived: tuple[str, Lived], how: str
) -> None:
    name, numbers = lived
    what, corruption = FURTHER[how]
    with cluster.fresh(name) as url:
        with psycopg.connect(url, autocommit=True) as owner:
            told = {**_numbers(numbers), "holder": numbers.book.companies["S1"].company_id}
            assert owner.execute(corruption.format(**told).encode()).rowcount != 0
        assert _proofs(url)[what] is False


def test_every_proof_there_is_has_been_seen_to_fail(
    cluster: Cluster, lived: tuple[str, Lived]
) -> None:
    with cluster.fresh(lived[0]) as url:
        assert set(_proofs(url)) == set(CORRUPTIONS)


def _numbers(lived: Lived) -> dict[str, int]:
    names = ("credit", "cash", "root", "paid_child", "parked_child", "open_root", "open_child")
    return {name: getattr(lived, name) for name in (*names, "cancelled")}
