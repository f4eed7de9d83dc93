-- name: payments_credited
-- Each payment for a receivable that stands as credited (its settlement, a sale's proceeds, a released portion): whose, at
-- which bank, from which tier, how many days after its invoice.
SELECT r.tier, p.payee_id, b.bank_code, p.amount_won, e.booked_on - coalesce(v.written_on, r.issued_on) AS days
FROM (SELECT programme_id, 1 AS purpose, receivable_id AS source_id, receivable_id FROM receivables.receivable
    UNION ALL SELECT programme_id, 5, purchase_id, receivable_id FROM ledger.purchase
    UNION ALL SELECT programme_id, 11, lock_id, receivable_id FROM receivables.lock) told
JOIN payouts.payout p ON p.programme_id = told.programme_id AND p.purpose = told.purpose AND p.source_id = told.source_id
JOIN receivables.receivable r ON r.programme_id = told.programme_id AND r.receivable_id = told.receivable_id
JOIN payouts.attempt a ON a.programme_id = p.programme_id AND a.purpose = p.purpose AND a.source_id = p.source_id AND a.state = 'credited'
JOIN parties.bank_account b ON b.bank_account_id = a.bank_account_id
JOIN payouts.bank_entry e ON e.end_to_end_id = a.end_to_end_id AND e.meaning = 'payout'
LEFT JOIN receivables.evidence v ON v.evidence_id = r.evidence_id;

-- name: early_cash
-- Tier by tier what early cash cost its sellers.
SELECT r.tier, sum(s.interest_won)::bigint AS interest_won
FROM early_payment.sale s JOIN receivables.receivable r ON r.programme_id = s.programme_id AND r.receivable_id = s.receivable_id
WHERE s.cancelled_at IS NULL GROUP BY r.tier ORDER BY r.tier;

-- name: interest_shared
-- What of that interest the funder has earned, and what was paid back to those whose money was parked.
SELECT (SELECT coalesce(sum(earned_won), 0)::bigint FROM ledger.repaid) AS earned_won,
    (SELECT coalesce(sum(amount_won), 0)::bigint FROM payouts.payout WHERE purpose = 7) AS refunded_won;

-- name: promised
-- What each tier was promised and passed on.
SELECT tier, sum(face_won)::bigint AS face_won, sum(passed_on_won)::bigint AS passed_on_won, count(*) AS receivable_count
FROM receivables.receivable WHERE cancelled_on IS NULL GROUP BY tier ORDER BY tier;

-- name: returned_payments
-- Payments that came back, and how many tries all took.
SELECT count(*) FILTER (WHERE state IN ('returned', 'rejected')) AS came_back, count(*) AS tries FROM payouts.attempt;

-- name: analyze
-- Statistics as a book in use has them.
ANALYZE;
