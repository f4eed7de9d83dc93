-- name: offices_of
-- What a company is to the whole system.
SELECT office FROM parties.office WHERE company_id = %(company_id)s;

-- name: deciders_of
-- Who decided about an act.
SELECT person_id FROM parties.act_decision WHERE act_id = %(act_id)s;

-- name: find_served
-- The company of a business number, another than who asks.
SELECT c.company_id FROM parties.company c WHERE c.business_number = %(business_number)s AND c.company_id <> %(company_id)s;

-- name: takes_part_anywhere
-- Whether a company takes part in a programme or holds an office: only such a company asks others in.
SELECT EXISTS (SELECT FROM programmes.participant t WHERE t.company_id = %(company_id)s)
    OR EXISTS (SELECT FROM parties.office o WHERE o.company_id = %(company_id)s) AS yes;
