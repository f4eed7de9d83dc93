-- name: hold_application
-- An application, held still.
SELECT programme_id, application_id, supplier_id, plan, stage1_won, success_won, state, reason, submitted_at, mean_points, rank
FROM outcomes.application WHERE programme_id = %(programme_id)s AND application_id = %(application_id)s FOR UPDATE;

-- name: hold_application_of
-- The one application of a supplier in a programme, held still.
SELECT application_id FROM outcomes.application WHERE programme_id = %(programme_id)s AND supplier_id = %(supplier_id)s FOR UPDATE;

-- name: add_application
-- A draft of an application.
INSERT INTO outcomes.application (programme_id, application_id, supplier_id, plan, stage1_won, success_won)
VALUES (%(programme_id)s, %(application_id)s, %(supplier_id)s, %(plan)s, %(stage1_won)s, %(success_won)s);

-- name: change_application
-- A draft saved again.
UPDATE outcomes.application SET plan = %(plan)s, stage1_won = %(stage1_won)s, success_won = %(success_won)s
WHERE programme_id = %(programme_id)s AND application_id = %(application_id)s AND state = 'draft';

-- name: submit_application
-- From now on it stays as it is.
UPDATE outcomes.application SET state = 'submitted', submitted_at = %(at)s
WHERE programme_id = %(programme_id)s AND application_id = %(application_id)s;

-- name: set_application_state
-- How an application stands, and why.
UPDATE outcomes.application SET state = %(state)s, reason = %(reason)s
WHERE programme_id = %(programme_id)s AND application_id = %(application_id)s;

-- name: is_barred
-- Whether a company may take part in nothing on a day.
SELECT EXISTS (SELECT FROM outcomes.bar b WHERE b.company_id = %(company_id)s AND b.since_on <= %(day)s AND b.until_on >= %(day)s) AS yes;
