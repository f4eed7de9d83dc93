-- name: every_company
-- All companies, by number of registration.
SELECT company_id, business_number, name, size, joined_on FROM parties.company ORDER BY company_id;
