-- name: agreements_one_by_one
-- Programmes, their terms and their accounts are numbered one after the other: one is added at a time.
SELECT pg_advisory_xact_lock(23, 21);

-- name: next_terms_id
-- The next number of a programme's terms, and whether terms begin on a day already.
SELECT coalesce(max(terms_id), 0) + 1 AS next_id, coalesce(bool_or(in_force_from = %(day)s), false) AS taken
FROM programmes.terms WHERE programme_id = %(programme_id)s;

-- name: admit
-- A company may stand ready in a programme as a funder from now on.
INSERT INTO programmes.admission (programme_id, company_id, since) VALUES (%(programme_id)s, %(company_id)s, %(day)s)
ON CONFLICT DO NOTHING;
