-- name: list_retentions
-- What is kept back of an award's claims, held still.
SELECT claim_id, award_id, retained_won, until_on, released_won, forfeited_won FROM outcomes.retention
WHERE programme_id = %(programme_id)s AND award_id = %(award_id)s ORDER BY claim_id FOR UPDATE;

-- name: award_of_retention
-- Whose money is kept back of a claim, and when it was booked.
SELECT r.award_id, min(e.booked_on) AS booked_on FROM outcomes.retention r
JOIN outcomes.earning e ON e.programme_id = r.programme_id AND e.claim_id = r.claim_id
WHERE r.programme_id = %(programme_id)s AND r.claim_id = %(claim_id)s GROUP BY r.award_id;

-- name: add_inspection
-- A look at a site in the tail.
INSERT INTO outcomes.inspection (programme_id, inspection_id, match_id, inspected_on, in_use, announced, note, recorded_at)
VALUES (%(programme_id)s, %(inspection_id)s, %(match_id)s, %(inspected_on)s, %(in_use)s, %(announced)s, %(note)s, %(at)s);

-- name: list_last_looks
-- The sites that a claim was about, each with its last look since a day; one that left or closed since the claim is not in use.
SELECT m.match_id, m.state = 'accepted' AND (SELECT i.in_use FROM outcomes.inspection i WHERE i.programme_id = m.programme_id AND i.match_id = m.match_id
    AND i.inspected_on >= %(since)s ORDER BY i.inspected_on DESC, i.inspection_id DESC LIMIT 1) AS in_use
FROM outcomes.match m
JOIN outcomes.claim c ON c.programme_id = m.programme_id AND c.award_id = m.award_id AND c.claim_id = %(claim_id)s
WHERE m.programme_id = %(programme_id)s AND m.award_id = %(award_id)s AND (m.state = 'accepted' OR m.state IN ('left', 'closed')
    AND EXISTS (SELECT FROM outcomes.event l WHERE l.programme_id = m.programme_id AND l.subject = 'match'
        AND l.subject_id = m.match_id AND l.to_state = m.state AND l.happened_at > c.submitted_at)) ORDER BY m.match_id;

-- name: has_concealed_case
-- Whether an accident at an award's sites was concealed, whenever it was found.
SELECT EXISTS (SELECT FROM outcomes.incident i JOIN outcomes.match m ON m.programme_id = i.programme_id AND m.match_id = i.match_id
    JOIN outcomes.agreement a ON a.programme_id = m.programme_id AND a.award_id = m.award_id AND a.rule_version = 1
    WHERE i.programme_id = %(programme_id)s AND m.award_id = %(award_id)s AND i.concealed
    AND i.happened_on >= (a.signed_at AT TIME ZONE 'Asia/Seoul')::date) AS yes;

-- name: has_open_clawback
-- Whether money is being asked back of an award and was not decided yet.
SELECT EXISTS (SELECT FROM outcomes.clawback c WHERE c.programme_id = %(programme_id)s AND c.award_id = %(award_id)s
    AND c.state IN ('opened', 'heard')) AS yes;

-- name: paid_to_supplier
-- What an award's supplier was owed of it so far, less what fell away with its award, what it repaid of an advance, what of an
-- advance it must repay anyhow, and what was taken back by decision.
SELECT coalesce((SELECT sum(p.amount_won) FROM outcomes.payable p JOIN outcomes.award a ON a.programme_id = p.programme_id
        AND a.award_id = p.award_id AND a.supplier_id = p.company_id
        WHERE p.programme_id = %(programme_id)s AND p.award_id = %(award_id)s
        AND p.ended_on IS NULL AND p.purpose IN ('advance', 'stage1', 'reward', 'retention', 'reopened')), 0)
    - coalesce((SELECT sum(l.amount_won) FROM ledger.line l WHERE l.programme_id = %(programme_id)s
        AND l.kind = 59 AND l.credit = %(advance_account)s), 0) - %(advance_left_won)s
    -- What a decision set against a payable is in both: among what fell away, and among the refunds.
    + coalesce((SELECT sum(l.amount_won) FROM ledger.line l WHERE l.programme_id = %(programme_id)s AND l.kind = 70
        AND ledger.kind_of(l.debit) = 260 AND ledger.owner_of(l.credit) = %(award_id)s), 0)
    - coalesce((SELECT sum(c.refund_won) FROM outcomes.clawback c WHERE c.programme_id = %(programme_id)s
        AND c.award_id = %(award_id)s), 0) AS paid_won;

-- name: has_ground
-- Whether an award has a clawback of a ground that was not dropped.
SELECT EXISTS (SELECT FROM outcomes.clawback c WHERE c.programme_id = %(programme_id)s AND c.award_id = %(award_id)s
    AND c.ground = %(ground)s AND c.state <> 'dropped') AS yes;

-- name: add_clawback
-- Money is asked back.
INSERT INTO outcomes.clawback (programme_id, clawback_id, award_id, ground, statement, base_won, hearing_on, opened_at)
VALUES (%(programme_id)s, %(clawback_id)s, %(award_id)s, %(ground)s, %(words)s, %(base_won)s, %(hearing_on)s, %(at)s);

-- name: hold_clawback
-- A clawback, held still.
SELECT c.programme_id, c.clawback_id, c.award_id, c.ground, c.statement, c.state, c.base_won, c.hearing_on, c.refund_won, c.penalty_won,
    c.recovered_won, c.lost_won, a.supplier_id
FROM outcomes.clawback c JOIN outcomes.award a ON a.programme_id = c.programme_id AND a.award_id = c.award_id
WHERE c.programme_id = %(programme_id)s AND c.clawback_id = %(clawback_id)s FOR UPDATE OF c;

-- name: list_undecided_corrections
-- What lower versions of a claim ask back and nobody has decided, held still.
SELECT c.programme_id, c.clawback_id, c.award_id, c.ground, c.base_won, a.supplier_id
FROM outcomes.clawback c JOIN outcomes.award a ON a.programme_id = c.programme_id AND a.award_id = c.award_id
WHERE c.programme_id = %(programme_id)s AND c.award_id = %(award_id)s AND c.ground = 'redetermined' AND c.state IN ('opened', 'heard')
    AND c.statement IN (SELECT d.determination_id::text FROM outcomes.determination d
        WHERE d.programme_id = c.programme_id AND d.claim_id = %(claim_id)s)
ORDER BY c.clawback_id FOR UPDATE OF c;

-- name: set_heard
-- What the supplier said.
UPDATE outcomes.clawback SET state = 'heard', heard = %(heard)s
WHERE programme_id = %(programme_id)s AND clawback_id = %(clawback_id)s;

-- name: decide_clawback
-- What a clawback came to.
UPDATE outcomes.clawback SET state = %(state)s, refund_won = %(refund_won)s, penalty_won = %(penalty_won)s, bar_until = %(bar_until)s,
    decided_at = %(at)s
WHERE programme_id = %(programme_id)s AND clawback_id = %(clawback_id)s;

-- name: was_decided_before
-- Whether a supplier had to give money back on one of these grounds since a day, in any programme.
SELECT EXISTS (SELECT FROM outcomes.clawback c JOIN outcomes.award a ON a.programme_id = c.programme_id AND a.award_id = c.award_id
    WHERE a.supplier_id = %(supplier_id)s AND c.ground = ANY(%(grounds)s::text[]) AND c.state IN ('decided', 'recovered', 'lost')
    AND c.decided_at >= %(since)s) AS yes;

-- name: add_bar
-- A company gets no new award until a day.
INSERT INTO outcomes.bar (company_id, bar_id, ground, until_on, since_on)
VALUES (%(company_id)s, %(bar_id)s, %(ground)s, %(until_on)s, %(since_on)s);

-- name: list_due_clawbacks
-- Clawbacks of an award that are not wholly paid or lost, the oldest first, held still.
SELECT clawback_id, refund_won + penalty_won - recovered_won - lost_won AS left_won FROM outcomes.clawback
WHERE programme_id = %(programme_id)s AND award_id = %(award_id)s AND state = 'decided' ORDER BY clawback_id FOR UPDATE;

-- name: add_recovered
-- Part of a clawback came in, or will not.
UPDATE outcomes.clawback SET recovered_won = recovered_won + %(recovered_won)s, lost_won = lost_won + %(lost_won)s,
    state = CASE WHEN refund_won + penalty_won - recovered_won - lost_won - %(recovered_won)s - %(lost_won)s > 0 THEN state
        WHEN lost_won + %(lost_won)s > 0 THEN 'lost' ELSE 'recovered' END
WHERE programme_id = %(programme_id)s AND clawback_id = %(clawback_id)s;

-- name: accepted_works_won
-- What the works cost that both sides of a site accepted.
SELECT coalesce(sum(w.cost_won), 0)::bigint AS cost_won FROM outcomes.works w
JOIN outcomes.match m ON m.programme_id = w.programme_id AND m.match_id = w.match_id
WHERE w.programme_id = %(programme_id)s AND m.award_id = %(award_id)s AND w.accepted_at IS NOT NULL;

-- name: is_fraud
-- Whether a finding that stops an award was confirmed: nothing of it is paid any more.
SELECT EXISTS (SELECT FROM outcomes.finding f WHERE f.programme_id = %(programme_id)s AND f.award_id = %(award_id)s
    AND f.stops AND f.settled_as = 'confirmed') AS yes;

-- name: list_matches_at
-- Sites of an award that stand so.
SELECT match_id FROM outcomes.match WHERE programme_id = %(programme_id)s AND award_id = %(award_id)s
    AND state = ANY(%(states)s::text[]) ORDER BY match_id;

-- name: list_awards_of
-- Every award of a programme.
SELECT award_id, state, instrument FROM outcomes.award WHERE programme_id = %(programme_id)s ORDER BY award_id;

-- name: list_open_items
-- What a programme still has to do before it can end: what it is, how often, and how much.
SELECT what, count(*) AS items, sum(won)::bigint AS won FROM (
    SELECT 'reserve' AS what, reserved_won - spent_won - released_won AS won FROM outcomes.reserve
        WHERE programme_id = %(programme_id)s AND reserved_won > spent_won + released_won
    UNION ALL SELECT 'retention', retained_won - released_won - forfeited_won FROM outcomes.retention
        WHERE programme_id = %(programme_id)s AND retained_won > released_won + forfeited_won
    UNION ALL SELECT 'payable', amount_won FROM outcomes.payable
        WHERE programme_id = %(programme_id)s AND paid_on IS NULL AND ended_on IS NULL
    UNION ALL SELECT 'payout', p.amount_won FROM outcomes.payable p WHERE p.programme_id = %(programme_id)s AND p.paid_by = 'account'
        AND NOT EXISTS (SELECT FROM payouts.payout x WHERE x.programme_id = p.programme_id AND x.purpose = 13 AND x.source_id = p.payable_id)
    UNION ALL SELECT 'tail', 0 FROM outcomes.award WHERE programme_id = %(programme_id)s AND state = 'tail' AND tail_until > %(on)s
    UNION ALL SELECT 'dispute', 0 FROM outcomes.dispute WHERE programme_id = %(programme_id)s AND decided_at IS NULL
    -- The newest determination of a claim that stands is booked, unless a fraud stops its award for good.
    UNION ALL SELECT 'determination', d.amount_won FROM outcomes.determination d
        JOIN outcomes.claim c ON c.programme_id = d.programme_id AND c.claim_id = d.claim_id AND c.state = 'determined'
        WHERE d.programme_id = %(programme_id)s
        AND NOT EXISTS (SELECT FROM outcomes.earning e WHERE e.programme_id = d.programme_id AND e.determination_id = d.determination_id)
        AND NOT EXISTS (SELECT FROM outcomes.determination x WHERE x.programme_id = d.programme_id AND x.claim_id = d.claim_id
            AND x.version > d.version)
        AND NOT EXISTS (SELECT FROM outcomes.finding f WHERE f.programme_id = d.programme_id AND f.award_id = d.award_id AND f.stops
            AND f.settled_as = 'confirmed')
    UNION ALL SELECT 'clawback', coalesce(refund_won + penalty_won - recovered_won - lost_won, 0) FROM outcomes.clawback
        WHERE programme_id = %(programme_id)s AND state IN ('opened', 'heard', 'decided')
    UNION ALL SELECT 'finding', 0 FROM outcomes.finding WHERE programme_id = %(programme_id)s AND stops AND settled_at IS NULL
) open GROUP BY what ORDER BY what;

-- name: end_programme
-- A programme is over.
UPDATE outcomes.programme SET state = 'ended' WHERE programme_id = %(programme_id)s;
