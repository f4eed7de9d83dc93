-- name: prove_g9_owed
-- Refunds and incentives owed to companies = those that no run has paid yet: of what was paid nothing is left behind, and
-- net and withheld tax are together what was owed. And each tax has the payout it was withheld from.
WITH stands AS (
    SELECT programme_id, account, sum(won) AS won FROM (
        SELECT programme_id, credit AS account, amount_won AS won FROM ledger.line
        WHERE credit >= ledger.account(230, 0) AND credit < ledger.account(232, 0)
        UNION ALL SELECT programme_id, debit, -amount_won FROM ledger.line
        WHERE debit >= ledger.account(230, 0) AND debit < ledger.account(232, 0)
        UNION ALL SELECT programme_id, ledger.account(230, incentive_owner_id), incentive_won FROM ledger.settled WHERE incentive_won > 0
        UNION ALL SELECT programme_id, ledger.account(231, refund_owner_id), refund_won FROM ledger.repaid WHERE refund_won > 0) x
    GROUP BY 1, 2
), waits AS (
    SELECT programme_id, account, sum(won) AS won FROM (
        SELECT l.programme_id, l.credit AS account, l.amount_won AS won FROM ledger.line l
        WHERE l.kind = 15 AND NOT EXISTS (SELECT FROM payouts.payout p
            WHERE p.programme_id = l.programme_id AND p.purpose = 2 AND p.source_id = l.item_id)
        UNION ALL
        SELECT s.programme_id, ledger.account(230, s.incentive_owner_id), s.incentive_won FROM ledger.settled s
        WHERE s.incentive_won > 0 AND NOT EXISTS (SELECT FROM payouts.payout p WHERE p.programme_id = s.programme_id
            AND p.purpose = 3 AND p.run_id = s.run_id AND p.payee_id = s.incentive_owner_id)) x
    GROUP BY 1, 2
)
SELECT coalesce(sum(s.won), 0)::bigint AS left_won, coalesce(sum(w.won), 0)::bigint AS right_won,
    count(*) FILTER (WHERE coalesce(s.won, 0) <> coalesce(w.won, 0))
    + (SELECT count(*) FROM ledger.line l JOIN (VALUES (28, 7), (37, 3), (38, 2)) k(kind, purpose) ON k.kind = l.kind
       LEFT JOIN payouts.payout p ON p.programme_id = l.programme_id AND p.purpose = k.purpose AND p.source_id = l.item_id
       WHERE p.payee_id IS DISTINCT FROM ledger.owner_of(l.debit) OR l.credit <> ledger.account(250, l.programme_id)) AS wrong
FROM stands s FULL JOIN waits w ON w.programme_id = s.programme_id AND w.account = s.account;
