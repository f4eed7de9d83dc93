-- name: get_power
-- One power of a company that stands; `seated`: a persona of a demonstration came with it.
SELECT power_id, person_id, role, limit_won,
    coalesce(granted_by_act, 0) = 0 AND parties.is_persona(person_id, company_id) AS seated
FROM parties.power
WHERE power_id = %(power_id)s AND company_id = %(company_id)s AND ended_at IS NULL;

-- name: has_worked_here
-- Whether a person has, or had, a power at a company.
SELECT EXISTS (SELECT FROM parties.power WHERE person_id = %(person_id)s AND company_id = %(company_id)s) AS yes;

-- name: add_power
-- A power; no row where the person has this one already.
INSERT INTO parties.power (power_id, person_id, company_id, role, limit_won, granted_at, granted_by_act)
VALUES (%(power_id)s, %(person_id)s, %(company_id)s, %(role)s, %(limit_won)s, %(at)s, %(act_id)s)
ON CONFLICT (person_id, company_id, role) WHERE ended_at IS NULL DO NOTHING;

-- name: end_power
-- A power ends; its row stays.
UPDATE parties.power SET ended_at = %(at)s WHERE power_id = %(power_id)s AND ended_at IS NULL;

-- name: others_with_role
-- How many other people have a role at a company.
SELECT count(*) AS others FROM parties.power
WHERE company_id = %(company_id)s AND role = %(role)s AND ended_at IS NULL AND person_id <> %(person_id)s;

-- name: add_key
-- A machine's key; no row where its secret is taken.
INSERT INTO parties.api_key (key_id, company_id, label, secret_digest, scopes, limit_won, made_at, made_by_act, ends_at)
VALUES (%(key_id)s, %(company_id)s, %(label)s, %(secret_digest)s, %(scopes)s, %(limit_won)s, %(at)s, %(act_id)s, %(ends_at)s)
ON CONFLICT (secret_digest) DO NOTHING;

-- name: end_key
-- A key ends; its row stays.
UPDATE parties.api_key SET ended_at = %(at)s WHERE key_id = %(key_id)s AND company_id = %(company_id)s AND ended_at IS NULL;

-- name: people_of
-- The people who could enter or approve at a company.
SELECT DISTINCT person_id FROM parties.power
WHERE company_id = %(company_id)s AND ended_at IS NULL AND role IN ('enterer', 'approver', 'administrator');

-- name: persona_with_mandate
-- How far the mandate of a company's person reaches, where visitors of a demonstration may be that person.
SELECT m.limit_won, m.ends_at FROM parties.mandate m
WHERE m.company_id = %(company_id)s AND m.ended_at IS NULL AND m.ends_at > %(at)s AND parties.is_persona(m.person_id, m.company_id);

-- name: add_mandate
-- A person may act alone for a company.
INSERT INTO parties.mandate (mandate_id, company_id, person_id, limit_won, given_by_act, from_at, ends_at)
VALUES (%(mandate_id)s, %(company_id)s, %(person_id)s, %(limit_won)s, %(act_id)s, %(at)s, %(ends_at)s);

-- name: end_mandates
-- Every mandate of a company ends; how many.
UPDATE parties.mandate SET ended_at = %(at)s WHERE company_id = %(company_id)s AND ended_at IS NULL AND ends_at > %(at)s;

-- name: add_representative
-- A person was seen to bind a company; seen twice is seen once.
INSERT INTO parties.representative (company_id, person_id, confirmed_by, confirmed_by_act, confirmed_at)
VALUES (%(company_id)s, %(person_id)s, %(confirmed_by)s, %(act_id)s, %(at)s)
ON CONFLICT (company_id, person_id) DO NOTHING;

-- name: add_name_consent
-- Whether the buyer of a programme may see a company's name, from now on.
INSERT INTO programmes.name_consent (programme_id, company_id, item_id, given, since)
VALUES (%(programme_id)s, %(company_id)s, %(item_id)s, %(given)s, %(at)s);

-- name: takes_part
-- Whether a company takes part in a programme.
SELECT EXISTS (SELECT FROM programmes.participant WHERE company_id = %(company_id)s AND programme_id = %(programme_id)s) AS yes;

-- name: add_office
-- What a company is to the whole system.
INSERT INTO parties.office (company_id, office, since) VALUES (%(company_id)s, %(office)s, %(since)s)
ON CONFLICT (company_id, office) DO NOTHING;
