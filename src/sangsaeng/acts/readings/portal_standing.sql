-- name: get_standing
-- In which parts a company takes part, from what row-level security shows it of itself.
SELECT c.company_id, c.name, c.business_number,
    EXISTS (SELECT FROM programmes.programme p WHERE p.buyer_id = %(me)s) AS buys,
    EXISTS (SELECT FROM receivables.receivable r WHERE r.holder_id = %(me)s) AS holds,
    EXISTS (SELECT FROM programmes.facility f WHERE f.provider_id = %(me)s AND f.kind = 'purchase') AS funds,
    EXISTS (SELECT FROM outcomes.application a WHERE a.supplier_id = %(me)s) AS improves,
    EXISTS (SELECT FROM outcomes.site s WHERE s.company_id = %(me)s) AS is_site,
    EXISTS (SELECT FROM outcomes.programme o WHERE o.payer_id = %(me)s) AS rewards,
    ARRAY(SELECT p.programme_id FROM programmes.programme p
        WHERE %(me)s IN (p.buyer_id, p.institution_id, p.foundation_id) ORDER BY p.programme_id LIMIT 200) AS programme_ids,
    ARRAY(SELECT o.programme_id FROM outcomes.programme o
        ORDER BY o.programme_id LIMIT 200) AS outcome_programme_ids
FROM parties.company c WHERE c.company_id = %(me)s;
