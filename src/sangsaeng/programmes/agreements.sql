-- name: agreements_one_by_one
-- Programmes, their terms and their accounts are numbered one after the other: one is added at a time.
SELECT pg_advisory_xact_lock(23, 21);

-- name: next_terms_id
-- The next number of a programme's terms, and whether terms begin on a day already.
SELECT coalesce(max(terms_id), 0) + 1 AS next_id, coalesce(bool_or(in_force_from = %(day)s), false) AS taken
FROM programmes.terms WHERE programme_id = %(programme_id)s;

-- name: take_part
-- A company takes part in a programme from now on.
INSERT INTO programmes.participant (company_id, programme_id) VALUES (%(company_id)s, %(programme_id)s) ON CONFLICT DO NOTHING;

-- name: get_to_know
-- A company knows others by name from now on.
INSERT INTO parties.acquaintance (company_id, other_id)
SELECT %(company_id)s, n.other_id FROM unnest(%(others)s::bigint[]) AS n(other_id) WHERE n.other_id <> %(company_id)s
ON CONFLICT DO NOTHING;
