-- name: lock_pool
-- What of the pool is free, held still.
SELECT balance_won FROM ledger.guarded WHERE programme_id = %(programme_id)s AND account = %(account)s FOR UPDATE;

-- name: lock_programme
-- One at a time where a programme's own balances decide.
SELECT FROM outcomes.programme WHERE programme_id = %(programme_id)s FOR UPDATE;

-- name: own_account_of
-- The bank account of a programme.
SELECT own_account_id FROM outcomes.programme WHERE programme_id = %(programme_id)s;

-- name: add_reserve
-- G14: what an award may cost at most, set aside when it is made.
INSERT INTO outcomes.reserve (programme_id, award_id, part, reserved_won)
VALUES (%(programme_id)s, %(award_id)s, %(part)s, %(reserved_won)s);

-- name: lock_reserve
-- What is left of a reserve, held still.
SELECT reserved_won - spent_won - released_won AS left_won FROM outcomes.reserve
WHERE programme_id = %(programme_id)s AND award_id = %(award_id)s AND part = %(part)s FOR UPDATE;

-- name: use_reserve
-- Spend of a reserve, or give back to the pool; never more than was reserved (G14).
UPDATE outcomes.reserve SET spent_won = spent_won + %(spent_won)s, released_won = released_won + %(released_won)s
WHERE programme_id = %(programme_id)s AND award_id = %(award_id)s AND part = %(part)s;

-- name: use_retention
-- Money kept back is paid after all, or lost.
UPDATE outcomes.retention SET released_won = released_won + %(released_won)s, forfeited_won = forfeited_won + %(forfeited_won)s
WHERE programme_id = %(programme_id)s AND claim_id = %(claim_id)s;

-- name: add_payable
-- What a party is owed from now on, once a purpose and source.
INSERT INTO outcomes.payable (programme_id, payable_id, company_id, award_id, purpose, source_id, amount_won, owed_on)
VALUES (%(programme_id)s, %(payable_id)s, %(company_id)s, %(award_id)s, %(purpose)s, %(source_id)s, %(amount_won)s, %(owed_on)s);

-- name: lock_payables
-- Payables of a programme, held still.
SELECT payable_id, company_id, award_id, purpose, source_id, amount_won, owed_on, paid_on, ended_on FROM outcomes.payable
WHERE programme_id = %(programme_id)s AND payable_id = ANY(%(payable_ids)s::bigint[]) ORDER BY payable_id FOR UPDATE;

-- name: lock_unpaid
-- What of an award nobody has approved for payment, held still; never a verifier's fee, which hangs on no result, nor what the payer
-- has undertaken by a receivable.
SELECT programme_id, payable_id, company_id, award_id, purpose, amount_won FROM outcomes.payable
WHERE programme_id = %(programme_id)s AND award_id = %(award_id)s AND paid_on IS NULL AND ended_on IS NULL
    AND purpose NOT IN ('fee', 'reimbursement') ORDER BY payable_id FOR UPDATE;

-- name: end_payable
-- A payable is owed no more.
UPDATE outcomes.payable SET ended_on = %(ended_on)s WHERE programme_id = %(programme_id)s AND payable_id = %(payable_id)s;

-- name: set_paid
-- How and when payables were paid.
UPDATE outcomes.payable SET paid_on = %(paid_on)s, paid_by = %(paid_by)s, receivable_programme_id = %(receivable_programme_id)s,
    receivable_id = %(receivable_id)s
WHERE programme_id = %(programme_id)s AND payable_id = ANY(%(payable_ids)s::bigint[]);

-- name: order_alone
-- One ordering of payouts at a time, until the transaction ends.
SELECT pg_advisory_xact_lock(hashtext('sangsaeng outcomes order'));

-- name: list_approved
-- What two people of the payer approved and no payout orders yet; one at a time.
SELECT p.programme_id, p.payable_id, p.company_id, p.amount_won, o.own_account_id
FROM outcomes.payable p JOIN outcomes.programme o ON o.programme_id = p.programme_id
WHERE p.paid_by = 'account' AND NOT EXISTS (SELECT FROM payouts.payout x WHERE x.programme_id = p.programme_id
    AND x.purpose = 13 AND x.source_id = p.payable_id)
ORDER BY p.programme_id, p.payable_id FOR UPDATE OF p;
