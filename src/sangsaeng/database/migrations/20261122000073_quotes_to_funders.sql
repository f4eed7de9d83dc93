-- migrate:up
-- Whether a facility of mine would have bought at a price: it stood ready on the day as it was set then, for no more than a sale
-- earns, and the buyer's money was not there yet.
CREATE FUNCTION early_payment.stood_ready(p_me bigint, p_programme int, p_receivable bigint, p_on date, p_earns numeric) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
    SELECT EXISTS (SELECT FROM programmes.facility x
        CROSS JOIN LATERAL (SELECT c.ends_on, c.least_rate_annual FROM programmes.facility_change c
            WHERE c.facility_id = x.facility_id AND c.changed_on <= p_on ORDER BY c.item_id DESC LIMIT 1) c
        WHERE x.kind = 'purchase' AND x.provider_id = p_me AND x.programme_id = p_programme
            AND p_on BETWEEN x.from_on AND coalesce(c.ends_on, 'infinity') AND c.least_rate_annual <= p_earns)
    AND NOT EXISTS (SELECT FROM receivables.receivable r
        JOIN settlement.funded_root g ON g.programme_id = r.programme_id AND g.root_id = r.root_id AND g.covered_on <= p_on
        WHERE r.programme_id = p_programme AND r.receivable_id = p_receivable)
$$;
REVOKE EXECUTE ON FUNCTION early_payment.stood_ready(bigint, int, bigint, date, numeric) FROM PUBLIC;
-- Quotes that would be bought by a facility of mine. Open ones may be taken any minute: of a receivable the newest alone, while it has
-- that much left. Of taken ones those that I bought a part of, and what of it; the others lapsed, or were taken back on their day, and
-- no quote is taken twice. No seller and no receivable is told (G12), nor what others bought. Open ones are found by their end; of the
-- others each programme gives its newest.
CREATE FUNCTION early_payment.quotes_of_mine(p_at timestamptz, p_before bigint, p_programme int, p_state text, p_from date, p_until date, p_most int)
RETURNS TABLE (programme_id int, quote_id bigint, buyer_id bigint, quoted_at timestamptz, valid_until timestamptz, days int,
    rate_annual numeric, fee_rate_annual numeric, amount_won bigint, bought_won bigint, interest_won bigint, state text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 100 SET search_path = pg_catalog AS $$
    WITH f AS MATERIALIZED (
        SELECT DISTINCT x.programme_id, x.buyer_id FROM programmes.facility x
        WHERE x.kind = 'purchase' AND x.provider_id = parties.me() AND x.programme_id IS NOT NULL
            AND (p_programme IS NULL OR x.programme_id = p_programme)),
    asked AS MATERIALIZED (
        SELECT DISTINCT ON (q.programme_id, q.receivable_id) q.programme_id, q.quote_id, q.receivable_id, q.amount_won, q.quoted_on,
            q.rate_annual - q.fee_rate_annual AS earns
        FROM f JOIN early_payment.quote q ON q.programme_id = f.programme_id
        WHERE (p_state IS NULL OR p_state = 'open') AND q.valid_until >= p_at
            AND NOT EXISTS (SELECT FROM early_payment.sale s WHERE s.programme_id = q.programme_id AND s.quote_id = q.quote_id)
        ORDER BY q.programme_id, q.receivable_id, q.quote_id DESC),
    found AS (
        SELECT a.programme_id, a.quote_id, 'open' AS state FROM asked a
        JOIN receivables.receivable r ON r.programme_id = a.programme_id AND r.receivable_id = a.receivable_id
            AND r.cancelled_on IS NULL AND r.retained_won - r.locked_won >= a.amount_won
        WHERE a.quote_id < p_before AND a.quoted_on BETWEEN coalesce(p_from, '-infinity') AND coalesce(p_until, 'infinity')
            AND early_payment.stood_ready(parties.me(), a.programme_id, a.receivable_id, a.quoted_on, a.earns)
        UNION ALL
        SELECT t.programme_id, t.quote_id, 'taken' FROM f CROSS JOIN LATERAL (
            SELECT s.programme_id, s.quote_id FROM early_payment.sale s
            JOIN early_payment.quote q ON q.programme_id = s.programme_id AND q.quote_id = s.quote_id
            WHERE (p_state IS NULL OR p_state = 'taken') AND s.programme_id = f.programme_id AND s.quote_id < p_before
                AND s.cancelled_at IS NULL AND q.quoted_on BETWEEN coalesce(p_from, '-infinity') AND coalesce(p_until, 'infinity')
                AND EXISTS (SELECT FROM ledger.purchase p
                    JOIN programmes.facility o ON o.facility_id = p.facility_id AND o.provider_id = parties.me()
                    WHERE p.programme_id = s.programme_id AND p.receivable_id = s.receivable_id AND p.sale_id = s.sale_id)
            ORDER BY s.quote_id DESC LIMIT p_most) t
        UNION ALL
        SELECT l.programme_id, l.quote_id, 'lapsed' FROM f CROSS JOIN LATERAL (
            SELECT q.programme_id, q.quote_id FROM early_payment.quote q
            LEFT JOIN early_payment.sale s ON s.programme_id = q.programme_id AND s.quote_id = q.quote_id
            WHERE (p_state IS NULL OR p_state = 'lapsed') AND q.programme_id = f.programme_id AND q.quote_id < p_before
                AND q.quoted_on BETWEEN coalesce(p_from, '-infinity') AND coalesce(p_until, 'infinity')
                AND CASE WHEN s.sale_id IS NULL THEN q.valid_until < p_at ELSE s.cancelled_at IS NOT NULL END
                AND early_payment.stood_ready(parties.me(), q.programme_id, q.receivable_id, q.quoted_on, q.rate_annual - q.fee_rate_annual)
            ORDER BY q.quote_id DESC LIMIT p_most) l),
    page AS MATERIALIZED (SELECT * FROM found ORDER BY quote_id DESC LIMIT p_most)
    SELECT q.programme_id, q.quote_id, f.buyer_id, q.quoted_at, q.valid_until, q.days, q.rate_annual, q.fee_rate_annual,
        CASE WHEN page.state = 'taken' THEN mine.won ELSE q.amount_won END, mine.won,
        CASE WHEN page.state = 'taken' THEN mine.interest_won ELSE q.interest_won END, page.state
    FROM page JOIN f ON f.programme_id = page.programme_id
    JOIN early_payment.quote q ON q.programme_id = page.programme_id AND q.quote_id = page.quote_id
    CROSS JOIN LATERAL (SELECT coalesce(sum(p.amount_won), 0)::bigint AS won, coalesce(sum(p.interest_won), 0)::bigint AS interest_won
        FROM early_payment.sale s JOIN ledger.purchase p
            ON p.programme_id = s.programme_id AND p.receivable_id = s.receivable_id AND p.sale_id = s.sale_id
        JOIN programmes.facility o ON o.facility_id = p.facility_id AND o.provider_id = parties.me()
        WHERE page.state = 'taken' AND s.programme_id = q.programme_id AND s.quote_id = q.quote_id) mine
    ORDER BY q.quote_id DESC
$$;
REVOKE EXECUTE ON FUNCTION early_payment.quotes_of_mine(timestamptz, bigint, int, text, date, date, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION early_payment.quotes_of_mine(timestamptz, bigint, int, text, date, date, int) TO sangsaeng_web;
-- migrate:down
