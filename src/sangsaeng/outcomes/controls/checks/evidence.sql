-- name: find_reused
-- One file handed in for two matches of any programmes, or as the state before and after; the newest of it is named.
WITH told AS (
    SELECT e.sha256, e.programme_id, e.evidence_id, e.award_id, e.match_id, e.kind FROM outcomes.evidence e
    WHERE e.kind IN ('photo_before', 'photo_after', 'invoice', 'transfer', 'test_sheet') AND e.match_id IS NOT NULL
        AND e.sha256 IN (SELECT n.sha256 FROM outcomes.evidence n WHERE n.programme_id = %(programme_id)s
            AND (%(match_ids)s::bigint[] IS NULL OR n.match_id = ANY(%(match_ids)s::bigint[])))
), reused AS (
    SELECT sha256, count(DISTINCT (programme_id, match_id, kind)) AS times FROM told GROUP BY sha256
    HAVING count(DISTINCT (programme_id, match_id, kind)) > 1
)
SELECT DISTINCT ON (t.sha256) 'evidence' AS subject, t.evidence_id AS subject_id, m.award_id, r.times
FROM told t JOIN reused r ON r.sha256 = t.sha256
JOIN outcomes.match m ON m.programme_id = t.programme_id AND m.match_id = t.match_id
WHERE t.programme_id = %(programme_id)s ORDER BY t.sha256, t.evidence_id DESC;

-- name: find_places
-- Photos of one match that lie far from each other, or where another site's were taken.
WITH spot AS ( -- metres on a flat map round Korea: a degree north is 111 km, a degree east 88 km at 37.5 degrees
    SELECT e.match_id, m.award_id, m.site_id, e.latitude * 111000 AS north, e.longitude * 88000 AS east
    FROM outcomes.evidence e JOIN outcomes.match m ON m.programme_id = e.programme_id AND m.match_id = e.match_id
    WHERE e.programme_id = %(programme_id)s AND e.kind IN ('photo_before', 'photo_after', 'visit_note')
        AND e.latitude IS NOT NULL AND e.longitude IS NOT NULL
), span AS (
    SELECT match_id, award_id, site_id, max(north) AS top, min(north) AS bottom, max(east) AS right_end, min(east) AS left_end
    FROM spot GROUP BY match_id, award_id, site_id
), found AS (
    SELECT match_id, award_id, 'far apart' AS way, greatest(top - bottom, right_end - left_end) AS metres FROM span
    WHERE greatest(top - bottom, right_end - left_end) > %(far)s::numeric
    UNION ALL
    SELECT one.match_id, one.award_id, 'place of another site', 0 FROM spot one
    JOIN outcomes.site s ON s.programme_id = %(programme_id)s AND s.site_id = one.site_id
    WHERE EXISTS (SELECT FROM spot other JOIN outcomes.site o ON o.programme_id = %(programme_id)s AND o.site_id = other.site_id
        WHERE other.match_id <> one.match_id AND o.company_id <> s.company_id
            AND abs(other.north - one.north) <= %(near)s::numeric AND abs(other.east - one.east) <= %(near)s::numeric)
)
SELECT 'match' AS subject, match_id AS subject_id, award_id, string_agg(DISTINCT way, ', ' ORDER BY way) AS ways,
    round(max(metres))::bigint AS metres
FROM found GROUP BY match_id, award_id ORDER BY match_id;

-- name: find_times
-- Evidence from outside its window: before the award, after the works began though it shows the state before, and so on.
WITH found AS (
    SELECT e.match_id, m.award_id, CASE
        WHEN e.late THEN 'late'
        WHEN e.taken_at < a.awarded_at THEN 'before the award'
        WHEN e.kind = 'photo_before' AND (e.taken_at AT TIME ZONE 'Asia/Seoul')::date > w.installed_on THEN 'state before, taken after'
        WHEN e.kind = 'photo_after' AND (e.taken_at AT TIME ZONE 'Asia/Seoul')::date < w.installed_on THEN 'state after, taken before'
        END AS way
    FROM outcomes.evidence e
    JOIN outcomes.match m ON m.programme_id = e.programme_id AND m.match_id = e.match_id
    JOIN outcomes.award a ON a.programme_id = m.programme_id AND a.award_id = m.award_id
    LEFT JOIN outcomes.works w ON w.programme_id = e.programme_id AND w.match_id = e.match_id
    WHERE e.programme_id = %(programme_id)s AND e.kind IN ('photo_before', 'photo_after', 'test_sheet')
)
SELECT 'match' AS subject, match_id AS subject_id, award_id, string_agg(DISTINCT way, ', ' ORDER BY way) AS ways
FROM found WHERE way IS NOT NULL GROUP BY match_id, award_id ORDER BY match_id;
