-- name: list_calls
-- Calls that are open or were, and drafts of the asker's own.
SELECT p.programme_id, a.name AS administrator, b.name AS payer, p.name_ko, p.name_en, p.state, p.opens_at, p.closes_at, p.budget_won,
    p.running_won, CASE WHEN %(me)s IN (p.administrator_id, p.payer_id) THEN p.own_account_id END AS own_account_id, p.call, p.rules,
    coalesce((SELECT jsonb_agg(jsonb_build_object('period_no', r.period_no, 'observed_from', r.observed_from, 'observed_until',
        r.observed_until, 'claim_until', r.claim_until, 'share', r.share::text) ORDER BY r.period_no)
        FROM outcomes.period r WHERE r.programme_id = p.programme_id), '[]') AS periods
FROM outcomes.programme p JOIN parties.company a ON a.company_id = p.administrator_id JOIN parties.company b ON b.company_id = p.payer_id
WHERE p.programme_id > %(after_programme_id)s AND (%(state)s::text IS NULL OR p.state = %(state)s)
ORDER BY p.programme_id LIMIT %(most)s;

-- name: list_applications
-- Applications of the asker, and those submitted to its programmes.
SELECT a.programme_id, a.application_id, a.supplier_id, c.name AS supplier, a.state, a.reason, a.stage1_won, a.success_won, a.plan,
    a.submitted_at, a.mean_points::text AS mean_points, a.rank
FROM outcomes.application a JOIN parties.company c ON c.company_id = a.supplier_id
WHERE (a.programme_id, a.application_id) > (%(after_programme_id)s, %(after_application_id)s)
    AND (%(programme_id)s::int IS NULL OR a.programme_id = %(programme_id)s)
    AND (%(application_id)s::bigint IS NULL OR a.application_id = %(application_id)s)
ORDER BY a.programme_id, a.application_id LIMIT %(most)s;

-- name: list_ranking
-- The ranking of a programme of the asker's, the best first.
SELECT a.programme_id, a.application_id, c.name AS supplier, a.rank, a.mean_points::text AS mean_points, a.state, a.reason, a.stage1_won,
    a.success_won
FROM outcomes.application a JOIN parties.company c ON c.company_id = a.supplier_id
WHERE a.programme_id = %(programme_id)s AND a.rank IS NOT NULL AND a.rank > %(after_rank)s
ORDER BY a.rank LIMIT %(most)s;

-- name: list_scores_of
-- What the asker may see of an application's scores, by criterion.
SELECT s.criterion, array_agg(s.points ORDER BY s.points) AS points FROM outcomes.score s
WHERE s.programme_id = %(programme_id)s AND s.application_id = %(application_id)s AND s.criterion > %(after_criterion)s
GROUP BY s.criterion ORDER BY s.criterion LIMIT %(most)s;

-- name: list_awards
-- Awards the asker runs, supplies or verifies, with their reserves.
SELECT w.programme_id, w.award_id, w.supplier_id, c.name AS supplier, v.name AS verifier, w.instrument, w.instrument_terms,
    w.policy_reference, w.state, w.awarded_at, w.stage1_won, f.spent_won AS stage1_spent_won, f.released_won AS stage1_released_won,
    w.success_cap_won, s.spent_won AS success_spent_won, s.released_won AS success_released_won, w.tail_until
FROM outcomes.award w JOIN parties.company c ON c.company_id = w.supplier_id
JOIN outcomes.reserve f ON f.programme_id = w.programme_id AND f.award_id = w.award_id AND f.part = 'stage1'
JOIN outcomes.reserve s ON s.programme_id = w.programme_id AND s.award_id = w.award_id AND s.part = 'success'
LEFT JOIN outcomes.assignment t ON t.programme_id = w.programme_id AND t.award_id = w.award_id AND t.ended_at IS NULL
LEFT JOIN parties.company v ON v.company_id = t.verifier_id
WHERE (w.programme_id, w.award_id) > (%(after_programme_id)s, %(after_award_id)s)
    AND (%(programme_id)s::int IS NULL OR w.programme_id = %(programme_id)s)
    AND (%(award_id)s::bigint IS NULL OR w.award_id = %(award_id)s)
ORDER BY w.programme_id, w.award_id LIMIT %(most)s;

-- name: list_payables
-- What the asker is owed, and what its programmes owe.
SELECT p.programme_id, p.payable_id, p.company_id, c.name AS company, p.award_id, p.purpose, p.amount_won, p.owed_on, p.paid_on,
    p.paid_by, p.receivable_programme_id, p.receivable_id, p.ended_on
FROM outcomes.payable p JOIN parties.company c ON c.company_id = p.company_id
WHERE (p.programme_id, p.payable_id) > (%(after_programme_id)s, %(after_payable_id)s)
    AND (%(programme_id)s::int IS NULL OR p.programme_id = %(programme_id)s)
    AND (%(standing)s::text IS NULL OR CASE %(standing)s::text WHEN 'open' THEN p.paid_on IS NULL AND p.ended_on IS NULL
        WHEN 'paid' THEN p.paid_on IS NOT NULL ELSE p.ended_on IS NOT NULL END)
ORDER BY p.programme_id, p.payable_id LIMIT %(most)s;

-- name: outcome_money
-- The equation of a programme of the asker's, out of the journal.
SELECT p.programme_id, b.cash_won, b.commitment_won, b.advances_won, b.clawbacks_due_won, -b.pool AS pool_won,
    -b.running AS running_reserve_won, -b.stage1 AS stage1_reserves_won, -b.success AS success_reserves_won,
    -b.retention AS retentions_won, -b.payable AS payables_won, -b.outgoing AS outgoing_won,
    b.cash_won + b.commitment_won + b.advances_won + b.clawbacks_due_won AS left_won,
    -(b.pool + b.running + b.stage1 + b.success + b.retention + b.payable + b.outgoing) AS right_won
FROM outcomes.programme p CROSS JOIN LATERAL (
    SELECT coalesce(sum(won) FILTER (WHERE kind = 101), 0)::bigint AS cash_won,
        coalesce(sum(won) FILTER (WHERE kind = 150), 0)::bigint AS commitment_won,
        coalesce(sum(won) FILTER (WHERE kind = 151), 0)::bigint AS advances_won,
        coalesce(sum(won) FILTER (WHERE kind = 152), 0)::bigint AS clawbacks_due_won,
        coalesce(sum(won) FILTER (WHERE kind = 260), 0)::bigint AS pool,
        coalesce(sum(won) FILTER (WHERE kind = 261), 0)::bigint AS running,
        coalesce(sum(won) FILTER (WHERE kind = 262), 0)::bigint AS stage1,
        coalesce(sum(won) FILTER (WHERE kind = 263), 0)::bigint AS success,
        coalesce(sum(won) FILTER (WHERE kind = 264), 0)::bigint AS payable,
        coalesce(sum(won) FILTER (WHERE kind = 265), 0)::bigint AS retention,
        coalesce(sum(won) FILTER (WHERE kind IN (201, 202)), 0)::bigint AS outgoing
    FROM (SELECT ledger.kind_of(l.debit) AS kind, l.amount_won AS won FROM ledger.line l WHERE l.programme_id = p.programme_id
        UNION ALL SELECT ledger.kind_of(l.credit), -l.amount_won FROM ledger.line l WHERE l.programme_id = p.programme_id) x) b
WHERE p.programme_id = %(programme_id)s AND %(me)s IN (p.administrator_id, p.payer_id);

-- name: list_outcome_events
-- The history of a programme as the asker may see it, the newest first.
SELECT e.event_id, e.subject, e.subject_id, e.award_id, e.to_state, e.reason, e.facts, e.act_id, e.happened_at
FROM outcomes.event e
WHERE e.programme_id = %(programme_id)s AND e.event_id < %(after_event_id)s
    AND (%(award_id)s::bigint IS NULL OR e.award_id = %(award_id)s)
ORDER BY e.event_id DESC LIMIT %(most)s;
