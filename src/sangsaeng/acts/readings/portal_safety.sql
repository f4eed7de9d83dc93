-- name: count_progress
-- How many of how many are done in each row of a programme's workflow, of what the asker sees.
WITH a AS (SELECT * FROM outcomes.application WHERE programme_id = %(programme_id)s AND state <> 'draft'),
w AS (SELECT * FROM outcomes.award WHERE programme_id = %(programme_id)s AND (%(award_id)s::bigint IS NULL OR award_id = %(award_id)s)),
m AS (SELECT x.* FROM outcomes.match x WHERE x.programme_id = %(programme_id)s
    AND (%(award_id)s::bigint IS NULL OR x.award_id = %(award_id)s)),
l AS (SELECT * FROM outcomes.match x WHERE x.programme_id = %(programme_id)s AND x.state IN ('confirmed', 'installed', 'accepted')
    AND (%(award_id)s::bigint IS NULL OR x.award_id = %(award_id)s)),
c AS (SELECT * FROM outcomes.claim WHERE programme_id = %(programme_id)s AND state <> 'refused'
    AND (%(award_id)s::bigint IS NULL OR award_id = %(award_id)s))
SELECT p.programme_id,
    (p.state <> 'draft')::int AS done_1, 1 AS count_1,
    (SELECT count(*) FROM a)::int AS done_2, (SELECT count(*) FROM a)::int AS count_2,
    (p.closes_at AT TIME ZONE 'Asia/Seoul')::date AS due_2,
    (SELECT count(*) FROM a WHERE state <> 'submitted')::int AS done_3, (SELECT count(*) FROM a)::int AS count_3,
    (SELECT count(*) FROM a WHERE rank IS NOT NULL)::int AS done_4,
    (SELECT count(*) FROM a WHERE state NOT IN ('submitted', 'ineligible'))::int AS count_4,
    (SELECT count(*) FROM w)::int AS done_5,
    (SELECT count(*) FROM w)::int + (SELECT count(*) FROM a WHERE state = 'recommended')::int AS count_5,
    (SELECT count(*) FROM outcomes.site s WHERE s.programme_id = p.programme_id AND s.consented_at IS NOT NULL
        AND (%(award_id)s::bigint IS NULL OR s.site_id IN (SELECT m.site_id FROM m)))::int AS done_6,
    (SELECT count(*) FROM outcomes.site s WHERE s.programme_id = p.programme_id AND (s.state <> 'withdrawn' OR s.consented_at IS NOT NULL)
        AND (%(award_id)s::bigint IS NULL OR s.site_id IN (SELECT m.site_id FROM m)))::int AS count_6,
    (SELECT count(*) FROM m WHERE supplier_at IS NOT NULL AND site_at IS NOT NULL)::int AS done_7,
    (SELECT count(*) FROM m WHERE state <> 'refused')::int AS count_7,
    (SELECT count(DISTINCT t.award_id) FROM outcomes.target t JOIN w USING (programme_id, award_id)
        WHERE t.state = 'approved')::int AS done_8, (SELECT count(*) FROM w)::int AS count_8,
    (SELECT count(DISTINCT b.match_id) FROM outcomes.baseline b JOIN l USING (programme_id, match_id)
        WHERE b.locked_at IS NOT NULL)::int AS done_9, (SELECT count(*) FROM l)::int AS count_9,
    (SELECT count(DISTINCT g.award_id) FROM outcomes.agreement g JOIN w USING (programme_id, award_id))::int AS done_10,
    (SELECT count(*) FROM w)::int AS count_10,
    (SELECT count(*) FROM l WHERE state IN ('installed', 'accepted'))::int AS done_11, (SELECT count(*) FROM l)::int AS count_11,
    (SELECT count(*) FROM l WHERE state = 'accepted')::int AS done_12,
    (SELECT count(*) FROM l WHERE state IN ('installed', 'accepted'))::int AS count_12,
    (SELECT count(DISTINCT o.match_id) FROM outcomes.observation o JOIN l USING (programme_id, match_id))::int AS done_13,
    (SELECT count(*) FROM l WHERE state = 'accepted')::int AS count_13,
    (SELECT max(r.observed_until) FROM outcomes.period r WHERE r.programme_id = p.programme_id) AS due_13,
    (SELECT count(DISTINCT (award_id, period_no)) FROM c)::int AS done_14,
    (SELECT count(*) FROM w WHERE state IN ('accepted', 'tail', 'closed'))::int
        * (SELECT count(*) FROM outcomes.period r WHERE r.programme_id = p.programme_id)::int AS count_14,
    (SELECT min(r.claim_until) FROM outcomes.period r WHERE r.programme_id = p.programme_id AND r.claim_until >= %(today)s) AS due_14,
    (SELECT count(*) FROM c JOIN outcomes.verification v USING (programme_id, claim_id) WHERE v.reported_at IS NOT NULL)::int AS done_15,
    (SELECT count(*) FROM c)::int AS count_15,
    (SELECT count(*) FROM c WHERE state = 'determined')::int AS done_16, (SELECT count(*) FROM c)::int AS count_16,
    (SELECT count(*) FROM outcomes.dispute x JOIN outcomes.determination d USING (programme_id, determination_id)
        JOIN w USING (programme_id, award_id) WHERE x.decided_at IS NOT NULL)::int AS done_17,
    (SELECT count(*) FROM outcomes.dispute x JOIN outcomes.determination d USING (programme_id, determination_id)
        JOIN w USING (programme_id, award_id))::int AS count_17,
    (SELECT max(d.window_until) FROM outcomes.determination d JOIN w USING (programme_id, award_id)
        WHERE d.window_until >= %(today)s) AS due_17,
    (SELECT count(*) FROM outcomes.payable y WHERE y.programme_id = p.programme_id AND y.paid_on IS NOT NULL
        AND (%(award_id)s::bigint IS NULL OR y.award_id = %(award_id)s))::int AS done_18,
    (SELECT count(*) FROM outcomes.payable y WHERE y.programme_id = p.programme_id AND y.ended_on IS NULL
        AND (%(award_id)s::bigint IS NULL OR y.award_id = %(award_id)s))::int AS count_18,
    (SELECT count(*) FROM w WHERE state = 'closed')::int AS done_19,
    (SELECT count(*) FROM w WHERE tail_until IS NOT NULL AND state IN ('tail', 'closed'))::int AS count_19,
    (SELECT max(tail_until) FROM w WHERE state = 'tail') AS due_19,
    (SELECT count(*) FROM outcomes.clawback b JOIN w USING (programme_id, award_id)
        WHERE b.state NOT IN ('opened', 'heard'))::int AS done_20,
    (SELECT count(*) FROM outcomes.clawback b JOIN w USING (programme_id, award_id))::int AS count_20,
    (SELECT count(*) FROM w WHERE state = 'terminated')::int AS done_21, (SELECT count(*) FROM w WHERE state = 'terminated')::int AS count_21,
    (p.state = 'ended')::int AS done_22, 1 AS count_22
FROM outcomes.programme p WHERE p.programme_id = %(programme_id)s;

-- name: list_waiting
-- What waits in pay for success, for which company, of what the asker sees.
WITH running AS (SELECT * FROM outcomes.programme p WHERE p.state <> 'ended'
    AND (%(programme_id)s::int IS NULL OR p.programme_id = %(programme_id)s)),
award AS (SELECT w.*, v.verifier_id, s.name AS supplier FROM outcomes.award w JOIN parties.company s ON s.company_id = w.supplier_id
    LEFT JOIN outcomes.assignment v ON v.programme_id = w.programme_id AND v.award_id = w.award_id AND v.ended_at IS NULL
    WHERE w.state <> 'terminated'),
site AS (SELECT m.programme_id, m.match_id, m.award_id, m.state, m.drawn_at, m.supplier_at, m.site_at, s.name, s.company_id
    FROM outcomes.match m JOIN outcomes.site s ON s.programme_id = m.programme_id AND s.site_id = m.site_id),
newest AS (SELECT DISTINCT ON (d.programme_id, d.claim_id) d.* FROM outcomes.determination d
    ORDER BY d.programme_id, d.claim_id, d.version DESC),
waiting AS (
    SELECT s.programme_id, NULL::bigint AS award_id, 'site_consent' AS what, s.site_id AS subject_id, s.name, s.company_id,
        p.opens_at AS since, NULL::date AS due_on, NULL::bigint AS amount_won
    FROM outcomes.site s JOIN running p USING (programme_id) WHERE s.state = 'registered'
    UNION ALL SELECT s.programme_id, s.award_id, 'match_site', s.match_id, s.name, s.company_id, s.drawn_at, NULL, NULL
    FROM site s WHERE s.state = 'drawn' AND s.site_at IS NULL
    UNION ALL SELECT s.programme_id, s.award_id, 'match_supplier', s.match_id, s.name, w.supplier_id, s.drawn_at, NULL, NULL
    FROM site s JOIN award w USING (programme_id, award_id) WHERE s.state = 'drawn' AND s.supplier_at IS NULL
    UNION ALL SELECT s.programme_id, s.award_id, 'works_submit', s.match_id, s.name, w.supplier_id, w.awarded_at, NULL, NULL
    FROM site s JOIN award w USING (programme_id, award_id) WHERE s.state = 'confirmed' AND w.state = 'agreed'
    UNION ALL SELECT s.programme_id, s.award_id, 'works_accept', s.match_id, s.name, s.company_id, k.submitted_at, NULL, k.cost_won
    FROM site s JOIN outcomes.works k USING (programme_id, match_id) WHERE s.state = 'installed'
    UNION ALL SELECT a.programme_id, NULL, 'application_check', a.application_id, c.name, p.administrator_id, a.submitted_at, NULL,
        a.stage1_won + a.success_won
    FROM outcomes.application a JOIN running p USING (programme_id) JOIN parties.company c ON c.company_id = a.supplier_id
    WHERE a.state = 'submitted' AND p.state = 'closed'
    UNION ALL SELECT a.programme_id, NULL, 'application_score', a.application_id, c.name, p.administrator_id, a.submitted_at, NULL, NULL
    FROM outcomes.application a JOIN running p USING (programme_id) JOIN parties.company c ON c.company_id = a.supplier_id
    WHERE a.state IN ('eligible', 'scored') AND a.rank IS NULL
        AND NOT EXISTS (SELECT FROM outcomes.score x WHERE x.programme_id = a.programme_id AND x.application_id = a.application_id
            AND x.person_id = %(person_id)s)
        AND NOT EXISTS (SELECT FROM outcomes.conflict x WHERE x.programme_id = a.programme_id AND x.application_id = a.application_id
            AND x.person_id = %(person_id)s AND x.conflicted)
    UNION ALL SELECT p.programme_id, NULL, 'ranking', p.programme_id, p.name_ko, p.administrator_id, p.closes_at, NULL, NULL
    FROM running p WHERE EXISTS (SELECT FROM outcomes.application a WHERE a.programme_id = p.programme_id AND a.state = 'scored')
        AND NOT EXISTS (SELECT FROM outcomes.application a WHERE a.programme_id = p.programme_id AND a.state IN ('submitted', 'eligible'))
        AND p.administrator_id = %(me)s
    UNION ALL SELECT a.programme_id, NULL, 'award', a.application_id, c.name, p.payer_id, a.submitted_at, NULL, a.stage1_won + a.success_won
    FROM outcomes.application a JOIN running p USING (programme_id) JOIN parties.company c ON c.company_id = a.supplier_id
    WHERE a.state = 'recommended'
    UNION ALL SELECT w.programme_id, w.award_id, 'verifier', w.award_id, w.supplier, p.administrator_id, w.awarded_at, NULL, NULL
    FROM award w JOIN running p USING (programme_id) WHERE w.verifier_id IS NULL AND w.state = 'funded'
    UNION ALL SELECT w.programme_id, w.award_id, 'gateway', w.award_id, w.supplier, p.administrator_id, w.awarded_at, NULL, NULL
    FROM award w JOIN running p USING (programme_id) WHERE w.state = 'funded' AND NOT EXISTS (SELECT FROM outcomes.match m
        WHERE m.programme_id = w.programme_id AND m.award_id = w.award_id AND m.state <> 'refused')
    UNION ALL SELECT w.programme_id, w.award_id, 'target', w.award_id, w.supplier, w.supplier_id, w.awarded_at, NULL, NULL
    FROM award w WHERE w.state = 'funded' AND NOT EXISTS (SELECT FROM outcomes.target t WHERE t.programme_id = w.programme_id
        AND t.award_id = w.award_id AND t.state IN ('proposed', 'approved'))
    UNION ALL SELECT t.programme_id, t.award_id, 'target_decide', t.version, w.supplier, p.administrator_id, t.proposed_at, NULL, NULL
    FROM outcomes.target t JOIN award w USING (programme_id, award_id) JOIN running p USING (programme_id) WHERE t.state = 'proposed'
    UNION ALL SELECT w.programme_id, w.award_id, 'baseline', w.award_id, w.supplier, w.verifier_id, w.awarded_at, NULL, NULL
    FROM award w WHERE w.state = 'funded' AND w.verifier_id IS NOT NULL AND EXISTS (SELECT FROM outcomes.target t
            WHERE t.programme_id = w.programme_id AND t.award_id = w.award_id AND t.state = 'approved')
        AND EXISTS (SELECT FROM site s WHERE s.programme_id = w.programme_id AND s.award_id = w.award_id AND s.state = 'confirmed'
            AND NOT EXISTS (SELECT FROM outcomes.baseline b WHERE b.programme_id = s.programme_id AND b.match_id = s.match_id
                AND b.locked_at IS NOT NULL))
    UNION ALL SELECT w.programme_id, w.award_id, 'agreement', w.award_id, w.supplier, p.administrator_id, w.awarded_at, NULL, w.success_cap_won
    FROM award w JOIN running p USING (programme_id) WHERE w.state = 'funded' AND EXISTS (SELECT FROM site s
            WHERE s.programme_id = w.programme_id AND s.award_id = w.award_id AND s.state = 'confirmed')
        AND NOT EXISTS (SELECT FROM site s WHERE s.programme_id = w.programme_id AND s.award_id = w.award_id
            AND (s.state = 'drawn' OR s.state = 'confirmed' AND NOT EXISTS (SELECT FROM outcomes.baseline b
                WHERE b.programme_id = s.programme_id AND b.match_id = s.match_id AND b.locked_at IS NOT NULL)))
    UNION ALL SELECT w.programme_id, w.award_id, 'cost', w.award_id, w.supplier, p.administrator_id, w.awarded_at, NULL, w.stage1_won
    FROM award w JOIN running p USING (programme_id) WHERE w.state = 'agreed' AND EXISTS (SELECT FROM site s
            WHERE s.programme_id = w.programme_id AND s.award_id = w.award_id AND s.state = 'accepted')
        AND NOT EXISTS (SELECT FROM site s WHERE s.programme_id = w.programme_id AND s.award_id = w.award_id
            AND s.state IN ('confirmed', 'installed'))
    UNION ALL SELECT w.programme_id, w.award_id, 'claim', r.period_no, w.supplier, w.supplier_id,
        r.observed_until::timestamp AT TIME ZONE 'Asia/Seoul', r.claim_until, w.success_cap_won
    FROM award w JOIN outcomes.period r USING (programme_id) WHERE w.state = 'accepted' AND r.observed_until < %(today)s
        AND r.claim_until >= %(today)s AND NOT EXISTS (SELECT FROM outcomes.claim c WHERE c.programme_id = w.programme_id
            AND c.award_id = w.award_id AND c.period_no = r.period_no AND c.state <> 'refused')
    UNION ALL SELECT c.programme_id, c.award_id, CASE c.state WHEN 'submitted' THEN 'claim_check' WHEN 'checked' THEN 'sample'
            WHEN 'drawn' THEN 'report' ELSE 'determine' END, c.claim_id, w.supplier,
        CASE c.state WHEN 'submitted' THEN p.administrator_id ELSE w.verifier_id END, c.submitted_at, NULL, NULL
    FROM outcomes.claim c JOIN award w USING (programme_id, award_id) JOIN running p USING (programme_id)
    WHERE c.state IN ('submitted', 'checked', 'drawn', 'verified')
    UNION ALL SELECT d.programme_id, d.award_id, CASE WHEN d.window_until < %(today)s THEN 'settle' ELSE 'object' END, d.determination_id,
        w.supplier, CASE WHEN d.window_until < %(today)s THEN p.payer_id ELSE w.supplier_id END, d.determined_at,
        CASE WHEN d.window_until >= %(today)s THEN d.window_until END, d.amount_won
    FROM newest d JOIN award w USING (programme_id, award_id) JOIN running p USING (programme_id)
    WHERE NOT EXISTS (SELECT FROM outcomes.earning e WHERE e.programme_id = d.programme_id AND e.determination_id = d.determination_id)
        AND NOT EXISTS (SELECT FROM outcomes.dispute x WHERE x.programme_id = d.programme_id AND x.determination_id = d.determination_id
            AND (x.decided_at IS NULL OR x.upheld))
    UNION ALL SELECT x.programme_id, d.award_id, 'dispute', x.dispute_id, w.supplier, p.administrator_id, x.opened_at, NULL, d.amount_won
    FROM outcomes.dispute x JOIN outcomes.determination d USING (programme_id, determination_id) JOIN award w USING (programme_id, award_id)
    JOIN running p ON p.programme_id = x.programme_id WHERE x.decided_at IS NULL
    UNION ALL SELECT d.programme_id, d.award_id, 'redetermine', d.claim_id, w.supplier, w.verifier_id, x.decided_at, NULL, d.amount_won
    FROM newest d JOIN award w USING (programme_id, award_id) JOIN outcomes.dispute x USING (programme_id, determination_id) WHERE x.upheld
    UNION ALL SELECT b.programme_id, b.award_id, CASE WHEN b.state = 'opened' AND b.hearing_on >= %(today)s THEN 'hear' ELSE 'clawback' END,
        b.clawback_id, w.name, CASE WHEN b.state = 'opened' AND b.hearing_on >= %(today)s THEN w.company_id ELSE p.administrator_id END,
        b.opened_at, b.hearing_on, b.base_won
    FROM outcomes.clawback b JOIN outcomes.award k USING (programme_id, award_id) JOIN parties.company w ON w.company_id = k.supplier_id
    JOIN running p ON p.programme_id = b.programme_id WHERE b.state IN ('opened', 'heard')
    UNION ALL SELECT y.programme_id, y.award_id, 'pay', y.payable_id, c.name, p.payer_id, y.owed_on::timestamp AT TIME ZONE 'Asia/Seoul',
        NULL, y.amount_won
    FROM outcomes.payable y JOIN outcomes.programme p USING (programme_id) JOIN parties.company c ON c.company_id = y.company_id
    WHERE y.paid_on IS NULL AND y.ended_on IS NULL
    UNION ALL SELECT f.programme_id, f.award_id, 'finding', f.finding_id, coalesce(w.supplier, ''), p.administrator_id, f.found_at, NULL, NULL
    FROM outcomes.finding f JOIN running p USING (programme_id)
    LEFT JOIN award w ON w.programme_id = f.programme_id AND w.award_id = f.award_id WHERE f.settled_at IS NULL AND f.stops
    UNION ALL SELECT h.programme_id, NULL, 'hotline', h.note_id, '', p.administrator_id, h.received_at, NULL, NULL
    FROM outcomes.hotline h JOIN running p USING (programme_id) WHERE h.answered_at IS NULL
    UNION ALL SELECT r.programme_id, r.award_id, 'retention', r.claim_id, w.supplier, w.verifier_id,
        r.until_on::timestamp AT TIME ZONE 'Asia/Seoul', NULL, r.retained_won - r.released_won - r.forfeited_won
    FROM outcomes.retention r JOIN award w USING (programme_id, award_id)
    WHERE r.until_on < %(today)s AND r.retained_won > r.released_won + r.forfeited_won
)
SELECT x.programme_id, p.name_ko, p.name_en, x.award_id, x.what, x.subject_id, x.name, x.company_id, c.name AS company, x.since, x.due_on,
    x.amount_won
FROM waiting x JOIN outcomes.programme p USING (programme_id) JOIN parties.company c ON c.company_id = x.company_id
WHERE (x.programme_id, x.what, x.subject_id) > (%(after_programme_id)s, %(after_what)s, %(after_subject_id)s)
    AND (%(programme_id)s::int IS NULL OR x.programme_id = %(programme_id)s)
    AND (%(award_id)s::bigint IS NULL OR x.award_id = %(award_id)s)
    AND (NOT %(mine)s OR x.company_id = %(me)s)
ORDER BY x.programme_id, x.what, x.subject_id LIMIT %(most)s;
