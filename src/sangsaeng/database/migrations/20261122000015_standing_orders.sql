-- migrate:up
-- What a company sold, and what it took back of what its standing orders sold.
CREATE INDEX sale_of_seller ON early_payment.sale (seller_id, sold_on);
CREATE INDEX sale_taken_back ON early_payment.sale (sold_on, programme_id, receivable_id) WHERE cancelled_at IS NOT NULL AND order_id IS NOT NULL;

-- What a company holds that is not due yet, without reading all it ever held.
DROP INDEX receivables.receivable_of_holder;
CREATE INDEX receivable_of_holder ON receivables.receivable (holder_id, matures_on);

-- A standing order's sale has no quote: nothing to hold for it.
ALTER TABLE early_payment.sale DROP CONSTRAINT quote_taken_once;
CREATE UNIQUE INDEX quote_taken_once ON early_payment.sale (programme_id, quote_id) WHERE quote_id IS NOT NULL;

-- G8, G10, as before, for many sales at once: each receivable is read by its key, each price is computed once.
CREATE OR REPLACE FUNCTION early_payment.sold_at_the_price() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE broken text;
BEGIN
    WITH one AS MATERIALIZED (
        SELECT f.programme_id, f.receivable_id, r.terms_id, r.sold_won, f.days, f.base_rate_annual, f.auction_rate_annual, f.rate_annual,
            f.fee_rate_annual, f.rounding, f.matures_on IS DISTINCT FROM r.matures_on OR f.seller_id IS DISTINCT FROM r.holder_id AS other
        FROM fresh f LEFT JOIN LATERAL (SELECT x.terms_id, x.sold_won, x.matures_on, x.holder_id FROM receivables.receivable x
            WHERE x.programme_id = f.programme_id AND x.receivable_id = f.receivable_id OFFSET 0) r ON true
    )
    SELECT CASE WHEN EXISTS (SELECT FROM one WHERE other) OR EXISTS (
        SELECT FROM (SELECT DISTINCT programme_id, terms_id, days, base_rate_annual, auction_rate_annual, rate_annual, fee_rate_annual, rounding
            FROM one) f
        LEFT JOIN LATERAL (SELECT x.* FROM programmes.terms x WHERE x.programme_id = f.programme_id AND x.terms_id = f.terms_id OFFSET 0) t ON true
        WHERE f.rate_annual IS DISTINCT FROM early_payment.rate_of(t.follows_base_rate, t.early_payment_rate_annual, t.tenor_from_days,
                t.tenor_add_annual, t.auction, t.system_fee_rate_annual, f.days, f.base_rate_annual, f.auction_rate_annual)
            OR f.fee_rate_annual IS DISTINCT FROM least(t.system_fee_rate_annual, f.rate_annual) OR f.rounding IS DISTINCT FROM t.rounding)
    THEN 'g10_fair_price' WHEN EXISTS (
        SELECT FROM (SELECT DISTINCT programme_id, receivable_id, sold_won FROM one) r
        WHERE r.sold_won <> (SELECT sum(s.amount_won) FROM early_payment.sale s
            WHERE s.programme_id = r.programme_id AND s.receivable_id = r.receivable_id AND s.cancelled_at IS NULL))
    THEN 'g8_sold_once' END INTO broken;
    IF broken = 'g10_fair_price' THEN
        RAISE EXCEPTION 'a sale is not at the price of its terms' USING errcode = '23514', constraint = broken;
    ELSIF broken IS NOT NULL THEN
        RAISE EXCEPTION 'sales do not add up to what is sold' USING errcode = '23514', constraint = broken;
    END IF;
    RETURN NULL;
END $$;
-- migrate:down
