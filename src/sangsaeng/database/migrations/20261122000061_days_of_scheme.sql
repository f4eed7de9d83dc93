-- migrate:up
-- The next days of a scheme for those who watch it: how many programmes have a funding day, or a last day of grace. No sums: a day of
-- one buyer's would tell its suppliers'.
CREATE FUNCTION settlement.days_of_scheme(p_from date, p_until date) RETURNS TABLE (what text, day date, count bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT d.what, d.day, count(DISTINCT d.programme_id) FROM (
        SELECT 'scheme_funding' AS what, f.due_on AS day, f.programme_id FROM settlement.funding_call f WHERE f.state = 'due'
        UNION ALL SELECT 'scheme_grace', f.grace_until, f.programme_id FROM settlement.funding_call f WHERE f.state = 'grace') d
    WHERE d.day BETWEEN p_from AND p_until AND d.programme_id = ANY ((SELECT programmes.whose_totals('scheme'))::int[])
    GROUP BY 1, 2
$$;
REVOKE EXECUTE ON FUNCTION settlement.days_of_scheme(date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.days_of_scheme(date, date) TO sangsaeng_web;
-- migrate:down
