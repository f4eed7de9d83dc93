-- migrate:up
-- Roles: the owner (whoever migrates) and the application, which adds to journals and never changes them.
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'sangsaeng_app') THEN
        CREATE ROLE sangsaeng_app NOLOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- another database of this server was first
END $$;
-- An owner that is no superuser works as the application by being its member.
DO $$ BEGIN
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        EXECUTE format('GRANT sangsaeng_app TO %I', current_user);
    END IF;
END $$;

CREATE SCHEMA ledger;
CREATE SCHEMA parties;
CREATE SCHEMA programmes;
CREATE SCHEMA receivables;
CREATE SCHEMA payouts;
CREATE SCHEMA settlement;
GRANT USAGE ON SCHEMA ledger, parties, programmes, receivables, payouts, settlement TO sangsaeng_app;

-- One number range for everything that gets a number: receivables, entries, attempts, runs, companies.
CREATE SEQUENCE ledger.item CACHE 1;
GRANT USAGE ON SEQUENCE ledger.item TO sangsaeng_app;

-- Answers already given, by idempotency key: same key and input, same answer; other input, a conflict.
CREATE TABLE ledger.command (
    command_key text PRIMARY KEY,
    use_case text NOT NULL,
    input jsonb NOT NULL,
    answer jsonb NOT NULL,
    answered_at timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT, INSERT ON ledger.command TO sangsaeng_app;

-- Closed days added by an operator, over those of statutes/closed_days.
CREATE TABLE programmes.closed_day (
    day date PRIMARY KEY,
    reason text NOT NULL CHECK (reason <> ''),
    added_at timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT, INSERT ON programmes.closed_day TO sangsaeng_app;
-- migrate:down
