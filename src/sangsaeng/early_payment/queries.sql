-- name: list_offered
-- Receivables with all that a quote of them must know, agreement and terms included: one reading a call.
SELECT r.receivable_id, r.root_id, r.parent_id, r.tier, r.holder_id, r.retained_won, r.locked_won, r.matures_on, r.cancelled_on,
    r.claim_by IS NOT NULL AND r.claimed_on IS NULL AS unclaimed, r.parked_since,
    (SELECT e.amended_on FROM receivables.evidence e WHERE e.evidence_id = r.evidence_id) AS amended_on,
    (SELECT root.matures_on FROM receivables.receivable root
        WHERE root.programme_id = r.programme_id AND root.receivable_id = r.root_id) AS root_matures_on,
    (SELECT s.booked_on FROM ledger.settled s
        WHERE s.programme_id = r.programme_id AND s.receivable_id = r.root_id AND s.phase = 1) AS root_funded_on,
    CASE WHEN r.sold_won = 0 THEN 0 ELSE (SELECT count(*) FROM early_payment.sale s
        WHERE s.programme_id = r.programme_id AND s.receivable_id = r.receivable_id AND s.cancelled_at IS NULL) END AS sales,
    (SELECT max(c.day) FROM early_payment.cut_off c) AS cut_off_on,
    (SELECT max(c.day) FROM ledger.day_closed c WHERE c.programme_id IN (0, r.programme_id)) AS closed_through,
    ban.until IS NOT NULL AS buyer_suspended, nullif(ban.until, 'infinity') AS suspended_until,
    p.programme_id, p.buyer_id, p.institution_id, p.foundation_id, p.variant, p.default_policy, p.max_tier, p.opened_on, p.ends_on,
    p.claim_days, p.settlement_account_id, p.deposit_account_id, p.operating_account_id, p.insolvent_may_pass_on,
    t.terms_id, t.in_force_from, t.early_payment_rate_annual, t.deposit_incentive_rate_annual, t.rounding, t.refund_owner,
    t.max_partial_sales, t.follows_base_rate, t.tenor_from_days, t.tenor_add_annual, t.system_fee_rate_annual, t.auction,
    t.quote_valid_minutes, t.cut_off_at
FROM receivables.receivable r
JOIN programmes.programme p ON p.programme_id = r.programme_id
JOIN programmes.terms t ON t.programme_id = r.programme_id AND t.terms_id = r.terms_id
CROSS JOIN LATERAL (SELECT max(coalesce(s.until, 'infinity')) AS until
    FROM programmes.suspensions_on(p.buyer_id, %(day)s) s) ban
WHERE r.programme_id = %(programme_id)s AND r.receivable_id = ANY(%(receivable_ids)s::bigint[]);

-- name: lock_receivables
-- Receivables in the order of their numbers, so that two calls never wait for each other in a ring.
SELECT receivable_id FROM receivables.receivable
WHERE programme_id = %(programme_id)s AND receivable_id = ANY(%(receivable_ids)s::bigint[])
ORDER BY receivable_id FOR UPDATE;

-- name: auction_of_day
-- The rate an auction set for a day.
SELECT for_day, rate_annual FROM early_payment.auction
WHERE programme_id = %(programme_id)s AND for_day = %(day)s AND rate_annual IS NOT NULL;

-- name: list_allotted
-- What the winners of a day's auction bid and have left of what was taken.
SELECT b.facility_id, b.rate_annual, greatest(b.taken_won - b.bought_won, 0) AS left_won
FROM early_payment.bid b JOIN early_payment.auction a ON a.programme_id = b.programme_id AND a.auction_id = b.auction_id
WHERE b.programme_id = %(programme_id)s AND a.for_day = %(day)s AND b.taken_won > 0;

-- name: count_bought
-- What winners of the day's auctions bought at their rates, or what was taken back of it.
UPDATE early_payment.bid b SET bought_won = b.bought_won + n.won
FROM (SELECT programme_id, facility_id, sum(won)::bigint AS won
      FROM unnest(%(programme_id)s::int[], %(facility_id)s::int[], %(won)s::bigint[]) AS x(programme_id, facility_id, won)
      GROUP BY 1, 2) n
JOIN early_payment.auction a ON a.programme_id = n.programme_id AND a.for_day = %(day)s
WHERE b.programme_id = n.programme_id AND b.auction_id = a.auction_id AND b.facility_id = n.facility_id AND b.taken_won > 0;

-- name: add_quotes
-- Firm prices; a crash may lose them, since nothing hangs on a quote nobody has taken: the commit does not wait for the disk.
INSERT INTO early_payment.quote (programme_id, quote_id, receivable_id, amount_won, quoted_on, matures_on, days, base_rate_annual,
    auction_rate_annual, rate_annual, fee_rate_annual, interest_won, proceeds_won, quoted_at, valid_until)
SELECT %(programme_id)s, nextval('ledger.item'), n.receivable_id, n.amount_won, %(quoted_on)s, n.matures_on, n.days, n.base_rate_annual,
    n.auction_rate_annual, n.rate_annual, n.fee_rate_annual, n.interest_won, n.amount_won - n.interest_won, %(quoted_at)s, n.valid_until
FROM unnest(%(receivable_id)s::bigint[], %(amount_won)s::bigint[], %(matures_on)s::date[], %(days)s::int[], %(base_rate_annual)s::numeric[],
    %(auction_rate_annual)s::numeric[], %(rate_annual)s::numeric[], %(fee_rate_annual)s::numeric[], %(interest_won)s::bigint[],
    %(valid_until)s::timestamptz[])
    WITH ORDINALITY AS n(receivable_id, amount_won, matures_on, days, base_rate_annual, auction_rate_annual, rate_annual, fee_rate_annual,
        interest_won, valid_until, line_no)
ORDER BY n.line_no
RETURNING quote_id, set_config('synchronous_commit', 'off', true);

-- name: list_quotes
-- A company's own quotes that are not taken yet: numbers follow each other, and another's is not known to it.
SELECT q.programme_id, q.quote_id, q.receivable_id, q.amount_won, q.quoted_on, q.matures_on, q.days, q.base_rate_annual,
    q.auction_rate_annual, q.rate_annual, q.fee_rate_annual, q.interest_won, q.proceeds_won, q.quoted_at, q.valid_until
FROM early_payment.quote q
JOIN receivables.receivable r ON r.programme_id = q.programme_id AND r.receivable_id = q.receivable_id AND r.holder_id = %(seller_id)s
WHERE q.programme_id = %(programme_id)s AND q.quote_id = ANY(%(quote_ids)s::bigint[]) AND NOT EXISTS (SELECT FROM early_payment.sale s
    WHERE s.programme_id = q.programme_id AND s.quote_id = q.quote_id);

-- name: give_back_to_retained
-- What a sale that is taken back had sold is retained again; parked money starts a new count of days.
UPDATE receivables.receivable SET retained_won = retained_won + %(won)s, sold_won = sold_won - %(won)s,
    parked_since = CASE WHEN %(parked)s THEN %(day)s ELSE parked_since END
WHERE programme_id = %(programme_id)s AND receivable_id = %(receivable_id)s;

-- name: add_sales
-- Sales at their quotes' prices, taken from what is retained; parked money starts a new count of days. The trigger holds
-- each to the terms of its root (G10) and all of them to what is sold (G8).
WITH n AS MATERIALIZED (
    SELECT q.*, x.from_deposit, x.seller_id, x.rounding, x.line_no
    FROM unnest(%(quote_id)s::bigint[], %(seller_id)s::bigint[], %(rounding)s::text[], %(from_deposit)s::boolean[])
        WITH ORDINALITY AS x(quote_id, seller_id, rounding, from_deposit, line_no)
    JOIN early_payment.quote q ON q.programme_id = %(programme_id)s AND q.quote_id = x.quote_id
), taken AS (
    UPDATE receivables.receivable r SET retained_won = r.retained_won - each.won, sold_won = r.sold_won + each.won,
        parked_since = CASE WHEN each.parked THEN %(day)s ELSE r.parked_since END
    FROM (SELECT receivable_id, sum(amount_won)::bigint AS won, bool_or(from_deposit) AS parked FROM n GROUP BY 1) each
    WHERE r.programme_id = %(programme_id)s AND r.receivable_id = each.receivable_id
)
INSERT INTO early_payment.sale (programme_id, sale_id, receivable_id, quote_id, seller_id, amount_won, sold_on, matures_on, days,
    base_rate_annual, auction_rate_annual, rate_annual, fee_rate_annual, rounding, interest_won, proceeds_won, from_deposit, accepted_at)
SELECT n.programme_id, nextval('ledger.item'), n.receivable_id, n.quote_id, n.seller_id, n.amount_won, n.quoted_on, n.matures_on, n.days,
    n.base_rate_annual, n.auction_rate_annual, n.rate_annual, n.fee_rate_annual, n.rounding, n.interest_won, n.proceeds_won,
    n.from_deposit, %(accepted_at)s
FROM n ORDER BY n.line_no
RETURNING sale_id;

-- name: add_purchases
-- What each funder, or the deposit itself, buys of each sale.
INSERT INTO ledger.purchase (programme_id, purchase_id, sale_id, receivable_id, from_deposit, facility_id, own_account_id, amount_won,
    interest_won, booked_on)
SELECT n.programme_id, nextval('ledger.item'), n.sale_id, n.receivable_id, n.facility_id IS NULL, n.facility_id, n.own_account_id,
    n.amount_won, n.interest_won, %(day)s
FROM unnest(%(programme_id)s::int[], %(sale_id)s::bigint[], %(receivable_id)s::bigint[], %(facility_id)s::int[], %(own_account_id)s::int[],
    %(part_won)s::bigint[], %(part_interest_won)s::bigint[]) WITH ORDINALITY
    AS n(programme_id, sale_id, receivable_id, facility_id, own_account_id, amount_won, interest_won, line_no)
ORDER BY n.line_no;

-- name: buy_from_one
-- As add_purchases, where one facility without a cap above it buys all: it is not locked before, so that other sellers
-- wait for this statement and the commit only. Nothing is bought when its room, its days or its rate have changed meanwhile.
WITH room AS (
    UPDATE programmes.facility f SET blocked_won = f.blocked_won + %(total_won)s
    WHERE f.facility_id = %(one_facility_id)s AND f.limit_won - f.blocked_won - f.used_won >= %(total_won)s AND f.from_on <= %(day)s
        AND (f.ends_on IS NULL OR f.ends_on >= %(day)s) AND f.least_rate_annual <= %(least_earned)s
        AND NOT EXISTS (SELECT FROM programmes.facility cap WHERE cap.kind = f.kind AND cap.provider_id = f.provider_id
            AND cap.buyer_id = f.buyer_id AND cap.programme_id IS NULL)
    RETURNING f.facility_id
)
INSERT INTO ledger.purchase (programme_id, purchase_id, sale_id, receivable_id, from_deposit, facility_id, own_account_id, amount_won,
    interest_won, booked_on)
SELECT n.programme_id, nextval('ledger.item'), n.sale_id, n.receivable_id, false, room.facility_id, n.own_account_id, n.amount_won,
    n.interest_won, %(day)s
FROM room CROSS JOIN unnest(%(programme_id)s::int[], %(sale_id)s::bigint[], %(receivable_id)s::bigint[], %(own_account_id)s::int[],
    %(part_won)s::bigint[], %(part_interest_won)s::bigint[]) WITH ORDINALITY
    AS n(programme_id, sale_id, receivable_id, own_account_id, amount_won, interest_won, line_no)
ORDER BY n.line_no;

-- name: get_sale
-- One sale, held while it is cancelled.
SELECT s.sale_id, s.receivable_id, s.seller_id, s.amount_won, s.sold_on, s.from_deposit, s.cancelled_at, s.auction_rate_annual, r.terms_id
FROM early_payment.sale s
JOIN receivables.receivable r ON r.programme_id = s.programme_id AND r.receivable_id = s.receivable_id
WHERE s.programme_id = %(programme_id)s AND s.sale_id = %(sale_id)s FOR UPDATE;

-- name: cancel_sale
-- Taken back before the cut-off.
UPDATE early_payment.sale SET cancelled_at = %(at)s WHERE programme_id = %(programme_id)s AND sale_id = %(sale_id)s;

-- name: list_purchases
-- The parts of a sale.
SELECT purchase_id, receivable_id, from_deposit, facility_id, own_account_id, amount_won, interest_won
FROM ledger.purchase WHERE programme_id = %(programme_id)s AND receivable_id = %(receivable_id)s AND sale_id = %(sale_id)s
ORDER BY purchase_id;

-- name: last_cut_off
-- The last day whose sales were sent to the banks.
SELECT max(day) AS day FROM early_payment.cut_off;

-- name: list_programmes
-- All programmes: a cut-off waits for their changes under way.
SELECT programme_id FROM programmes.programme ORDER BY programme_id;

-- name: reserve_release
-- The number under which a cut-off's payouts are let go.
SELECT nextval('ledger.item') AS release_id;

-- name: pay_proceeds
-- A day's purchases are ordered to be paid, each from the account that pays it; the account's debt for them goes at once.
WITH due AS MATERIALIZED (
    SELECT p.programme_id, p.purchase_id, p.own_account_id, p.amount_won - p.interest_won AS won, s.seller_id
    FROM ledger.purchase p
    JOIN early_payment.sale s ON s.programme_id = p.programme_id AND s.sale_id = p.sale_id AND s.cancelled_at IS NULL
    WHERE p.booked_on > %(after)s AND p.booked_on <= %(day)s AND p.amount_won > p.interest_won
), paid AS (
    INSERT INTO payouts.payout (programme_id, purpose, source_id, amount_won, payee_id, own_account_id, run_id, booked_on)
    SELECT programme_id, 5, purchase_id, won, seller_id, own_account_id, %(release_id)s, %(day)s FROM due
), posted AS (
    INSERT INTO ledger.line (programme_id, kind, item_id, debit, credit, amount_won, booked_on)
    SELECT programme_id, %(kind)s, nextval('ledger.item'), ledger.account(206, own_account_id), ledger.account(201, own_account_id), won, %(day)s
    FROM (SELECT programme_id, own_account_id, sum(won)::bigint AS won FROM due GROUP BY 1, 2) each
)
SELECT count(*) AS purchase_count, coalesce(sum(won), 0)::bigint AS won FROM due;

-- name: sum_deposit_interest
-- The interest of the day's sales out of the deposit: whose parked money it was, and from which account it goes back.
SELECT p.programme_id, p.own_account_id, owner.holder_id AS owner_id, sum(p.interest_won)::bigint AS amount_won
FROM ledger.purchase p
JOIN early_payment.sale s ON s.programme_id = p.programme_id AND s.sale_id = p.sale_id AND s.cancelled_at IS NULL
JOIN receivables.receivable r ON r.programme_id = p.programme_id AND r.receivable_id = p.receivable_id
JOIN programmes.terms t ON t.programme_id = r.programme_id AND t.terms_id = r.terms_id
JOIN receivables.receivable owner ON owner.programme_id = r.programme_id
    AND owner.receivable_id = CASE t.refund_owner WHEN 'first_tier' THEN r.root_id ELSE coalesce(r.parent_id, r.root_id) END
WHERE p.booked_on > %(after)s AND p.booked_on <= %(day)s AND p.from_deposit AND p.interest_won > 0
GROUP BY 1, 2, 3 ORDER BY 1, 3;

-- name: sum_blocked
-- What the day's purchases use of each facility.
SELECT p.facility_id, sum(p.amount_won)::bigint AS won
FROM ledger.purchase p
JOIN early_payment.sale s ON s.programme_id = p.programme_id AND s.sale_id = p.sale_id AND s.cancelled_at IS NULL
WHERE p.booked_on > %(after)s AND p.booked_on <= %(day)s AND NOT p.from_deposit
GROUP BY 1 ORDER BY 1;

-- name: add_cut_off
-- The day's sales are closed.
INSERT INTO early_payment.cut_off (day, release_id, purchase_count, proceeds_won)
VALUES (%(day)s, %(release_id)s, %(purchase_count)s, %(proceeds_won)s);

-- name: list_sales
-- A company's sales, the newest first.
SELECT s.programme_id, s.sale_id, s.receivable_id, s.amount_won, s.interest_won, s.proceeds_won, s.rate_annual, s.fee_rate_annual, s.days,
    s.sold_on, s.matures_on, s.from_deposit, s.cancelled_at, s.order_id
FROM early_payment.sale s WHERE s.seller_id = %(company_id)s ORDER BY s.sale_id DESC;
