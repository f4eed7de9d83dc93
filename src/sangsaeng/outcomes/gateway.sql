-- name: list_fitting_sites
-- Sites that may be drawn for an award: consented, free, of a hazard the technology is for, not the supplier's own nor related to it
-- by an owner, officer, agent, account or company that both named, and not drawn for it before.
SELECT s.site_id, s.company_id, (SELECT min(h) FROM unnest(s.hazards) AS h WHERE h = ANY(%(hazards)s::text[])) AS hazard
FROM outcomes.site s WHERE s.programme_id = %(programme_id)s AND s.state = 'consented' AND s.hazards && %(hazards)s::text[]
    AND s.company_id <> %(supplier_id)s
    AND NOT EXISTS (SELECT FROM outcomes.match m WHERE m.programme_id = s.programme_id AND m.site_id = s.site_id
        AND (m.state <> 'refused' OR m.award_id = %(award_id)s))
    AND NOT EXISTS (SELECT FROM outcomes.related_party x JOIN outcomes.related_party y ON y.programme_id = x.programme_id
        AND y.named_digest = x.named_digest
        WHERE x.programme_id = s.programme_id AND x.company_id = s.company_id AND y.company_id = %(supplier_id)s)
    AND NOT EXISTS (SELECT FROM parties.bank_account x JOIN parties.bank_account y ON y.account_digest = x.account_digest
        WHERE x.company_id = s.company_id AND y.company_id = %(supplier_id)s)
ORDER BY s.site_id FOR UPDATE OF s;

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
