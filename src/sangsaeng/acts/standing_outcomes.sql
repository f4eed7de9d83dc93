-- name: outcome_budget
-- The budget of a pay-for-success programme.
SELECT budget_won AS won FROM outcomes.programme WHERE programme_id = %(programme_id)s;

-- name: payables_open
-- The sum of payables that nobody has approved yet.
SELECT sum(amount_won)::bigint AS won FROM outcomes.payable
WHERE programme_id = %(programme_id)s AND payable_id = ANY(%(payable_ids)s::bigint[]) AND paid_on IS NULL
    AND ended_on IS NULL;

-- name: entry_amount
-- The amount of a bank entry.
SELECT amount_won AS won FROM payouts.bank_entry WHERE entry_id = %(entry_id)s;
