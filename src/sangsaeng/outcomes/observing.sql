-- name: observed_matches
-- Matches whose results are observed, with whether the company may put them down: as administrator, or as verifier now.
SELECT m.match_id, m.award_id, m.state, o.administrator_id = %(company_id)s OR EXISTS (SELECT FROM outcomes.assignment v
    WHERE v.programme_id = m.programme_id AND v.award_id = m.award_id AND v.verifier_id = %(company_id)s AND v.ended_at IS NULL) AS mine
FROM outcomes.match m JOIN outcomes.programme o ON o.programme_id = m.programme_id
WHERE m.programme_id = %(programme_id)s AND m.match_id = ANY(%(match_ids)s::bigint[]);

-- name: add_observations
-- Results of months; a correction is a new version and the last counts.
INSERT INTO outcomes.observation (programme_id, match_id, metric, month, version, numerator, denominator, headcount, source, recorded_at)
SELECT %(programme_id)s, n.match_id, n.metric, n.month, coalesce(max(o.version), 0) + 1, n.numerator, n.denominator, n.headcount,
    n.source, %(at)s
FROM unnest(%(match_id)s::bigint[], %(metric)s::text[], %(month)s::date[], %(numerator)s::numeric[], %(denominator)s::numeric[],
    %(headcount)s::int[], %(source)s::text[]) AS n (match_id, metric, month, numerator, denominator, headcount, source)
LEFT JOIN outcomes.observation o ON o.programme_id = %(programme_id)s AND o.match_id = n.match_id AND o.metric = n.metric
    AND o.month = n.month
GROUP BY n.match_id, n.metric, n.month, n.numerator, n.denominator, n.headcount, n.source;

-- name: get_hazards
-- Hazards of a match, held still.
SELECT hazard_no, risk_before, risk_after FROM outcomes.hazard
WHERE programme_id = %(programme_id)s AND match_id = %(match_id)s FOR UPDATE;

-- name: abate_hazard
-- What became of a hazard.
UPDATE outcomes.hazard SET risk_after = %(risk_after)s, abated_on = %(abated_on)s
WHERE programme_id = %(programme_id)s AND match_id = %(match_id)s AND hazard_no = %(hazard_no)s;

-- name: add_incident
-- An accident at a site.
INSERT INTO outcomes.incident (programme_id, incident_id, match_id, kind, happened_on, reported_on, approved_on, concealed, attributable,
    lost_days, recorded_at)
VALUES (%(programme_id)s, %(incident_id)s, %(match_id)s, %(kind)s, %(happened_on)s, %(reported_on)s, %(approved_on)s, %(concealed)s,
    %(attributable)s, %(lost_days)s, %(at)s);

-- name: get_incident
-- An accident, held still.
SELECT incident_id, match_id, kind, happened_on, reported_on, approved_on, concealed, attributable, lost_days FROM outcomes.incident
WHERE programme_id = %(programme_id)s AND incident_id = %(incident_id)s FOR UPDATE;

-- name: amend_incident
-- What became known later of an accident.
UPDATE outcomes.incident SET reported_on = %(reported_on)s, approved_on = %(approved_on)s, concealed = %(concealed)s,
    attributable = %(attributable)s, lost_days = %(lost_days)s
WHERE programme_id = %(programme_id)s AND incident_id = %(incident_id)s;

-- name: determined_over
-- Determinations that stand and whose period an accident at a match falls in or before: it was not known when they were made.
SELECT d.determination_id, d.award_id FROM outcomes.determination d
JOIN outcomes.claim c ON c.programme_id = d.programme_id AND c.claim_id = d.claim_id
JOIN outcomes.period p ON p.programme_id = c.programme_id AND p.period_no = c.period_no
WHERE d.programme_id = %(programme_id)s AND d.award_id = %(award_id)s AND %(happened_on)s <= p.observed_until
    AND NOT EXISTS (SELECT FROM outcomes.period q WHERE q.programme_id = p.programme_id AND q.period_no < p.period_no
        AND %(happened_on)s <= q.observed_until)
    AND NOT EXISTS (SELECT FROM outcomes.determination n WHERE n.programme_id = d.programme_id AND n.claim_id = d.claim_id
        AND n.version > d.version)
ORDER BY d.determination_id;

-- name: list_reopened
-- Determinations that a late accident re-opened and that were not made anew since.
SELECT d.determination_id, d.claim_id, d.award_id, max((e.facts->>'incident_id')::bigint) AS incident_id, max(e.happened_at) AS since
FROM outcomes.event e
JOIN outcomes.determination d ON d.programme_id = e.programme_id AND d.determination_id = e.subject_id
WHERE e.programme_id = %(programme_id)s AND e.subject = 'determination' AND e.to_state = 'reopened'
    AND NOT EXISTS (SELECT FROM outcomes.determination n WHERE n.programme_id = d.programme_id AND n.claim_id = d.claim_id
        AND n.version > d.version)
GROUP BY d.determination_id, d.claim_id, d.award_id ORDER BY d.determination_id;
