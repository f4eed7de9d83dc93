-- name: list_lost_roots
-- Payables whose root was cancelled and has not been reimbursed, with the last root in its place: it stands for the same won, or all
-- of them are cancelled; held still. One replaced by another amount waits for what payer and party make of it.
WITH RECURSIVE root AS (
    SELECT p.programme_id, p.payable_id, r.programme_id AS payments_id, r.receivable_id, r.face_won, r.cancelled_on
    FROM outcomes.payable p JOIN receivables.receivable r ON r.programme_id = p.receivable_programme_id AND r.receivable_id = p.receivable_id
    WHERE p.paid_by = 'receivable' AND r.cancelled_on IS NOT NULL AND (%(programme_id)s::int IS NULL OR p.programme_id = %(programme_id)s)
    UNION ALL SELECT root.programme_id, root.payable_id, n.programme_id, n.receivable_id, n.face_won, n.cancelled_on
    FROM root JOIN receivables.receivable n ON n.programme_id = root.payments_id AND n.replaces_id = root.receivable_id
)
SELECT p.programme_id, p.payable_id, p.company_id, p.award_id, p.purpose, p.amount_won, e.payable_id AS reimbursement_id,
    e.company_id AS payer_id, x.receivable_id, x.cancelled_on IS NOT NULL AS cancelled
FROM root x JOIN outcomes.payable p ON p.programme_id = x.programme_id AND p.payable_id = x.payable_id
JOIN outcomes.payable e ON e.programme_id = p.programme_id AND e.purpose = 'reimbursement' AND e.source_id = p.payable_id
    AND e.paid_on IS NULL AND e.ended_on IS NULL
WHERE (x.cancelled_on IS NOT NULL OR x.face_won = p.amount_won)
    AND NOT EXISTS (SELECT FROM receivables.receivable n WHERE n.programme_id = x.payments_id AND n.replaces_id = x.receivable_id)
ORDER BY p.programme_id, p.payable_id FOR UPDATE OF p, e;

-- name: follow_root
-- The root that stands in a cancelled one's place.
UPDATE outcomes.payable SET receivable_id = %(receivable_id)s WHERE programme_id = %(programme_id)s AND payable_id = %(payable_id)s;

-- name: end_promise
-- What a cancelled root was to pay, and what the payer would have had back for it, are owed no more in this way.
UPDATE outcomes.payable SET ended_on = %(ended_on)s, paid_on = NULL, paid_by = NULL
WHERE programme_id = %(programme_id)s AND payable_id = ANY(%(payable_ids)s::bigint[]);

-- name: first_unsettled_root
-- A reimbursement whose root has not been settled: the payer has had nothing to pay for it yet.
SELECT e.payable_id FROM outcomes.payable e
JOIN outcomes.payable p ON p.programme_id = e.programme_id AND p.payable_id = e.source_id
WHERE e.programme_id = %(programme_id)s AND e.payable_id = ANY(%(payable_ids)s::bigint[]) AND e.purpose = 'reimbursement'
    AND NOT EXISTS (SELECT FROM ledger.settled s WHERE s.programme_id = p.receivable_programme_id AND s.receivable_id = p.receivable_id
        AND s.phase = 1)
ORDER BY e.payable_id LIMIT 1;

-- name: first_superseded
-- A payable for a claim of which a newer version is not booked yet, or asks money back that nobody has decided.
SELECT p.payable_id FROM outcomes.payable p
LEFT JOIN outcomes.determination x ON x.programme_id = p.programme_id AND x.determination_id = p.source_id AND p.purpose = 'reward'
JOIN outcomes.claim c ON c.programme_id = p.programme_id AND c.award_id = p.award_id AND c.claim_id = coalesce(x.claim_id, p.source_id)
WHERE p.programme_id = %(programme_id)s AND p.payable_id = ANY(%(payable_ids)s::bigint[]) AND p.purpose IN ('reward', 'retention')
    AND EXISTS (SELECT FROM outcomes.determination d WHERE d.programme_id = c.programme_id AND d.claim_id = c.claim_id
        AND (NOT EXISTS (SELECT FROM outcomes.earning e WHERE e.programme_id = d.programme_id AND e.determination_id = d.determination_id)
            AND NOT EXISTS (SELECT FROM outcomes.determination n WHERE n.programme_id = d.programme_id AND n.claim_id = d.claim_id
                AND n.version > d.version)
        OR EXISTS (SELECT FROM outcomes.clawback k WHERE k.programme_id = d.programme_id AND k.award_id = d.award_id
            AND k.ground = 'redetermined' AND k.statement = d.determination_id::text AND k.state IN ('opened', 'heard'))))
ORDER BY p.payable_id LIMIT 1;

-- name: lock_unpaid_of_claim
-- What is owed for a claim and nobody has approved, the newest first, held still; by the number of one of its determinations.
SELECT p.programme_id, p.payable_id, p.company_id, p.award_id, p.purpose, p.amount_won FROM outcomes.payable p
JOIN outcomes.determination d ON d.programme_id = p.programme_id AND d.determination_id = %(determination_id)s AND d.award_id = p.award_id
WHERE p.programme_id = %(programme_id)s AND p.purpose IN ('reward', 'retention') AND p.paid_on IS NULL AND p.ended_on IS NULL
    AND (p.source_id = d.claim_id OR p.source_id IN (SELECT n.determination_id FROM outcomes.determination n
        WHERE n.programme_id = d.programme_id AND n.claim_id = d.claim_id))
ORDER BY p.payable_id DESC FOR UPDATE OF p;

-- name: first_stopping_finding
-- A finding not cleared that stops what these payables are for: never a verifier's fee, which hangs on no result, nor what
-- the payer has undertaken by a receivable.
SELECT p.payable_id, f.finding_id, f.control FROM outcomes.payable p
JOIN outcomes.finding f ON f.programme_id = p.programme_id AND f.award_id = p.award_id AND f.stops AND f.settled_as IS DISTINCT FROM 'cleared'
WHERE p.programme_id = %(programme_id)s AND p.payable_id = ANY(%(payable_ids)s::bigint[])
    AND p.purpose NOT IN ('fee', 'reimbursement')
ORDER BY p.payable_id, f.finding_id LIMIT 1;
