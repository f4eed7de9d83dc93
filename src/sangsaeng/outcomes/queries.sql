-- name: get_programme
-- A programme.
SELECT programme_id, administrator_id, payer_id, own_account_id, name_ko, name_en, budget_won, running_won, call, rules, opens_at,
    closes_at, state FROM outcomes.programme WHERE programme_id = %(programme_id)s;

-- name: hold_programme
-- A programme, held still.
SELECT programme_id, administrator_id, payer_id, own_account_id, name_ko, name_en, budget_won, running_won, call, rules, opens_at,
    closes_at, state FROM outcomes.programme WHERE programme_id = %(programme_id)s FOR UPDATE;

-- name: get_award
-- An award.
SELECT programme_id, award_id, supplier_id, instrument, stage1_won, success_cap_won, state, awarded_at, tail_until
FROM outcomes.award WHERE programme_id = %(programme_id)s AND award_id = %(award_id)s;

-- name: hold_award
-- An award, held still.
SELECT programme_id, award_id, supplier_id, instrument, stage1_won, success_cap_won, state, awarded_at, tail_until
FROM outcomes.award WHERE programme_id = %(programme_id)s AND award_id = %(award_id)s FOR UPDATE;

-- name: set_award_state
-- How an award stands.
UPDATE outcomes.award SET state = %(state)s WHERE programme_id = %(programme_id)s AND award_id = %(award_id)s;
