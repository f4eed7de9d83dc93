-- name: list_known
-- Companies the asker deals with, and those in its programmes that let it see their names.
SELECT c.company_id, c.business_number, c.name, c.joined_on FROM parties.company c
WHERE c.company_id > %(after_company_id)s::bigint AND (c.company_id = ANY ((SELECT programmes.consented())::bigint[])
        OR c.company_id IN (SELECT a.other_id FROM parties.acquaintance a WHERE a.company_id = %(me)s))
    AND (%(business_number)s::text IS NULL OR c.business_number = %(business_number)s)
    AND (%(name)s::text IS NULL OR starts_with(c.name, %(name)s))
ORDER BY c.company_id LIMIT %(most)s;

-- name: list_known_in_programme
-- Companies that take part in a programme the asker runs.
SELECT c.company_id, c.business_number, c.name, c.joined_on FROM parties.company c
JOIN programmes.participant t ON t.company_id = c.company_id AND t.programme_id = %(programme_id)s
JOIN programmes.programme p ON p.programme_id = t.programme_id AND p.institution_id = %(me)s
WHERE c.company_id > %(after_company_id)s::bigint
    AND (%(business_number)s::text IS NULL OR c.business_number = %(business_number)s)
    AND (%(name)s::text IS NULL OR starts_with(c.name, %(name)s))
ORDER BY c.company_id LIMIT %(most)s;

-- name: list_my_people
-- Who works for the asker, with every power in force.
SELECT p.person_id, p.sealed, p.language, p.disabled_at, p.created_at,
    (SELECT jsonb_agg(jsonb_build_object('power_id', w.power_id, 'role', w.role, 'limit_won', w.limit_won) ORDER BY w.power_id)
        FROM parties.power w WHERE w.person_id = p.person_id AND w.company_id = %(me)s AND w.ended_at IS NULL) AS powers
FROM parties.person p
WHERE p.person_id > %(after_person_id)s::bigint AND p.person_id IN (SELECT w.person_id FROM parties.power w
    WHERE w.company_id = %(me)s AND w.ended_at IS NULL)
ORDER BY p.person_id LIMIT %(most)s;

-- name: list_my_powers
-- What the person who asks may do at this company.
SELECT w.power_id, w.role, w.limit_won, w.granted_at FROM parties.power w
WHERE w.company_id = %(me)s AND w.person_id = %(person)s AND w.ended_at IS NULL ORDER BY w.power_id;

-- name: list_my_mandates
-- Leaves to act alone: of the asker's own people, or of companies in programmes it runs.
SELECT m.mandate_id, m.company_id, c.name AS company, m.person_id, m.limit_won, m.from_at, m.ends_at, m.ended_at
FROM parties.mandate m JOIN parties.company c ON c.company_id = m.company_id
WHERE m.mandate_id < %(after_mandate_id)s::bigint AND CASE WHEN %(runs)s THEN m.company_id IN (SELECT t.company_id FROM programmes.participant t
        JOIN programmes.programme p ON p.programme_id = t.programme_id WHERE p.institution_id = %(me)s) ELSE m.company_id = %(me)s END
    AND (%(company_id)s::bigint IS NULL OR m.company_id = %(company_id)s)
ORDER BY m.mandate_id DESC LIMIT %(most)s;

-- name: list_my_keys
-- The asker's machines: what each may do, never its secret or what finds it.
SELECT k.key_id, k.label, k.scopes, k.limit_won, k.made_at, k.ends_at, k.ended_at FROM parties.api_key k
WHERE k.company_id = %(me)s AND k.key_id < %(after_key_id)s::bigint ORDER BY k.key_id DESC LIMIT %(most)s;

-- name: list_my_invitations
-- Invitations the asker sent, and those it got, the newest first.
SELECT n.invitation_id, CASE WHEN n.invited_by = %(me)s THEN 'sent' ELSE 'received' END AS side,
    coalesce(c.business_number, m.business_number) AS business_number, c.name AS company,
    b.name AS invited_by, n.role, n.limit_won, n.made_at, n.ends_at, n.accepted_at, n.withdrawn_at
FROM parties.invitation n
LEFT JOIN parties.invited_by_me() m ON m.invitation_id = n.invitation_id
LEFT JOIN parties.company c ON c.company_id = n.company_id
LEFT JOIN parties.company b ON b.company_id = n.invited_by
WHERE %(me)s IN (n.invited_by, n.company_id) AND n.invitation_id < %(after_invitation_id)s::bigint
ORDER BY n.invitation_id DESC LIMIT %(most)s;
