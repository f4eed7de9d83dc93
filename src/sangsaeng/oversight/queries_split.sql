-- name: prove_g10_split
-- Interest that goes back = what it comes to again from sale, terms and day of funding: how much funder and system keep, and
-- whose the rest is, repayment by repayment; and of sales out of the deposit all of it, cut-off by cut-off and owner by owner.
-- In steps, each by whole keys: a book without statistics must not have every purchase of a programme held against every sale of it.
WITH bought AS MATERIALIZED (
    SELECT p.programme_id, p.purchase_id, p.receivable_id, p.from_deposit, p.own_account_id, p.amount_won, p.interest_won, p.booked_on,
        s.rate_annual, s.fee_rate_annual, s.sold_on, s.matures_on, s.cancelled_at
    FROM ledger.purchase p JOIN early_payment.sale s ON s.programme_id = p.programme_id AND s.sale_id = p.sale_id
), of_terms AS MATERIALIZED (
    SELECT b.*, r.root_id, t.rounding, CASE t.refund_owner WHEN 'first_tier' THEN r.root_id ELSE coalesce(r.parent_id, r.root_id) END AS owner_of
    FROM bought b
    JOIN receivables.receivable r ON r.programme_id = b.programme_id AND r.receivable_id = b.receivable_id
    JOIN programmes.terms t ON t.programme_id = r.programme_id AND t.terms_id = r.terms_id
), sold AS MATERIALIZED (
    SELECT b.*, f.funded_on, f.run_id, owner.holder_id AS owner_id
    FROM of_terms b
    CROSS JOIN LATERAL (SELECT s.booked_on AS funded_on, s.run_id FROM ledger.settled s
        WHERE s.programme_id = b.programme_id AND s.receivable_id = b.root_id AND s.phase = 1 OFFSET 0) f
    JOIN receivables.receivable owner ON owner.programme_id = b.programme_id AND owner.receivable_id = b.owner_of
    WHERE b.cancelled_at IS NULL
), kept AS (
    SELECT sold.*, least(funded_on, matures_on) - sold_on AS days, CASE WHEN funded_on >= matures_on THEN interest_won
        ELSE least(ledger.interest_won(amount_won, rate_annual, funded_on - sold_on, rounding), interest_won) END AS kept_won
    FROM sold WHERE NOT from_deposit
), again AS (
    SELECT kept.*, least(ledger.interest_won(amount_won, fee_rate_annual, days, rounding), kept_won) AS fee_won FROM kept
), repaid AS (
    SELECT coalesce(sum(a.interest_won - a.kept_won), 0) AS again_won, coalesce(sum(x.refund_won), 0) AS booked_won,
        count(*) FILTER (WHERE x.earned_won IS DISTINCT FROM a.kept_won - a.fee_won OR x.fee_won IS DISTINCT FROM a.fee_won
            OR x.refund_won IS DISTINCT FROM a.interest_won - a.kept_won OR x.refund_owner_id IS DISTINCT FROM a.owner_id
            OR x.booked_on IS DISTINCT FROM a.funded_on OR x.run_id IS DISTINCT FROM a.run_id) AS wrong
    FROM again a FULL JOIN ledger.repaid x ON x.programme_id = a.programme_id AND x.purchase_id = a.purchase_id
), of_deposit AS (
    SELECT coalesce(sum(a.won), 0) AS again_won, coalesce(sum(l.won), 0) AS booked_won, count(*) FILTER (WHERE a.won IS DISTINCT FROM l.won) AS wrong
    FROM (SELECT sold.programme_id, ledger.account(206, own_account_id) AS debit, ledger.account(231, owner_id) AS credit, cut.day, sum(interest_won) AS won
          FROM sold CROSS JOIN LATERAL (SELECT min(c.day) AS day FROM early_payment.cut_off c WHERE c.day >= sold.booked_on) cut
          WHERE from_deposit AND interest_won > 0 AND cut.day IS NOT NULL GROUP BY 1, 2, 3, 4) a
    FULL JOIN (SELECT programme_id, debit, credit, booked_on, sum(amount_won) AS won FROM ledger.line WHERE kind = 25 GROUP BY 1, 2, 3, 4) l
        ON l.programme_id = a.programme_id AND l.debit = a.debit AND l.credit = a.credit AND l.booked_on = a.day
)
SELECT (r.again_won + d.again_won)::bigint AS left_won, (r.booked_won + d.booked_won)::bigint AS right_won, r.wrong + d.wrong AS wrong
FROM repaid r CROSS JOIN of_deposit d;

-- name: list_base_rates_of_sales
-- The base rates that sales which stand were priced with, day by day, and the interest of those; whether the terms of
-- their roots follow it.
SELECT s.sold_on, s.base_rate_annual, t.follows_base_rate, sum(s.interest_won)::bigint AS interest_won
FROM early_payment.sale s
JOIN receivables.receivable r ON r.programme_id = s.programme_id AND r.receivable_id = s.receivable_id
JOIN programmes.terms t ON t.programme_id = r.programme_id AND t.terms_id = r.terms_id
WHERE s.cancelled_at IS NULL AND (t.follows_base_rate OR s.base_rate_annual IS NOT NULL)
GROUP BY 1, 2, 3;
