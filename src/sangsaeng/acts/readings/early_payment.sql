-- name: list_my_quotes
-- The asker's quotes, the newest first: open until they lapse or a sale takes them.
WITH mine AS MATERIALIZED (
    SELECT q.*, CASE WHEN s.sale_id IS NOT NULL THEN 'taken' WHEN q.valid_until < %(at)s THEN 'lapsed' ELSE 'open' END AS state
    FROM early_payment.quote q
    JOIN receivables.receivable r ON r.programme_id = q.programme_id AND r.receivable_id = q.receivable_id AND r.holder_id = %(me)s
    LEFT JOIN early_payment.sale s ON s.programme_id = q.programme_id AND s.quote_id = q.quote_id AND s.seller_id = %(me)s
    WHERE q.quote_id < %(after_quote_id)s::bigint AND (%(up_to)s::bigint IS NULL OR q.quote_id <= %(up_to)s)
        AND (%(programme_id)s::int IS NULL OR q.programme_id = %(programme_id)s)
        AND (%(receivable_id)s::bigint IS NULL OR q.receivable_id = %(receivable_id)s)
        AND (%(state)s::text IS NULL OR %(state)s = CASE WHEN s.sale_id IS NOT NULL THEN 'taken' WHEN q.valid_until < %(at)s THEN 'lapsed' ELSE 'open' END)
    ORDER BY q.quote_id DESC LIMIT %(most)s
)
SELECT m.programme_id, m.quote_id, m.receivable_id, b.name AS buyer, r.tier, m.amount_won, m.quoted_on, m.matures_on, m.days,
    m.base_rate_annual, m.auction_rate_annual, m.rate_annual, m.fee_rate_annual, m.interest_won,
    least(ledger.interest_won(m.amount_won, m.fee_rate_annual, m.days, t.rounding), m.interest_won) AS fee_won, m.proceeds_won,
    h.funded AS from_deposit, m.quoted_at, m.valid_until, m.state
FROM mine m
JOIN receivables.receivable r ON r.programme_id = m.programme_id AND r.receivable_id = m.receivable_id
JOIN receivables.all_stand(ARRAY(SELECT a.programme_id FROM mine a), ARRAY(SELECT a.receivable_id FROM mine a)) h
    ON h.programme_id = m.programme_id AND h.receivable_id = m.receivable_id
JOIN programmes.terms t ON t.programme_id = r.programme_id AND t.terms_id = r.terms_id
JOIN programmes.programme p ON p.programme_id = m.programme_id
JOIN parties.company b ON b.company_id = p.buyer_id
ORDER BY m.quote_id DESC;

-- name: list_my_sales
-- The asker's sales, the newest first.
SELECT s.programme_id, s.sale_id, s.receivable_id, s.quote_id, s.order_id, s.amount_won, s.sold_on, s.matures_on, s.days, s.base_rate_annual,
    s.auction_rate_annual, s.rate_annual, s.fee_rate_annual, s.interest_won, s.proceeds_won, s.from_deposit, s.accepted_at, s.cancelled_at
FROM early_payment.sale s
WHERE s.seller_id = %(me)s AND (s.sold_on, s.sale_id) < (%(after_sold_on)s::date, %(after_sale_id)s::bigint)
    AND (%(programme_id)s::int IS NULL OR s.programme_id = %(programme_id)s)
    AND (%(up_to)s::bigint IS NULL OR s.sale_id <= %(up_to)s)
    AND (%(receivable_id)s::bigint IS NULL OR s.receivable_id = %(receivable_id)s)
    AND s.sold_on BETWEEN coalesce(%(from_on)s::date, '-infinity') AND coalesce(%(until)s::date, 'infinity')
ORDER BY s.sold_on DESC, s.sale_id DESC LIMIT %(most)s;

-- name: list_sales_in_programme
-- The sales of a programme that the asker runs, the newest first.
SELECT s.programme_id, s.sale_id, s.receivable_id, s.quote_id, s.order_id, s.amount_won, s.sold_on, s.matures_on, s.days, s.base_rate_annual,
    s.auction_rate_annual, s.rate_annual, s.fee_rate_annual, s.interest_won, s.proceeds_won, s.from_deposit, s.accepted_at, s.cancelled_at,
    s.seller_id, c.name AS seller
FROM early_payment.sale s
JOIN programmes.programme p ON p.programme_id = s.programme_id AND p.institution_id = %(me)s
JOIN parties.company c ON c.company_id = s.seller_id
WHERE s.programme_id = %(programme_id)s AND s.sale_id < %(after_sale_id)s::bigint
    AND (%(company_id)s::bigint IS NULL OR s.seller_id = %(company_id)s)
    AND s.sold_on BETWEEN coalesce(%(from_on)s::date, '-infinity') AND coalesce(%(until)s::date, 'infinity')
ORDER BY s.sale_id DESC LIMIT %(most)s;

-- name: list_my_facilities
-- What the asker stands ready with as a funder or guarantor, and what providers stand ready with in its programmes.
SELECT f.facility_id, f.kind, f.provider_id, c.name AS provider, f.buyer_id, b.name AS buyer, f.programme_id, f.own_account_id,
    f.least_rate_annual, f.limit_won, f.blocked_won, f.used_won, greatest(f.limit_won - f.blocked_won - f.used_won, 0) AS free_won,
    f.from_on, f.ends_on
FROM programmes.facility f
JOIN parties.company c ON c.company_id = f.provider_id
LEFT JOIN parties.company b ON b.company_id = f.buyer_id
WHERE (f.provider_id = %(me)s OR f.programme_id IN (SELECT p.programme_id FROM programmes.programme p WHERE p.institution_id = %(me)s))
    AND f.facility_id > %(after_facility_id)s::int AND (%(programme_id)s::int IS NULL OR f.programme_id = %(programme_id)s)
    AND (%(kind)s::text IS NULL OR f.kind = %(kind)s)
    AND (%(counts_for)s::int IS NULL OR f.programme_id = %(counts_for)s OR f.programme_id IS NULL
        AND f.buyer_id = (SELECT p.buyer_id FROM programmes.programme p WHERE p.programme_id = %(counts_for)s))
ORDER BY f.facility_id LIMIT %(most)s;

-- name: list_my_holdings
-- What the asker bought and was not yet repaid, the earliest repayment first; no seller is told.
SELECT h.programme_id, h.purchase_id, h.facility_id, h.own_account_id, b.name AS buyer, h.tier, h.sold_on, h.matures_on, h.root_matures_on,
    h.rate_annual, h.fee_rate_annual, h.amount_won, h.interest_won, h.amount_won - h.interest_won AS paid_won
FROM early_payment.holdings_of_mine() h
JOIN parties.company b ON b.company_id = h.buyer_id
WHERE (h.root_matures_on, h.programme_id, h.purchase_id) > (%(after_root_matures_on)s::date, %(after_programme_id)s::int, %(after_purchase_id)s::bigint)
    AND (%(programme_id)s::int IS NULL OR h.programme_id = %(programme_id)s)
    AND h.root_matures_on BETWEEN coalesce(%(due_from)s::date, '-infinity') AND coalesce(%(due_until)s::date, 'infinity')
ORDER BY h.root_matures_on, h.programme_id, h.purchase_id LIMIT %(most)s;

-- name: list_my_statement
-- Per programme and account the asker pays from: what moved in a span of days, between the ledger's balances.
SELECT s.programme_id, s.own_account_id, b.name AS buyer, s.bought_won, s.interest_taken_won, s.repaid_won, s.earned_won, s.fee_won,
    s.refunded_won, s.purchased_opening_won, s.purchased_closing_won, s.unearned_opening_won, s.unearned_closing_won,
    s.earned_opening_won, s.earned_closing_won
FROM early_payment.statement_of_mine(%(from_on)s, %(until)s) s
JOIN parties.company b ON b.company_id = s.buyer_id
WHERE (s.programme_id, s.own_account_id) > (%(after_programme_id)s::int, %(after_own_account_id)s::int)
ORDER BY s.programme_id, s.own_account_id LIMIT %(most)s;

-- name: get_auction_of
-- The auction of a day, for the institution and the funders of its programme.
SELECT a.programme_id, a.auction_id, a.for_day, a.closes_at, a.wanted_won, a.rate_annual, a.closed_at
FROM early_payment.auction a
WHERE a.programme_id = %(programme_id)s AND a.for_day = %(for_day)s AND (
    a.programme_id IN (SELECT p.programme_id FROM programmes.programme p WHERE p.institution_id = %(me)s)
    OR a.programme_id IN (SELECT f.programme_id FROM programmes.facility f WHERE f.provider_id = %(me)s));

-- name: list_bids_of
-- The bids of a day's auction, in the order they were made: a funder's own, and all of them for the institution once it is closed.
SELECT b.facility_id, f.provider_id, c.name AS provider, b.rate_annual, b.amount_won, b.bid_at, b.taken_won, b.bought_won
FROM early_payment.auction a
JOIN early_payment.bid b ON b.programme_id = a.programme_id AND b.auction_id = a.auction_id
JOIN programmes.facility f ON f.facility_id = b.facility_id
JOIN parties.company c ON c.company_id = f.provider_id
WHERE a.programme_id = %(programme_id)s AND a.for_day = %(for_day)s AND (f.provider_id = %(me)s
    OR (a.closed_at IS NOT NULL AND a.programme_id IN (SELECT p.programme_id FROM programmes.programme p WHERE p.institution_id = %(me)s)))
ORDER BY b.bid_at, b.facility_id;

-- name: list_quotes_to_me
-- Quotes that a facility of the asker's stands behind, the newest first.
SELECT q.programme_id, q.quote_id, b.name AS buyer, q.quoted_at, q.valid_until, q.days, q.rate_annual, q.fee_rate_annual,
    q.rate_annual - q.fee_rate_annual AS earns_annual, q.amount_won, q.bought_won, q.interest_won, q.state
FROM early_payment.quotes_of_mine(%(at)s, %(after_quote_id)s, %(programme_id)s, %(state)s, %(from_on)s, %(until)s, %(most)s) q
LEFT JOIN parties.company b ON b.company_id = q.buyer_id
ORDER BY q.quote_id DESC;
