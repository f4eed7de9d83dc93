-- name: add_programme
-- A draft of a call.
INSERT INTO outcomes.programme (administrator_id, payer_id, name_ko, name_en, budget_won, running_won, call, rules, opens_at, closes_at)
VALUES (%(administrator_id)s, %(payer_id)s, %(name_ko)s, %(name_en)s, %(budget_won)s, %(running_won)s, %(call)s, %(rules)s, %(opens_at)s,
    %(closes_at)s) RETURNING programme_id;

-- name: change_draft
-- A draft drawn up again; administrator and payer stay.
UPDATE outcomes.programme SET name_ko = %(name_ko)s, name_en = %(name_en)s, budget_won = %(budget_won)s, running_won = %(running_won)s,
    call = %(call)s, rules = %(rules)s, opens_at = %(opens_at)s, closes_at = %(closes_at)s
WHERE programme_id = %(programme_id)s AND state = 'draft';

-- name: drop_periods
-- The periods of a draft, before it is drawn up again.
DELETE FROM outcomes.period WHERE programme_id = %(programme_id)s;

-- name: add_periods
-- When results are observed and claimed.
INSERT INTO outcomes.period (programme_id, period_no, observed_from, observed_until, claim_until, share)
SELECT %(programme_id)s, p.* FROM unnest(%(period_no)s::smallint[], %(observed_from)s::date[], %(observed_until)s::date[],
    %(claim_until)s::date[], %(share)s::numeric[]) p;

-- name: list_periods
-- The periods of a programme, the first first.
SELECT period_no, observed_from, observed_until, claim_until, share FROM outcomes.period
WHERE programme_id = %(programme_id)s ORDER BY period_no;

-- name: own_account_fit
-- Whether an own account is the payer's, kept for this purpose, and of no other programme.
SELECT EXISTS (SELECT FROM programmes.own_account o WHERE o.own_account_id = %(own_account_id)s AND o.owner_id = %(payer_id)s
        AND o.purpose = 'outcomes') AS fit,
    EXISTS (SELECT FROM outcomes.programme p WHERE p.own_account_id = %(own_account_id)s AND p.programme_id <> %(programme_id)s) AS taken;

-- name: set_own_account
-- The bank account a programme's money lies in.
UPDATE outcomes.programme SET own_account_id = %(own_account_id)s WHERE programme_id = %(programme_id)s;

-- name: set_programme_state
-- How a programme stands.
UPDATE outcomes.programme SET state = %(state)s WHERE programme_id = %(programme_id)s;
