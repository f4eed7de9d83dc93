-- name: add_target
-- An undertaking, in a new version.
INSERT INTO outcomes.target (programme_id, award_id, version, text, digest, proposed_at)
SELECT %(programme_id)s, %(award_id)s, coalesce(max(t.version), 0) + 1, %(text)s, sha256(convert_to(%(text)s, 'UTF8')), %(at)s
FROM outcomes.target t WHERE t.programme_id = %(programme_id)s AND t.award_id = %(award_id)s
RETURNING version;

-- name: end_targets
-- What was proposed or approved before stands no more.
UPDATE outcomes.target SET state = 'superseded', decided_at = %(at)s
WHERE programme_id = %(programme_id)s AND award_id = %(award_id)s AND state = %(was)s AND version <> %(version)s;

-- name: get_target
-- A version of an undertaking.
SELECT version, text, digest, state FROM outcomes.target
WHERE programme_id = %(programme_id)s AND award_id = %(award_id)s AND version = %(version)s;

-- name: approved_target
-- The undertaking that was approved.
SELECT version, text, digest, state FROM outcomes.target
WHERE programme_id = %(programme_id)s AND award_id = %(award_id)s AND state = 'approved';

-- name: decide_target
-- An undertaking is approved, or refused.
UPDATE outcomes.target SET state = %(state)s, decided_at = %(at)s
WHERE programme_id = %(programme_id)s AND award_id = %(award_id)s AND version = %(version)s;

-- name: workers_of_award
-- How many work at an award's sites.
SELECT coalesce(sum(s.headcount), 0)::int AS workers FROM outcomes.match m
JOIN outcomes.site s ON s.programme_id = m.programme_id AND s.site_id = m.site_id
WHERE m.programme_id = %(programme_id)s AND m.award_id = %(award_id)s AND m.state <> 'refused';

-- name: references_of
-- What sites of an award's strata reach anyway, of every site by the narrowest stratum its industry lies in.
WITH of_site AS (
    SELECT DISTINCT ON (m.site_id, r.metric) r.metric, r.value FROM outcomes.match m
    JOIN outcomes.site s ON s.programme_id = m.programme_id AND s.site_id = m.site_id
    JOIN outcomes.reference r ON r.programme_id = m.programme_id AND (r.stratum = '*' OR starts_with(s.industry_code, r.stratum))
    WHERE m.programme_id = %(programme_id)s AND m.award_id = %(award_id)s AND m.state <> 'refused'
    ORDER BY m.site_id, r.metric, r.stratum = '*', length(r.stratum) DESC
)
SELECT metric, min(value) AS least, max(value) AS most FROM of_site GROUP BY metric;

-- name: set_reference
-- What no target may be softer than.
INSERT INTO outcomes.reference (programme_id, stratum, metric, value, source, set_at)
VALUES (%(programme_id)s, %(stratum)s, %(metric)s, %(value)s, %(source)s, %(at)s)
ON CONFLICT (programme_id, stratum, metric) DO UPDATE SET value = excluded.value, source = excluded.source, set_at = excluded.set_at;
