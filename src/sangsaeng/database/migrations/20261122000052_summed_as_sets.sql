-- migrate:up
-- Sums over a month or a run, as before, but in two steps: rows are first summed by company, for which a hash suffices, and companies are
-- counted over these few; counting them over the rows sorted every row. Days become months after the first step, once a group.
CREATE OR REPLACE FUNCTION receivables.promised_by_tier(p_side text, p_from date, p_until date)
RETURNS TABLE (month date, tier int, receivable_count bigint, company_count bigint, issued_won bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    WITH by_company AS MATERIALIZED (
        SELECT r.issued_on, r.tier, r.holder_id, count(*) AS receivable_count, sum(r.face_won) AS won
        FROM unnest(programmes.whose_totals(p_side)) AS p(programme_id)
        JOIN receivables.receivable r ON r.programme_id = p.programme_id AND r.issued_on BETWEEN p_from AND p_until AND r.cancelled_on IS NULL
        GROUP BY 1, 2, 3
    ), by_month AS (
        SELECT date_trunc('month', b.issued_on::timestamp)::date AS month, b.tier, b.holder_id, b.receivable_count, b.won FROM by_company b
    )
    SELECT b.month, b.tier::int, sum(b.receivable_count)::bigint, count(DISTINCT b.holder_id), sum(b.won)::bigint
    FROM by_month b GROUP BY GROUPING SETS ((b.month, b.tier), (b.tier))
$$;

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
    ), mine AS (
        SELECT date_trunc('month', b.issued_on::timestamp)::date AS month, b.programme_id, b.tier::int AS tier, b.holder_id, b.receivable_count,
            b.face_won, b.passed_on_won, b.sold_won
        FROM by_company b
    ), cell AS (
        SELECT m.month, m.programme_id, m.tier FROM mine m GROUP BY 1, 2, 3 HAVING count(DISTINCT m.holder_id) >= receivables.smallest_cell()
    )
    SELECT m.month, coalesce(c.programme_id, 0), coalesce(c.tier, 0), sum(m.receivable_count)::bigint, count(DISTINCT m.holder_id),
        sum(m.face_won)::bigint, sum(m.passed_on_won)::bigint, sum(m.sold_won)::bigint
    FROM mine m LEFT JOIN cell c ON c.month = m.month AND c.programme_id = m.programme_id AND c.tier = m.tier
    GROUP BY 1, 2, 3 HAVING count(DISTINCT m.holder_id) >= receivables.smallest_cell()
$$;

CREATE OR REPLACE FUNCTION receivables.tiers_of(p_programme int)
RETURNS TABLE (month date, tier int, receivable_count bigint, company_count bigint, issued_won bigint, passed_on_won bigint, names text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    WITH mine AS (
        SELECT p.programme_id, p.institution_id = parties.me() AS runs FROM programmes.programme p
        WHERE p.programme_id = p_programme AND parties.me() IN (p.buyer_id, p.institution_id, p.foundation_id)
    ), by_company AS MATERIALIZED (
        SELECT r.issued_on, r.tier, r.holder_id, count(*) AS receivable_count, sum(r.face_won) AS face_won, sum(r.passed_on_won) AS passed_on_won
        FROM mine JOIN receivables.receivable r ON r.programme_id = mine.programme_id AND r.cancelled_on IS NULL
        GROUP BY 1, 2, 3
    )
    SELECT date_trunc('month', b.issued_on::timestamp)::date, b.tier::int, sum(b.receivable_count)::bigint, count(DISTINCT b.holder_id),
        sum(b.face_won)::bigint,
        CASE WHEN count(DISTINCT b.holder_id) >= receivables.smallest_cell() OR (SELECT mine.runs FROM mine) THEN sum(b.passed_on_won)::bigint END,
        coalesce(array_agg(DISTINCT c.name COLLATE "C") FILTER (WHERE shown.given), '{}')
    FROM by_company b
    JOIN parties.company c ON c.company_id = b.holder_id
    LEFT JOIN (SELECT DISTINCT ON (n.company_id) n.company_id, n.given FROM programmes.name_consent n
        WHERE n.programme_id = p_programme ORDER BY n.company_id, n.item_id DESC) shown ON shown.company_id = b.holder_id
    GROUP BY 1, 2
$$;

CREATE OR REPLACE FUNCTION receivables.flows_of(p_programme int, p_from date, p_until date)
RETURNS TABLE (tier int, issuer_id bigint, holder_id bigint, receivable_count bigint, company_count bigint, won bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    WITH mine AS (
        SELECT p.programme_id, p.institution_id = parties.me() AS runs FROM programmes.programme p
        WHERE p.programme_id = p_programme AND parties.me() IN (p.buyer_id, p.institution_id)
    ), by_company AS MATERIALIZED (
        SELECT mine.runs, r.tier, r.issuer_id, r.holder_id, count(*) AS receivable_count, sum(r.face_won) AS won
        FROM mine JOIN receivables.receivable r ON r.programme_id = mine.programme_id AND r.issued_on BETWEEN p_from AND p_until
            AND r.cancelled_on IS NULL
        GROUP BY 1, 2, 3, 4
    )
    SELECT b.tier::int, CASE WHEN b.runs THEN b.issuer_id END, CASE WHEN b.runs THEN b.holder_id END, sum(b.receivable_count)::bigint,
        count(DISTINCT b.holder_id), sum(b.won)::bigint
    FROM by_company b GROUP BY 1, 2, 3
$$;

-- How the payouts of a run stand: all of them joined to their newest attempts at once, not one by one.
CREATE OR REPLACE FUNCTION payouts.of_run(p_run bigint) RETURNS TABLE (state text, payout_count bigint, won bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    WITH told AS (SELECT parties.i_operate() AS everything, programmes.whose_totals('run') AS programmes)
    SELECT coalesce(t.state, 'waiting'), count(*), sum(o.amount_won)::bigint
    FROM payouts.payout o
    LEFT JOIN payouts.attempt t ON t.programme_id = o.programme_id AND t.purpose = o.purpose AND t.source_id = o.source_id
        AND NOT EXISTS (SELECT FROM payouts.attempt later WHERE later.programme_id = t.programme_id AND later.purpose = t.purpose
            AND later.source_id = t.source_id AND later.attempt_no > t.attempt_no)
    WHERE o.run_id = p_run AND ((SELECT told.everything FROM told) OR o.programme_id = ANY ((SELECT told.programmes FROM told)::int[]))
    GROUP BY 1
$$;
-- migrate:down
