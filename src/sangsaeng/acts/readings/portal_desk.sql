-- name: list_stuck_payouts
-- Payouts of programmes the asker runs whose newest attempt came back or is being found out, the oldest programme first.
SELECT o.programme_id, o.purpose, o.source_id, o.amount_won, o.booked_on, a.state, a.reason, a.attempt_no, a.since,
    o.payee_id, c.name AS payee, o.payee_own_account_id, a.bank_account_id
FROM payouts.attempt a
JOIN payouts.payout o ON o.programme_id = a.programme_id AND o.purpose = a.purpose AND o.source_id = a.source_id
JOIN programmes.programme p ON p.programme_id = o.programme_id AND p.institution_id = %(me)s
LEFT JOIN parties.company c ON c.company_id = o.payee_id
WHERE a.state IN ('unknown', 'rejected', 'returned')
    AND NOT EXISTS (SELECT FROM payouts.attempt later WHERE later.programme_id = a.programme_id AND later.purpose = a.purpose
        AND later.source_id = a.source_id AND later.attempt_no > a.attempt_no)
    AND (o.programme_id, o.purpose, o.source_id) > (%(after_programme_id)s::int, %(after_purpose)s::int, %(after_source_id)s::bigint)
    AND (%(programme_id)s::int IS NULL OR o.programme_id = %(programme_id)s)
    AND (%(state)s::text IS NULL OR a.state = %(state)s)
ORDER BY o.programme_id, o.purpose, o.source_id LIMIT %(most)s;
