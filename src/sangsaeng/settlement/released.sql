-- name: pay_released
-- What an earlier settlement left in the book because creditors had attached it, and is released since: once a lock.
WITH due AS MATERIALIZED (
    SELECT l.programme_id, l.lock_id, l.receivable_id, l.to_pay_won, r.holder_id, s.is_root, s.own_account_id
    FROM receivables.lock l
    JOIN receivables.receivable r ON r.programme_id = l.programme_id AND r.receivable_id = l.receivable_id
    JOIN ledger.settled s ON s.programme_id = l.programme_id AND s.receivable_id = l.receivable_id
        AND s.phase = CASE WHEN r.parent_id IS NULL THEN 1 ELSE 2 END
    WHERE l.to_pay_won > 0 AND NOT EXISTS (SELECT FROM payouts.payout p
        WHERE p.programme_id = l.programme_id AND p.purpose = %(purpose)s AND p.source_id = l.lock_id)
), paid AS (
    INSERT INTO payouts.payout (programme_id, purpose, source_id, amount_won, payee_id, own_account_id, run_id, booked_on)
    SELECT programme_id, %(purpose)s, lock_id, to_pay_won, holder_id, own_account_id, %(run_id)s, %(day)s FROM due
    ON CONFLICT DO NOTHING RETURNING programme_id, source_id, amount_won
)
INSERT INTO ledger.line (programme_id, kind, item_id, debit, credit, amount_won, receivable_id, booked_on)
SELECT d.programme_id, %(kind)s, d.lock_id, ledger.account(CASE WHEN d.is_root THEN 210 ELSE 212 END, d.receivable_id),
    ledger.account(201, d.own_account_id), p.amount_won, d.receivable_id, %(day)s
FROM paid p JOIN due d ON d.programme_id = p.programme_id AND d.lock_id = p.source_id;
