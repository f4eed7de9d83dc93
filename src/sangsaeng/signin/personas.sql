-- name: mark_demonstration
-- From here on the book is a demonstration; nothing where it is no sandbox.
INSERT INTO parties.demonstration (marked_at) SELECT %(at)s FROM jobs.installation i WHERE i.sandbox ON CONFLICT DO NOTHING;

-- name: is_demonstration
-- Whether visitors may be somebody here.
SELECT EXISTS (SELECT FROM parties.demonstration) AS yes;

-- name: add_persona
-- A person that visitors may be.
INSERT INTO parties.persona (person_id, company_id, position, title_code)
VALUES (%(person_id)s, %(company_id)s, %(position)s, %(title_code)s);

-- name: list_personas
-- Whom a visitor may be, in order; nobody in a book of earnest.
SELECT a.person_id, a.company_id, c.name AS company_name, c.business_number, p.sealed, a.title_code,
    (SELECT coalesce(array_agg(w.role ORDER BY w.role), '{}') FROM parties.power w
        WHERE w.person_id = a.person_id AND w.company_id = a.company_id AND w.ended_at IS NULL) AS roles
FROM parties.persona a
JOIN parties.person p ON p.person_id = a.person_id AND p.disabled_at IS NULL
JOIN parties.company c ON c.company_id = a.company_id
ORDER BY a.position;

-- name: get_persona
-- Whether a visitor may be this person, and for which company.
SELECT a.company_id FROM parties.persona a JOIN parties.person p ON p.person_id = a.person_id AND p.disabled_at IS NULL
WHERE a.person_id = %(person_id)s;
