-- name: find_contradictions
-- Matches where a worker answered that the device is not in use.
SELECT 'match' AS subject, c.match_id AS subject_id, m.award_id, count(*) FILTER (WHERE NOT c.in_use) AS workers, count(*) AS answers
FROM outcomes.confirmation c JOIN outcomes.match m ON m.programme_id = c.programme_id AND m.match_id = c.match_id
WHERE c.programme_id = %(programme_id)s AND c.answered_at IS NOT NULL
GROUP BY c.match_id, m.award_id HAVING count(*) FILTER (WHERE NOT c.in_use) > 0 ORDER BY c.match_id;

-- name: find_silent
-- Sites accepted some months ago from which neither a near miss nor an accident has been heard.
SELECT 'match' AS subject, m.match_id AS subject_id, m.award_id,
    -- In whole spans: asked about again when as much time has passed once more.
    (12 * extract(year FROM age) + extract(month FROM age))::int / %(months)s::int * %(months)s::int AS months
FROM outcomes.match m
JOIN outcomes.works w ON w.programme_id = m.programme_id AND w.match_id = m.match_id
CROSS JOIN LATERAL age(%(today)s::date, (w.accepted_at AT TIME ZONE 'Asia/Seoul')::date) AS age
WHERE m.programme_id = %(programme_id)s AND m.state = 'accepted' AND age >= make_interval(months => %(months)s)
    AND NOT EXISTS (SELECT FROM outcomes.observation o WHERE o.programme_id = m.programme_id AND o.match_id = m.match_id
        AND o.metric = 'near_miss_reports' AND o.numerator > 0)
    AND NOT EXISTS (SELECT FROM outcomes.incident i WHERE i.programme_id = m.programme_id AND i.match_id = m.match_id)
ORDER BY m.match_id;

-- name: find_gone
-- Sites that closed after the works and before the tail was over; a listed reason holds nothing.
SELECT 'match' AS subject, m.match_id AS subject_id, m.award_id, to_char(s.closed_on, 'YYYY-MM-DD') AS closed_on,
    NOT coalesce(m.reason = ANY(%(listed)s::text[]), false) AS stops
FROM outcomes.match m
JOIN outcomes.site s ON s.programme_id = m.programme_id AND s.site_id = m.site_id
JOIN outcomes.award a ON a.programme_id = m.programme_id AND a.award_id = m.award_id
JOIN outcomes.works w ON w.programme_id = m.programme_id AND w.match_id = m.match_id
WHERE m.programme_id = %(programme_id)s AND m.state <> 'refused' AND s.closed_on >= w.installed_on
    AND s.closed_on <= coalesce(a.tail_until, (w.installed_on + make_interval(months => %(months)s))::date)
ORDER BY m.match_id;

-- name: find_refused_sites
-- Awards whose supplier refused sites that were drawn for it, and how many.
SELECT 'award' AS subject, e.award_id AS subject_id, e.award_id, count(*) AS sites FROM outcomes.event e
WHERE e.programme_id = %(programme_id)s AND e.subject = 'match' AND e.to_state = 'refused' AND e.facts->>'refused_by' = 'supplier'
GROUP BY e.award_id ORDER BY e.award_id;
