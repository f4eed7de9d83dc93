-- name: quiet
-- Filling a bench's book is not what is measured: its triggers wait until it is full.
SET session_replication_role = replica;

-- name: loud
-- The book is full: every trigger works again.
SET session_replication_role = origin;

-- name: fill_companies
-- Invented payees; the check digit is computed, as parties.business_number_valid asks.
INSERT INTO parties.company (company_id, business_number, name, size, joined_on)
SELECT 1000 + g, n.nine || (10 - (substr(n.nine, 1, 1)::int + substr(n.nine, 2, 1)::int * 3 + substr(n.nine, 3, 1)::int * 7
    + substr(n.nine, 4, 1)::int + substr(n.nine, 5, 1)::int * 3 + substr(n.nine, 6, 1)::int * 7 + substr(n.nine, 7, 1)::int
    + substr(n.nine, 8, 1)::int * 3 + substr(n.nine, 9, 1)::int * 5 + substr(n.nine, 9, 1)::int * 5 / 10) %% 10) %% 10,
    'bench ' || g, 'small', %(day)s
FROM generate_series(1, %(companies)s) g
CROSS JOIN LATERAL (SELECT lpad((100000000 + g * 37)::text, 9, '0') AS nine) n;

-- name: fill_programmes
-- Programmes with an account triple each, terms that earn an incentive, one buyer.
WITH own AS (
    INSERT INTO programmes.own_account (own_account_id, purpose, owner_id, bank_code, account_number, name)
    SELECT g * 3 + k.n, k.purpose, 1001, '218', (90000000000 + g * 3 + k.n)::text, 'bench'
    FROM generate_series(1, %(programmes)s) g CROSS JOIN (VALUES (0, 'settlement'), (1, 'deposit'), (2, 'operating')) k(n, purpose)
), programme AS (
    INSERT INTO programmes.programme (programme_id, buyer_id, institution_id, foundation_id, variant, default_policy, max_tier,
        opened_on, claim_days, settlement_account_id, deposit_account_id, operating_account_id)
    SELECT g, 1001, 1002, 1003, 'credit', 'unpaid_no_recourse', 4, %(day)s, 30, g * 3, g * 3 + 1, g * 3 + 2
    FROM generate_series(1, %(programmes)s) g
)
INSERT INTO programmes.terms (programme_id, terms_id, in_force_from, early_payment_rate_annual, deposit_incentive_rate_annual,
    rounding, refund_owner, max_partial_sales)
SELECT g, 1, %(day)s, 0.042, %(incentive_rate)s, 'truncate', 'first_tier', 5 FROM generate_series(1, %(programmes)s) g;

-- name: fill_roots
-- Roots: programme by programme, their faces the sum of what they keep and pass on.
INSERT INTO receivables.receivable (programme_id, receivable_id, root_id, parent_id, tier, issuer_id, holder_id, face_won,
    retained_won, passed_on_won, issued_on, matures_on, terms_id, cash_flow_digest)
SELECT (1 + (t - 1) * %(programmes)s / %(trees)s)::int, 10000000 + t, 10000000 + t, NULL, 1, 1001, 1000 + 1 + (t * 7919) %% %(companies)s,
    kept.won + coalesce(c.won, 0), kept.won, coalesce(c.won, 0), %(issued_on)s, %(root_due)s, 1, 'bench'
FROM generate_series(1::bigint, %(trees)s) t
CROSS JOIN LATERAL (SELECT 100000 + (t * 104729::bigint) %% 9999991 AS won) kept
LEFT JOIN (SELECT tree, sum(won)::bigint AS won FROM bench_leaf GROUP BY tree) c ON c.tree = t;

-- name: plan_leaves
-- What each leaf will be: its tree, its payee, its won.
CREATE UNLOGGED TABLE bench_leaf AS
SELECT g AS leaf, 1 + (g - 1) * %(trees)s / %(leaves)s AS tree, 1000 + 1 + (g * 7919) %% %(companies)s AS holder_id,
    100000 + (g * 104729::bigint) %% 9999991 AS won
FROM generate_series(1::bigint, %(leaves)s) g;

-- name: fill_children
-- Leaves: children of the roots, due on the day that is measured.
INSERT INTO receivables.receivable (programme_id, receivable_id, root_id, parent_id, tier, issuer_id, holder_id, face_won,
    retained_won, issued_on, matures_on, terms_id, cash_flow_digest)
SELECT (1 + (tree - 1) * %(programmes)s / %(trees)s)::int, 100000000 + leaf, 10000000 + tree, 10000000 + tree, 2,
    1000 + 1 + (tree * 7919) %% %(companies)s, holder_id, won, won,
    %(issued_on)s, %(child_due)s, 1, 'bench'
FROM bench_leaf ORDER BY leaf;

-- name: fill_issue_lines
-- The journal of the filled book: issues and pass-ons.
INSERT INTO ledger.line (programme_id, kind, item_id, debit, credit, amount_won, receivable_id, booked_on)
SELECT programme_id, CASE WHEN parent_id IS NULL THEN 1 ELSE 2 END, receivable_id,
    CASE WHEN parent_id IS NULL THEN ledger.account(110, receivable_id) ELSE ledger.account(210, parent_id) END,
    ledger.account(210, receivable_id), face_won, receivable_id, issued_on
FROM receivables.receivable;

-- name: fill_funding
-- Buyers' money came for every root.
INSERT INTO ledger.line (programme_id, kind, item_id, debit, credit, amount_won, receivable_id, booked_on)
SELECT programme_id, 6, receivable_id, ledger.account(220, programme_id), ledger.account(213, receivable_id), face_won, receivable_id, matures_on
FROM receivables.receivable WHERE parent_id IS NULL;

-- name: fill_money
-- And lay on the settlement accounts.
INSERT INTO ledger.line (programme_id, kind, item_id, debit, credit, amount_won, booked_on)
SELECT r.programme_id, 5, r.programme_id, ledger.account(101, p.settlement_account_id), ledger.account(220, r.programme_id), sum(r.face_won), %(day)s
FROM receivables.receivable r JOIN programmes.programme p ON p.programme_id = r.programme_id
WHERE r.parent_id IS NULL GROUP BY r.programme_id, p.settlement_account_id;

-- name: fill_funded_roots
-- Every root is covered.
INSERT INTO settlement.funded_root (programme_id, root_id, covered_on, matures_on, how)
SELECT programme_id, receivable_id, matures_on, matures_on, 'buyer_money' FROM receivables.receivable WHERE parent_id IS NULL;

-- name: fill_meetings
-- Who takes part and who knows whom, as the triggers that were quiet would have kept it.
SELECT programmes.meet(array_agg(e.programme_id), array_agg(e.issuer_id), array_agg(e.holder_id))
FROM (SELECT DISTINCT programme_id, issuer_id, holder_id FROM receivables.receivable
    UNION SELECT p.programme_id, p.buyer_id, s.side FROM programmes.programme p
        CROSS JOIN LATERAL (VALUES (p.buyer_id), (p.institution_id), (p.foundation_id)) s(side)) e;

-- name: vacuum
-- Statistics as a book in use has them.
VACUUM ANALYZE;

-- name: checkpoint
-- What was written before is not paid for during the measurement.
CHECKPOINT;

-- name: lsn
-- How far the write-ahead log is.
SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint AS bytes;

-- name: output_tables
-- Empty twins of what a run writes, with the same keys and indexes.
CREATE TABLE bench_settled (LIKE ledger.settled INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES);
CREATE TABLE bench_line (LIKE ledger.line INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES);
CREATE TABLE bench_payout (LIKE payouts.payout INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES);

-- name: drop_output_tables
-- Away with the twins.
DROP TABLE IF EXISTS bench_settled, bench_line, bench_payout;

-- name: copy_settled_out
-- The run's journal rows as text.
COPY (SELECT * FROM ledger.settled WHERE run_id = %(run_id)s) TO STDOUT;

-- name: copy_payout_out
-- The run's payout rows as text.
COPY (SELECT * FROM payouts.payout WHERE run_id = %(run_id)s) TO STDOUT;

-- name: copy_line_out
-- The lines of the run's day as text.
COPY (SELECT * FROM ledger.line WHERE booked_on = %(day)s AND kind IN (8, 14, 16)) TO STDOUT;

-- name: copy_line_in
-- The lines into the twin.
COPY bench_line FROM STDIN;

-- name: copy_settled_in
-- The journal rows into the twin.
COPY bench_settled FROM STDIN;

-- name: copy_payout_in
-- The payout rows into the twin.
COPY bench_payout FROM STDIN;

-- name: run_of_day
-- The run that was measured.
SELECT run_id FROM settlement.run WHERE day = %(day)s;

-- name: lock_leaf
-- One leaf, the usual way: read and lock it.
SELECT programme_id, receivable_id, root_id, holder_id, face_won, retained_won FROM receivables.receivable
WHERE programme_id = %(programme_id)s AND receivable_id = %(receivable_id)s FOR UPDATE;

-- name: list_leaves
-- Leaves for the usual way.
SELECT programme_id, receivable_id FROM receivables.receivable
WHERE parent_id IS NOT NULL ORDER BY programme_id, receivable_id LIMIT %(count)s;

-- name: own_accounts_of
-- The accounts one leaf needs.
SELECT deposit_account_id FROM programmes.programme WHERE programme_id = %(programme_id)s;

-- name: settled_already
-- Whether the leaf is paid.
SELECT EXISTS (SELECT FROM bench_settled WHERE programme_id = %(programme_id)s AND receivable_id = %(receivable_id)s AND phase = 2) AS yes;

-- name: settle_leaf
-- One journal row.
INSERT INTO bench_settled (programme_id, receivable_id, phase, is_root, holder_id, own_account_id, face_won, retained_won, sold_won, incentive_won, run_id, booked_on, posted_xid)
VALUES (%(programme_id)s, %(receivable_id)s, 2, false, %(holder_id)s, %(deposit_account_id)s, %(face_won)s, %(retained_won)s, 0, 0, 0, %(day)s, ledger.this_xid());

-- name: pay_leaf
-- One payout row.
INSERT INTO bench_payout (programme_id, purpose, source_id, amount_won, payee_id, own_account_id, run_id, booked_on)
VALUES (%(programme_id)s, 1, %(receivable_id)s, %(retained_won)s, %(holder_id)s, %(deposit_account_id)s, 0, %(day)s);
