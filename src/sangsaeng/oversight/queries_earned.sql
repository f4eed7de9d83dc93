-- name: prove_g14_earnings
-- Award by award: what determinations earned, owed and kept back, and the costs agreed when it was terminated = the journal's rewards,
-- which is what its success reserve spent and gave back; claim by claim what is owed; each earning is of its own determination, within it.
WITH earned AS (
    SELECT programme_id, award_id, sum(owed_won) AS owed_won, sum(retained_won) AS retained_won, sum(released_won) AS released_won
    FROM outcomes.earning GROUP BY 1, 2
), agreed AS (
    SELECT w.programme_id, w.award_id, sum((e.facts ->> 'agreed_won')::bigint) AS won FROM outcomes.award w
    JOIN outcomes.event e ON e.programme_id = w.programme_id AND e.subject = 'award' AND e.subject_id = w.award_id
        AND e.to_state = 'terminated' AND e.facts ->> 'agreed_won' <> '0'
    WHERE w.state = 'terminated' GROUP BY 1, 2
), journal AS (
    SELECT programme_id, ledger.owner_of(debit) AS award_id, coalesce(sum(amount_won) FILTER (WHERE kind = 60), 0) AS owed_won,
        coalesce(sum(amount_won) FILTER (WHERE kind = 61), 0) AS retained_won,
        coalesce(sum(amount_won) FILTER (WHERE kind = 62), 0) AS released_won, count(*) FILTER (WHERE ledger.kind_of(debit) <> 263) AS wrong
    FROM ledger.line WHERE programme_id > 1000000000 AND kind IN (60, 61, 62) GROUP BY 1, 2
), owed AS (
    SELECT p.programme_id, p.award_id, coalesce(c.claim_id, d.claim_id) AS claim_id, sum(p.amount_won) AS won FROM outcomes.payable p
    LEFT JOIN outcomes.claim c ON c.programme_id = p.programme_id AND c.claim_id = p.source_id AND c.award_id = p.award_id
    LEFT JOIN outcomes.determination d ON d.programme_id = p.programme_id AND d.determination_id = p.source_id AND d.award_id = p.award_id
    WHERE p.purpose = 'reward' GROUP BY 1, 2, 3
), wrongly_owed AS (
    SELECT count(*) AS n FROM (SELECT * FROM owed WHERE claim_id IS NOT NULL) o
    FULL JOIN (SELECT programme_id, claim_id, sum(owed_won) AS won FROM outcomes.earning GROUP BY 1, 2) e
        ON e.programme_id = o.programme_id AND e.claim_id = o.claim_id
    WHERE coalesce(o.won, 0) <> coalesce(e.won, 0)
), wrongly_agreed AS (
    SELECT count(*) AS n FROM (SELECT * FROM owed WHERE claim_id IS NULL) o
    FULL JOIN agreed a ON a.programme_id = o.programme_id AND a.award_id = o.award_id WHERE o.won IS DISTINCT FROM a.won
), wrongly_earned AS (
    SELECT count(*) AS n FROM outcomes.earning e
    LEFT JOIN outcomes.determination d ON d.programme_id = e.programme_id AND d.determination_id = e.determination_id
        AND d.claim_id = e.claim_id AND d.award_id = e.award_id AND e.owed_won + e.retained_won <= d.amount_won
    WHERE d.determination_id IS NULL
)
SELECT (SELECT coalesce(sum(owed_won + retained_won), 0) FROM earned)::bigint + (SELECT coalesce(sum(won), 0) FROM agreed)::bigint AS left_won,
    coalesce(sum(j.owed_won + j.retained_won), 0)::bigint AS right_won,
    count(*) FILTER (WHERE j.wrong > 0 OR coalesce(j.owed_won, 0) <> coalesce(e.owed_won, 0) + coalesce(a.won, 0)
        OR coalesce(j.retained_won, 0) <> coalesce(e.retained_won, 0) OR coalesce(j.released_won, 0) < coalesce(e.released_won, 0)
        OR r.spent_won IS DISTINCT FROM coalesce(j.owed_won + j.retained_won, 0) OR r.released_won IS DISTINCT FROM coalesce(j.released_won, 0))
    + (SELECT n FROM wrongly_owed) + (SELECT n FROM wrongly_agreed) + (SELECT n FROM wrongly_earned) AS wrong
FROM (SELECT * FROM outcomes.reserve WHERE part = 'success') r
FULL JOIN journal j ON j.programme_id = r.programme_id AND j.award_id = r.award_id
LEFT JOIN earned e ON e.programme_id = r.programme_id AND e.award_id = r.award_id
LEFT JOIN agreed a ON a.programme_id = r.programme_id AND a.award_id = r.award_id;

-- name: prove_g14_clawbacks
-- Award by award: what is still due of its clawbacks = the journal's; refunds, penalties, what came in and what was given up, each by its
-- own lines.
WITH decided AS (
    SELECT programme_id, award_id, coalesce(sum(refund_won), 0) AS refund_won, coalesce(sum(penalty_won), 0) AS penalty_won,
        sum(recovered_won) AS recovered_won, sum(lost_won) AS lost_won FROM outcomes.clawback GROUP BY 1, 2
), journal AS (
    SELECT x.programme_id, x.award_id, coalesce(sum(x.won) FILTER (WHERE x.kind = 68), 0) AS refund_won,
        coalesce(sum(x.won) FILTER (WHERE x.kind = 69), 0) AS penalty_won, coalesce(-sum(x.won) FILTER (WHERE x.kind = 70), 0) AS recovered_won,
        coalesce(-sum(x.won) FILTER (WHERE x.kind = 71), 0) AS lost_won, sum(x.won) AS left_won
    FROM (SELECT programme_id, kind, ledger.owner_of(debit) AS award_id, amount_won AS won FROM ledger.line
              WHERE programme_id > 1000000000 AND ledger.kind_of(debit) = 152
          UNION ALL SELECT programme_id, kind, ledger.owner_of(credit), -amount_won FROM ledger.line
              WHERE programme_id > 1000000000 AND ledger.kind_of(credit) = 152) x
    GROUP BY 1, 2
)
SELECT coalesce(sum(d.refund_won + d.penalty_won - d.recovered_won - d.lost_won), 0)::bigint AS left_won,
    coalesce(sum(j.left_won), 0)::bigint AS right_won,
    count(*) FILTER (WHERE coalesce(d.refund_won, 0) <> coalesce(j.refund_won, 0) OR coalesce(d.penalty_won, 0) <> coalesce(j.penalty_won, 0)
        OR coalesce(d.recovered_won, 0) <> coalesce(j.recovered_won, 0) OR coalesce(d.lost_won, 0) <> coalesce(j.lost_won, 0)
        OR coalesce(d.refund_won + d.penalty_won - d.recovered_won - d.lost_won, 0) <> coalesce(j.left_won, 0)) AS wrong
FROM decided d FULL JOIN journal j ON j.programme_id = d.programme_id AND j.award_id = d.award_id;

-- name: list_agreed
-- Every agreement's rule and the most it was said to pay when it was signed.
SELECT highest_won, rule_text FROM outcomes.agreement;
