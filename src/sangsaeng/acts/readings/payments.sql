-- name: list_my_payouts
-- What was paid to the asker, or is to be, the newest first: for what, and how the newest attempt stands. The many that
-- settle a receivable are found by its key; an index of theirs by payee would slow every settlement run.
SELECT o.programme_id, o.purpose, o.source_id, o.amount_won, o.booked_on, coalesce(a.state, 'waiting') AS state, a.reason, a.attempt_no,
    a.end_to_end_id, a.bank_account_id, a.booked_on AS credited_on
FROM (
    SELECT x.* FROM payouts.payout x WHERE x.payee_id = %(me)s AND x.purpose <> 1
    UNION ALL
    SELECT x.* FROM receivables.receivable r JOIN payouts.payout x ON x.programme_id = r.programme_id AND x.purpose = 1
        AND x.source_id = r.receivable_id AND x.payee_id = %(me)s
    WHERE r.holder_id = %(me)s OR r.issuer_id = %(me)s
) o
LEFT JOIN LATERAL (SELECT t.state, t.reason, t.attempt_no, t.end_to_end_id, t.bank_account_id, t.booked_on FROM payouts.attempt t
    WHERE t.programme_id = o.programme_id AND t.purpose = o.purpose AND t.source_id = o.source_id ORDER BY t.attempt_no DESC LIMIT 1) a ON true
WHERE (o.booked_on, o.programme_id, o.purpose, o.source_id) < (%(after_booked_on)s::date, %(after_programme_id)s::bigint,
        %(after_purpose)s::bigint, %(after_source_id)s::bigint)
    AND (%(programme_id)s::int IS NULL OR o.programme_id = %(programme_id)s)
    AND o.booked_on BETWEEN coalesce(%(from_on)s::date, '-infinity') AND coalesce(%(until)s::date, 'infinity')
    AND (%(state)s::text IS NULL OR coalesce(a.state, 'waiting') = %(state)s)
ORDER BY o.booked_on DESC, o.programme_id DESC, o.purpose DESC, o.source_id DESC LIMIT %(most)s;

-- name: list_payouts_in_programme
-- The payouts of a programme that the asker runs, and how the newest attempt of each stands.
SELECT o.programme_id, o.purpose, o.source_id, o.amount_won, o.booked_on, coalesce(a.state, 'waiting') AS state, a.reason, a.attempt_no,
    a.end_to_end_id, a.bank_account_id, a.booked_on AS credited_on, o.payee_id, c.name AS payee, o.payee_own_account_id
FROM payouts.payout o
JOIN programmes.programme p ON p.programme_id = o.programme_id AND p.institution_id = %(me)s
LEFT JOIN parties.company c ON c.company_id = o.payee_id
LEFT JOIN LATERAL (SELECT t.state, t.reason, t.attempt_no, t.end_to_end_id, t.bank_account_id, t.booked_on FROM payouts.attempt t
    WHERE t.programme_id = o.programme_id AND t.purpose = o.purpose AND t.source_id = o.source_id ORDER BY t.attempt_no DESC LIMIT 1) a ON true
WHERE o.programme_id = %(programme_id)s
    AND (o.purpose, o.source_id) > (%(after_purpose)s::int, %(after_source_id)s::bigint)
    AND (%(company_id)s::bigint IS NULL OR o.payee_id = %(company_id)s)
    AND o.booked_on BETWEEN coalesce(%(from_on)s::date, '-infinity') AND coalesce(%(until)s::date, 'infinity')
    AND (%(state)s::text IS NULL OR coalesce(a.state, 'waiting') = %(state)s)
ORDER BY o.purpose, o.source_id LIMIT %(most)s;

-- name: count_payouts_by_state
-- How the payouts of the programmes that the asker runs stand.
SELECT latest.programme_id, latest.state, count(*) AS payout_count, sum(latest.amount_won)::bigint AS won FROM (
    SELECT o.programme_id, o.amount_won, coalesce((SELECT t.state FROM payouts.attempt t WHERE t.programme_id = o.programme_id
        AND t.purpose = o.purpose AND t.source_id = o.source_id ORDER BY t.attempt_no DESC LIMIT 1), 'waiting') AS state
    FROM payouts.payout o JOIN programmes.programme p ON p.programme_id = o.programme_id AND p.institution_id = %(me)s) latest
GROUP BY 1, 2 ORDER BY 1, 2;

-- name: list_statements_of
-- Bank statements of accounts of the asker, or of programmes it runs, the newest first; the ledger's figure beside the bank's.
SELECT s.own_account_id, s.statement_no, s.statement_ref, s.from_on, s.to_on, s.opening_won, s.closing_won, s.entry_count, s.ledger_won
FROM payouts.statement s
WHERE s.own_account_id = ANY ((SELECT programmes.my_accounts())::int[])
    AND (%(own_account_id)s::int IS NULL OR s.own_account_id = %(own_account_id)s)
    AND (s.to_on, s.own_account_id, s.statement_no) < (%(after_to_on)s::date, %(after_own_account_id)s::bigint, %(after_statement_no)s::bigint)
    AND s.to_on BETWEEN coalesce(%(from_on)s::date, '-infinity') AND coalesce(%(until)s::date, 'infinity')
ORDER BY s.to_on DESC, s.own_account_id DESC, s.statement_no DESC LIMIT %(most)s;

-- name: list_entries_of
-- Entries on accounts of the asker, or of programmes it runs, the newest first.
SELECT e.entry_id, e.own_account_id, e.entry_ref, e.direction, e.amount_won, e.booked_on, e.end_to_end_id, e.remittance, e.counterparty,
    e.meaning, e.programme_id
FROM payouts.bank_entry e
WHERE e.own_account_id = ANY ((SELECT programmes.my_accounts())::int[]) AND e.entry_id < %(after_entry_id)s::bigint
    AND (%(own_account_id)s::int IS NULL OR e.own_account_id = %(own_account_id)s)
    AND e.booked_on BETWEEN coalesce(%(from_on)s::date, '-infinity') AND coalesce(%(until)s::date, 'infinity')
ORDER BY e.entry_id DESC LIMIT %(most)s;

-- name: list_my_unidentified
-- Money on accounts of programmes the asker runs that nobody has explained, the oldest first.
SELECT e.entry_id, e.own_account_id, e.direction, e.amount_won, e.booked_on, e.remittance, e.counterparty
FROM payouts.bank_entry e
WHERE e.own_account_id = ANY ((SELECT programmes.my_accounts())::int[]) AND e.meaning = 'unidentified' AND e.entry_id > %(after_entry_id)s::bigint
    AND NOT EXISTS (SELECT FROM ledger.line l WHERE l.programme_id = 0 AND l.kind = 17 AND l.item_id = e.entry_id)
ORDER BY e.entry_id LIMIT %(most)s;
