-- migrate:up
-- Whether a person is one that visitors of a demonstration may be at a company: what such a person may do there stays as it is.
CREATE FUNCTION parties.is_persona(p_person bigint, p_company bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN EXISTS (SELECT FROM parties.persona a WHERE a.person_id = p_person AND a.company_id = p_company);
REVOKE EXECUTE ON FUNCTION parties.is_persona(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION parties.is_persona(bigint, bigint) TO sangsaeng_app, sangsaeng_desk;
-- migrate:down
