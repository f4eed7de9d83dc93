-- migrate:up
-- What a holder could sell and could pass on this day, told once for every list, sum and page. As early_payment.rules.decide_sale
-- refuses, funders and the hour aside; and as receivables.rules refuse a line of one won on the parent's own day, without an invoice.

-- What of a receivable decides both; sold_out: no further part of it may be sold. For the functions below; nobody else reads it.
CREATE VIEW receivables.freedom AS
    SELECT r.programme_id, r.receivable_id, r.holder_id, r.parent_id, r.root_id, r.tier, r.matures_on, r.retained_won, r.locked_won,
        root.matures_on AS root_matures_on,
        tree.receivable_id IS NOT NULL AS funded,
        r.claim_by IS NOT NULL AND r.claimed_on IS NULL OR e.amended_on IS NOT NULL AS barred,
        t.max_partial_sales <= CASE WHEN r.sold_won = 0 THEN 0 ELSE (SELECT count(*) FROM early_payment.sale s
            WHERE s.programme_id = r.programme_id AND s.receivable_id = r.receivable_id AND s.cancelled_at IS NULL) END AS sold_out
    FROM receivables.receivable r
    JOIN receivables.receivable root ON root.programme_id = r.programme_id AND root.receivable_id = r.root_id
    JOIN programmes.terms t ON t.programme_id = r.programme_id AND t.terms_id = r.terms_id
    LEFT JOIN ledger.settled tree ON tree.programme_id = r.programme_id AND tree.receivable_id = r.root_id AND tree.phase = 1
    LEFT JOIN receivables.evidence e ON e.evidence_id = r.evidence_id
    WHERE r.cancelled_on IS NULL AND r.retained_won > 0;
REVOKE ALL ON receivables.freedom FROM PUBLIC, sangsaeng_app, sangsaeng_web, sangsaeng_desk;

-- A buyer's suspensions in force on a day: good standing again for one reason ends no suspension that has another. One definition for
-- prices, standing orders, a buyer's own page and lists; each with the rights of who asks.
CREATE FUNCTION programmes.suspensions_on(p_buyer bigint, p_day date) RETURNS TABLE (since date, until date, reason text, item_id bigint)
LANGUAGE sql STABLE AS $$
    SELECT s.since, s.until, s.reason, s.item_id FROM programmes.buyer_standing s
    WHERE s.buyer_id = p_buyer AND s.standing = 'suspended' AND s.since <= p_day AND (s.until IS NULL OR s.until >= p_day)
        AND NOT EXISTS (SELECT FROM programmes.buyer_standing g WHERE g.buyer_id = s.buyer_id AND g.reason = s.reason AND g.standing = 'good'
            AND g.since <= p_day AND (g.since, g.item_id) > (s.since, s.item_id))
$$;
REVOKE EXECUTE ON FUNCTION programmes.suspensions_on(bigint, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION programmes.suspensions_on(bigint, date) TO sangsaeng_app, sangsaeng_web, sangsaeng_desk;

-- What of a programme's day decides it, of the programmes I take part in.
CREATE FUNCTION programmes.day_of_mine(p_day date, p_first_tier_variants text[])
RETURNS TABLE (programme_id int, first_tier_sells boolean, banned boolean, may_pass_on boolean, max_tier int, closed_through date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT p.programme_id, p.variant = ANY (p_first_tier_variants),
        EXISTS (SELECT FROM programmes.suspensions_on(p.buyer_id, p_day)),
        p.insolvent_may_pass_on OR NOT EXISTS (SELECT FROM parties.insolvency i WHERE i.company_id = parties.me() AND i.since <= p_day
            AND (i.ended_on IS NULL OR i.ended_on > p_day)),
        p.max_tier, (SELECT coalesce(max(c.day), '-infinity') FROM ledger.day_closed c WHERE c.programme_id IN (0, p.programme_id))
    FROM programmes.participant t JOIN programmes.programme p ON p.programme_id = t.programme_id
    WHERE t.company_id = parties.me()
$$;

-- The rules themselves. A tree that is not funded is in a run's hands, or late, once its root's day is closed or over.
CREATE FUNCTION receivables.sellable_won(p_free bigint, p_barred boolean, p_banned boolean, p_funded boolean, p_matures_on date,
    p_root_matures_on date, p_day date, p_closed_through date) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN p_matures_on > p_day AND NOT p_barred
        AND (p_funded OR NOT p_banned AND p_root_matures_on >= p_day AND p_root_matures_on > p_closed_through) THEN p_free ELSE 0 END;
CREATE FUNCTION receivables.passable_won(p_free bigint, p_barred boolean, p_funded boolean, p_matures_on date, p_root_matures_on date,
    p_day date, p_last date, p_closed_through date) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN p_matures_on BETWEEN p_day AND p_last AND p_matures_on > p_closed_through AND p_day >= p_closed_through AND NOT p_barred
        AND (p_funded OR p_root_matures_on > p_closed_through) THEN p_free ELSE 0 END;

-- What I could sell and pass on of receivables that I hold; those of which nothing is retained are left out. p_last: the latest day
-- that a promise of today may have by law.
CREATE FUNCTION receivables.free_of_mine(p_programme int[], p_receivable bigint[], p_day date, p_last date, p_first_tier_variants text[])
RETURNS TABLE (programme_id int, receivable_id bigint, sellable_won bigint, passable_won bigint)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 50 SET search_path = pg_catalog AS $$
    WITH day AS MATERIALIZED (SELECT * FROM programmes.day_of_mine(p_day, p_first_tier_variants))
    SELECT f.programme_id, f.receivable_id,
        receivables.sellable_won(f.retained_won - f.locked_won, f.barred OR f.sold_out OR f.tier = 1 AND NOT d.first_tier_sells, d.banned,
            f.funded, f.matures_on, f.root_matures_on, p_day, d.closed_through),
        receivables.passable_won(f.retained_won - f.locked_won, f.barred OR f.tier >= d.max_tier OR NOT d.may_pass_on, f.funded,
            f.matures_on, f.root_matures_on, p_day, p_last, d.closed_through)
    FROM (SELECT DISTINCT n.programme_id, n.receivable_id FROM unnest(p_programme, p_receivable) AS n(programme_id, receivable_id)) n
    JOIN receivables.freedom f ON f.programme_id = n.programme_id AND f.receivable_id = n.receivable_id
    JOIN day d ON d.programme_id = n.programme_id
    WHERE f.holder_id = parties.me()
$$;

-- What is to come to me, one by one. What was due up to the newest day that a run proved is settled, unless its tree's money is
-- missing or came late: so only the days since, and those of such trees, are looked at.
CREATE FUNCTION receivables.coming_of_mine(p_day date, p_last date, p_first_tier_variants text[])
RETURNS TABLE (programme_id int, receivable_id bigint, matures_on date, state text, retained_won bigint, locked_won bigint,
    sellable_won bigint, passable_won bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    WITH proven AS (
        SELECT coalesce(max(n.day), '-infinity') AS through FROM settlement.run n WHERE n.state IN ('proven', 'released')
    ), since AS MATERIALIZED (
        SELECT d.*, least(CASE WHEN proven.through = '-infinity' THEN proven.through ELSE proven.through + 1 END,
            (SELECT min(c.due_on) FROM settlement.funding_call c WHERE c.programme_id = d.programme_id AND c.state <> 'funded'),
            (SELECT min(f.matures_on) FROM settlement.funded_root f WHERE f.programme_id = d.programme_id AND f.covered_on > f.matures_on
                AND f.settles_on > proven.through)) AS day
        FROM proven, programmes.day_of_mine(p_day, p_first_tier_variants) d
    )
    SELECT f.programme_id, f.receivable_id, f.matures_on, CASE WHEN f.funded THEN 'parked' ELSE coalesce(c.state, 'open') END, f.retained_won,
        f.locked_won,
        receivables.sellable_won(f.retained_won - f.locked_won, f.barred OR f.sold_out OR f.tier = 1 AND NOT s.first_tier_sells, s.banned,
            f.funded, f.matures_on, f.root_matures_on, p_day, s.closed_through),
        receivables.passable_won(f.retained_won - f.locked_won, f.barred OR f.tier >= s.max_tier OR NOT s.may_pass_on, f.funded,
            f.matures_on, f.root_matures_on, p_day, p_last, s.closed_through)
    FROM since s
    JOIN receivables.freedom f ON f.programme_id = s.programme_id AND f.holder_id = parties.me() AND f.matures_on >= s.day
    LEFT JOIN settlement.funding_call c ON c.programme_id = f.programme_id AND c.due_on = f.root_matures_on AND c.state IN ('grace', 'unpaid')
    WHERE NOT f.funded OR (f.parent_id IS NOT NULL AND NOT EXISTS (SELECT FROM ledger.settled z
        WHERE z.programme_id = f.programme_id AND z.receivable_id = f.receivable_id AND z.phase = 2))
$$;

DROP FUNCTION receivables.to_come_to_me(date, text[]);
CREATE FUNCTION receivables.to_come_to_me(p_day date, p_last date, p_first_tier_variants text[])
RETURNS TABLE (programme_id int, matures_on date, state text, receivable_count bigint, won bigint, locked_won bigint, sellable_won bigint,
    passable_won bigint)
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
    SELECT m.programme_id, m.matures_on, m.state, count(*), sum(m.retained_won)::bigint, sum(m.locked_won)::bigint, sum(m.sellable_won)::bigint,
        sum(m.passable_won)::bigint
    FROM receivables.coming_of_mine(p_day, p_last, p_first_tier_variants) m GROUP BY 1, 2, 3
$$;

DO $$
DECLARE made regprocedure;
BEGIN
    FOREACH made IN ARRAY ARRAY['programmes.day_of_mine(date, text[])',
        'receivables.sellable_won(bigint, boolean, boolean, boolean, date, date, date, date)',
        'receivables.passable_won(bigint, boolean, boolean, date, date, date, date, date)',
        'receivables.free_of_mine(int[], bigint[], date, date, text[])', 'receivables.coming_of_mine(date, date, text[])',
        'receivables.to_come_to_me(date, date, text[])']::regprocedure[] LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', made);
    END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION receivables.free_of_mine(int[], bigint[], date, date, text[]), receivables.coming_of_mine(date, date, text[]),
    receivables.to_come_to_me(date, date, text[]) TO sangsaeng_web;
-- migrate:down
