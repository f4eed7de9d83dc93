-- migrate:up
-- Who was drawn for a site of the asker's company: a site says yes to somebody it knows by name. Of the award it sees nothing else, and
-- of a draw that came to nothing no name either.
CREATE FUNCTION outcomes.supplier_at(p_programme int, p_match bigint) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog RETURN (SELECT a.supplier_id FROM outcomes.match m
    JOIN outcomes.award a ON a.programme_id = m.programme_id AND a.award_id = m.award_id
    JOIN outcomes.site s ON s.programme_id = m.programme_id AND s.site_id = m.site_id
    WHERE m.programme_id = p_programme AND m.match_id = p_match AND m.state <> 'refused' AND s.company_id = parties.me());
REVOKE EXECUTE ON FUNCTION outcomes.supplier_at(int, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION outcomes.supplier_at(int, bigint) TO sangsaeng_web;
-- migrate:down
