-- migrate:up
-- How the receivables of a page stand, all by one call: as receivables.stands of each, which a page of 50 calls 50 times.
CREATE FUNCTION receivables.all_stand(p_programme int[], p_receivable bigint[])
RETURNS TABLE (programme_id int, receivable_id bigint, state text, funded boolean, root_matures_on date)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 50 SET search_path = pg_catalog AS $$
    SELECT s.programme_id, s.receivable_id, CASE WHEN parties.me() IN (s.holder_id, s.institution_id, s.foundation_id) THEN s.state ELSE s.told END,
        s.funded, s.root_matures_on
    FROM (SELECT DISTINCT n.programme_id, n.receivable_id FROM unnest(p_programme, p_receivable) AS n(programme_id, receivable_id)) n
    JOIN receivables.standing s ON s.programme_id = n.programme_id AND s.receivable_id = n.receivable_id
    WHERE parties.me() IN (s.holder_id, s.issuer_id, s.institution_id, s.foundation_id)
$$;
REVOKE EXECUTE ON FUNCTION receivables.all_stand(int[], bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION receivables.all_stand(int[], bigint[]) TO sangsaeng_web;
-- migrate:down
