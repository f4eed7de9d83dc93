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

-- name: count_what_waits
-- All that waits at the desk of the programmes the asker runs, in counts and won: payouts whose answer is being found out, payouts that
-- came back, and entries that nobody has explained.
SELECT CASE WHEN a.state = 'unknown' THEN 'unknown' ELSE 'returned' END AS what, count(*) AS count, sum(o.amount_won)::bigint AS won
FROM payouts.attempt a
JOIN payouts.payout o ON o.programme_id = a.programme_id AND o.purpose = a.purpose AND o.source_id = a.source_id
JOIN programmes.programme p ON p.programme_id = o.programme_id AND p.institution_id = %(me)s
WHERE a.state IN ('unknown', 'rejected', 'returned')
    AND NOT EXISTS (SELECT FROM payouts.attempt later WHERE later.programme_id = a.programme_id AND later.purpose = a.purpose
        AND later.source_id = a.source_id AND later.attempt_no > a.attempt_no)
GROUP BY 1
UNION ALL
SELECT 'unidentified', count(*), sum(e.amount_won)::bigint FROM payouts.bank_entry e
WHERE e.own_account_id = ANY ((SELECT programmes.my_accounts())::int[]) AND e.meaning = 'unidentified'
    AND NOT EXISTS (SELECT FROM ledger.line l WHERE l.programme_id = 0 AND l.kind = 17 AND l.item_id = e.entry_id)
HAVING count(*) > 0;

-- name: list_settlement_days
-- What falls due of the programmes the asker runs, by programme and day: roots to be funded, and how the day's call stands.
SELECT r.programme_id, b.name AS buyer, r.matures_on AS due_on, count(*) AS root_count, sum(r.face_won)::bigint AS won, c.state
FROM programmes.programme p
JOIN parties.company b ON b.company_id = p.buyer_id
JOIN receivables.receivable r ON r.programme_id = p.programme_id AND r.tier = 1 AND r.cancelled_on IS NULL
    AND r.matures_on BETWEEN %(from_on)s AND %(until)s
LEFT JOIN settlement.funding_call c ON c.programme_id = r.programme_id AND c.due_on = r.matures_on
WHERE p.institution_id = %(me)s AND (%(programme_id)s::int IS NULL OR p.programme_id = %(programme_id)s)
GROUP BY r.programme_id, b.name, r.matures_on, c.state ORDER BY r.matures_on, r.programme_id;
