-- name: list_cases
-- Claims with what was found, the rule each was agreed under when it was made, and what its award may earn at most. %(again)s: here and
-- below, as it was known when it was determined last.
SELECT c.programme_id, c.claim_id, c.award_id, c.period_no, c.lines, c.state, c.submitted_at, coalesce(k.kept -> 'found', v.found) AS found,
    coalesce((k.kept ->> 'duties_met')::boolean, v.duties_met, false) AS duties_met,
    a.rule_version, a.rule_text, w.success_cap_won
FROM outcomes.claim c
JOIN outcomes.award w ON w.programme_id = c.programme_id AND w.award_id = c.award_id
JOIN outcomes.verification v ON v.programme_id = c.programme_id AND v.claim_id = c.claim_id
LEFT JOIN LATERAL (SELECT x.kept FROM jsonb_array_elements(v.versions) WITH ORDINALITY AS x(kept, place)
    WHERE %(again)s AND (x.kept ->> 'for_version')::int <= (SELECT max(d.version) FROM outcomes.determination d
        WHERE d.programme_id = c.programme_id AND d.claim_id = c.claim_id)
    ORDER BY x.place DESC LIMIT 1) k ON true
CROSS JOIN LATERAL (SELECT g.rule_version, g.rule_text FROM outcomes.agreement g WHERE g.programme_id = c.programme_id
    AND g.award_id = c.award_id AND g.signed_at <= c.submitted_at ORDER BY g.rule_version DESC LIMIT 1) a
WHERE c.programme_id = %(programme_id)s AND c.claim_id = ANY(%(claim_ids)s::bigint[]) ORDER BY c.claim_id;

-- name: list_case_sites
-- The sites of claims' awards, whether any evidence of the claim's period came within its window, and whether they left after the claim.
SELECT c.claim_id, m.match_id, m.state, m.reason, t.match_id IS NOT NULL AS timely,
    m.state IN ('left', 'closed') AND EXISTS (SELECT FROM outcomes.event l WHERE l.programme_id = m.programme_id AND l.subject = 'match'
        AND l.subject_id = m.match_id AND l.to_state = m.state AND l.happened_at > c.submitted_at) AS left_later
FROM outcomes.claim c
JOIN outcomes.match m ON m.programme_id = c.programme_id AND m.award_id = c.award_id AND m.state = ANY(%(states)s::text[])
LEFT JOIN (SELECT DISTINCT k.claim_id, e.match_id FROM outcomes.evidence e
    JOIN outcomes.match x ON x.programme_id = e.programme_id AND x.match_id = e.match_id
    JOIN outcomes.claim k ON k.programme_id = x.programme_id AND k.award_id = x.award_id AND k.claim_id = ANY(%(claim_ids)s::bigint[])
    JOIN outcomes.period p ON p.programme_id = k.programme_id AND p.period_no = k.period_no
    WHERE e.programme_id = %(programme_id)s AND NOT e.late
        AND (NOT %(again)s OR e.added_at <= (SELECT max(d.determined_at) FROM outcomes.determination d
            WHERE d.programme_id = k.programme_id AND d.claim_id = k.claim_id))
        AND (e.taken_at AT TIME ZONE 'Asia/Seoul')::date BETWEEN p.observed_from AND p.claim_until) t
    ON t.claim_id = c.claim_id AND t.match_id = m.match_id
WHERE c.programme_id = %(programme_id)s AND c.claim_id = ANY(%(claim_ids)s::bigint[]) ORDER BY c.claim_id, m.match_id;

-- name: list_case_baselines
-- How things stood before the works at the sites of claims' awards.
SELECT b.match_id, b.metric, b.numerator, b.denominator
FROM outcomes.baseline b JOIN outcomes.match m ON m.programme_id = b.programme_id AND m.match_id = b.match_id
WHERE b.programme_id = %(programme_id)s AND b.locked_at IS NOT NULL AND m.award_id = ANY(%(award_ids)s::bigint[]);

-- name: list_case_observations
-- What was observed month by month in a claim's period, added up; of each month its newest version.
SELECT c.claim_id, o.match_id, o.metric, sum(o.numerator) AS numerator, sum(o.denominator) AS denominator
FROM outcomes.claim c
JOIN outcomes.period p ON p.programme_id = c.programme_id AND p.period_no = c.period_no
JOIN outcomes.match m ON m.programme_id = c.programme_id AND m.award_id = c.award_id
CROSS JOIN LATERAL (SELECT DISTINCT ON (x.metric, x.month) x.match_id, x.metric, x.numerator, x.denominator FROM outcomes.observation x
    WHERE x.programme_id = c.programme_id AND x.match_id = m.match_id
        AND x.month BETWEEN date_trunc('month', p.observed_from)::date AND p.observed_until
        AND (NOT %(again)s OR x.recorded_at <= (SELECT max(d.determined_at) FROM outcomes.determination d
            WHERE d.programme_id = c.programme_id AND d.claim_id = c.claim_id))
    ORDER BY x.metric, x.month, x.version DESC) o
WHERE c.programme_id = %(programme_id)s AND c.claim_id = ANY(%(claim_ids)s::bigint[])
GROUP BY 1, 2, 3;

-- name: list_case_incidents
-- Accidents at the sites of claims' awards since the period before ended, for the first since the agreement.
SELECT c.claim_id, i.incident_id, i.match_id, i.kind, i.concealed, i.attributable
FROM outcomes.claim c
JOIN outcomes.period p ON p.programme_id = c.programme_id AND p.period_no = c.period_no
JOIN outcomes.match m ON m.programme_id = c.programme_id AND m.award_id = c.award_id
JOIN outcomes.incident i ON i.programme_id = m.programme_id AND i.match_id = m.match_id AND i.happened_on <= p.observed_until
    AND i.happened_on > coalesce(
        (SELECT max(q.observed_until) FROM outcomes.period q WHERE q.programme_id = p.programme_id AND q.period_no < p.period_no),
        (SELECT (min(a.signed_at) AT TIME ZONE 'Asia/Seoul')::date - 1 FROM outcomes.agreement a WHERE a.programme_id = c.programme_id AND a.award_id = c.award_id))
WHERE c.programme_id = %(programme_id)s AND c.claim_id = ANY(%(claim_ids)s::bigint[]) AND (i.concealed OR i.attributable)
    AND (NOT %(again)s OR i.recorded_at <= (SELECT max(d.determined_at) FROM outcomes.determination d
        WHERE d.programme_id = c.programme_id AND d.claim_id = c.claim_id))
ORDER BY i.incident_id;

-- name: add_determinations
-- Determinations with their texts and explanations; they stand for ever.
INSERT INTO outcomes.determination (programme_id, determination_id, award_id, claim_id, version, rule_version, rule_digest, input_text,
    input_digest, amount_won, explanation, reason, determined_at, window_until)
SELECT %(programme_id)s, d.determination_id, d.award_id, d.claim_id, d.version, d.rule_version, a.rule_digest, d.input_text,
    sha256(convert_to(d.input_text, 'UTF8')), d.amount_won, d.explanation, %(reason)s, %(at)s, %(window_until)s
FROM unnest(%(determination_id)s::bigint[], %(award_id)s::bigint[], %(claim_id)s::bigint[], %(version)s::smallint[],
    %(rule_version)s::smallint[], %(input_text)s::text[], %(amount_won)s::bigint[], %(explanation)s::jsonb[])
    AS d(determination_id, award_id, claim_id, version, rule_version, input_text, amount_won, explanation)
JOIN outcomes.agreement a ON a.programme_id = %(programme_id)s AND a.award_id = d.award_id AND a.rule_version = d.rule_version;

-- name: get_determination
-- A determination, with its rule's text, what was found when it was made, and whether a later version superseded it.
SELECT d.programme_id, d.determination_id, d.award_id, d.claim_id, d.version, d.rule_version, d.rule_digest, a.rule_text, d.input_text,
    d.input_digest, d.amount_won, d.explanation, d.reason, d.determined_at, d.window_until, c.period_no, w.supplier_id,
    (SELECT o.call->>'metric_catalogue' FROM outcomes.programme o WHERE o.programme_id = d.programme_id) AS metric_catalogue,
    coalesce((SELECT k.kept -> 'found' FROM outcomes.verification v CROSS JOIN LATERAL jsonb_array_elements(v.versions)
        WITH ORDINALITY AS k(kept, place) WHERE v.programme_id = d.programme_id AND v.claim_id = d.claim_id
        AND (k.kept ->> 'for_version')::int <= d.version ORDER BY k.place DESC LIMIT 1), '[]') AS found,
    NOT EXISTS (SELECT FROM outcomes.determination x WHERE x.programme_id = d.programme_id AND x.claim_id = d.claim_id
        AND x.version > d.version) AS newest
FROM outcomes.determination d
JOIN outcomes.agreement a ON a.programme_id = d.programme_id AND a.award_id = d.award_id AND a.rule_version = d.rule_version
JOIN outcomes.claim c ON c.programme_id = d.programme_id AND c.claim_id = d.claim_id
JOIN outcomes.award w ON w.programme_id = d.programme_id AND w.award_id = d.award_id
WHERE d.programme_id = %(programme_id)s AND d.determination_id = %(determination_id)s;

-- name: find_determination
-- A determination by its number alone, for people at the console: numbers never stand twice.
SELECT programme_id FROM outcomes.determination WHERE determination_id = %(determination_id)s;

-- name: newest_version
-- The newest version of a claim's determination.
SELECT determination_id, version, amount_won, determined_at, window_until FROM outcomes.determination
WHERE programme_id = %(programme_id)s AND claim_id = %(claim_id)s ORDER BY version DESC LIMIT 1;

-- name: has_late_incident
-- Whether an accident at an award's sites was recorded, approved, or found to be another only after a moment.
SELECT EXISTS (SELECT FROM outcomes.incident i JOIN outcomes.match m ON m.programme_id = i.programme_id AND m.match_id = i.match_id
    WHERE i.programme_id = %(programme_id)s AND m.award_id = %(award_id)s
    AND (i.recorded_at > %(since)s OR i.approved_on > (%(since)s::timestamptz AT TIME ZONE 'Asia/Seoul')::date
        OR EXISTS (SELECT FROM outcomes.event e WHERE e.programme_id = i.programme_id AND e.subject = 'incident'
            AND e.subject_id = i.incident_id AND e.to_state = 'amended' AND e.happened_at > %(since)s))) AS yes;

-- name: list_due_to_settle
-- Newest determinations of claims that stand whose window is over and of which nothing is booked, with who pays.
SELECT d.programme_id, d.determination_id, p.payer_id FROM outcomes.determination d
JOIN outcomes.programme p ON p.programme_id = d.programme_id AND p.state <> 'ended'
JOIN outcomes.claim c ON c.programme_id = d.programme_id AND c.claim_id = d.claim_id AND c.state = 'determined'
WHERE d.window_until < %(on)s
    AND NOT EXISTS (SELECT FROM outcomes.determination x WHERE x.programme_id = d.programme_id AND x.claim_id = d.claim_id
        AND x.version > d.version)
    AND NOT EXISTS (SELECT FROM outcomes.earning e WHERE e.programme_id = d.programme_id AND e.determination_id = d.determination_id)
ORDER BY d.programme_id, d.determination_id;

-- name: add_dispute
-- A supplier objects to a determination.
INSERT INTO outcomes.dispute (programme_id, dispute_id, determination_id, ground, evidence_ids, opened_at)
VALUES (%(programme_id)s, %(dispute_id)s, %(determination_id)s, %(ground)s, %(evidence_ids)s, %(at)s);

-- name: hold_dispute
-- A dispute, held still.
SELECT x.dispute_id, x.determination_id, x.decided_at, x.upheld, d.award_id, d.claim_id FROM outcomes.dispute x
JOIN outcomes.determination d ON d.programme_id = x.programme_id AND d.determination_id = x.determination_id
WHERE x.programme_id = %(programme_id)s AND x.dispute_id = %(dispute_id)s FOR UPDATE OF x;

-- name: get_dispute_of
-- The dispute of a determination.
SELECT dispute_id, decided_at, upheld FROM outcomes.dispute
WHERE programme_id = %(programme_id)s AND determination_id = %(determination_id)s;

-- name: decide_dispute
-- The written answer to a dispute.
UPDATE outcomes.dispute SET decided_at = %(at)s, upheld = %(upheld)s, answer = %(answer)s
WHERE programme_id = %(programme_id)s AND dispute_id = %(dispute_id)s;

-- name: list_evidence_since
-- Which of these files are an award's, and whether each came after a moment.
SELECT e.evidence_id, e.added_at > %(since)s AS newer FROM outcomes.evidence e
LEFT JOIN outcomes.match m ON m.programme_id = e.programme_id AND m.match_id = e.match_id
WHERE e.programme_id = %(programme_id)s AND e.evidence_id = ANY(%(evidence_ids)s::bigint[])
    AND %(award_id)s IN (e.award_id, m.award_id);

-- name: list_claims_of_award
-- Every claim of an award that stands, with its newest determination and what was booked of it.
SELECT c.claim_id, c.period_no, c.state, n.determination_id, n.amount_won,
    coalesce(e.standing_won, 0) AS standing_won, coalesce(e.forfeited_won, 0)::bigint AS forfeited_won, e.claim_id IS NOT NULL AS booked,
    coalesce(e.newest_id = n.determination_id, false) AS settled
FROM outcomes.claim c
LEFT JOIN LATERAL (SELECT d.determination_id, d.amount_won FROM outcomes.determination d WHERE d.programme_id = c.programme_id
    AND d.claim_id = c.claim_id ORDER BY d.version DESC LIMIT 1) n ON true
LEFT JOIN (SELECT x.programme_id, x.claim_id, max(x.determination_id) AS newest_id,
        sum(x.owed_won + x.retained_won + x.restored_won - x.taken_back_won - coalesce(k.refund_won, x.clawback_won)) AS standing_won,
        sum(x.taken_back_won - x.restored_won) AS forfeited_won
    FROM outcomes.earning x
    -- Of what a later version asked back only what was decided counts: nothing, where it was dropped.
    LEFT JOIN outcomes.clawback k ON k.programme_id = x.programme_id AND k.award_id = x.award_id AND k.ground = 'redetermined'
        AND k.statement = x.determination_id::text AND x.clawback_won > 0
    WHERE x.programme_id = %(programme_id)s AND x.award_id = %(award_id)s GROUP BY 1, 2) e ON e.programme_id = c.programme_id AND e.claim_id = c.claim_id
WHERE c.programme_id = %(programme_id)s AND c.award_id = %(award_id)s AND c.state <> 'refused' ORDER BY c.claim_id;

-- name: add_earning
-- What a determination made owed, kept back, released, or took back.
INSERT INTO outcomes.earning (programme_id, claim_id, determination_id, award_id, owed_won, retained_won, released_won, taken_back_won,
    clawback_won, restored_won, booked_on)
VALUES (%(programme_id)s, %(claim_id)s, %(determination_id)s, %(award_id)s, %(owed_won)s, %(retained_won)s, %(released_won)s,
    %(taken_back_won)s, %(clawback_won)s, %(restored_won)s, %(on)s);

-- name: add_retention
-- What is kept back of a claim until a day; what comes to it later waits for no other day.
INSERT INTO outcomes.retention (programme_id, claim_id, award_id, retained_won, until_on)
VALUES (%(programme_id)s, %(claim_id)s, %(award_id)s, %(retained_won)s, %(until_on)s)
ON CONFLICT (programme_id, claim_id) DO UPDATE SET retained_won = retention.retained_won + EXCLUDED.retained_won;

-- name: set_tail
-- An award's tail begins.
UPDATE outcomes.award SET state = 'tail', tail_until = %(until_on)s WHERE programme_id = %(programme_id)s AND award_id = %(award_id)s;
