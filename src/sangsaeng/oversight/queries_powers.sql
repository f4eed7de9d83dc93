-- name: prove_g12_policies
-- Tables that belong to companies = those whose rows the database itself keeps apart; and what the roles of web workers may do.
WITH open_to_all(name, why) AS (VALUES
    ('ledger.account_kind', 'the chart of accounts'),
    ('ledger.line_kind', 'the kinds of journal lines'),
    ('ledger.fold', 'one number, which no web worker reads'),
    ('parties.action', 'the registry of acts'),
    ('parties.rehearsal', 'no row of it is ever committed'),
    ('public.sangsaeng_migration', 'which migrations are in')
), theirs AS MATERIALIZED (
    SELECT c.oid, n.nspname AS schema, n.nspname || '.' || c.relname AS name, c.relrowsecurity, c.relkind,
        n.nspname = 'payouts' OR (n.nspname = 'settlement' AND c.relname <> 'playbook') OR n.nspname || '.' || c.relname IN
            ('ledger.settled', 'ledger.repaid', 'ledger.checkpoint', 'ledger.fold', 'ledger.day_closed', 'early_payment.cut_off',
            'programmes.participant', 'parties.acquaintance', 'audit.seal', 'audit.sealed_event', 'audit.sealing') AS of_runs
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'f', 'm', 'v') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
), policy AS MATERIALIZED (
    SELECT p.polrelid, p.polcmd, p.polroles::regrole[]::text[] AS roles, pg_get_expr(p.polqual, p.polrelid) AS sees,
        coalesce(pg_get_expr(p.polwithcheck, p.polrelid), pg_get_expr(p.polqual, p.polrelid)) AS writes
    FROM pg_policy p
), kept_apart AS (
    SELECT t.name, t.relrowsecurity
        AND EXISTS (SELECT FROM policy p WHERE p.polrelid = t.oid AND p.roles = '{sangsaeng_app}' AND p.polcmd = '*')
        AND EXISTS (SELECT FROM policy p WHERE p.polrelid = t.oid AND p.roles = '{sangsaeng_desk}' AND p.polcmd = '*'
            AND p.sees ~ '^\( SELECT (parties\.)?acting\(\) AS acting\)$' AND p.writes = p.sees)
        AND (NOT has_any_column_privilege('sangsaeng_web', t.oid, 'SELECT')
            OR EXISTS (SELECT FROM policy p WHERE p.polrelid = t.oid AND 'sangsaeng_web' = ANY(p.roles) AND p.polcmd = 'r'))
        -- A policy for all, or one that lets a reader see everything, would undo the others; who holds an office is public, and
        -- the calendar, the base rates, and whether this is a sandbox.
        AND NOT EXISTS (SELECT FROM policy p WHERE p.polrelid = t.oid AND ('-' = ANY(p.roles) OR 'sangsaeng_face' = ANY(p.roles)
            OR ('sangsaeng_web' = ANY(p.roles) AND (p.polcmd NOT IN ('r', 'a') OR (p.polcmd = 'a' AND t.name <> 'audit.event')
                OR (p.sees = 'true' AND t.name NOT IN ('parties.office', 'jobs.installation',
                    'programmes.closed_day', 'programmes.base_rate')))))) AS whole
    FROM theirs t WHERE t.relkind IN ('r', 'p', 'f', 'm') AND t.name NOT IN (SELECT o.name FROM open_to_all o)
), too_much AS (
    SELECT w.role, t.name FROM theirs t CROSS JOIN LATERAL (VALUES
        ('sangsaeng_web', t.name <> 'audit.event' AND has_any_column_privilege('sangsaeng_web', t.oid, 'INSERT, UPDATE')
            OR has_any_column_privilege('sangsaeng_web', t.oid, 'UPDATE')),
        ('sangsaeng_web', t.relkind = 'v' AND has_any_column_privilege('sangsaeng_web', t.oid, 'SELECT') AND NOT EXISTS (
            SELECT FROM pg_class c WHERE c.oid = t.oid AND (c.reloptions @> '{security_invoker=true}'
                -- the one view that opens columns, and filters by itself
                OR t.name = 'receivables.split' AND c.reloptions @> '{security_barrier=true}' AND pg_get_viewdef(c.oid) ~ 'parties.me\(\)'))),
        ('sangsaeng_desk', t.of_runs AND has_any_column_privilege('sangsaeng_desk', t.oid, 'INSERT, UPDATE')),
        ('sangsaeng_door', (t.schema <> 'parties' AND t.name <> 'audit.event' OR t.of_runs)
            AND has_any_column_privilege('sangsaeng_door', t.oid, 'INSERT, UPDATE')),
        ('sangsaeng_web', has_table_privilege('sangsaeng_web', t.oid, 'DELETE, TRUNCATE')),
        -- but for periods of drafts and works not yet accepted, which triggers keep to that
        ('sangsaeng_desk', has_table_privilege('sangsaeng_desk', t.oid, 'TRUNCATE')
            OR t.name NOT IN ('outcomes.period', 'outcomes.works', 'outcomes.serial') AND has_table_privilege('sangsaeng_desk', t.oid, 'DELETE')),
        ('sangsaeng_door', has_table_privilege('sangsaeng_door', t.oid, 'DELETE, TRUNCATE')
            AND t.name NOT IN ('parties.challenge', 'parties.failed_try')),
        ('sangsaeng_face', has_any_column_privilege('sangsaeng_face', t.oid, 'SELECT, INSERT, UPDATE')
            OR has_table_privilege('sangsaeng_face', t.oid, 'DELETE, TRUNCATE')),
        ('sangsaeng_app', t.schema = 'audit' AND t.name <> 'audit.sealing' AND (has_any_column_privilege('sangsaeng_app', t.oid, 'UPDATE')
            OR has_table_privilege('sangsaeng_app', t.oid, 'DELETE, TRUNCATE')))
    ) AS w(role, may) WHERE w.may
), roles AS (
    SELECT r.oid, r.rolname, r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication AS mighty
    FROM pg_roles r WHERE r.rolname IN ('sangsaeng_app', 'sangsaeng_door', 'sangsaeng_web', 'sangsaeng_desk', 'sangsaeng_face')
), joined AS (
    SELECT FROM roles r JOIN pg_auth_members m ON m.member = r.oid JOIN pg_roles g ON g.oid = m.roleid
    WHERE r.rolname <> 'sangsaeng_app'
        AND NOT (r.rolname = 'sangsaeng_face' AND g.rolname IN ('sangsaeng_door', 'sangsaeng_web', 'sangsaeng_desk'))
)
SELECT count(*) AS left_won, count(*) FILTER (WHERE whole) AS right_won, (SELECT count(*) FROM too_much) + (SELECT count(*) FROM joined)
    + 5 - (SELECT count(*) FILTER (WHERE NOT mighty) FROM roles) AS wrong
FROM kept_apart;

-- name: prove_g12_participants
-- Who takes part in a programme and who knows whom by name, which readers' rights go by = what programmes, receivables and facilities say.
WITH edge AS MATERIALIZED (
    SELECT r.programme_id, r.issuer_id, r.holder_id FROM receivables.receivable r GROUP BY 1, 2, 3
    UNION SELECT p.programme_id, p.buyer_id, s.side FROM programmes.programme p
        CROSS JOIN LATERAL (VALUES (p.buyer_id), (p.institution_id), (p.foundation_id)) AS s(side)
    UNION SELECT f.programme_id, f.buyer_id, f.provider_id FROM programmes.facility f WHERE f.programme_id IS NOT NULL
), takes_part AS (
    SELECT holder_id AS company_id, programme_id FROM edge GROUP BY 1, 2
), knows AS (
    SELECT k.company_id, k.other_id FROM edge e JOIN programmes.programme p ON p.programme_id = e.programme_id
    CROSS JOIN LATERAL (VALUES (e.issuer_id, e.holder_id), (e.holder_id, e.issuer_id), (e.holder_id, p.buyer_id),
        (e.holder_id, p.institution_id), (e.holder_id, p.foundation_id)) AS k(company_id, other_id)
    WHERE k.company_id <> k.other_id GROUP BY 1, 2
), compared AS (
    SELECT count(t.company_id) AS stands, count(w.company_id) AS wanted, count(*) FILTER (WHERE t.company_id IS NULL OR w.company_id IS NULL) AS wrong
    FROM programmes.participant t FULL JOIN takes_part w ON w.company_id = t.company_id AND w.programme_id = t.programme_id
    UNION ALL
    SELECT count(t.company_id), count(w.company_id), count(*) FILTER (WHERE t.company_id IS NULL OR w.company_id IS NULL)
    FROM parties.acquaintance t FULL JOIN knows w ON w.company_id = t.company_id AND w.other_id = t.other_id
)
SELECT sum(stands)::bigint AS left_won, sum(wanted)::bigint AS right_won, sum(wrong)::bigint AS wrong FROM compared;

-- name: prove_g13_acts
-- Acts that were executed = those that nobody did alone: approved by enough other people who had power at that moment and saw the
-- digest of the very text, or covered by a mandate in force, on the side of who entered them and of everyone else they needed.
WITH done AS MATERIALIZED (
    SELECT a.*, k.second_person FROM parties.act a JOIN parties.action k ON k.action = a.action WHERE a.state = 'executed'
), saw AS (
    SELECT d.act_id, d.company_id, count(DISTINCT d.person_id) AS people
    FROM parties.act_decision d JOIN done a ON a.act_id = d.act_id
    JOIN parties.power p ON p.person_id = d.person_id AND p.company_id = d.company_id
        AND p.granted_at <= d.decided_at AND (p.ended_at IS NULL OR p.ended_at > d.decided_at)
    WHERE d.approved AND d.digest = a.digest AND d.person_id IS DISTINCT FROM coalesce(a.entered_by, parties.maker_of(a.entered_by_key))
        AND d.decided_at BETWEEN a.entered_at AND a.ended_at AND d.decided_at < a.expires_at
    GROUP BY 1, 2
), wanted AS (
    SELECT a.act_id, n.company_id, count(*) AS people FROM done a CROSS JOIN LATERAL unnest(a.needed_of) AS n(company_id) GROUP BY 1, 2
), missing AS (
    SELECT w.act_id FROM wanted w LEFT JOIN saw s ON s.act_id = w.act_id AND s.company_id = w.company_id
    WHERE coalesce(s.people, 0) < w.people GROUP BY 1
), own_side AS (
    SELECT a.act_id FROM done a WHERE NOT a.second_person OR a.company_id = ANY(a.needed_of)
        OR a.needed_of && ARRAY(SELECT o.company_id FROM parties.office o WHERE o.office = 'operator')
    UNION SELECT a.act_id FROM done a JOIN parties.mandate m ON m.mandate_id = a.mandate_id
    WHERE m.company_id = a.company_id AND m.person_id = a.entered_by AND coalesce(a.amount_won, 0) <= m.limit_won
        AND a.ended_at >= m.from_at AND a.ended_at < m.ends_at AND (m.ended_at IS NULL OR m.ended_at > a.ended_at)
), told AS (
    SELECT e.act_id FROM audit.event e WHERE e.act_id IS NOT NULL AND e.outcome = 'done' AND e.code IS NULL GROUP BY 1
)
SELECT count(*) AS left_won, count(*) FILTER (WHERE m.act_id IS NULL AND o.act_id IS NOT NULL AND t.act_id IS NOT NULL) AS right_won,
    (SELECT count(*) FROM parties.act a WHERE a.digest <> encode(sha256(convert_to(a.given, 'UTF8')), 'hex')
        OR (a.state = 'executed') <> (a.executing_xid IS NOT NULL))
    + (SELECT count(*) FROM parties.act_decision d JOIN done a ON a.act_id = d.act_id WHERE NOT d.approved) AS wrong
FROM done a LEFT JOIN missing m ON m.act_id = a.act_id LEFT JOIN own_side o ON o.act_id = a.act_id LEFT JOIN told t ON t.act_id = a.act_id;

-- name: prove_g13_chain
-- Events counted by the seals = events that are there with the text that was sealed; each seal is made of its events and the one before.
WITH member AS MATERIALIZED (
    SELECT m.seal_id, m.event_id, m.event_digest, e.event_id IS NOT NULL AND audit.event_digest(e) = m.event_digest AS whole
    FROM audit.sealed_event m LEFT JOIN audit.event e ON e.event_id = m.event_id
), block AS (
    SELECT seal_id, count(*) AS events, count(*) FILTER (WHERE whole) AS whole, min(event_id) AS first_id, max(event_id) AS last_id,
        array_agg(encode(event_digest, 'hex') ORDER BY event_id) AS digests
    FROM member GROUP BY 1
), chain AS (
    SELECT s.*, row_number() OVER (ORDER BY s.seal_id) AS place, lag(s.digest, 1, repeat('0', 64)) OVER (ORDER BY s.seal_id) AS before
    FROM audit.seal s
)
SELECT coalesce(sum(c.event_count), 0)::bigint AS left_won, coalesce(sum(b.whole), 0)::bigint AS right_won,
    count(*) FILTER (WHERE b.seal_id IS NULL OR c.seal_id IS NULL OR c.place <> c.seal_id OR c.previous_digest <> c.before
        OR c.event_count <> b.events OR c.first_event_id <> b.first_id OR c.last_event_id <> b.last_id
        OR c.digest <> audit.block_digest(c.previous_digest, b.digests))
    -- What ended below the horizon and was not sealed came in behind the chain's back.
    + (SELECT count(*) FROM audit.event e WHERE e.posted_xid < (SELECT horizon_xid FROM audit.sealing)
        AND NOT EXISTS (SELECT FROM audit.sealed_event m WHERE m.event_id = e.event_id)) AS wrong
FROM chain c FULL JOIN block b ON b.seal_id = c.seal_id;
