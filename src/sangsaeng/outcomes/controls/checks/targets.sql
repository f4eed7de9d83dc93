-- name: find_soft_targets
-- Agreed targets softer than what sites of their strata reach anyway; the strictest reference of the award's sites counts.
WITH agreed AS (
    SELECT DISTINCT ON (g.award_id) g.award_id, g.rule_text::jsonb AS rule FROM outcomes.agreement g
    WHERE g.programme_id = %(programme_id)s ORDER BY g.award_id, g.rule_version DESC
), undertaken AS (
    -- A quantity that no decimal says whole stands as a/b.
    SELECT a.award_id, x.code, split_part(x.baseline, '/', 1)::numeric / coalesce(nullif(split_part(x.baseline, '/', 2), ''), '1')::numeric
        AS baseline, split_part(x.target, '/', 1)::numeric / coalesce(nullif(split_part(x.target, '/', 2), ''), '1')::numeric AS target
    FROM agreed a
    CROSS JOIN LATERAL jsonb_to_recordset(a.rule #> '{terms,metrics}') AS x (code text, baseline text, target text)
    WHERE jsonb_typeof(a.rule #> '{terms,metrics}') = 'array'
), of_site AS ( -- of every site the reference of the narrowest stratum its industry lies in
    SELECT DISTINCT ON (m.award_id, m.site_id, r.metric) m.award_id, r.metric, r.value FROM outcomes.match m
    JOIN outcomes.site s ON s.programme_id = m.programme_id AND s.site_id = m.site_id
    JOIN outcomes.reference r ON r.programme_id = m.programme_id AND (r.stratum = '*' OR starts_with(s.industry_code, r.stratum))
    WHERE m.programme_id = %(programme_id)s AND m.state <> 'refused'
    ORDER BY m.award_id, m.site_id, r.metric, r.stratum = '*', length(r.stratum) DESC
), strictest AS (
    SELECT award_id, metric, min(value) AS least, max(value) AS most FROM of_site GROUP BY award_id, metric
)
SELECT 'award' AS subject, u.award_id AS subject_id, u.award_id, min(u.code) AS metric
FROM undertaken u JOIN strictest t ON t.award_id = u.award_id AND t.metric = u.code
-- Good runs from the baseline to the target, up or down.
WHERE CASE WHEN u.target >= u.baseline THEN u.target < t.most ELSE u.target > t.least END
GROUP BY u.award_id ORDER BY u.award_id;
