-- name: add_award
-- What was granted; its number is the application's.
INSERT INTO outcomes.award (programme_id, award_id, supplier_id, instrument, instrument_terms, policy_reference, stage1_won,
    success_cap_won, awarded_at)
VALUES (%(programme_id)s, %(award_id)s, %(supplier_id)s, %(instrument)s, %(instrument_terms)s, %(policy_reference)s, %(stage1_won)s,
    %(success_cap_won)s, %(at)s);

-- name: first_reserve
-- The application that stands next in the ranking, held still.
SELECT application_id FROM outcomes.application WHERE programme_id = %(programme_id)s AND state = 'reserve'
ORDER BY rank LIMIT 1 FOR UPDATE;

-- name: was_assigned
-- Whether a verifier was an award's before.
SELECT EXISTS (SELECT FROM outcomes.assignment WHERE programme_id = %(programme_id)s AND award_id = %(award_id)s
    AND verifier_id = %(verifier_id)s) AS yes;

-- name: end_assignment
-- Another verifier takes over.
UPDATE outcomes.assignment SET ended_at = %(at)s WHERE programme_id = %(programme_id)s AND award_id = %(award_id)s AND ended_at IS NULL;

-- name: add_assignment
-- Who verifies an award, and by which nonce it will draw.
INSERT INTO outcomes.assignment (programme_id, award_id, verifier_id, nonce_digest, assigned_at)
VALUES (%(programme_id)s, %(award_id)s, %(verifier_id)s, %(nonce_digest)s, %(at)s);
