-- name: list_fitting_sites
-- Sites that may be drawn for an award: consented, free, of a hazard the technology is for, not drawn for it before, not the supplier's
-- own, nor tied to it by an owner, officer, agent, account, person or company that both are known by.
WITH fitting AS (
    SELECT s.site_id, s.company_id, (SELECT min(h) FROM unnest(s.hazards) AS h WHERE h = ANY(%(hazards)s::text[])) AS hazard
    FROM outcomes.site s WHERE s.programme_id = %(programme_id)s AND s.state = 'consented' AND s.hazards && %(hazards)s::text[]
        AND s.company_id <> %(supplier_id)s
        AND NOT EXISTS (SELECT FROM outcomes.match m WHERE m.programme_id = s.programme_id AND m.site_id = s.site_id
            AND (m.state NOT IN ('refused', 'closed') OR m.award_id = %(award_id)s))
    ORDER BY s.site_id FOR UPDATE OF s
)
SELECT f.site_id, f.company_id, f.hazard FROM fitting f
WHERE f.company_id NOT IN (SELECT t.one_id FROM outcomes.ties(%(programme_id)s,
    (SELECT array_agg(DISTINCT x.company_id) FROM fitting x),
    (SELECT array_fill(%(supplier_id)s::bigint, ARRAY[count(DISTINCT x.company_id)::int]) FROM fitting x),
    %(companies)s::bigint[], %(digests)s::bytea[]) t)
ORDER BY f.site_id;

-- name: list_numbers_of_sides
-- The business numbers by which the supplier and the companies of sites may have named each other.
SELECT c.company_id, c.business_number FROM parties.company c WHERE c.company_id = %(supplier_id)s
    OR c.company_id IN (SELECT s.company_id FROM outcomes.site s WHERE s.programme_id = %(programme_id)s AND s.state = 'consented');

-- name: plan_of
-- What accidents an award's technology is for, and how many sites its plan has.
SELECT plan->'accident_types' AS accident_types, (plan->>'sites_planned')::int AS sites_planned FROM outcomes.application
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

-- name: count_refused
-- How many of the sites drawn for an award its supplier refused.
SELECT count(*) AS refused FROM outcomes.event WHERE programme_id = %(programme_id)s AND award_id = %(award_id)s AND subject = 'match'
    AND to_state = 'refused' AND facts->>'refused_by' = 'supplier';
