-- name: list_holdings
-- What a funder bought and was not yet repaid, the earliest repayment first; the seller is not told.
SELECT p.programme_id, p.purchase_id, p.facility_id, p.own_account_id, b.name AS buyer, r.tier, s.sold_on, s.matures_on,
    root.matures_on AS root_matures_on, s.rate_annual, s.fee_rate_annual, s.rounding, p.amount_won, p.interest_won
FROM programmes.facility f
JOIN ledger.purchase p ON p.programme_id = f.programme_id AND p.facility_id = f.facility_id
JOIN early_payment.sale s ON s.programme_id = p.programme_id AND s.sale_id = p.sale_id AND s.cancelled_at IS NULL
JOIN receivables.receivable r ON r.programme_id = p.programme_id AND r.receivable_id = p.receivable_id
JOIN receivables.receivable root ON root.programme_id = r.programme_id AND root.receivable_id = r.root_id
JOIN parties.company b ON b.company_id = f.buyer_id
WHERE f.kind = 'purchase' AND f.provider_id = %(provider_id)s
    AND NOT EXISTS (SELECT FROM ledger.repaid x WHERE x.programme_id = p.programme_id AND x.purchase_id = p.purchase_id)
ORDER BY root.matures_on, p.programme_id, p.purchase_id;

-- name: list_statement
-- Per programme and account a funder pays from: what moved in a span of days, and the ledger's balances of purchased (120),
-- unearned (240) and earned (241) before and after it.
WITH own AS MATERIALIZED (
    SELECT f.programme_id, f.facility_id, f.own_account_id, b.name AS buyer
    FROM programmes.facility f JOIN parties.company b ON b.company_id = f.buyer_id
    WHERE f.kind = 'purchase' AND f.provider_id = %(provider_id)s AND f.programme_id IS NOT NULL
)
SELECT own.programme_id, own.own_account_id, own.buyer, bought.bought_won, bought.interest_taken_won, back.repaid_won, back.earned_won,
    back.fee_won, back.refunded_won, books.*
FROM own
CROSS JOIN LATERAL (
    SELECT coalesce(sum(p.amount_won), 0)::bigint AS bought_won, coalesce(sum(p.interest_won), 0)::bigint AS interest_taken_won
    FROM ledger.purchase p
    JOIN early_payment.sale s ON s.programme_id = p.programme_id AND s.sale_id = p.sale_id AND s.cancelled_at IS NULL
    WHERE p.programme_id = own.programme_id AND p.facility_id = own.facility_id AND p.booked_on BETWEEN %(from_on)s AND %(until)s) bought
CROSS JOIN LATERAL (
    SELECT coalesce(sum(x.amount_won), 0)::bigint AS repaid_won, coalesce(sum(x.earned_won), 0)::bigint AS earned_won,
        coalesce(sum(x.fee_won), 0)::bigint AS fee_won, coalesce(sum(x.refund_won), 0)::bigint AS refunded_won
    FROM ledger.repaid x
    WHERE x.programme_id = own.programme_id AND x.facility_id = own.facility_id AND x.booked_on BETWEEN %(from_on)s AND %(until)s) back
CROSS JOIN LATERAL (
    SELECT coalesce(sum(e.won) FILTER (WHERE e.kind = 120 AND e.earlier), 0)::bigint AS purchased_opening,
        coalesce(sum(e.won) FILTER (WHERE e.kind = 120), 0)::bigint AS purchased_closing,
        coalesce(-sum(e.won) FILTER (WHERE e.kind = 240 AND e.earlier), 0)::bigint AS unearned_opening,
        coalesce(-sum(e.won) FILTER (WHERE e.kind = 240), 0)::bigint AS unearned_closing,
        coalesce(-sum(e.won) FILTER (WHERE e.kind = 241 AND e.earlier), 0)::bigint AS earned_opening,
        coalesce(-sum(e.won) FILTER (WHERE e.kind = 241), 0)::bigint AS earned_closing
    FROM (SELECT ledger.kind_of(side.account) AS kind, side.won, l.booked_on < %(from_on)s AS earlier
          FROM ledger.leg l CROSS JOIN LATERAL (VALUES (l.debit, l.amount_won), (l.credit, -l.amount_won)) side(account, won)
          WHERE l.programme_id = own.programme_id AND l.booked_on <= %(until)s AND side.account IN (
              ledger.account(120, own.own_account_id), ledger.account(240, own.own_account_id), ledger.account(241, own.own_account_id))
         ) e) books
ORDER BY own.programme_id, own.own_account_id;
