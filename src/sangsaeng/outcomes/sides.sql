-- name: verifier_of
-- Who verifies an award now.
SELECT verifier_id FROM outcomes.assignment WHERE programme_id = %(programme_id)s AND award_id = %(award_id)s AND ended_at IS NULL;

-- name: get_match
-- A site drawn for an award, with the companies of both sides.
SELECT m.programme_id, m.match_id, m.award_id, m.site_id, m.hazard, m.drawn_at, m.supplier_at, m.site_at, m.state, m.reason,
    a.supplier_id, a.state AS award_state, s.company_id, s.name AS site_name, s.industry_code, s.headcount
FROM outcomes.match m JOIN outcomes.award a ON a.programme_id = m.programme_id AND a.award_id = m.award_id
JOIN outcomes.site s ON s.programme_id = m.programme_id AND s.site_id = m.site_id
WHERE m.programme_id = %(programme_id)s AND m.match_id = %(match_id)s;

-- name: hold_match
-- One change of a match at a time.
SELECT FROM outcomes.match WHERE programme_id = %(programme_id)s AND match_id = %(match_id)s FOR UPDATE;

-- name: set_match_state
-- How a match stands.
UPDATE outcomes.match SET state = %(state)s, reason = coalesce(%(reason)s, reason)
WHERE programme_id = %(programme_id)s AND match_id = %(match_id)s;
