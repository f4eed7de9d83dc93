-- name: every_company
-- All companies, by number of registration.
SELECT company_id, business_number, name, size, joined_on FROM parties.company ORDER BY company_id;

-- name: next_terms_id
-- The next number of a programme's terms, and whether terms begin on a day already.
SELECT coalesce(max(terms_id), 0) + 1 AS next_id, coalesce(bool_or(in_force_from = %(day)s), false) AS taken
FROM programmes.terms WHERE programme_id = %(programme_id)s;
