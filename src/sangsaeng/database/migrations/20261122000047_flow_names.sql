-- migrate:up
-- Who lets the buyer of a programme see its name (the newest word counts), by the tiers it was promised money at in a span: read from
-- the few that consented, where receivables.tiers_of reads the whole programme.
CREATE FUNCTION receivables.named_by_tier(p_programme int, p_from date, p_until date) RETURNS TABLE (tier int, names text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT t.tier, array_agg(c.name ORDER BY c.name COLLATE "C")
    FROM (SELECT DISTINCT ON (n.company_id) n.company_id, n.given FROM programmes.name_consent n
        JOIN programmes.programme p ON p.programme_id = n.programme_id AND p.buyer_id = parties.me()
        WHERE n.programme_id = p_programme ORDER BY n.company_id, n.item_id DESC) shown
    JOIN parties.company c ON c.company_id = shown.company_id
    CROSS JOIN generate_series(1, 4) AS t(tier)
    WHERE shown.given AND EXISTS (SELECT FROM receivables.receivable r WHERE r.holder_id = shown.company_id AND r.programme_id = p_programme
        AND r.tier = t.tier AND r.issued_on BETWEEN p_from AND p_until AND r.cancelled_on IS NULL)
    GROUP BY 1
$$;
REVOKE EXECUTE ON FUNCTION receivables.named_by_tier(int, date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION receivables.named_by_tier(int, date, date) TO sangsaeng_web;
-- migrate:down
