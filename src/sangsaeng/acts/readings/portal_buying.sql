-- name: list_promised_by_tier
-- How far the asker's money went, by tier and month of issue; month NULL: in all the months.
SELECT t.month, t.tier, t.receivable_count, t.company_count, t.issued_won
FROM receivables.promised_by_tier(%(side)s, %(first)s, %(last)s) t ORDER BY t.month NULLS LAST, t.tier;

-- name: list_days_to_cash
-- How long money took by tier, over the receivables that were due last.
SELECT t.tier, sum(t.receivable_count)::bigint AS receivable_count, max(t.company_count) AS company_count, sum(t.won)::bigint AS won,
    sum(t.won_days) AS won_days
FROM receivables.days_to_cash(%(side)s, %(today)s, %(looked_at)s) t GROUP BY 1 ORDER BY 1;

-- name: list_calls_ahead
-- What the asker has to fund as a buyer, the earliest first, and what of it is still missing.
SELECT c.programme_id, c.due_on, c.called_won, c.state, c.grace_until, coalesce((SELECT sum(r.face_won) FROM receivables.receivable r
        WHERE r.programme_id = c.programme_id AND r.tier = 1 AND r.matures_on = c.due_on AND r.cancelled_on IS NULL
        AND NOT EXISTS (SELECT FROM settlement.funded_root f WHERE f.programme_id = r.programme_id AND f.root_id = r.receivable_id)
        ), 0)::bigint AS missing_won
FROM programmes.programme p JOIN settlement.funding_call c ON c.programme_id = p.programme_id
WHERE p.buyer_id = %(me)s AND c.state <> 'funded' ORDER BY c.due_on, c.programme_id LIMIT %(most)s;

-- name: count_waiting_acts
-- What the asker's people entered and others have not approved yet.
SELECT count(*) AS waiting_count, coalesce(sum(a.amount_won), 0)::bigint AS waiting_won FROM parties.act a
WHERE a.company_id = %(me)s AND a.state = 'waiting' AND a.expires_at > %(at)s;
