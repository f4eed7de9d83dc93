-- migrate:up
-- Row-level security opens rows; these columns stay closed to who may see the row (G12): what a payee made of its
-- money is its own, and nobody reads how people and machines prove themselves.
CREATE FUNCTION parties.hide(p_table regclass, p_columns text[], p_role text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('REVOKE SELECT ON %s FROM %I', p_table, p_role);
    EXECUTE (SELECT format('GRANT SELECT (%s) ON %s TO %I', string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum), p_table, p_role)
        FROM pg_attribute a WHERE a.attrelid = p_table AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> ALL (p_columns));
END $$;
REVOKE EXECUTE ON FUNCTION parties.hide(regclass, text[], text) FROM PUBLIC;
SELECT parties.hide(h.t::regclass, h.columns, h.role) FROM (VALUES
    ('receivables.receivable', ARRAY['retained_won', 'passed_on_won', 'sold_won', 'locked_won', 'parked_since'], 'sangsaeng_web'),
    ('parties.person', ARRAY['password_hash', 'totp_sealed', 'totp_last_step', 'oidc_subject'], 'sangsaeng_web'),
    ('parties.person', ARRAY['password_hash', 'totp_sealed', 'totp_last_step', 'oidc_subject'], 'sangsaeng_desk'),
    ('parties.session', ARRAY['token_digest'], 'sangsaeng_web'),
    ('parties.api_key', ARRAY['secret_digest'], 'sangsaeng_web'),
    ('parties.invitation', ARRAY['token_digest'], 'sangsaeng_web')
) AS h(t, columns, role);

-- The split of a receivable, for its holder and for who runs the programme.
CREATE VIEW receivables.split WITH (security_barrier = true) AS
SELECT r.programme_id, r.receivable_id, r.retained_won, r.passed_on_won, r.sold_won, r.locked_won
FROM receivables.receivable r
WHERE r.holder_id = (SELECT parties.me()) OR r.programme_id = ANY ((SELECT programmes.mine())::int[]);
GRANT SELECT ON receivables.split TO sangsaeng_web;

-- Not needed by any act: an office is the console's to give, a limit is changed by ending a power and giving another.
REVOKE INSERT ON parties.office FROM sangsaeng_desk;
REVOKE UPDATE (limit_won) ON parties.power FROM sangsaeng_desk;

-- A worker that was taken over could hang our triggers on tables of its own: functions are called by who needs them.
DO $$
DECLARE f regprocedure;
BEGIN
    FOR f IN SELECT p.oid FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE p.prorettype = 'trigger'::regtype AND n.nspname !~ '^(pg_|information_schema|public$)'
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f);
    END LOOP;
END $$;

-- Rates and holidays are everybody's to read, and an act's to add.
SELECT parties.guard(t::regclass, 'true') FROM unnest(ARRAY['programmes.base_rate', 'programmes.closed_day']) AS t;
CREATE POLICY reads ON programmes.base_rate FOR SELECT TO sangsaeng_desk USING (true);
CREATE POLICY reads ON programmes.closed_day FOR SELECT TO sangsaeng_desk USING (true);

-- A session ends, and nobody proves itself ahead of time.
ALTER TABLE parties.session ADD CONSTRAINT session_is_short CHECK (ends_at <= began_at + interval '13 hours'),
    ADD CONSTRAINT not_proven_ahead CHECK (stepped_up_at < ends_at);

-- The log numbers its events itself, and knows by itself which transaction wrote them.
REVOKE INSERT ON audit.event FROM sangsaeng_desk, sangsaeng_door, sangsaeng_web;
GRANT INSERT (happened_at, person_id, key_id, company_id, subject_id, programme_id, action, outcome, code, object, act_id, facts)
    ON audit.event TO sangsaeng_desk, sangsaeng_door, sangsaeng_web;

-- What another company was denied or refused about me is its own affair, and the operator's.
ALTER POLICY sees ON audit.event USING (company_id = (SELECT parties.me())
    OR (subject_id = (SELECT parties.me()) AND outcome NOT IN ('denied', 'refused'))
    OR programme_id = ANY ((SELECT programmes.mine())::int[]) OR (SELECT parties.i_operate()));

-- Whether a person still has a power at a company that reaches an amount; whether a machine's key still stands.
CREATE FUNCTION parties.has_power(p_person bigint, p_company bigint, p_won bigint) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN EXISTS (SELECT FROM parties.power w WHERE w.person_id = p_person AND w.company_id = p_company AND w.ended_at IS NULL
        AND (w.limit_won IS NULL OR p_won IS NULL OR p_won <= w.limit_won));
CREATE FUNCTION parties.key_stands(p_key bigint, p_won bigint, p_at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN EXISTS (SELECT FROM parties.api_key k WHERE k.key_id = p_key AND k.ended_at IS NULL AND p_at < k.ends_at
        AND (k.limit_won IS NULL OR p_won IS NULL OR p_won <= k.limit_won));
REVOKE EXECUTE ON FUNCTION parties.has_power(bigint, bigint, bigint), parties.key_stands(bigint, bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION parties.has_power(bigint, bigint, bigint), parties.key_stands(bigint, bigint, timestamptz) TO sangsaeng_desk, sangsaeng_app;
-- migrate:down
