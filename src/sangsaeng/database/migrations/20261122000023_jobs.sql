-- migrate:up
-- Work that outlives the request that asked for it: runs, chores, and what subscribers are told.
CREATE SCHEMA jobs;
GRANT USAGE ON SCHEMA jobs TO sangsaeng_app, sangsaeng_web, sangsaeng_desk;

-- What this book is. A sandbox's clock is ahead of the real one and is only moved forward; a real book's never is.
CREATE TABLE jobs.installation (
    the_one boolean PRIMARY KEY DEFAULT true CHECK (the_one),
    sandbox boolean NOT NULL DEFAULT false,
    clock_ahead interval NOT NULL DEFAULT '0',
    webhooks_to_loopback boolean NOT NULL DEFAULT false, -- a receiver on this very machine may be told
    CONSTRAINT real_clock_in_a_real_book CHECK (sandbox OR clock_ahead = '0'),
    CONSTRAINT clock_not_behind CHECK (clock_ahead >= '0')
);
INSERT INTO jobs.installation DEFAULT VALUES;
CREATE FUNCTION jobs.clock_goes_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a clock is moved forward, and a book stays what it is'
        USING errcode = '23514', constraint = 'clock_goes_forward';
END $$;
CREATE TRIGGER clock_goes_forward BEFORE UPDATE ON jobs.installation
    FOR EACH ROW WHEN (NEW.clock_ahead < OLD.clock_ahead OR (OLD.sandbox AND NOT NEW.sandbox))
    EXECUTE FUNCTION jobs.clock_goes_forward();
CREATE FUNCTION jobs.moment() RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN transaction_timestamp() + (SELECT i.clock_ahead FROM jobs.installation i);

-- What an act handed the worker. attempts: the worker that took it last, so that a slower one cannot end it.
CREATE TABLE jobs.job (
    job_id bigint PRIMARY KEY,
    kind text NOT NULL,
    company_id bigint NOT NULL REFERENCES parties.company,
    given jsonb NOT NULL,
    act_id bigint REFERENCES parties.act,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'refused', 'failed')),
    attempts int NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    next_at timestamptz NOT NULL,
    lease_until timestamptz,
    progress jsonb NOT NULL DEFAULT '{}', -- steps that are not done twice
    answer jsonb,
    made_at timestamptz NOT NULL,
    ended_at timestamptz,
    CONSTRAINT one_job_an_act UNIQUE (act_id),
    CONSTRAINT leased_while_running CHECK ((state = 'running') = (lease_until IS NOT NULL)),
    CONSTRAINT job_ended_with_its_state CHECK ((ended_at IS NULL) = (state IN ('waiting', 'running')))
);
CREATE INDEX job_open ON jobs.job (job_id) WHERE state IN ('waiting', 'running');
CREATE INDEX job_of_company ON jobs.job (company_id, job_id);
-- G13: a worker does what was approved, and nothing else.
CREATE FUNCTION jobs.job_is_of_its_act() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM FROM parties.act a WHERE a.act_id = NEW.act_id AND a.action = NEW.kind AND a.company_id = NEW.company_id
        AND a.given::jsonb = NEW.given AND a.executing_xid = pg_current_xact_id()::text::bigint;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'job % is not what act % says', NEW.job_id, NEW.act_id USING errcode = '23514', constraint = 'g13_job_of_its_act';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER job_is_of_its_act BEFORE INSERT ON jobs.job
    FOR EACH ROW WHEN (NEW.act_id IS NOT NULL) EXECUTE FUNCTION jobs.job_is_of_its_act();
CREATE FUNCTION jobs.job_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'job %: what was asked stays as it was asked', OLD.job_id USING errcode = '23514', constraint = 'job_stays';
END $$;
CREATE TRIGGER job_stays BEFORE UPDATE ON jobs.job FOR EACH ROW
    WHEN (NEW.job_id <> OLD.job_id OR NEW.kind <> OLD.kind OR NEW.company_id <> OLD.company_id OR NEW.given <> OLD.given
        OR NEW.act_id IS DISTINCT FROM OLD.act_id OR OLD.ended_at IS NOT NULL)
    EXECUTE FUNCTION jobs.job_stays();

-- What the worker does by itself, and when next.
CREATE TABLE jobs.chore (
    chore text PRIMARY KEY,
    every interval NOT NULL CHECK (every > '0'),
    next_at timestamptz NOT NULL DEFAULT '-infinity',
    last_at timestamptz,
    last_count bigint,
    failed text -- what broke the last time, if it broke
);
INSERT INTO jobs.chore (chore, every) VALUES
    ('ask_banks', '10 seconds'),
    ('expire_acts', '1 minute'),
    ('seal_audit', '10 seconds'),
    ('return_unclaimed', '1 hour'),
    ('drop_old', '1 hour'),
    ('tell_subscribers', '1 second');

-- Where a company wants to be told, and of what. Its secrets are derived from the installation's key by secret_number.
CREATE TABLE jobs.endpoint (
    endpoint_id bigint PRIMARY KEY,
    company_id bigint NOT NULL REFERENCES parties.company,
    url text NOT NULL CHECK (length(url) <= 500),
    events text[] NOT NULL CHECK (cardinality(events) > 0),
    secret_number int NOT NULL DEFAULT 1 CHECK (secret_number > 0),
    previous_until timestamptz, -- until then the secret before this one signs too
    rests_until timestamptz, -- it did not answer: nothing is tried before
    made_at timestamptz NOT NULL,
    ended_at timestamptz
);
CREATE INDEX endpoint_listening ON jobs.endpoint (company_id) WHERE ended_at IS NULL;
-- What happened, for a company that had asked to be told: ids and won of its own edge only (G12). Append-only.
CREATE TABLE jobs.occurrence (
    occurrence_id bigint PRIMARY KEY DEFAULT nextval('ledger.item'),
    company_id bigint NOT NULL,
    event text NOT NULL,
    facts jsonb NOT NULL,
    happened_at timestamptz NOT NULL
);
CREATE INDEX occurrence_of_company ON jobs.occurrence (company_id, occurrence_id);
CREATE INDEX occurrence_by_age ON jobs.occurrence USING brin (happened_at);
CREATE TABLE jobs.delivery (
    endpoint_id bigint NOT NULL REFERENCES jobs.endpoint,
    occurrence_id bigint NOT NULL REFERENCES jobs.occurrence ON DELETE CASCADE,
    company_id bigint NOT NULL,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'dead')),
    attempts int NOT NULL DEFAULT 0,
    next_at timestamptz NOT NULL DEFAULT '-infinity',
    last_status int,
    last_error text,
    ended_at timestamptz,
    PRIMARY KEY (endpoint_id, occurrence_id)
);
CREATE INDEX delivery_waiting ON jobs.delivery (endpoint_id, next_at) WHERE state = 'waiting';
CREATE INDEX delivery_of_occurrence ON jobs.delivery (occurrence_id);
CREATE INDEX delivery_of_company ON jobs.delivery (company_id, occurrence_id);

SELECT parties.guard(t::regclass, sees) FROM (VALUES
    ('jobs.installation', 'true'),
    ('jobs.job', 'company_id = (SELECT parties.me()) OR (SELECT parties.i_operate())'),
    ('jobs.chore', '(SELECT parties.i_operate())'),
    ('jobs.endpoint', 'company_id = (SELECT parties.me())'),
    ('jobs.occurrence', 'company_id = (SELECT parties.me())'),
    ('jobs.delivery', 'company_id = (SELECT parties.me())')
) AS guarded(t, sees);
GRANT SELECT ON jobs.installation TO sangsaeng_app, sangsaeng_desk;
GRANT UPDATE (clock_ahead, sandbox, webhooks_to_loopback) ON jobs.installation TO sangsaeng_app;
GRANT UPDATE (clock_ahead) ON jobs.installation TO sangsaeng_desk;
GRANT SELECT ON jobs.job, jobs.chore, jobs.endpoint, jobs.occurrence, jobs.delivery TO sangsaeng_app;
GRANT INSERT ON jobs.job TO sangsaeng_app, sangsaeng_desk;
GRANT UPDATE (state, attempts, next_at, lease_until, progress, answer, ended_at) ON jobs.job TO sangsaeng_app;
GRANT UPDATE (next_at, last_at, last_count, failed) ON jobs.chore TO sangsaeng_app;
GRANT UPDATE (rests_until) ON jobs.endpoint TO sangsaeng_app;
GRANT UPDATE (state, attempts, next_at, last_status, last_error, ended_at) ON jobs.delivery TO sangsaeng_app;
GRANT DELETE ON jobs.occurrence TO sangsaeng_app; -- those told long ago
GRANT SELECT ON jobs.endpoint, jobs.occurrence, jobs.delivery TO sangsaeng_desk;
GRANT INSERT ON jobs.endpoint, jobs.delivery TO sangsaeng_desk;
GRANT INSERT ON jobs.delivery TO sangsaeng_app; -- the console tells again
GRANT UPDATE (events, secret_number, previous_until, rests_until, ended_at) ON jobs.endpoint TO sangsaeng_desk;
GRANT UPDATE (state, attempts, next_at, ended_at) ON jobs.delivery TO sangsaeng_desk;
GRANT DELETE ON parties.challenge, parties.failed_try TO sangsaeng_app;
GRANT SELECT ON parties.challenge, parties.failed_try TO sangsaeng_app;
-- The desk hands over what its own act says, for its own company; in a rehearsal there is no act, and nothing stays.
CREATE POLICY of_its_act ON jobs.job AS RESTRICTIVE FOR INSERT TO sangsaeng_desk
    WITH CHECK (company_id = (SELECT parties.me()) AND act_id IS NOT DISTINCT FROM nullif(current_setting('sangsaeng.act', true), '')::bigint);
CREATE POLICY own ON jobs.endpoint AS RESTRICTIVE TO sangsaeng_desk
    USING (company_id = (SELECT parties.me())) WITH CHECK (company_id = (SELECT parties.me()));
CREATE POLICY own ON jobs.occurrence AS RESTRICTIVE TO sangsaeng_desk USING (company_id = (SELECT parties.me()));
CREATE POLICY own ON jobs.delivery AS RESTRICTIVE TO sangsaeng_desk
    USING (company_id = (SELECT parties.me())) WITH CHECK (company_id = (SELECT parties.me()));

-- Who wants to hear of something; telling costs one look at an empty table where nobody does.
CREATE FUNCTION jobs.somebody_listens() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN EXISTS (SELECT FROM jobs.endpoint e WHERE e.ended_at IS NULL);
CREATE FUNCTION jobs.tell(p_event text, p_company bigint[], p_facts jsonb[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
BEGIN ATOMIC
    WITH listening AS (
        SELECT e.endpoint_id, e.company_id FROM jobs.endpoint e WHERE e.ended_at IS NULL AND p_event = ANY (e.events)
    ), happened AS (
        INSERT INTO jobs.occurrence (company_id, event, facts, happened_at)
        SELECT n.company_id, p_event, n.facts, jobs.moment() FROM unnest(p_company, p_facts) AS n(company_id, facts)
        WHERE n.company_id IN (SELECT l.company_id FROM listening l)
        RETURNING occurrence_id, company_id
    )
    INSERT INTO jobs.delivery (endpoint_id, occurrence_id, company_id)
    SELECT l.endpoint_id, h.occurrence_id, h.company_id FROM happened h JOIN listening l ON l.company_id = h.company_id;
END;
REVOKE EXECUTE ON FUNCTION jobs.tell(text, bigint[], jsonb[]) FROM PUBLIC;

CREATE FUNCTION jobs.tell_of_receivables() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NOT jobs.somebody_listens() THEN RETURN NULL; END IF;
    -- The payer's side hears out of what it passed on; the payee does not.
    PERFORM jobs.tell(s.event, array_agg(s.company_id), array_agg(s.facts)) FROM (
        SELECT CASE WHEN f.parent_id IS NULL THEN 'receivable.issued' ELSE 'receivable.passed_on' END AS event, e.company_id,
            jsonb_build_object('programme_id', f.programme_id, 'receivable_id', f.receivable_id, 'side', e.side, 'issuer_id', f.issuer_id,
                'holder_id', f.holder_id, 'face_won', f.face_won, 'issued_on', f.issued_on, 'matures_on', f.matures_on)
            || CASE WHEN e.side = 'issuer' AND f.parent_id IS NOT NULL THEN jsonb_build_object('parent_id', f.parent_id) ELSE '{}' END AS facts
        FROM fresh f CROSS JOIN LATERAL (VALUES (f.holder_id, 'holder'), (f.issuer_id, 'issuer')) AS e(company_id, side)
        WHERE e.company_id IN (SELECT n.company_id FROM jobs.endpoint n WHERE n.ended_at IS NULL)) s
    GROUP BY s.event;
    RETURN NULL;
END $$;
CREATE TRIGGER tell AFTER INSERT ON receivables.receivable
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION jobs.tell_of_receivables();

CREATE FUNCTION jobs.tell_of_payouts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NOT jobs.somebody_listens() THEN RETURN NULL; END IF;
    PERFORM jobs.tell('payout.ordered', array_agg(s.company_id), array_agg(s.facts)) FROM (
        SELECT coalesce(f.payee_id, a.owner_id) AS company_id, jsonb_build_object('programme_id', f.programme_id, 'purpose', f.purpose,
            'source_id', f.source_id, 'amount_won', f.amount_won, 'booked_on', f.booked_on) AS facts
        FROM fresh f LEFT JOIN programmes.own_account a ON a.own_account_id = f.payee_own_account_id
        WHERE coalesce(f.payee_id, a.owner_id) IN (SELECT n.company_id FROM jobs.endpoint n WHERE n.ended_at IS NULL)) s
    HAVING count(*) > 0;
    RETURN NULL;
END $$;
CREATE TRIGGER tell AFTER INSERT ON payouts.payout
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION jobs.tell_of_payouts();

CREATE FUNCTION jobs.tell_of_attempts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NOT jobs.somebody_listens() THEN RETURN NULL; END IF;
    PERFORM jobs.tell(s.event, array_agg(s.company_id), array_agg(s.facts)) FROM (
        SELECT 'payout.' || CASE f.state WHEN 'credited' THEN 'credited' ELSE 'returned' END AS event,
            coalesce(o.payee_id, a.owner_id) AS company_id, jsonb_build_object('programme_id', o.programme_id, 'purpose', o.purpose,
                'source_id', o.source_id, 'amount_won', o.amount_won, 'happened_on', f.happened_on, 'reason', f.reason) AS facts
        FROM fresh f JOIN payouts.attempt t ON t.attempt_id = f.attempt_id
        JOIN payouts.payout o ON o.programme_id = t.programme_id AND o.purpose = t.purpose AND o.source_id = t.source_id
        LEFT JOIN programmes.own_account a ON a.own_account_id = o.payee_own_account_id
        WHERE f.state IN ('credited', 'rejected', 'returned')
            AND coalesce(o.payee_id, a.owner_id) IN (SELECT n.company_id FROM jobs.endpoint n WHERE n.ended_at IS NULL)) s
    GROUP BY s.event;
    RETURN NULL;
END $$;
CREATE TRIGGER tell AFTER INSERT ON payouts.attempt_event
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION jobs.tell_of_attempts();

CREATE FUNCTION jobs.tell_of_sales() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NOT jobs.somebody_listens() THEN RETURN NULL; END IF;
    PERFORM jobs.tell('sale.accepted', array_agg(s.company_id), array_agg(s.facts)) FROM (
        SELECT f.seller_id AS company_id, jsonb_build_object('programme_id', f.programme_id, 'sale_id', f.sale_id,
            'receivable_id', f.receivable_id, 'amount_won', f.amount_won, 'proceeds_won', f.proceeds_won, 'sold_on', f.sold_on,
            'matures_on', f.matures_on) AS facts
        FROM fresh f WHERE f.seller_id IN (SELECT n.company_id FROM jobs.endpoint n WHERE n.ended_at IS NULL)) s
    HAVING count(*) > 0;
    RETURN NULL;
END $$;
CREATE TRIGGER tell AFTER INSERT ON early_payment.sale
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION jobs.tell_of_sales();

-- One row at a time: none of these is written in bulk. TG_ARGV: the event.
CREATE FUNCTION jobs.tell_of_one() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE companies bigint[]; facts jsonb;
BEGIN
    IF NOT jobs.somebody_listens() THEN RETURN NULL; END IF;
    CASE TG_ARGV[0]
    WHEN 'receivable.cancelled' THEN
        companies := ARRAY[NEW.holder_id, NEW.issuer_id];
        facts := jsonb_build_object('programme_id', NEW.programme_id, 'receivable_id', NEW.receivable_id, 'face_won', NEW.face_won,
            'cancelled_on', NEW.cancelled_on, 'reason', NEW.cancel_reason);
    WHEN 'sale.cancelled' THEN
        companies := ARRAY[NEW.seller_id];
        facts := jsonb_build_object('programme_id', NEW.programme_id, 'sale_id', NEW.sale_id, 'receivable_id', NEW.receivable_id,
            'amount_won', NEW.amount_won, 'proceeds_won', NEW.proceeds_won, 'sold_on', NEW.sold_on, 'matures_on', NEW.matures_on);
    WHEN 'funding.called' THEN
        companies := (SELECT ARRAY[p.buyer_id] FROM programmes.programme p WHERE p.programme_id = NEW.programme_id);
        facts := jsonb_build_object('programme_id', NEW.programme_id, 'call_id', NEW.call_id, 'due_on', NEW.due_on,
            'called_won', NEW.called_won, 'reference', NEW.reference);
    WHEN 'act.waiting' THEN
        companies := (SELECT array_agg(DISTINCT n) FROM unnest(NEW.needed_of) AS n);
        facts := jsonb_build_object('act_id', NEW.act_id, 'action', NEW.action, 'digest', NEW.digest, 'amount_won', NEW.amount_won,
            'expires_at', NEW.expires_at);
    WHEN 'act.executed' THEN
        companies := ARRAY[NEW.company_id];
        facts := jsonb_build_object('act_id', NEW.act_id, 'action', NEW.action, 'digest', NEW.digest, 'amount_won', NEW.amount_won);
    WHEN 'account.changed' THEN
        companies := ARRAY[NEW.company_id];
        facts := jsonb_build_object('bank_account_id', NEW.bank_account_id, 'state', NEW.state, 'usable_from', NEW.usable_from);
    END CASE;
    PERFORM jobs.tell(TG_ARGV[0], array_agg(n), array_agg(facts)) FROM (SELECT DISTINCT unnest(companies)) AS c(n);
    RETURN NULL;
END $$;
CREATE TRIGGER tell_cancelled AFTER UPDATE OF cancelled_on ON receivables.receivable FOR EACH ROW
    WHEN (NEW.cancelled_on IS NOT NULL AND OLD.cancelled_on IS NULL) EXECUTE FUNCTION jobs.tell_of_one('receivable.cancelled');
CREATE TRIGGER tell_taken_back AFTER UPDATE OF cancelled_at ON early_payment.sale FOR EACH ROW
    WHEN (NEW.cancelled_at IS NOT NULL AND OLD.cancelled_at IS NULL) EXECUTE FUNCTION jobs.tell_of_one('sale.cancelled');
CREATE TRIGGER tell_called AFTER INSERT ON settlement.funding_call FOR EACH ROW EXECUTE FUNCTION jobs.tell_of_one('funding.called');
CREATE TRIGGER tell_called_anew AFTER UPDATE OF called_won ON settlement.funding_call FOR EACH ROW
    WHEN (NEW.called_won <> OLD.called_won) EXECUTE FUNCTION jobs.tell_of_one('funding.called');
CREATE TRIGGER tell_waiting AFTER INSERT ON parties.act FOR EACH ROW
    WHEN (cardinality(NEW.needed_of) > 0) EXECUTE FUNCTION jobs.tell_of_one('act.waiting');
CREATE TRIGGER tell_executed AFTER UPDATE OF state ON parties.act FOR EACH ROW
    WHEN (NEW.state = 'executed' AND OLD.state <> 'executed') EXECUTE FUNCTION jobs.tell_of_one('act.executed');
CREATE TRIGGER tell_account AFTER INSERT ON parties.bank_account FOR EACH ROW EXECUTE FUNCTION jobs.tell_of_one('account.changed');
CREATE TRIGGER tell_account_changed AFTER UPDATE OF state ON parties.bank_account FOR EACH ROW
    WHEN (NEW.state <> OLD.state) EXECUTE FUNCTION jobs.tell_of_one('account.changed');
-- migrate:down
