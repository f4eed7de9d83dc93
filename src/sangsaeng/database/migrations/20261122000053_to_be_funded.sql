-- migrate:up
-- What I have to fund as a buyer, by programme and day: roots that nobody's money covers yet. By row-level security each root's cover was
-- looked for twice more, to see whether I may know of it.
CREATE FUNCTION settlement.to_fund_of_mine(p_first date, p_last date)
RETURNS TABLE (programme_id int, matures_on date, receivable_count bigint, won bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT r.programme_id, r.matures_on, count(*), sum(r.face_won)::bigint
    FROM programmes.programme p
    JOIN receivables.receivable r ON r.programme_id = p.programme_id AND r.tier = 1 AND r.matures_on BETWEEN p_first AND p_last
        AND r.cancelled_on IS NULL
    WHERE p.buyer_id = parties.me()
        AND NOT EXISTS (SELECT FROM settlement.funded_root f WHERE f.programme_id = r.programme_id AND f.root_id = r.receivable_id)
    GROUP BY 1, 2
$$;
REVOKE EXECUTE ON FUNCTION settlement.to_fund_of_mine(date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.to_fund_of_mine(date, date) TO sangsaeng_web;
-- migrate:down
