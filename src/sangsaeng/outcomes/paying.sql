-- name: first_stopping_finding
-- A finding not cleared that stops what these payables are for: never a verifier's fee, which hangs on no result, nor what
-- the payer has undertaken by a receivable.
SELECT p.payable_id, f.finding_id, f.control FROM outcomes.payable p
JOIN outcomes.finding f ON f.programme_id = p.programme_id AND f.award_id = p.award_id AND f.stops AND f.settled_as IS DISTINCT FROM 'cleared'
WHERE p.programme_id = %(programme_id)s AND p.payable_id = ANY(%(payable_ids)s::bigint[])
    AND p.purpose NOT IN ('fee', 'reimbursement')
ORDER BY p.payable_id, f.finding_id LIMIT 1;
