-- migrate:up
-- As before, and no difference of what is told is of fewer than three companies (decision 0027). A tier's month over all programmes is
-- told elsewhere (promised_by_tier), so that what its told programmes leave of it is known: where that is of one or two companies,
-- the programme with the fewest companies is told among the others too. The others of a month, all tiers in one, are told where what
-- is left of them, less the tiers whose whole is told, is nothing or of three companies at least.
CREATE OR REPLACE FUNCTION receivables.statistics(p_from date, p_until date)
RETURNS TABLE (month date, programme_id int, tier int, receivable_count bigint, company_count bigint, issued_won bigint, passed_on_won bigint,
    sold_won bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    WITH by_company AS MATERIALIZED (
        SELECT r.issued_on, r.programme_id, r.tier, r.holder_id, count(*) AS receivable_count, sum(r.face_won) AS face_won,
            sum(r.passed_on_won) AS passed_on_won, sum(r.sold_won) AS sold_won
        FROM unnest(programmes.whose_totals('scheme')) AS p(programme_id)
        JOIN receivables.receivable r ON r.programme_id = p.programme_id
        WHERE r.issued_on >= date_trunc('month', p_from)::date AND r.issued_on < (date_trunc('month', p_until) + interval '1 month')::date
            AND r.cancelled_on IS NULL
        GROUP BY 1, 2, 3, 4
    ), mine AS MATERIALIZED (
        SELECT date_trunc('month', b.issued_on::timestamp)::date AS month, b.programme_id, b.tier::int AS tier, b.holder_id,
            sum(b.receivable_count) AS receivable_count, sum(b.face_won) AS face_won, sum(b.passed_on_won) AS passed_on_won,
            sum(b.sold_won) AS sold_won
        FROM by_company b GROUP BY 1, 2, 3, 4
    ), cell AS (
        SELECT m.month, m.programme_id, m.tier, count(*) >= receivables.smallest_cell() AS large,
            row_number() OVER (PARTITION BY m.month, m.tier, count(*) >= receivables.smallest_cell() ORDER BY count(*), m.programme_id) AS place
        FROM mine m GROUP BY 1, 2, 3
    ), whole AS (
        SELECT m.month, m.tier, count(DISTINCT m.holder_id) AS companies, count(DISTINCT m.holder_id) FILTER (WHERE NOT c.large) AS left_over
        FROM mine m JOIN cell c USING (month, programme_id, tier) GROUP BY 1, 2
    ), told AS (
        SELECT c.month, c.programme_id, c.tier FROM cell c JOIN whole w USING (month, tier)
        WHERE c.large AND (c.place > 1 OR w.left_over = 0 OR w.left_over >= receivables.smallest_cell())
    ), untold AS (
        SELECT m.month, count(DISTINCT m.holder_id) AS companies FROM mine m JOIN whole w USING (month, tier)
        WHERE w.companies < receivables.smallest_cell() GROUP BY 1
    )
    SELECT m.month, coalesce(t.programme_id, 0), coalesce(t.tier, 0), sum(m.receivable_count)::bigint, count(DISTINCT m.holder_id),
        sum(m.face_won)::bigint, sum(m.passed_on_won)::bigint, sum(m.sold_won)::bigint
    FROM mine m LEFT JOIN told t ON t.month = m.month AND t.programme_id = m.programme_id AND t.tier = m.tier
    GROUP BY 1, 2, 3 HAVING count(DISTINCT m.holder_id) >= receivables.smallest_cell()
        AND (coalesce(t.programme_id, 0) <> 0 OR NOT EXISTS (SELECT FROM untold u WHERE u.month = m.month
            AND u.companies < receivables.smallest_cell()))
$$;
-- migrate:down
