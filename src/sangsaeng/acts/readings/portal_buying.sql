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
SELECT c.programme_id, c.due_on, c.called_won, c.state, c.grace_until, settlement.missing_of(c.programme_id, c.due_on) AS missing_won
FROM programmes.programme p JOIN settlement.funding_call c ON c.programme_id = p.programme_id
WHERE p.buyer_id = %(me)s AND c.state <> 'funded' ORDER BY c.due_on, c.programme_id LIMIT %(most)s;

-- name: count_waiting_acts
-- What the asker's people entered and others have not approved yet.
SELECT count(*) AS waiting_count, coalesce(sum(a.amount_won), 0)::bigint AS waiting_won FROM parties.act a
WHERE a.company_id = %(me)s AND a.state = 'waiting' AND a.expires_at > %(at)s;

-- name: list_issued_by_act
-- What an act of the asker issued, by programme and settlement day; all it issued for the day; and the account its money is to reach.
WITH made AS (
    SELECT r.programme_id, r.matures_on AS due_on, count(*) AS receivable_count, sum(r.face_won)::bigint AS won
    FROM parties.act a
    CROSS JOIN LATERAL jsonb_array_elements_text(a.answer -> 'receivable_ids') AS made(number)
    JOIN receivables.receivable r ON r.issuer_id = %(me)s AND r.receivable_id = made.number::bigint AND r.tier = 1 AND r.cancelled_on IS NULL
    WHERE a.act_id = %(act_id)s AND a.company_id = %(me)s AND a.state = 'executed'
    GROUP BY 1, 2
)
SELECT m.programme_id, m.due_on, m.receivable_count, m.won, (SELECT sum(r.face_won)::bigint FROM receivables.receivable r
    WHERE r.programme_id = m.programme_id AND r.matures_on = m.due_on AND r.tier = 1 AND r.cancelled_on IS NULL) AS day_won,
    w.bank_code, w.account_number
FROM made m LEFT JOIN settlement.where_to_fund() w ON w.programme_id = m.programme_id
ORDER BY m.due_on, m.programme_id;
