-- migrate:up
-- Quotes that would be bought by a facility of mine: it stood ready on the day, for no more than the sale earns, and the buyer's money
-- was not there yet. Open ones may be taken any minute; of taken ones those that I bought a part of, and what of it; the others lapsed,
-- or were taken back on their day. No seller and no receivable is told (G12), nor what others bought.
CREATE FUNCTION early_payment.quotes_of_mine(p_at timestamptz, p_before bigint, p_programme int, p_state text, p_from date, p_until date, p_most int)
RETURNS TABLE (programme_id int, quote_id bigint, buyer_id bigint, quoted_at timestamptz, valid_until timestamptz, days int,
    rate_annual numeric, fee_rate_annual numeric, amount_won bigint, bought_won bigint, interest_won bigint, state text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 100 SET search_path = pg_catalog AS $$
    SELECT q.programme_id, q.quote_id, f.buyer_id, q.quoted_at, q.valid_until, q.days, q.rate_annual, q.fee_rate_annual,
        CASE WHEN s.sale_id IS NULL THEN q.amount_won ELSE mine.won END, mine.won,
        CASE WHEN s.sale_id IS NULL THEN q.interest_won ELSE mine.interest_won END, seen.state
    FROM (SELECT DISTINCT x.programme_id, x.buyer_id FROM programmes.facility x
          WHERE x.kind = 'purchase' AND x.provider_id = parties.me() AND x.programme_id IS NOT NULL) f
    JOIN early_payment.quote q ON q.programme_id = f.programme_id AND q.quote_id < p_before
        AND q.quoted_on BETWEEN coalesce(p_from, '-infinity') AND coalesce(p_until, 'infinity')
    LEFT JOIN early_payment.sale s ON s.programme_id = q.programme_id AND s.quote_id = q.quote_id AND s.cancelled_at IS NULL
    CROSS JOIN LATERAL (SELECT CASE WHEN s.sale_id IS NOT NULL THEN 'taken' WHEN q.valid_until < p_at THEN 'lapsed' ELSE 'open' END AS state) seen
    CROSS JOIN LATERAL (SELECT coalesce(sum(p.amount_won), 0)::bigint AS won, coalesce(sum(p.interest_won), 0)::bigint AS interest_won
        FROM ledger.purchase p JOIN programmes.facility o ON o.facility_id = p.facility_id AND o.provider_id = parties.me()
        WHERE s.sale_id IS NOT NULL AND p.programme_id = s.programme_id AND p.receivable_id = s.receivable_id AND p.sale_id = s.sale_id) mine
    WHERE (p_programme IS NULL OR q.programme_id = p_programme) AND (p_state IS NULL OR seen.state = p_state)
        AND CASE WHEN s.sale_id IS NOT NULL THEN mine.won > 0 ELSE
            EXISTS (SELECT FROM programmes.facility x WHERE x.kind = 'purchase' AND x.provider_id = parties.me()
                AND x.programme_id = q.programme_id AND q.quoted_on BETWEEN x.from_on AND coalesce(x.ends_on, 'infinity')
                AND x.least_rate_annual <= q.rate_annual - q.fee_rate_annual)
            AND NOT EXISTS (SELECT FROM receivables.receivable r
                JOIN settlement.funded_root g ON g.programme_id = r.programme_id AND g.root_id = r.root_id AND g.covered_on <= q.quoted_on
                WHERE r.programme_id = q.programme_id AND r.receivable_id = q.receivable_id) END
    ORDER BY q.quote_id DESC LIMIT p_most
$$;
REVOKE EXECUTE ON FUNCTION early_payment.quotes_of_mine(timestamptz, bigint, int, text, date, date, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION early_payment.quotes_of_mine(timestamptz, bigint, int, text, date, date, int) TO sangsaeng_web;
-- migrate:down
