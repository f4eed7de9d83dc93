-- name: prove_g9_outcomes
-- Programme by programme of pay for success: cash + commitment + advances + clawbacks due = pool + reserves + retentions + payables +
-- what is on its way out; no other account, none but its own bank account, nothing due below nothing, and the pool as it is guarded.
WITH legs AS (
    SELECT x.programme_id, x.account, ledger.kind_of(x.account) AS kind, ledger.owner_of(x.account) AS owner, sum(x.won) AS won
    FROM (SELECT programme_id, debit AS account, amount_won AS won FROM ledger.leg WHERE programme_id > 1000000000
          UNION ALL SELECT programme_id, credit, -amount_won FROM ledger.leg WHERE programme_id > 1000000000) x
    GROUP BY 1, 2
), sums AS (
    SELECT programme_id, coalesce(sum(won) FILTER (WHERE kind IN (101, 150, 151, 152)), 0) AS has_won,
        coalesce(-sum(won) FILTER (WHERE kind IN (201, 202, 260, 261, 262, 263, 264, 265)), 0) AS owes_won,
        coalesce(-sum(won) FILTER (WHERE kind = 260), 0) AS pool_won
    FROM legs GROUP BY 1
)
SELECT coalesce(sum(s.has_won), 0)::bigint AS left_won, coalesce(sum(s.owes_won), 0)::bigint AS right_won,
    count(*) FILTER (WHERE s.has_won IS DISTINCT FROM s.owes_won
        OR coalesce(s.pool_won, 0) IS DISTINCT FROM coalesce(g.balance_won, 0))
    + (SELECT count(*) FROM legs l LEFT JOIN outcomes.programme p ON p.programme_id = l.programme_id
        WHERE l.kind NOT IN (101, 150, 151, 152, 201, 202, 260, 261, 262, 263, 264, 265)
            OR (l.kind IN (101, 201, 202) AND l.owner IS DISTINCT FROM p.own_account_id)
            OR (l.kind IN (150, 260, 261) AND l.owner <> l.programme_id)
            OR (l.kind IN (150, 151, 152) AND l.won < 0) OR (l.kind BETWEEN 260 AND 265 AND l.won > 0)) AS wrong
FROM sums s
FULL JOIN (SELECT programme_id, balance_won FROM ledger.guarded WHERE programme_id > 1000000000 AND ledger.kind_of(account) = 260) g
    ON g.programme_id = s.programme_id;

-- name: prove_g14_reserves
-- Award by award: what is left of its two reserves = the journal's; each was set aside in full, the success cap as the award says;
-- no more was spent and given back than was reserved, and no determination's rule promises more than the cap.
WITH journal AS (
    SELECT x.programme_id, ledger.owner_of(x.account) AS award_id, CASE ledger.kind_of(x.account) WHEN 262 THEN 'stage1' ELSE 'success' END AS part,
        sum(x.won) AS left_won, sum(x.won) FILTER (WHERE x.kind IN (53, 54)) AS set_aside_won
    FROM (SELECT programme_id, kind, credit AS account, amount_won AS won FROM ledger.line
              WHERE programme_id > 1000000000 AND ledger.kind_of(credit) IN (262, 263)
          UNION ALL SELECT programme_id, kind, debit, -amount_won FROM ledger.line
              WHERE programme_id > 1000000000 AND ledger.kind_of(debit) IN (262, 263)) x
    GROUP BY 1, 2, 3
), reserves AS (
    SELECT r.*, r.reserved_won - r.spent_won - r.released_won AS left_won,
        CASE r.part WHEN 'stage1' THEN w.stage1_won ELSE w.success_cap_won END AS granted_won
    FROM outcomes.reserve r LEFT JOIN outcomes.award w ON w.programme_id = r.programme_id AND w.award_id = r.award_id
)
SELECT coalesce(sum(r.left_won), 0)::bigint AS left_won, coalesce(sum(j.left_won), 0)::bigint AS right_won,
    count(*) FILTER (WHERE coalesce(r.left_won, 0) <> coalesce(j.left_won, 0) OR r.spent_won + r.released_won > r.reserved_won
        OR r.reserved_won IS DISTINCT FROM r.granted_won OR coalesce(r.reserved_won, 0) <> coalesce(j.set_aside_won, 0))
    + (SELECT count(*) FROM outcomes.award w WHERE (SELECT count(*) FROM outcomes.reserve r WHERE r.programme_id = w.programme_id
        AND r.award_id = w.award_id) <> 2)
    + (SELECT count(*) FROM outcomes.agreement a JOIN outcomes.award w ON w.programme_id = a.programme_id AND w.award_id = a.award_id
        WHERE a.highest_won > w.success_cap_won) AS wrong
FROM reserves r FULL JOIN journal j ON j.programme_id = r.programme_id AND j.award_id = r.award_id AND j.part = r.part;

-- name: prove_g14_payables
-- Payable by payable: the journal says the same party is owed the same won for it, once; what is paid left by its own line, to the
-- party or to the payer who promised it, what a fraud ended went to the pool by one, and what a cancelled root had promised is owed to
-- the party again; the payer is paid for settled roots alone; and party by party what is open = the journal's balance.
WITH owed AS (
    SELECT p.*, CASE WHEN p.purpose IN ('reimbursement', 'reopened') THEN p.source_id ELSE p.payable_id END AS item_id FROM outcomes.payable p
), lines AS (
    SELECT l.programme_id, l.kind, l.item_id, l.amount_won, ledger.owner_of(l.credit) AS company_id FROM ledger.line l
    WHERE l.programme_id > 1000000000 AND ledger.kind_of(l.credit) = 264
), paid AS (
    SELECT l.programme_id, l.kind, l.item_id, l.amount_won, ledger.owner_of(l.debit) AS company_id, ledger.kind_of(l.credit) AS into_kind
    FROM ledger.line l
    WHERE l.programme_id > 1000000000 AND ledger.kind_of(l.debit) = 264
), wrongly_owed AS (
    SELECT count(*) AS n FROM owed o FULL JOIN lines l ON l.programme_id = o.programme_id AND l.item_id = o.item_id
        AND l.kind = CASE o.purpose WHEN 'advance' THEN 55 WHEN 'stage1' THEN 57 WHEN 'reward' THEN 60 WHEN 'fee' THEN 64
            WHEN 'retention' THEN 66 WHEN 'pool' THEN 73 WHEN 'reimbursement' THEN 72 WHEN 'reopened' THEN 77 END
    WHERE o.amount_won IS DISTINCT FROM l.amount_won OR o.company_id IS DISTINCT FROM l.company_id
), wrongly_paid AS (
    SELECT count(*) AS n FROM outcomes.payable p FULL JOIN paid d ON d.programme_id = p.programme_id AND d.item_id = p.payable_id
    WHERE (d.item_id IS NULL AND (p.paid_by = 'receivable' OR p.ended_on IS NOT NULL))
        OR (d.item_id IS NOT NULL AND (p.paid_by IS DISTINCT FROM CASE d.kind WHEN 63 THEN 'account' WHEN 72 THEN 'receivable' END
            AND NOT (d.kind = 72 AND p.paid_by IS NULL AND p.ended_on IS NOT NULL)
            OR (p.ended_on IS NOT NULL) <> (d.kind IN (76, 77) OR d.kind = 72 AND EXISTS (SELECT FROM outcomes.payable e
                WHERE e.programme_id = p.programme_id AND e.purpose = 'reimbursement' AND e.source_id = p.payable_id AND e.ended_on IS NOT NULL))
            OR (d.kind = 76 AND d.into_kind <> 260) OR (d.kind = 77 AND d.into_kind <> 264)
            OR p.amount_won <> d.amount_won OR p.company_id <> d.company_id))
), promised AS (
    SELECT count(*) AS n FROM outcomes.payable p LEFT JOIN receivables.receivable r ON r.programme_id = p.receivable_programme_id
        AND r.receivable_id = p.receivable_id AND r.holder_id = p.company_id AND r.face_won = p.amount_won AND r.parent_id IS NULL
    LEFT JOIN outcomes.payable e ON e.programme_id = p.programme_id AND e.purpose = 'reimbursement' AND e.source_id = p.payable_id
    WHERE (p.paid_by = 'receivable' AND r.receivable_id IS NULL) OR (p.receivable_id IS NOT NULL AND p.ended_on IS NOT NULL AND r.cancelled_on IS NULL)
        OR (e.paid_on IS NOT NULL AND NOT EXISTS (SELECT FROM ledger.settled s WHERE s.programme_id = r.programme_id
            AND s.receivable_id = r.receivable_id AND s.phase = 1))
)
SELECT coalesce(sum(a.won), 0)::bigint AS left_won, coalesce(sum(b.won), 0)::bigint AS right_won,
    count(*) FILTER (WHERE coalesce(a.won, 0) <> coalesce(b.won, 0)) + (SELECT n FROM wrongly_owed) + (SELECT n FROM wrongly_paid)
    + (SELECT n FROM promised) AS wrong
FROM (SELECT p.programme_id, p.company_id, sum(p.amount_won) AS won FROM outcomes.payable p
      WHERE NOT EXISTS (SELECT FROM paid d WHERE d.programme_id = p.programme_id AND d.item_id = p.payable_id) GROUP BY 1, 2) a
FULL JOIN (SELECT programme_id, company_id, sum(won) AS won FROM (
          SELECT programme_id, company_id, amount_won AS won FROM lines UNION ALL SELECT programme_id, company_id, -amount_won FROM paid) x
      GROUP BY 1, 2) b ON b.programme_id = a.programme_id AND b.company_id = a.company_id;

-- name: prove_g14_retentions
-- Award by award: what is kept back until the tail ends = the journal's retention account; claim by claim what was kept back as it was
-- earned, released as it is owed, and lost by no less than later versions took back.
WITH earned AS (
    SELECT programme_id, claim_id, award_id, sum(retained_won) AS retained_won, sum(taken_back_won - restored_won) AS taken_back_won
    FROM outcomes.earning GROUP BY 1, 2, 3
), owed AS (
    SELECT programme_id, source_id AS claim_id, award_id, sum(amount_won) AS won FROM outcomes.payable WHERE purpose = 'retention' GROUP BY 1, 2, 3
), of_claims AS (
    SELECT count(*) AS n FROM outcomes.retention r
    FULL JOIN earned e ON e.programme_id = r.programme_id AND e.claim_id = r.claim_id AND e.award_id = r.award_id
    FULL JOIN owed o ON o.programme_id = r.programme_id AND o.claim_id = r.claim_id AND o.award_id = r.award_id
    WHERE coalesce(r.retained_won, 0) <> coalesce(e.retained_won, 0) OR coalesce(r.released_won, 0) <> coalesce(o.won, 0)
        OR coalesce(r.forfeited_won, 0) < coalesce(e.taken_back_won, 0)
)
SELECT coalesce(sum(r.won), 0)::bigint AS left_won, coalesce(sum(j.won), 0)::bigint AS right_won,
    count(*) FILTER (WHERE coalesce(r.won, 0) <> coalesce(j.won, 0) OR coalesce(r.retained_won, 0) <> coalesce(j.retained_won, 0)
        OR coalesce(r.released_won, 0) <> coalesce(j.released_won, 0)) + (SELECT n FROM of_claims) AS wrong
FROM (SELECT programme_id, award_id, sum(retained_won - released_won - forfeited_won) AS won, sum(retained_won) AS retained_won,
          sum(released_won) AS released_won FROM outcomes.retention GROUP BY 1, 2) r
FULL JOIN (SELECT programme_id, award_id, sum(won) AS won, sum(won) FILTER (WHERE kind = 61) AS retained_won,
          -sum(won) FILTER (WHERE kind = 66) AS released_won
      FROM (SELECT programme_id, kind, ledger.owner_of(credit) AS award_id, amount_won AS won FROM ledger.line
                WHERE programme_id > 1000000000 AND ledger.kind_of(credit) = 265
            UNION ALL SELECT programme_id, kind, ledger.owner_of(debit), -amount_won FROM ledger.line
                WHERE programme_id > 1000000000 AND ledger.kind_of(debit) = 265) x
      GROUP BY 1, 2) j ON j.programme_id = r.programme_id AND j.award_id = r.award_id;
