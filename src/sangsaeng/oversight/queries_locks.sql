-- name: prove_g6_locks
-- What is locked of receivables = the locks on them, one by one: each its debtor's own, within its order, at its end when the
-- order is and not before, left in the book by the settlement, and paid once it was released.
SELECT coalesce(sum(r.locked_won), 0)::bigint AS left_won, coalesce(sum(l.won), 0)::bigint AS right_won,
    count(*) FILTER (WHERE r.locked_won IS DISTINCT FROM coalesce(l.won, 0) OR s.locked_won <> r.locked_won)
    + (SELECT count(*) FROM receivables.lock k
        LEFT JOIN receivables.attachment a ON a.attachment_id = k.attachment_id
        LEFT JOIN receivables.receivable o ON o.programme_id = k.programme_id AND o.receivable_id = k.receivable_id
        WHERE o.holder_id IS DISTINCT FROM a.company_id OR k.released_on IS DISTINCT FROM a.released_on)
    + (SELECT count(*) FROM receivables.attachment a WHERE a.amount_won < (SELECT sum(k.locked_won) FROM receivables.lock k
        WHERE k.attachment_id = a.attachment_id AND k.released_on IS NULL))
    + (SELECT count(*) FROM (SELECT * FROM payouts.payout WHERE purpose = 11) p
        FULL JOIN (SELECT k.programme_id, k.lock_id, k.to_pay_won, o.holder_id, k.released_on FROM receivables.lock k
            JOIN receivables.receivable o ON o.programme_id = k.programme_id AND o.receivable_id = k.receivable_id
            WHERE k.to_pay_won > 0) k ON k.programme_id = p.programme_id AND k.lock_id = p.source_id
        -- Not paid yet: not before a run of a later day is through.
        WHERE CASE WHEN p.programme_id IS NULL THEN k.released_on < (SELECT max(day) FROM settlement.run WHERE state = 'released')
            ELSE p.amount_won IS DISTINCT FROM k.to_pay_won OR p.payee_id IS DISTINCT FROM k.holder_id END) AS wrong
FROM receivables.receivable r
LEFT JOIN (SELECT programme_id, receivable_id, sum(CASE WHEN released_on IS NULL THEN locked_won ELSE to_pay_won END) AS won
      FROM receivables.lock GROUP BY 1, 2) l ON l.programme_id = r.programme_id AND l.receivable_id = r.receivable_id
LEFT JOIN ledger.settled s ON s.programme_id = r.programme_id AND s.receivable_id = r.receivable_id
    AND s.phase = CASE WHEN r.parent_id IS NULL THEN 1 ELSE 2 END
WHERE r.locked_won > 0 OR l.won > 0 OR s.locked_won > 0;
