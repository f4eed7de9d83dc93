-- name: analyze
-- What the planner knows of the tables, brought up to date.
ANALYZE;

-- name: list_balances
-- What lies on each of the scheme's accounts by the bank's own entries, in won.
SELECT a.account_number, coalesce(sum(CASE e.direction WHEN 'credit' THEN e.amount_won ELSE -e.amount_won END), 0)::bigint AS won
FROM programmes.own_account a LEFT JOIN payouts.bank_entry e ON e.own_account_id = a.own_account_id
GROUP BY a.account_number ORDER BY a.account_number;

-- name: last_run
-- The last day that was settled.
SELECT max(r.day) AS day FROM settlement.run r WHERE r.state = 'released';

-- name: sold_today
-- When something was sold last that no cut-off has sent yet; NULL when there is none.
SELECT max(s.accepted_at) AS at FROM early_payment.sale s
WHERE s.cancelled_at IS NULL AND s.sold_on > coalesce((SELECT max(c.day) FROM early_payment.cut_off c), '-infinity');

-- name: first_programme
-- The agreement of the buyer that pays.
SELECT min(p.programme_id) AS programme_id FROM programmes.programme p;
