-- name: every_power
-- Who works where as what; of one company, or of all (NULL).
SELECT c.name AS company, c.business_number, w.person_id, p.sealed, w.role, w.limit_won
FROM parties.power w JOIN parties.company c ON c.company_id = w.company_id JOIN parties.person p ON p.person_id = w.person_id
WHERE w.ended_at IS NULL AND (%(company_id)s::bigint IS NULL OR w.company_id = %(company_id)s::bigint)
ORDER BY c.name, w.person_id, w.role;
