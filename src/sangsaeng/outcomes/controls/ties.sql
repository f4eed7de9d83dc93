-- name: find_ties
-- Companies that must be strangers and are not: who stands across from whom, and what they share.
WITH side (control, subject, subject_id, award_id, one_id, other_id) AS (
    SELECT 'related_site', 'match', m.match_id, m.award_id, a.supplier_id, s.company_id
    FROM outcomes.match m
    JOIN outcomes.award a ON a.programme_id = m.programme_id AND a.award_id = m.award_id
    JOIN outcomes.site s ON s.programme_id = m.programme_id AND s.site_id = m.site_id
    WHERE m.programme_id = %(programme_id)s AND m.state <> 'refused'
    UNION ALL
    SELECT 'verifier_tied', 'award', v.award_id, v.award_id, v.verifier_id, x.company_id
    FROM outcomes.assignment v
    JOIN outcomes.award a ON a.programme_id = v.programme_id AND a.award_id = v.award_id
    CROSS JOIN LATERAL (
        SELECT a.supplier_id AS company_id
        UNION SELECT s.company_id FROM outcomes.match m
            JOIN outcomes.site s ON s.programme_id = m.programme_id AND s.site_id = m.site_id
            WHERE m.programme_id = v.programme_id AND m.award_id = v.award_id AND m.state <> 'refused') x
    WHERE v.programme_id = %(programme_id)s
), wanted AS (
    SELECT * FROM side WHERE control = %(control)s
), tie AS (
    SELECT t.one_id, t.other_id, t.way FROM outcomes.ties(%(programme_id)s,
        (SELECT array_agg(w.one_id ORDER BY w.one_id, w.other_id) FROM wanted w),
        (SELECT array_agg(w.other_id ORDER BY w.one_id, w.other_id) FROM wanted w), %(companies)s::bigint[], %(digests)s::bytea[]) t
)
SELECT w.subject, w.subject_id, w.award_id, string_agg(DISTINCT t.way, ', ' ORDER BY t.way) AS ways
FROM wanted w JOIN tie t ON t.one_id = w.one_id AND t.other_id = w.other_id
GROUP BY w.subject, w.subject_id, w.award_id ORDER BY w.subject_id;

-- name: list_sides
-- The business numbers of everybody a tie could lead to.
SELECT c.company_id, c.business_number FROM parties.company c
WHERE c.company_id IN (
    SELECT a.supplier_id FROM outcomes.award a WHERE a.programme_id = %(programme_id)s
    UNION SELECT s.company_id FROM outcomes.site s WHERE s.programme_id = %(programme_id)s
    UNION SELECT v.verifier_id FROM outcomes.assignment v WHERE v.programme_id = %(programme_id)s);
