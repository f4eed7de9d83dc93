-- name: list_locked_baselines
-- Which baselines of an award stand locked for ever.
SELECT b.match_id, b.metric FROM outcomes.baseline b
JOIN outcomes.match m ON m.programme_id = b.programme_id AND m.match_id = b.match_id
WHERE m.programme_id = %(programme_id)s AND m.award_id = %(award_id)s AND b.locked_at IS NOT NULL;

-- name: record_baseline
-- How a metric stood; said again before it is locked, the last counts.
INSERT INTO outcomes.baseline (programme_id, match_id, metric, numerator, denominator, from_on, until_on, source, recorded_at)
VALUES (%(programme_id)s, %(match_id)s, %(metric)s, %(numerator)s, %(denominator)s, %(from_on)s, %(until_on)s, %(source)s, %(at)s)
ON CONFLICT (programme_id, match_id, metric) DO UPDATE SET numerator = excluded.numerator, denominator = excluded.denominator,
    from_on = excluded.from_on, until_on = excluded.until_on, source = excluded.source, recorded_at = excluded.recorded_at;

-- name: list_hazard_numbers
-- The numbers of hazards of an award that stand already.
SELECT h.match_id, h.hazard_no FROM outcomes.hazard h
JOIN outcomes.match m ON m.programme_id = h.programme_id AND m.match_id = h.match_id
WHERE m.programme_id = %(programme_id)s AND m.award_id = %(award_id)s;

-- name: add_hazard
-- A hazard found before the works.
INSERT INTO outcomes.hazard (programme_id, match_id, hazard_no, kind, risk_before)
VALUES (%(programme_id)s, %(match_id)s, %(hazard_no)s, %(kind)s, %(risk_before)s);

-- name: matches_of_award
-- The matches of an award that were not refused.
SELECT match_id, site_id, state FROM outcomes.match
WHERE programme_id = %(programme_id)s AND award_id = %(award_id)s AND state <> 'refused' ORDER BY match_id;

-- name: baselines_of_award
-- How everything stood at the confirmed matches of an award, and how many hazards were found.
SELECT m.match_id, b.metric, b.numerator, b.denominator, b.from_on, b.until_on, b.locked_at,
    (SELECT count(*) FROM outcomes.hazard h WHERE h.programme_id = m.programme_id AND h.match_id = m.match_id) AS hazards
FROM outcomes.match m LEFT JOIN outcomes.baseline b ON b.programme_id = m.programme_id AND b.match_id = m.match_id
WHERE m.programme_id = %(programme_id)s AND m.award_id = %(award_id)s AND m.state = 'confirmed' ORDER BY m.match_id, b.metric;

-- name: lock_baselines
-- From now on they are what results are measured against.
UPDATE outcomes.baseline b SET locked_at = %(at)s FROM outcomes.match m
WHERE m.programme_id = b.programme_id AND m.match_id = b.match_id AND m.programme_id = %(programme_id)s
    AND m.award_id = %(award_id)s AND m.state = 'confirmed' AND b.locked_at IS NULL;
