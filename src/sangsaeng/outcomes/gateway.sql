-- name: list_fitting_sites
-- Sites that may be drawn for an award: consented, free, of a hazard the technology is for, not drawn for it before, not the supplier's
-- own, nor tied to it by an owner, officer, agent, account, person or company that both are known by.
WITH told AS (
    SELECT r.company_id, CASE WHEN r.relation IN ('account', 'company') THEN r.relation ELSE 'name' END AS way, r.named_digest AS known_by
    FROM outcomes.related_party r WHERE r.programme_id = %(programme_id)s
    UNION SELECT c.company_id, 'company', c.digest FROM unnest(%(companies)s::bigint[], %(digests)s::bytea[]) AS c (company_id, digest)
    UNION SELECT b.company_id, 'account', b.account_digest FROM parties.bank_account b WHERE b.account_digest IS NOT NULL
    UNION SELECT p.company_id, 'person', int8send(p.person_id) FROM parties.power p WHERE p.ended_at IS NULL
)
SELECT s.site_id, s.company_id, (SELECT min(h) FROM unnest(s.hazards) AS h WHERE h = ANY(%(hazards)s::text[])) AS hazard
FROM outcomes.site s WHERE s.programme_id = %(programme_id)s AND s.state = 'consented' AND s.hazards && %(hazards)s::text[]
    AND s.company_id <> %(supplier_id)s
    AND NOT EXISTS (SELECT FROM outcomes.match m WHERE m.programme_id = s.programme_id AND m.site_id = s.site_id
        AND (m.state <> 'refused' OR m.award_id = %(award_id)s))
    AND NOT EXISTS (SELECT FROM told one JOIN told other ON other.way = one.way AND other.known_by = one.known_by
        WHERE one.company_id = s.company_id AND other.company_id = %(supplier_id)s)
ORDER BY s.site_id FOR UPDATE OF s;

-- name: list_numbers_of_sides
-- The business numbers by which the supplier and the companies of sites may have named each other.
SELECT c.company_id, c.business_number FROM parties.company c WHERE c.company_id = %(supplier_id)s
    OR c.company_id IN (SELECT s.company_id FROM outcomes.site s WHERE s.programme_id = %(programme_id)s AND s.state = 'consented');

-- name: plan_of
-- What accidents an award's technology is for.
SELECT plan->'accident_types' AS accident_types FROM outcomes.application
WHERE programme_id = %(programme_id)s AND application_id = %(award_id)s;

-- name: add_match
-- A site drawn for an award.
INSERT INTO outcomes.match (programme_id, match_id, award_id, site_id, hazard, drawn_from, seed, drawn_at)
VALUES (%(programme_id)s, %(match_id)s, %(award_id)s, %(site_id)s, %(hazard)s, %(drawn_from)s, %(seed)s, %(at)s);

-- name: confirm_match
-- A side confirms; with both it is confirmed.
UPDATE outcomes.match SET supplier_at = CASE WHEN %(of_supplier)s THEN %(at)s ELSE supplier_at END,
    site_at = CASE WHEN %(of_supplier)s THEN site_at ELSE %(at)s END,
    state = CASE WHEN CASE WHEN %(of_supplier)s THEN site_at ELSE supplier_at END IS NULL THEN state ELSE 'confirmed' END
WHERE programme_id = %(programme_id)s AND match_id = %(match_id)s;
