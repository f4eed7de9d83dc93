-- name: fill_funder
-- One funder stands ready in every programme, from an account each.
WITH own AS (
    INSERT INTO programmes.own_account (own_account_id, purpose, owner_id, bank_code, account_number, name)
    SELECT 1000000 + g, 'funding', 1004, '218', (80000000000 + g)::text, 'bench' FROM generate_series(1, %(programmes)s) g
), change AS (
    INSERT INTO programmes.facility_change (facility_id, item_id, changed_on, limit_won, least_rate_annual)
    SELECT g, nextval('ledger.item'), %(day)s, 1000000000000000000, 0 FROM generate_series(1, %(programmes)s) g
)
INSERT INTO programmes.facility (facility_id, kind, provider_id, buyer_id, programme_id, own_account_id, limit_won, from_on)
SELECT g, 'purchase', 1004, 1001, g, 1000000 + g, 1000000000000000000, %(day)s FROM generate_series(1, %(programmes)s) g;

-- name: fill_orders
-- Every company sells what it holds above an amount.
INSERT INTO early_payment.standing_order (order_id, company_id, kind, amount_won, from_on)
SELECT nextval('ledger.item'), 1000 + g, 'sell_above', %(above_won)s, %(day)s FROM generate_series(1, %(companies)s) g;

-- name: count_open
-- Portions that could be sold.
SELECT count(*) AS portions FROM receivables.receivable WHERE retained_won > 0 AND matures_on > %(day)s;

-- name: sum_sold
-- What was sold, and what was bought of it.
SELECT (SELECT count(*) FROM early_payment.sale) AS sales, (SELECT coalesce(sum(amount_won), 0) FROM early_payment.sale)
    - (SELECT coalesce(sum(amount_won), 0) FROM ledger.purchase) AS not_bought_won;
