-- migrate:up
-- The chain over the log. A block is made in the background of events whose transactions have surely ended; its digest is over the
-- digest of the block before it and those of its events, so that nothing sealed can be removed, added or changed unseen.
CREATE TABLE audit.seal (
    seal_id bigint PRIMARY KEY CHECK (seal_id > 0), -- without gaps, from 1
    previous_digest text NOT NULL CHECK (previous_digest ~ '^[0-9a-f]{64}$'), -- 64 zeros at the first
    digest text NOT NULL UNIQUE CHECK (digest ~ '^[0-9a-f]{64}$'),
    first_event_id bigint NOT NULL,
    last_event_id bigint NOT NULL,
    event_count int NOT NULL CHECK (event_count BETWEEN 1 AND 10000),
    sealed_at timestamptz NOT NULL
);
CREATE TABLE audit.sealed_event (
    event_id bigint PRIMARY KEY REFERENCES audit.event,
    seal_id bigint NOT NULL REFERENCES audit.seal,
    event_digest bytea NOT NULL CHECK (length(event_digest) = 32)
);
CREATE INDEX sealed_event_of_seal ON audit.sealed_event (seal_id, event_id);
-- Every event of a transaction below this number is sealed. Numbers of events are not in the order of their transactions' ends.
CREATE TABLE audit.sealing (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    horizon_xid bigint NOT NULL
);
INSERT INTO audit.sealing VALUES (true, 0);

-- An event as the one text that is sealed: every field but the transaction's number, which another cluster counts anew.
-- The order of the fields and the blanks are those of jsonb: shorter names first, then by their bytes.
CREATE FUNCTION audit.canonical(e audit.event) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN jsonb_build_object('event_id', e.event_id,
        'happened_at', to_char(e.happened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'person_id', e.person_id, 'key_id', e.key_id, 'company_id', e.company_id, 'subject_id', e.subject_id,
        'programme_id', e.programme_id, 'action', e.action, 'outcome', e.outcome, 'code', e.code, 'object', e.object,
        'act_id', e.act_id, 'facts', e.facts)::text;
CREATE FUNCTION audit.event_digest(e audit.event) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
    RETURN sha256(convert_to(audit.canonical(e), 'UTF8'));
-- The digest of a block, of one line for the block before it and one for each event, in the order of their numbers.
CREATE FUNCTION audit.block_digest(p_previous text, p_events text[]) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN encode(sha256(convert_to(p_previous || E'\n' || array_to_string(p_events, E'\n') || E'\n', 'UTF8')), 'hex');

-- Nobody changes the log, the owner by mistake included. A restore starts the transactions' numbers anew and nothing else.
CREATE FUNCTION audit.append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'event' THEN
        IF NEW.posted_xid = 0 AND audit.canonical(NEW) = audit.canonical(OLD) THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION '% of %: the log is append-only', TG_OP, TG_TABLE_NAME USING errcode = '23514', constraint = 'audit_append_only';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit.event FOR EACH ROW EXECUTE FUNCTION audit.append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit.seal FOR EACH ROW EXECUTE FUNCTION audit.append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit.sealed_event FOR EACH ROW EXECUTE FUNCTION audit.append_only();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON audit.event FOR EACH STATEMENT EXECUTE FUNCTION audit.append_only();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON audit.seal FOR EACH STATEMENT EXECUTE FUNCTION audit.append_only();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON audit.sealed_event FOR EACH STATEMENT EXECUTE FUNCTION audit.append_only();

-- The chain spans all companies: who runs the installation sees it, nobody else.
SELECT parties.guard('audit.seal'::regclass, '(SELECT parties.i_operate())');
SELECT parties.guard('audit.sealed_event'::regclass, '(SELECT parties.i_operate())');
SELECT parties.guard('audit.sealing'::regclass, NULL);
GRANT SELECT, INSERT ON audit.seal, audit.sealed_event TO sangsaeng_app;
GRANT SELECT, UPDATE ON audit.sealing TO sangsaeng_app;

-- What verify compares.
GRANT SELECT ON programmes.participant, parties.acquaintance TO sangsaeng_app;
-- The log of one act.
CREATE INDEX event_of_act ON audit.event (act_id) WHERE act_id IS NOT NULL;

-- A restored book: the log's transactions start anew too, and acts executed over there are not under way here.
CREATE OR REPLACE FUNCTION ledger.rebase() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE next_xid bigint := pg_snapshot_xmax(pg_current_snapshot())::text::bigint;
BEGIN
    IF (SELECT horizon_xid FROM ledger.fold) <= next_xid
       AND (SELECT horizon_xid FROM audit.sealing) <= next_xid
       AND NOT EXISTS (SELECT FROM ledger.line WHERE posted_xid > next_xid)
       AND NOT EXISTS (SELECT FROM ledger.settled WHERE posted_xid > next_xid)
       AND NOT EXISTS (SELECT FROM ledger.purchase WHERE posted_xid > next_xid)
       AND NOT EXISTS (SELECT FROM ledger.repaid WHERE posted_xid > next_xid)
       AND NOT EXISTS (SELECT FROM audit.event WHERE posted_xid > next_xid)
       AND NOT EXISTS (SELECT FROM parties.act WHERE executing_xid > next_xid)
    THEN RETURN false;
    END IF;
    UPDATE ledger.line SET posted_xid = 0;
    UPDATE ledger.settled SET posted_xid = 0;
    UPDATE ledger.purchase SET posted_xid = 0;
    UPDATE ledger.repaid SET posted_xid = 0;
    DELETE FROM ledger.checkpoint;
    UPDATE ledger.fold SET horizon_xid = 0;
    UPDATE settlement.run SET first_xid = 0;
    UPDATE audit.event SET posted_xid = 0;
    UPDATE audit.sealing SET horizon_xid = 0;
    ALTER TABLE parties.act DISABLE TRIGGER USER; -- an act that is over is changed by nobody else
    UPDATE parties.act SET executing_xid = 0 WHERE executing_xid IS NOT NULL;
    ALTER TABLE parties.act ENABLE TRIGGER USER;
    RETURN true;
END $$;
-- migrate:down
