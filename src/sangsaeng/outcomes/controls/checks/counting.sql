-- name: find_dropped
-- Claims that leave out a site which the baseline of the same metric counts and which had its works accepted when it was claimed.
WITH claimed AS (
    SELECT c.claim_id, c.award_id, c.submitted_at, x.match_id, x.metric FROM outcomes.claim c
    CROSS JOIN LATERAL jsonb_to_recordset(c.lines) AS x (match_id bigint, metric text)
    WHERE c.programme_id = %(programme_id)s AND c.state <> 'refused'
), due AS (
    SELECT DISTINCT c.claim_id, c.award_id, b.match_id, c.metric FROM claimed c
    -- Who left or closed is put at its baseline by the count.
    JOIN outcomes.match m ON m.programme_id = %(programme_id)s AND m.award_id = c.award_id AND m.state = 'accepted'
    JOIN outcomes.works w ON w.programme_id = m.programme_id AND w.match_id = m.match_id AND w.accepted_at <= c.submitted_at
    JOIN outcomes.baseline b ON b.programme_id = m.programme_id AND b.match_id = m.match_id AND b.metric = c.metric
)
SELECT 'claim' AS subject, d.claim_id AS subject_id, d.award_id,
    count(DISTINCT d.match_id) FILTER (WHERE c.match_id IS NULL) AS sites, count(DISTINCT d.match_id) AS all_sites
FROM due d LEFT JOIN claimed c ON c.claim_id = d.claim_id AND c.match_id = d.match_id AND c.metric = d.metric
GROUP BY d.claim_id, d.award_id HAVING count(*) FILTER (WHERE c.match_id IS NULL) > 0 ORDER BY d.claim_id;

-- name: find_headcounts
-- Sites whose headcount moved away from the registered one beyond a share; the month it is farthest.
SELECT DISTINCT ON (o.match_id) 'match' AS subject, o.match_id AS subject_id, m.award_id, to_char(o.month, 'YYYY-MM') AS month,
    s.headcount AS before, o.headcount AS after
FROM outcomes.observation o
JOIN outcomes.match m ON m.programme_id = o.programme_id AND m.match_id = o.match_id
JOIN outcomes.site s ON s.programme_id = m.programme_id AND s.site_id = m.site_id
WHERE o.programme_id = %(programme_id)s AND o.headcount IS NOT NULL
    AND (%(match_ids)s::bigint[] IS NULL OR o.match_id = ANY(%(match_ids)s::bigint[]))
    AND abs(o.headcount - s.headcount) > s.headcount * %(share)s::numeric
    AND NOT EXISTS (SELECT FROM outcomes.observation n WHERE n.programme_id = o.programme_id AND n.match_id = o.match_id
        AND n.metric = o.metric AND n.month = o.month AND n.version > o.version)
ORDER BY o.match_id, abs(o.headcount - s.headcount) DESC, o.month;

-- name: find_over_claimed
-- Claims with lines that are better claimed than verified, as values, beyond a share of what was verified.
WITH lower AS (
    SELECT DISTINCT g.award_id, x.code FROM outcomes.agreement g
    CROSS JOIN LATERAL jsonb_to_recordset(g.rule_text::jsonb #> '{terms,metrics}') AS x (code text, lower_is_better boolean)
    WHERE g.programme_id = %(programme_id)s AND jsonb_typeof(g.rule_text::jsonb #> '{terms,metrics}') = 'array' AND x.lower_is_better
)
SELECT 'claim' AS subject, c.claim_id AS subject_id, c.award_id, count(*) AS lines
FROM outcomes.claim c
JOIN outcomes.verification v ON v.programme_id = c.programme_id AND v.claim_id = c.claim_id
CROSS JOIN LATERAL jsonb_to_recordset(v.found) AS f (match_id bigint, metric text, numerator numeric, denominator numeric)
JOIN LATERAL jsonb_to_recordset(c.lines) AS l (match_id bigint, metric text, numerator numeric, denominator numeric)
    ON l.match_id = f.match_id AND l.metric = f.metric
WHERE c.programme_id = %(programme_id)s
    -- Both values times both denominators.
    AND (l.numerator * f.denominator - f.numerator * l.denominator)
        * CASE WHEN EXISTS (SELECT FROM lower w WHERE w.award_id = c.award_id AND w.code = l.metric) THEN -1 ELSE 1 END
        > f.numerator * l.denominator * %(share)s::numeric
GROUP BY c.claim_id, c.award_id ORDER BY c.claim_id;

-- name: find_rotations
-- Suppliers whose last verifications, over all programmes, were all by one verifier, and how many.
WITH done AS (
    SELECT a.supplier_id, c.award_id, c.programme_id, v.verifier_id, v.drawn_at,
        row_number() OVER (PARTITION BY a.supplier_id ORDER BY v.drawn_at DESC, v.claim_id DESC) AS back
    FROM outcomes.verification v
    JOIN outcomes.claim c ON c.programme_id = v.programme_id AND c.claim_id = v.claim_id
    JOIN outcomes.award a ON a.programme_id = c.programme_id AND a.award_id = c.award_id
), last AS (
    SELECT supplier_id, verifier_id, award_id, programme_id FROM done WHERE back = 1
), running AS (
    SELECT l.supplier_id, l.award_id, l.programme_id, count(*) AS times FROM last l
    JOIN done d ON d.supplier_id = l.supplier_id AND d.verifier_id = l.verifier_id
        AND d.back < coalesce((SELECT min(o.back) FROM done o WHERE o.supplier_id = l.supplier_id AND o.verifier_id <> l.verifier_id),
            9223372036854775807)
    GROUP BY l.supplier_id, l.award_id, l.programme_id
)
SELECT 'award' AS subject, award_id AS subject_id, award_id, times FROM running
WHERE programme_id = %(programme_id)s AND times > %(most)s ORDER BY award_id;
