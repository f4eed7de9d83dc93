-- name: add_passkey
-- A key nobody holds: its person counts as one that signs in strongly.
INSERT INTO parties.passkey (credential_id, person_id, public_key, sign_count, label, added_at)
VALUES (int8send(%(person_id)s), %(person_id)s, '', 0, 'bench', %(at)s);

-- name: count_issued
-- How many receivables of one buyer there are.
SELECT count(*) AS n FROM receivables.receivable WHERE issuer_id = %(issuer_id)s AND tier = 1;

-- name: analyze
-- What the planner goes by.
ANALYZE;
