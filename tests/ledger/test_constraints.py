"""Each rule that PostgreSQL can hold refuses a violation under the rule's own name."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from clusters import Cluster
from lived import Lived, a_book_that_has_lived
from sangsaeng.database.connection import Database

_COPY = (
    "INSERT INTO receivables.receivable (programme_id, receivable_id, root_id, parent_id, tier,"
    " issuer_id, holder_id, face_won, retained_won, issued_on, matures_on, terms_id,"
    " cash_flow_digest) SELECT programme_id, 999999, {root}, {parent}, {tier}, {issuer}, holder_id,"
    " {face}, {face}, issued_on, {matures}, {terms}, '' FROM receivables.receivable"
    " WHERE receivable_id = {open_child}"
)
_CHILD = {
    "root": "{open_root}",
    "parent": "{open_root}",
    "tier": "2",
    "issuer": "issuer_id",
    "face": "10",
    "matures": "matures_on",
    "terms": "terms_id",
}


def _child(**other: str) -> str:
    return _COPY.format(**{**_CHILD, "open_child": "{open_child}", **other})


_SALE = (
    "INSERT INTO early_payment.sale (programme_id, sale_id, receivable_id, seller_id, amount_won,"
    " sold_on, matures_on, days, base_rate_annual, rate_annual, fee_rate_annual, rounding,"
    " interest_won, proceeds_won, from_deposit, accepted_at) SELECT programme_id, 999999,"
    " receivable_id, {seller}, amount_won, sold_on, matures_on, days, base_rate_annual, {rate},"
    " {fee}, rounding, {interest},"
    " amount_won - {interest}, from_deposit, accepted_at FROM early_payment.sale"
    " WHERE receivable_id = {open_child}"
)
_AS_SOLD = {"seller": "seller_id", "rate": "rate_annual", "fee": "fee_rate_annual"}
_AS_SOLD["interest"] = "interest_won"


def _sale(**other: str) -> str:
    return _SALE.format(**{**_AS_SOLD, "open_child": "{open_child}", **other})


_LINE = (
    "INSERT INTO ledger.line (programme_id, kind, item_id, debit, credit, amount_won, booked_on)"
)
VIOLATIONS = [
    ("g1_conserved", "UPDATE receivables.receivable SET retained_won = retained_won - 1"),
    (
        "g2_derived_from_parent",
        "UPDATE receivables.receivable SET retained_won = retained_won - 1,"
        " passed_on_won = passed_on_won + 1 WHERE receivable_id = {open_root}",
    ),
    ("g2_derived_from_parent", _child(parent="NULL")),
    ("g2_derived_from_parent", _child(parent="{parked_child}")),
    ("g2_derived_from_parent", _child(tier="3")),
    ("g2_derived_from_parent", _child(issuer="holder_id")),
    ("g2_derived_from_parent", _child(terms="99")),
    ("g2_derived_from_parent", _child(parent="{cancelled}")),
    ("g2_derived_from_parent", _child()),
    ("g3_maturity_order", _child(matures="matures_on - 30")),
    ("g3_maturity_order", "UPDATE receivables.receivable SET matures_on = issued_on - 1"),
    (
        "g4_irrevocable",
        "UPDATE receivables.receivable SET cancelled_on = '2026-04-10', cancel_reason = 'consent'"
        " WHERE receivable_id = {open_child}",
    ),
    (
        "g4_irrevocable",
        "UPDATE receivables.receivable SET cancelled_on = '2026-04-10', cancel_reason ="
        " 'unclaimed' WHERE receivable_id = {open_child}",
    ),
    (
        "g4_irrevocable",
        "UPDATE receivables.receivable SET cancelled_on = NULL, cancel_reason = NULL"
        " WHERE receivable_id = {cancelled}",
    ),
    ("g4_irrevocable", "UPDATE receivables.receivable SET cancel_reason = 'consent'"),
    ("g5_no_recourse", "INSERT INTO ledger.account_kind VALUES (199, 'x', 'debit', 'company')"),
    ("g5_no_recourse", "UPDATE ledger.account_kind SET nature = 'debit' WHERE kind = 230"),
    (
        "g5_no_recourse",
        f"{_LINE} VALUES (1, 20, 1, ledger.account(210, {{open_root}}), ledger.account(120, 4), 1,"
        " '2026-04-06')",
    ),
    (
        "g5_sold_for_good",
        "UPDATE early_payment.sale SET cancelled_at = now() WHERE receivable_id = {open_child}",
    ),
    ("g6_ring_fenced", "UPDATE receivables.receivable SET locked_won = retained_won + 1"),
    ("g6_ring_fenced", "UPDATE receivables.receivable SET locked_won = -1"),
    (
        "g1_conserved",
        "UPDATE receivables.receivable SET sold_won = sold_won + 1"
        " WHERE receivable_id = {open_child}",
    ),
    ("g8_sold_once", _sale()),
    ("g10_fair_price", _sale(rate="0.29", interest="ledger.interest_won(amount_won, 0.29, days,"
        " rounding)")),
    ("g10_fair_price", _sale(fee="0")),
    ("g10_fair_price", _sale(seller="issuer_of_nothing").replace("issuer_of_nothing", "1")),
    ("g10_interest", _sale(interest="interest_won - 1")),
    ("g10_days", "UPDATE early_payment.sale SET days = days + 1,"
        " interest_won = ledger.interest_won(amount_won, rate_annual, days + 1, rounding),"
        " proceeds_won = amount_won -"
        " ledger.interest_won(amount_won, rate_annual, days + 1, rounding)"),
    (
        "facility_limit",
        "UPDATE programmes.facility SET used_won = limit_won + 1 WHERE kind = 'purchase'",
    ),
    (
        "one_facility",
        "INSERT INTO programmes.facility SELECT facility_id + 100, kind, provider_id, buyer_id,"
        " programme_id, own_account_id, 0, 1, from_on FROM programmes.facility",
    ),
    ("purchase_pkey", "INSERT INTO ledger.purchase SELECT * FROM ledger.purchase"),
    ("repaid_pkey", "INSERT INTO ledger.repaid SELECT * FROM ledger.repaid"),
    (
        "g7_paid_once",
        "INSERT INTO payouts.payout SELECT * FROM payouts.payout WHERE source_id = {root}",
    ),
    (
        "g7_one_open_attempt",
        "INSERT INTO payouts.attempt SELECT attempt_id + 100000, programme_id, purpose, source_id,"
        " attempt_no + 1, end_to_end_id || 'x', batch_id, bank_account_id, amount_won, 'sent'"
        " FROM payouts.attempt WHERE state = 'credited'",
    ),
    (
        "settled_pkey",
        "INSERT INTO ledger.settled SELECT * FROM ledger.settled WHERE receivable_id = {root}",
    ),
    (
        "g8_same_invoice_once",
        "INSERT INTO receivables.evidence SELECT evidence_id + 100000, fingerprint, NULL, kind,"
        " supplier_number, buyer_number, written_on, total_won FROM receivables.evidence",
    ),
    (
        "g8_approval_number_once",
        "INSERT INTO receivables.evidence SELECT evidence_id + 100000, fingerprint || 'x',"
        " approval_number, kind, supplier_number, buyer_number, written_on, total_won"
        " FROM receivables.evidence",
    ),
    ("g8_financed_once", "UPDATE receivables.evidence SET financed_won = total_won + 1"),
    ("g8_financed_once", "UPDATE receivables.evidence SET financed_won = -1"),
    ("g9_books_balance", f"{_LINE} VALUES (1, 20, 1, 5, 5, 1, '2026-04-06')"),
    (
        "ledger_keys",
        f"{_LINE} VALUES (1, 20, 1, ledger.account(299, 1), ledger.account(220, 1), 1,"
        " '2026-04-06')",
    ),
    (
        "ledger_keys",
        f"{_LINE} VALUES (1, 99, 1, ledger.account(101, 1), ledger.account(220, 1), 1,"
        " '2026-04-06')",
    ),
    ("line_amount_won_check", f"{_LINE} VALUES (1, 20, 1, 5, 6, 0, '2026-04-06')"),
    ("line_pkey", "INSERT INTO ledger.line SELECT * FROM ledger.line LIMIT 1"),
    ("guarded_floor", "UPDATE ledger.guarded SET held_won = balance_won + 1"),
    ("hold_not_exceeded", "UPDATE ledger.hold SET released_won = amount_won + 1"),
    (
        "control_totals",
        "UPDATE settlement.chunk SET posted_won = expected_won + 1, posted_count = expected_count",
    ),
    ("one_run_a_day", "INSERT INTO settlement.run (run_id, day, state) SELECT 1, day, 'opened'"
        " FROM settlement.run LIMIT 1"),
    (
        "entry_once",
        "INSERT INTO payouts.bank_entry SELECT entry_id + 100000, own_account_id, entry_ref,"
        " direction, amount_won, booked_on, end_to_end_id, remittance, counterparty, meaning,"
        " programme_id FROM payouts.bank_entry",
    ),
    ("one_end_to_end_id", "UPDATE payouts.attempt SET end_to_end_id = 'same'"),
    ("deposit_apart", "UPDATE programmes.programme SET deposit_account_id = operating_account_id"),
    ("one_terms_a_day", "INSERT INTO programmes.terms SELECT programme_id, 99, in_force_from,"
        " early_payment_rate_annual, deposit_incentive_rate_annual, rounding, refund_owner,"
        " max_partial_sales FROM programmes.terms"),
    ("business_number_check_digit", "UPDATE parties.company SET business_number = '1208147522'"),
]  # fmt: skip


@pytest.fixture(scope="module")
def lived(cluster: Cluster) -> Iterator[tuple[psycopg.Connection, Lived]]:
    """The owner's connection to a book that has lived."""
    with cluster.fresh() as url:
        with Database(url) as database:
            found = a_book_that_has_lived(database)
        with psycopg.connect(url) as owner:
            yield owner, found


@pytest.mark.parametrize(("name", "statement"), VIOLATIONS, ids=lambda one: str(one)[:40])
def test_postgresql_refuses_a_violation_of(
    lived: tuple[psycopg.Connection, Lived], name: str, statement: str
) -> None:
    owner, numbers = lived
    told = {
        name: getattr(numbers, name)
        for name in ("root", "parked_child", "open_root", "open_child", "cancelled")
    }
    with pytest.raises(psycopg.IntegrityError) as refused, owner.transaction():
        owner.execute(statement.format(**told).encode())
    assert refused.value.diag.constraint_name == name


def test_the_holders_consent_opens_what_the_trigger_kept_shut(
    lived: tuple[psycopg.Connection, Lived],
) -> None:
    owner, numbers = lived
    cancel = (
        "UPDATE receivables.receivable SET cancelled_on = '2026-04-10', cancel_reason = 'consent'"
        " WHERE receivable_id = %s"
    )
    with owner.transaction(force_rollback=True):
        owner.execute(
            "INSERT INTO receivables.consent SELECT programme_id, receivable_id, holder_id,"
            " '2026-04-10' FROM receivables.receivable WHERE receivable_id = %s",
            [numbers.whole_child],
        )
        assert owner.execute(cancel, [numbers.whole_child]).rowcount == 1
