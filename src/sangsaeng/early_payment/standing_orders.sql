-- name: add_order
-- A company's order to sell by itself.
INSERT INTO early_payment.standing_order (order_id, company_id, kind, amount_won, day_of_month, from_on)
VALUES (nextval('ledger.item'), %(company_id)s, %(kind)s, %(amount_won)s, %(day_of_month)s, %(from_on)s)
RETURNING order_id, company_id, kind, amount_won, day_of_month, from_on, ended_on;

-- name: hold_order
-- One order, locked while it is ended.
SELECT order_id, company_id, kind, amount_won, day_of_month, from_on, ended_on
FROM early_payment.standing_order WHERE order_id = %(order_id)s FOR UPDATE;

-- name: end_order
-- From this day on it does nothing.
UPDATE early_payment.standing_order SET ended_on = %(day)s WHERE order_id = %(order_id)s;

-- name: list_orders
-- A company's orders, the oldest first.
SELECT order_id, company_id, kind, amount_won, day_of_month, from_on, ended_on
FROM early_payment.standing_order WHERE company_id = %(company_id)s ORDER BY order_id;

-- name: list_ordering
-- Companies with an order that does something today; one in insolvency sells by hand alone.
SELECT DISTINCT o.company_id, EXISTS (SELECT FROM parties.insolvency i WHERE i.company_id = o.company_id AND i.since <= %(day)s
    AND (i.ended_on IS NULL OR i.ended_on > %(day)s)) AS insolvent
FROM early_payment.standing_order o
WHERE from_on <= %(day)s AND (ended_on IS NULL OR ended_on > %(day)s)
    AND (kind = 'sell_above' OR day_of_month = ANY(%(served)s::int[])) ORDER BY company_id;

-- name: planned_sales
-- Where a run's transaction keeps what it is about to sell.
CREATE TEMP TABLE IF NOT EXISTS planned_sale (
    sale_id bigint NOT NULL,
    order_id bigint NOT NULL,
    seller_id bigint NOT NULL,
    programme_id int NOT NULL,
    receivable_id bigint NOT NULL,
    row_xmin xid NOT NULL, -- which version of the receivable was planned with
    amount_won bigint NOT NULL,
    upto_won bigint NOT NULL, -- with all that its programme's funders buy before it
    matures_on date NOT NULL,
    days int NOT NULL,
    base_rate_annual numeric,
    auction_rate_annual numeric,
    rate_annual numeric NOT NULL,
    fee_rate_annual numeric NOT NULL,
    rounding text NOT NULL,
    interest_won bigint NOT NULL,
    from_deposit boolean NOT NULL,
    own_account_id int NOT NULL,
    parked_won bigint NOT NULL,
    parked_since date,
    terms_id bigint NOT NULL,
    refund_owner_id bigint
) ON COMMIT DELETE ROWS;

-- name: plan_sales
-- What the orders of some companies sell: rules.decide_sale says of which portions, rules_standing.plan_sales how much.
WITH wish AS MATERIALIZED (
    SELECT company_id, min(amount_won) FILTER (WHERE kind = 'sell_above') AS above_won,
        max(amount_won) FILTER (WHERE day_of_month = ANY(%(served)s::int[])) AS cash_won,
        (array_agg(order_id ORDER BY amount_won, order_id) FILTER (WHERE kind = 'sell_above'))[1] AS above_id,
        (array_agg(order_id ORDER BY amount_won DESC, order_id) FILTER (WHERE day_of_month = ANY(%(served)s::int[])))[1] AS cash_id
    FROM early_payment.standing_order
    WHERE company_id = ANY(%(companies)s::bigint[]) AND from_on <= %(day)s AND (ended_on IS NULL OR ended_on > %(day)s)
        AND (kind = 'sell_above' OR day_of_month = ANY(%(served)s::int[]))
    GROUP BY company_id
), missing AS MATERIALIZED ( -- won of cash a company still wants today
    SELECT w.company_id, w.cash_won
        - coalesce((SELECT sum(r.retained_won - r.locked_won) FROM receivables.receivable r
            JOIN programmes.programme p ON p.programme_id = r.programme_id
            WHERE r.holder_id = w.company_id AND r.matures_on > %(before)s AND r.matures_on <= %(day)s AND r.cancelled_on IS NULL
            AND (r.claim_by IS NULL OR r.claimed_on IS NOT NULL)
            AND (p.default_policy = 'institution_advances' OR p.variant = ANY(%(deposit_variants)s::text[])
                OR EXISTS (SELECT FROM settlement.funded_root f WHERE f.programme_id = r.programme_id AND f.root_id = r.root_id))), 0)
        - coalesce((SELECT sum(s.proceeds_won) FROM early_payment.sale s
            WHERE s.seller_id = w.company_id AND s.sold_on > %(before)s AND s.sold_on <= %(day)s
            AND (s.cancelled_at IS NULL OR s.order_id IS NOT NULL)), 0) AS won
    FROM wish w WHERE w.cash_won IS NOT NULL
), place AS MATERIALIZED ( -- agreements whose sales are open, and their prices
    SELECT p.programme_id, t.terms_id, p.variant = ANY(%(first_tier_variants)s::text[]) AS first_tier_may_sell,
        p.deposit_account_id, closed.through AS closed_through, a.rate_annual AS auction_rate_annual,
        CASE WHEN t.follows_base_rate THEN %(base_rate_annual)s::numeric END AS base_rate_annual,
        t.max_partial_sales, t.rounding, t.refund_owner, t.system_fee_rate_annual, t.follows_base_rate, t.early_payment_rate_annual,
        t.tenor_from_days, t.tenor_add_annual, t.auction,
        EXISTS (SELECT FROM programmes.suspensions_on(p.buyer_id, %(day)s)) AS buyer_suspended
    FROM programmes.programme p JOIN programmes.terms t ON t.programme_id = p.programme_id
    CROSS JOIN LATERAL (SELECT max(c.day) AS through FROM ledger.day_closed c WHERE c.programme_id IN (0, p.programme_id)) closed
    LEFT JOIN early_payment.auction a ON t.auction AND a.programme_id = p.programme_id AND a.for_day = %(day)s
    WHERE (%(programmes)s::int[] IS NULL OR p.programme_id = ANY(%(programmes)s::int[]))
        AND t.cut_off_at > %(time)s::time AND NOT EXISTS (SELECT FROM early_payment.cut_off c WHERE c.day >= %(day)s)
        AND (closed.through IS NULL OR closed.through < %(day)s)
        AND (NOT t.follows_base_rate OR %(base_rate_annual)s::numeric IS NOT NULL)
), held AS MATERIALIZED ( -- what they hold, each looked up by its key
    SELECT r.*,
        (SELECT root.matures_on FROM receivables.receivable root
            WHERE root.programme_id = r.programme_id AND root.receivable_id = r.root_id) AS root_matures_on,
        (SELECT s.booked_on FROM ledger.settled s
            WHERE s.programme_id = r.programme_id AND s.receivable_id = r.root_id AND s.phase = 1) AS funded_on
    FROM wish w CROSS JOIN LATERAL (
        SELECT h.holder_id, h.programme_id, h.receivable_id, h.xmin AS row_xmin, h.tier, h.retained_won, h.sold_won, h.evidence_id,
            h.retained_won - h.locked_won AS free_won, h.matures_on, h.terms_id, h.parked_since, h.root_id, h.parent_id
        FROM receivables.receivable h
        WHERE h.holder_id = w.company_id AND h.matures_on > %(day)s AND h.retained_won > h.locked_won AND h.cancelled_on IS NULL
            AND (h.claim_by IS NULL OR h.claimed_on IS NOT NULL) OFFSET 0) r
), portion AS MATERIALIZED ( -- what of it may be sold
    SELECT r.* FROM held r
    JOIN place p ON p.programme_id = r.programme_id AND p.terms_id = r.terms_id
    WHERE (r.tier > 1 OR p.first_tier_may_sell)
        AND (r.funded_on IS NOT NULL OR (NOT p.buyer_suspended AND r.root_matures_on >= %(day)s
            AND (p.closed_through IS NULL OR r.root_matures_on > p.closed_through)))
        AND (r.evidence_id IS NULL OR (SELECT e.amended_on FROM receivables.evidence e WHERE e.evidence_id = r.evidence_id) IS NULL)
        AND (r.sold_won = 0 OR p.max_partial_sales > (SELECT count(*) FROM early_payment.sale s
            WHERE s.programme_id = r.programme_id AND s.receivable_id = r.receivable_id AND s.cancelled_at IS NULL))
        AND (r.programme_id, r.receivable_id) NOT IN ( -- what its holder took back today stays with it today
            SELECT s.programme_id, s.receivable_id FROM early_payment.sale s
            WHERE s.sold_on = %(day)s AND s.cancelled_at IS NOT NULL AND s.order_id IS NOT NULL)
), tariff AS MATERIALIZED ( -- one price for all that is due on a day (G10)
    SELECT p.*, d.matures_on, d.matures_on - %(day)s::date AS days, r.rate_annual, least(p.system_fee_rate_annual, r.rate_annual) AS fee_rate_annual
    FROM (SELECT DISTINCT programme_id, terms_id, matures_on FROM portion) d
    JOIN place p ON p.programme_id = d.programme_id AND p.terms_id = d.terms_id
    CROSS JOIN LATERAL (SELECT early_payment.rate_of(p.follows_base_rate, p.early_payment_rate_annual, p.tenor_from_days, p.tenor_add_annual,
        p.auction, p.system_fee_rate_annual, d.matures_on - %(day)s::date, p.base_rate_annual, p.auction_rate_annual) AS rate_annual) r
), listed AS (
    SELECT o.*, t.days, t.rate_annual, t.fee_rate_annual, t.rounding, t.base_rate_annual, t.auction_rate_annual, t.deposit_account_id,
        t.refund_owner, sum(o.free_won) OVER earlier - o.free_won AS before_won, sum(o.free_won) OVER (PARTITION BY o.holder_id) AS all_won,
        full_price.proceeds_won, sum(full_price.proceeds_won) OVER earlier AS proceeds_upto_won
    FROM portion o
    JOIN tariff t ON t.programme_id = o.programme_id AND t.terms_id = o.terms_id AND t.matures_on = o.matures_on
    CROSS JOIN LATERAL (SELECT o.free_won - ledger.interest_won(o.free_won, t.rate_annual, t.days, t.rounding) AS proceeds_won) full_price
    WHERE full_price.proceeds_won > 0 -- what its price eats whole is not sold, and neither counts nor stands in the way
    WINDOW earlier AS (PARTITION BY o.holder_id ORDER BY o.matures_on, o.receivable_id)
), valued AS ( -- and for cash: the last part is the smallest whose proceeds suffice
    SELECT l.*, w.above_id, w.cash_id, greatest(l.all_won - w.above_won, 0) AS excess_won,
        sum(CASE WHEN m.won IS NULL OR m.won <= l.proceeds_upto_won - l.proceeds_won THEN 0
            WHEN m.won >= l.proceeds_upto_won THEN l.free_won
            ELSE div((m.won - l.proceeds_upto_won + l.proceeds_won - CASE l.rounding WHEN 'nearest' THEN 0.5 ELSE 1 END) * 365,
                365 - l.rate_annual * l.days) + 1 END) OVER (PARTITION BY l.holder_id) AS for_cash_won
    FROM listed l JOIN wish w ON w.company_id = l.holder_id LEFT JOIN missing m ON m.company_id = l.holder_id
), chosen AS (
    SELECT v.*, CASE WHEN v.excess_won > v.for_cash_won THEN v.above_id ELSE v.cash_id END AS order_id,
        least(v.free_won, greatest(coalesce(v.excess_won, 0), v.for_cash_won) - v.before_won)::bigint AS amount_won
    FROM valued v WHERE greatest(coalesce(v.excess_won, 0), v.for_cash_won) > v.before_won
), priced AS (
    SELECT c.*, CASE WHEN c.amount_won = c.free_won THEN c.free_won - c.proceeds_won
            ELSE ledger.interest_won(c.amount_won, c.rate_annual, c.days, c.rounding) END AS interest_won,
        sum(CASE WHEN c.funded_on IS NULL THEN c.amount_won ELSE 0 END)
            OVER (PARTITION BY c.programme_id ORDER BY c.holder_id, c.matures_on, c.receivable_id) AS upto_won
    FROM chosen c
)
INSERT INTO planned_sale
SELECT nextval('ledger.item'), order_id, holder_id, programme_id, receivable_id, row_xmin, amount_won, upto_won, matures_on, days,
    base_rate_annual, auction_rate_annual, rate_annual, fee_rate_annual, rounding, interest_won, funded_on IS NOT NULL, deposit_account_id,
    retained_won, coalesce(parked_since, funded_on), terms_id,
    CASE WHEN funded_on IS NULL THEN NULL WHEN refund_owner = 'first_tier' THEN root_id ELSE coalesce(parent_id, root_id) END
FROM priced WHERE amount_won > interest_won
ORDER BY holder_id, matures_on, receivable_id;

-- name: sum_planned
-- What is planned of each programme at each price that funders earn, and how far it reaches into their facilities.
SELECT programme_id, from_deposit, rate_annual - fee_rate_annual AS earns_annual, auction_rate_annual, max(upto_won) AS upto_won
FROM planned_sale GROUP BY 1, 2, 3, 4 ORDER BY 1;

-- name: enter_gates
-- Shared, in programme order: changes of receivables go on side by side, but not beside a freeze.
SELECT count(pg_advisory_xact_lock_shared(22, p)) FROM (SELECT p FROM unnest(%(programmes)s::int[]) AS p ORDER BY p) ordered;

-- name: look_up
-- How what follows is joined: receivables by their keys (off), since the planner knows nothing of what is planned and might
-- read all of them; the few facilities as a set (on).
SELECT set_config('enable_hashjoin', %(as_set)s, true), set_config('enable_mergejoin', %(as_set)s, true);

-- name: lock_planned
-- The receivables about to be sold, in the order in which every change of several programmes locks; how many are as planned.
SELECT count(*) AS unchanged FROM (
    SELECT r.xmin = p.row_xmin AS yes FROM planned_sale p
    JOIN receivables.receivable r ON r.programme_id = p.programme_id AND r.receivable_id = p.receivable_id
    ORDER BY r.programme_id, r.receivable_id FOR NO KEY UPDATE OF r) locked
WHERE locked.yes;

-- name: list_planned
-- What is planned for funders, in the order in which they buy.
SELECT sale_id, programme_id, terms_id, receivable_id, amount_won, interest_won, days, rate_annual, fee_rate_annual, base_rate_annual, auction_rate_annual
FROM planned_sale WHERE NOT from_deposit ORDER BY seller_id, matures_on, receivable_id;

-- name: leave_planned
-- Nobody buys these.
DELETE FROM planned_sale WHERE sale_id = ANY(%(sale_ids)s::bigint[]);

-- name: take_planned
-- What is sold leaves what is retained; parked money starts a new count of days.
UPDATE receivables.receivable r SET retained_won = r.retained_won - p.amount_won, sold_won = r.sold_won + p.amount_won,
    parked_since = CASE WHEN p.from_deposit THEN %(day)s ELSE r.parked_since END
FROM planned_sale p WHERE r.programme_id = p.programme_id AND r.receivable_id = p.receivable_id;

-- name: add_planned_sales
-- The sales, held by the trigger to the terms of their roots (G10) and to what is sold (G8).
INSERT INTO early_payment.sale (programme_id, sale_id, receivable_id, order_id, seller_id, amount_won, sold_on, matures_on, days,
    base_rate_annual, auction_rate_annual, rate_annual, fee_rate_annual, rounding, interest_won, proceeds_won, from_deposit, accepted_at)
SELECT programme_id, sale_id, receivable_id, order_id, seller_id, amount_won, %(day)s, matures_on, days, base_rate_annual,
    auction_rate_annual, rate_annual, fee_rate_annual, rounding, interest_won, amount_won - interest_won, from_deposit, %(at)s
FROM planned_sale ORDER BY sale_id;

-- name: add_deposit_purchases
-- The deposit itself buys what is parked.
INSERT INTO ledger.purchase (programme_id, purchase_id, sale_id, receivable_id, from_deposit, own_account_id, amount_won, interest_won, booked_on)
SELECT programme_id, nextval('ledger.item'), sale_id, receivable_id, true, own_account_id, amount_won, interest_won, %(day)s
FROM planned_sale WHERE from_deposit ORDER BY sale_id;

-- name: add_funder_purchases
-- Funders buy the rest, each as far as its room reaches; a sale's interest is split so that the parts add up to it.
INSERT INTO ledger.purchase (programme_id, purchase_id, sale_id, receivable_id, from_deposit, facility_id, own_account_id, amount_won,
    interest_won, booked_on)
SELECT p.programme_id, nextval('ledger.item'), p.sale_id, p.receivable_id, false, f.facility_id, f.own_account_id, part.upto_won - part.from_won,
    CASE WHEN part.upto_won - part.from_won = p.amount_won THEN p.interest_won ELSE
        ledger.interest_won(part.upto_won, p.rate_annual, p.days, p.rounding) - ledger.interest_won(part.from_won, p.rate_annual, p.days, p.rounding) END,
    %(day)s
FROM planned_sale p
JOIN unnest(%(programme_id)s::int[], %(facility_id)s::int[], %(own_account_id)s::int[], %(from_won)s::bigint[], %(upto_won)s::bigint[])
    AS f(programme_id, facility_id, own_account_id, from_won, upto_won)
    ON f.programme_id = p.programme_id AND f.from_won < p.upto_won AND f.upto_won > p.upto_won - p.amount_won
CROSS JOIN LATERAL (SELECT greatest(f.from_won - p.upto_won + p.amount_won, 0) AS from_won,
    least(f.upto_won - p.upto_won + p.amount_won, p.amount_won) AS upto_won) part
WHERE NOT p.from_deposit ORDER BY p.sale_id, f.from_won;

-- name: accrue_planned
-- The incentive of parked balances up to their sale, for the owners the terms name (as accrue_incentive does for one).
INSERT INTO ledger.line (programme_id, kind, item_id, debit, credit, amount_won, receivable_id, booked_on)
SELECT p.programme_id, %(kind)s, p.sale_id, ledger.account(130, p.programme_id), ledger.account(230, owner.holder_id), e.won, p.receivable_id, %(day)s
FROM planned_sale p
JOIN programmes.terms t ON t.programme_id = p.programme_id AND t.terms_id = p.terms_id
JOIN receivables.receivable owner ON owner.programme_id = p.programme_id AND owner.receivable_id = p.refund_owner_id
CROSS JOIN LATERAL (SELECT ledger.interest_won(p.parked_won, t.deposit_incentive_rate_annual, %(day)s::date - p.parked_since, t.rounding) AS won) e
WHERE p.from_deposit AND e.won > 0;

-- name: total_planned
-- What was sold.
SELECT count(*) AS sale_count, coalesce(sum(amount_won), 0)::bigint AS amount_won,
    coalesce(sum(amount_won - interest_won), 0)::bigint AS proceeds_won
FROM planned_sale;
