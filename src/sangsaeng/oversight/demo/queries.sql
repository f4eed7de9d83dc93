-- name: payments_credited
-- Each settlement payment that stands as credited: whose, at which bank, from which tier, how many days after its invoice.
SELECT r.tier, p.payee_id, b.bank_code, p.amount_won, e.booked_on - coalesce(v.written_on, r.issued_on) AS days
FROM payouts.payout p
JOIN receivables.receivable r ON r.programme_id = p.programme_id AND r.receivable_id = p.source_id
JOIN payouts.attempt a ON a.programme_id = p.programme_id AND a.purpose = p.purpose AND a.source_id = p.source_id AND a.state = 'credited'
JOIN parties.bank_account b ON b.bank_account_id = a.bank_account_id
JOIN payouts.bank_entry e ON e.end_to_end_id = a.end_to_end_id AND e.meaning = 'payout'
LEFT JOIN receivables.evidence v ON v.evidence_id = r.evidence_id
WHERE p.purpose = 1;

-- name: promised
-- What each tier was promised and passed on.
SELECT tier, sum(face_won)::bigint AS face_won, sum(passed_on_won)::bigint AS passed_on_won, count(*) AS receivable_count
FROM receivables.receivable WHERE cancelled_on IS NULL GROUP BY tier ORDER BY tier;

-- name: returned_payments
-- Payments that came back, and how many tries all took.
SELECT count(*) FILTER (WHERE state IN ('returned', 'rejected')) AS came_back, count(*) AS tries FROM payouts.attempt;
