-- name: list_claims
-- Claims of awards the asker supplies, runs or verifies.
SELECT c.programme_id, c.claim_id, c.award_id, w.supplier_id, s.name AS supplier, c.period_no, c.moved_from, c.state,
    (SELECT e.reason FROM outcomes.event e WHERE e.programme_id = c.programme_id AND e.subject = 'claim' AND e.subject_id = c.claim_id
        AND e.to_state = 'refused' ORDER BY e.event_id DESC LIMIT 1) AS reason,
    encode(c.digest, 'hex') AS digest, c.lines, c.submitted_at
FROM outcomes.claim c JOIN outcomes.award w ON w.programme_id = c.programme_id AND w.award_id = c.award_id
JOIN parties.company s ON s.company_id = w.supplier_id
WHERE (c.programme_id, c.claim_id) > (%(after_programme_id)s, %(after_claim_id)s)
    AND (%(programme_id)s::int IS NULL OR c.programme_id = %(programme_id)s)
    AND (%(award_id)s::bigint IS NULL OR c.award_id = %(award_id)s)
    AND (%(claim_id)s::bigint IS NULL OR c.claim_id = %(claim_id)s)
ORDER BY c.programme_id, c.claim_id LIMIT %(most)s;

-- name: list_verifications
-- Draws with their seeds and what was found, of claims the asker may see.
SELECT v.programme_id, v.claim_id, c.award_id, v.verifier_id, k.name AS verifier, encode(v.nonce, 'hex') AS nonce,
    encode(v.seed, 'hex') AS seed, v.drawn, v.drawn_from, v.drawn_at, v.found, v.error_share::text AS error_share, v.duties_met, v.fee_won,
    v.reported_at
FROM outcomes.verification v JOIN outcomes.claim c ON c.programme_id = v.programme_id AND c.claim_id = v.claim_id
JOIN parties.company k ON k.company_id = v.verifier_id
WHERE (v.programme_id, v.claim_id) > (%(after_programme_id)s, %(after_claim_id)s)
    AND (%(programme_id)s::int IS NULL OR v.programme_id = %(programme_id)s)
    AND (%(award_id)s::bigint IS NULL OR c.award_id = %(award_id)s)
    AND (%(claim_id)s::bigint IS NULL OR v.claim_id = %(claim_id)s)
ORDER BY v.programme_id, v.claim_id LIMIT %(most)s;

-- name: list_determinations
-- Determinations, and what was booked of each.
SELECT d.programme_id, d.determination_id, d.award_id, d.claim_id, c.period_no, d.version, d.rule_version,
    encode(d.rule_digest, 'hex') AS rule_digest, encode(d.input_digest, 'hex') AS input_digest, d.amount_won, d.reason, d.determined_at,
    d.window_until, e.owed_won, e.retained_won, e.released_won, e.taken_back_won, e.clawback_won, e.booked_on
FROM outcomes.determination d JOIN outcomes.claim c ON c.programme_id = d.programme_id AND c.claim_id = d.claim_id
LEFT JOIN outcomes.earning e ON e.programme_id = d.programme_id AND e.determination_id = d.determination_id
WHERE (d.programme_id, d.determination_id) > (%(after_programme_id)s, %(after_determination_id)s)
    AND (%(programme_id)s::int IS NULL OR d.programme_id = %(programme_id)s)
    AND (%(award_id)s::bigint IS NULL OR d.award_id = %(award_id)s)
    AND (%(claim_id)s::bigint IS NULL OR d.claim_id = %(claim_id)s)
ORDER BY d.programme_id, d.determination_id LIMIT %(most)s;

-- name: list_disputes
-- Disputes with their written answers.
SELECT x.programme_id, x.dispute_id, x.determination_id, d.award_id, x.ground, x.evidence_ids, x.opened_at, x.decided_at, x.upheld, x.answer
FROM outcomes.dispute x
JOIN outcomes.determination d ON d.programme_id = x.programme_id AND d.determination_id = x.determination_id
WHERE (x.programme_id, x.dispute_id) > (%(after_programme_id)s, %(after_dispute_id)s)
    AND (%(programme_id)s::int IS NULL OR x.programme_id = %(programme_id)s)
    AND (%(award_id)s::bigint IS NULL OR d.award_id = %(award_id)s)
    AND (%(claim_id)s::bigint IS NULL OR d.claim_id = %(claim_id)s)
ORDER BY x.programme_id, x.dispute_id LIMIT %(most)s;

-- name: list_retentions_of
-- What is kept back of claims until the tail ends.
SELECT r.programme_id, r.claim_id, r.award_id, r.retained_won, r.released_won, r.forfeited_won,
    r.retained_won - r.released_won - r.forfeited_won AS left_won, r.until_on
FROM outcomes.retention r
WHERE (r.programme_id, r.claim_id) > (%(after_programme_id)s, %(after_claim_id)s)
    AND (%(programme_id)s::int IS NULL OR r.programme_id = %(programme_id)s)
    AND (%(award_id)s::bigint IS NULL OR r.award_id = %(award_id)s)
    AND (%(claim_id)s::bigint IS NULL OR r.claim_id = %(claim_id)s)
ORDER BY r.programme_id, r.claim_id LIMIT %(most)s;

-- name: list_clawbacks
-- Money asked back: refund and penalty as two amounts, and what came of it.
SELECT b.programme_id, b.clawback_id, b.award_id, b.ground, b.state, b.statement, b.heard, b.base_won, b.refund_won, b.penalty_won,
    b.recovered_won, b.lost_won, b.hearing_on, b.bar_until, b.opened_at, b.decided_at
FROM outcomes.clawback b
WHERE (b.programme_id, b.clawback_id) > (%(after_programme_id)s, %(after_clawback_id)s)
    AND (%(programme_id)s::int IS NULL OR b.programme_id = %(programme_id)s)
    AND (%(award_id)s::bigint IS NULL OR b.award_id = %(award_id)s)
ORDER BY b.programme_id, b.clawback_id LIMIT %(most)s;

-- name: list_inspections
-- Looks at sites in the tail.
SELECT i.programme_id, i.inspection_id, i.match_id, m.award_id, i.inspected_on, i.in_use, i.announced, i.note, i.recorded_at
FROM outcomes.inspection i JOIN outcomes.match m ON m.programme_id = i.programme_id AND m.match_id = i.match_id
WHERE (i.programme_id, i.inspection_id) > (%(after_programme_id)s, %(after_inspection_id)s)
    AND (%(programme_id)s::int IS NULL OR i.programme_id = %(programme_id)s)
    AND (%(award_id)s::bigint IS NULL OR m.award_id = %(award_id)s)
ORDER BY i.programme_id, i.inspection_id LIMIT %(most)s;
