-- name: offices_of
-- What a company is to the whole system.
SELECT office FROM parties.office WHERE company_id = %(company_id)s;

-- name: deciders_of
-- Who decided about an act.
SELECT person_id FROM parties.act_decision WHERE act_id = %(act_id)s;

-- name: find_served
-- The company of a business number, another than who asks.
SELECT c.company_id FROM parties.company c WHERE c.business_number = %(business_number)s AND c.company_id <> %(company_id)s;

-- name: list_invitable
-- Those of these business numbers that a company may ask in: whom it owes something, who takes part in a programme that it runs,
-- and for the operator every one.
SELECT n.number FROM unnest(%(numbers)s::text[]) AS n(number)
WHERE EXISTS (SELECT FROM parties.office o WHERE o.company_id = %(company_id)s AND o.office = 'operator')
    OR EXISTS (SELECT FROM parties.company c WHERE c.business_number = n.number AND (
        EXISTS (SELECT FROM receivables.receivable r
            WHERE r.holder_id = c.company_id AND r.issuer_id = %(company_id)s AND r.cancelled_on IS NULL)
        OR EXISTS (SELECT FROM programmes.participant t JOIN programmes.programme p ON p.programme_id = t.programme_id
            WHERE t.company_id = c.company_id AND %(company_id)s IN (p.institution_id, p.foundation_id))));
