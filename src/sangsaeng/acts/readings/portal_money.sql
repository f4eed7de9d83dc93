-- name: list_to_come
-- What is to come to the asker, by programme, day and state, with who promised it and who stands behind it.
SELECT t.programme_id, b.name AS buyer, CASE WHEN p.default_policy = 'institution_advances' THEN f.name END AS guarantor, t.matures_on,
    t.state, t.receivable_count, t.won, t.locked_won, t.sellable_won, t.passable_won
FROM receivables.to_come_to_me(%(today)s, %(last_day)s, %(first_tier_variants)s::text[]) t
JOIN programmes.programme p ON p.programme_id = t.programme_id
JOIN parties.company b ON b.company_id = p.buyer_id
JOIN parties.company f ON f.company_id = p.institution_id
ORDER BY t.matures_on, t.programme_id, t.state;

-- name: list_to_fund
-- What the asker has to fund as a buyer, by day: roots that nobody's money covers yet.
SELECT f.matures_on, sum(f.won)::bigint AS won FROM settlement.to_fund_of_mine(%(first)s, %(last)s) f GROUP BY 1;

-- name: list_paid_to_me
-- What was ordered to be paid to the asker, by day. As in list_my_payouts those of receivables are found by their keys.
SELECT o.booked_on AS day, sum(o.amount_won)::bigint AS won FROM (
    SELECT x.booked_on, x.amount_won FROM payouts.payout x
    WHERE x.payee_id = %(me)s AND x.purpose <> 1 AND x.booked_on BETWEEN %(first)s AND %(last)s
    UNION ALL
    SELECT x.booked_on, x.amount_won FROM receivables.receivable r JOIN payouts.payout x ON x.programme_id = r.programme_id
        AND x.purpose = 1 AND x.source_id = r.receivable_id AND x.payee_id = %(me)s
    WHERE r.matures_on <= %(last)s AND (r.holder_id = %(me)s OR (r.issuer_id = %(me)s AND r.cancel_reason = 'unclaimed_parked'))
        AND x.booked_on BETWEEN %(first)s AND %(last)s
) o GROUP BY 1;

-- name: list_past_payees
-- Whom the asker promised money before, of its newest promises: how often, and what the last was.
WITH newest AS MATERIALIZED (
    SELECT r.holder_id, r.receivable_id, r.face_won, r.issued_on FROM receivables.receivable r
    WHERE r.issuer_id = %(me)s AND r.cancelled_on IS NULL ORDER BY r.receivable_id DESC LIMIT %(looked_at)s
)
SELECT n.holder_id AS company_id, c.name AS payee, c.business_number AS payee_number, count(*) AS receivable_count,
    max(n.issued_on) AS last_on, (array_agg(n.face_won ORDER BY n.receivable_id DESC))[1] AS last_won
FROM newest n JOIN parties.company c ON c.company_id = n.holder_id GROUP BY 1, 2, 3;
