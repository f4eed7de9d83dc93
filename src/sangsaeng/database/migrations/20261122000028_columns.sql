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
CREATE VIEW receivables.split WITH (security_barrier) AS
SELECT r.programme_id, r.receivable_id, r.retained_won, r.passed_on_won, r.sold_won, r.locked_won
FROM receivables.receivable r
WHERE r.holder_id = (SELECT parties.me()) OR r.programme_id = ANY ((SELECT programmes.mine())::int[]);
GRANT SELECT ON receivables.split TO sangsaeng_web;

-- Not needed by any act: an office is the console's to give, a limit is changed by ending a power and giving another.
REVOKE INSERT ON parties.office FROM sangsaeng_desk;
-- migrate:down
