-- migrate:up
-- How the receivables of a page stand, all by one call: as receivables.stands of each, which a page of 50 would call 50 times. With
-- it their split, for who may see it as receivables.split shows it: that view, joined to a page, would read whole programmes.
CREATE FUNCTION receivables.all_stand(p_programme int[], p_receivable bigint[])
RETURNS TABLE (programme_id int, receivable_id bigint, state text, funded boolean, root_matures_on date, retained_won bigint,
    passed_on_won bigint, sold_won bigint, locked_won bigint)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 50 SET search_path = pg_catalog AS $$
    SELECT s.programme_id, s.receivable_id, CASE WHEN sees.all_of_it THEN s.state ELSE s.told END, s.funded, s.root_matures_on,
        CASE WHEN sees.all_of_it THEN r.retained_won END, CASE WHEN sees.all_of_it THEN r.passed_on_won END,
        CASE WHEN sees.all_of_it THEN r.sold_won END, CASE WHEN sees.all_of_it THEN r.locked_won END
    FROM (SELECT DISTINCT n.programme_id, n.receivable_id FROM unnest(p_programme, p_receivable) AS n(programme_id, receivable_id)) n
    JOIN receivables.standing s ON s.programme_id = n.programme_id AND s.receivable_id = n.receivable_id
    JOIN receivables.receivable r ON r.programme_id = n.programme_id AND r.receivable_id = n.receivable_id
    CROSS JOIN LATERAL (SELECT parties.me() IN (s.holder_id, s.institution_id, s.foundation_id) AS all_of_it) sees
    WHERE sees.all_of_it OR parties.me() = s.issuer_id
$$;
REVOKE EXECUTE ON FUNCTION receivables.all_stand(int[], bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION receivables.all_stand(int[], bigint[]) TO sangsaeng_web;

-- As with other policies: to show one company, look whether that one is known, not at all that are. An institution's programmes
-- may have hundreds of thousands.
ALTER POLICY sees ON parties.company USING (company_id = (SELECT parties.me()) OR (SELECT parties.i_operate())
    OR EXISTS (SELECT FROM parties.acquaintance a WHERE a.company_id = (SELECT parties.me()) AND a.other_id = company.company_id)
    OR EXISTS (SELECT FROM programmes.participant t WHERE t.company_id = company.company_id AND t.programme_id = ANY ((SELECT programmes.mine())::int[]))
    OR company_id = ANY ((SELECT programmes.consented())::bigint[]));
-- migrate:down
