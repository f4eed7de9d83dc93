-- migrate:up
-- Who reaches the book how. Web workers log in as sangsaeng_face, which can take three roles and no other:
-- door (signing in), web (reading, by row-level security), desk (an act, once it may be done). The runs, the jobs and
-- the console work as sangsaeng_app, which no web worker can take.
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['sangsaeng_door', 'sangsaeng_web', 'sangsaeng_desk', 'sangsaeng_face'] LOOP
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
                EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT', name);
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- another database of this server was first
        END;
    END LOOP;
END $$;
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['sangsaeng_door', 'sangsaeng_web', 'sangsaeng_desk'] LOOP
        BEGIN
            IF NOT pg_has_role('sangsaeng_face', name, 'MEMBER') THEN
                EXECUTE format('GRANT %I TO sangsaeng_face', name);
            END IF;
            IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
                EXECUTE format('GRANT %I TO %I', name, current_user); -- an owner that is no superuser tests as them
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END;
    END LOOP;
END $$;
GRANT USAGE ON SCHEMA ledger, parties, programmes, receivables, payouts, settlement, early_payment
    TO sangsaeng_web, sangsaeng_desk;
GRANT USAGE ON SCHEMA parties, ledger TO sangsaeng_door;
GRANT USAGE ON SEQUENCE ledger.item TO sangsaeng_desk, sangsaeng_door;

-- Who is asking: set for one transaction by whoever opened it; nothing set is nobody.
CREATE FUNCTION parties.me() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('sangsaeng.company', true), '')::bigint;
CREATE FUNCTION parties.my_person() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('sangsaeng.person', true), '')::bigint;

-- What a company is to the whole system, besides being a buyer or a supplier. operator: runs this installation.
CREATE TABLE parties.office (
    company_id bigint NOT NULL REFERENCES parties.company,
    office text NOT NULL CHECK (office IN ('operator', 'institution', 'foundation', 'ministry', 'programme', 'verifier', 'site')),
    since date NOT NULL,
    PRIMARY KEY (company_id, office)
);

-- A person. Name, e-mail address and telephone are sealed together (database/sealing.py); the digest finds the address.
CREATE TABLE parties.person (
    person_id bigint PRIMARY KEY,
    sealed bytea NOT NULL,
    email_digest bytea NOT NULL,
    language text NOT NULL DEFAULT 'ko' CHECK (language IN ('ko', 'en')),
    password_hash text,
    totp_sealed bytea,
    totp_last_step bigint NOT NULL DEFAULT 0, -- a code is taken once
    oidc_subject text, -- issuer and subject of the institution's own sign-in
    created_at timestamptz NOT NULL,
    disabled_at timestamptz,
    CONSTRAINT one_person_an_address UNIQUE (email_digest),
    CONSTRAINT one_person_a_subject UNIQUE (oidc_subject)
);
CREATE TABLE parties.passkey (
    credential_id bytea PRIMARY KEY,
    person_id bigint NOT NULL REFERENCES parties.person,
    public_key bytea NOT NULL,
    sign_count bigint NOT NULL,
    label text NOT NULL,
    added_at timestamptz NOT NULL,
    used_at timestamptz,
    removed_at timestamptz
);
CREATE INDEX passkey_of_person ON parties.passkey (person_id);

-- A session lives here and can be ended here; its token is kept by the browser alone.
CREATE TABLE parties.session (
    session_id bigint PRIMARY KEY,
    token_digest bytea NOT NULL UNIQUE,
    person_id bigint NOT NULL REFERENCES parties.person,
    how text NOT NULL CHECK (how IN ('passkey', 'password_totp', 'oidc', 'invitation', 'recovery')),
    began_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    stepped_up_at timestamptz,
    agent text NOT NULL DEFAULT '',
    ended_at timestamptz,
    CONSTRAINT session_ends CHECK (ends_at > began_at)
);
CREATE INDEX session_of_person ON parties.session (person_id) WHERE ended_at IS NULL;

-- Something asked of a browser once: a passkey's challenge, an OIDC state, a recovery.
CREATE TABLE parties.challenge (
    challenge_digest bytea PRIMARY KEY,
    purpose text NOT NULL CHECK (purpose IN ('register', 'sign_in', 'step_up', 'oidc', 'recovery', 'password')),
    person_id bigint REFERENCES parties.person,
    facts jsonb NOT NULL DEFAULT '{}',
    made_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    used_at timestamptz
);

-- Failed tries, by whom they were for and where they came from, both as digests.
CREATE TABLE parties.failed_try (
    subject_digest bytea NOT NULL,
    source_digest bytea NOT NULL,
    purpose text NOT NULL,
    failed_at timestamptz NOT NULL
);
CREATE INDEX failed_try_for ON parties.failed_try (subject_digest, failed_at);
CREATE INDEX failed_try_from ON parties.failed_try (source_digest, failed_at);

-- Powers: which person has which role at which company, up to which amount a step. Ended, never deleted.
CREATE TABLE parties.power (
    power_id bigint PRIMARY KEY,
    person_id bigint NOT NULL REFERENCES parties.person,
    company_id bigint NOT NULL REFERENCES parties.company,
    role text NOT NULL CHECK (role IN ('viewer', 'enterer', 'approver', 'administrator',
        'operations', 'credit', 'treasury', 'auditor', 'foundation', 'ministry',
        'programme_officer', 'verifier', 'worker_representative')),
    limit_won bigint CHECK (limit_won >= 0), -- NULL: no limit
    granted_at timestamptz NOT NULL,
    granted_by_act bigint,
    ended_at timestamptz
);
CREATE UNIQUE INDEX one_power ON parties.power (person_id, company_id, role) WHERE ended_at IS NULL;
CREATE INDEX power_of_company ON parties.power (company_id) WHERE ended_at IS NULL;

-- A machine of a company: its secret's digest, what it may enter or read. It never approves.
CREATE TABLE parties.api_key (
    key_id bigint PRIMARY KEY,
    company_id bigint NOT NULL REFERENCES parties.company,
    label text NOT NULL CHECK (label <> ''),
    secret_digest bytea NOT NULL UNIQUE,
    scopes text[] NOT NULL CHECK (cardinality(scopes) > 0),
    limit_won bigint CHECK (limit_won >= 0),
    made_at timestamptz NOT NULL,
    made_by_act bigint,
    ends_at timestamptz NOT NULL,
    ended_at timestamptz
);
CREATE INDEX api_key_of_company ON parties.api_key (company_id);

-- A company is asked to come in, by a buyer, by any tier above it, or by the institution.
CREATE TABLE parties.invitation (
    invitation_id bigint PRIMARY KEY,
    token_digest bytea NOT NULL UNIQUE,
    company_id bigint NOT NULL REFERENCES parties.company, -- who is asked
    invited_by bigint NOT NULL REFERENCES parties.company,
    role text NOT NULL,
    limit_won bigint,
    sealed bytea, -- the address it was sent to
    made_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    accepted_at timestamptz,
    accepted_by bigint REFERENCES parties.person,
    withdrawn_at timestamptz
);
CREATE INDEX invitation_of_company ON parties.invitation (company_id);
CREATE INDEX invitation_by ON parties.invitation (invited_by);

-- The one agreement, accepted once for all counterparties; the key terms as they were opened and accepted.
CREATE TABLE parties.agreement_acceptance (
    company_id bigint NOT NULL REFERENCES parties.company,
    version text NOT NULL,
    digest text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
    language text NOT NULL CHECK (language IN ('ko', 'en')),
    person_id bigint NOT NULL REFERENCES parties.person,
    opened_at timestamptz NOT NULL,
    accepted_at timestamptz NOT NULL,
    PRIMARY KEY (company_id, version),
    CONSTRAINT opened_before_accepted CHECK (opened_at < accepted_at)
);

-- A company with a single person: its institution, by an act of two of its own people, lets this person act alone up to
-- an amount (G13: the second pair of eyes looked beforehand).
CREATE TABLE parties.mandate (
    mandate_id bigint PRIMARY KEY,
    company_id bigint NOT NULL REFERENCES parties.company,
    person_id bigint NOT NULL REFERENCES parties.person,
    limit_won bigint NOT NULL CHECK (limit_won > 0),
    given_by_act bigint NOT NULL,
    from_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    ended_at timestamptz
);
CREATE INDEX mandate_of_company ON parties.mandate (company_id) WHERE ended_at IS NULL;

-- A company lets the buyer of a programme see its name, and may take that back.
CREATE TABLE programmes.name_consent (
    programme_id int NOT NULL REFERENCES programmes.programme,
    company_id bigint NOT NULL REFERENCES parties.company,
    item_id bigint NOT NULL,
    given boolean NOT NULL,
    since timestamptz NOT NULL,
    PRIMARY KEY (programme_id, company_id, item_id)
);

-- Which acts need a second person; the registry of acts is the source, written here at each start by the owner.
CREATE TABLE parties.action (
    action text PRIMARY KEY,
    second_person boolean NOT NULL
);

-- An act: what somebody enters for a company, as the very text that will be executed.
CREATE TABLE parties.act (
    act_id bigint PRIMARY KEY,
    action text NOT NULL REFERENCES parties.action,
    company_id bigint NOT NULL REFERENCES parties.company,
    entered_by bigint REFERENCES parties.person,
    entered_by_key bigint REFERENCES parties.api_key,
    entered_at timestamptz NOT NULL,
    given text NOT NULL,
    digest text NOT NULL,
    amount_won bigint CHECK (amount_won >= 0),
    needed_of bigint[] NOT NULL, -- whose people must approve: one entry an approval
    mandate_id bigint REFERENCES parties.mandate,
    request_key text,
    expires_at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'executed', 'refused', 'rejected', 'withdrawn', 'expired')),
    executing_xid bigint,
    ended_at timestamptz,
    answer jsonb,
    CONSTRAINT entered_by_one CHECK ((entered_by IS NULL) <> (entered_by_key IS NULL)),
    CONSTRAINT digest_of_given CHECK (digest = encode(sha256(convert_to(given, 'UTF8')), 'hex')),
    CONSTRAINT one_act_a_request UNIQUE (company_id, request_key),
    CONSTRAINT ended_with_its_state CHECK ((ended_at IS NULL) = (state = 'waiting'))
);
CREATE INDEX act_waiting ON parties.act USING gin (needed_of) WHERE state = 'waiting';
CREATE INDEX act_of_company ON parties.act (company_id, act_id);

-- What a person decided about an act, and the digest of what it saw. list_digest: of a list approved as one.
CREATE TABLE parties.act_decision (
    act_id bigint NOT NULL REFERENCES parties.act,
    person_id bigint NOT NULL REFERENCES parties.person,
    company_id bigint NOT NULL REFERENCES parties.company,
    approved boolean NOT NULL,
    digest text NOT NULL,
    list_digest text,
    decided_at timestamptz NOT NULL,
    PRIMARY KEY (act_id, person_id)
);

-- Who stands behind what was entered: the person, or who made the secret of the machine that entered it.
CREATE FUNCTION parties.maker_of(p_key bigint) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN (SELECT made.entered_by FROM parties.api_key k JOIN parties.act made ON made.act_id = k.made_by_act WHERE k.key_id = p_key);
CREATE FUNCTION parties.entered_as(p_act parties.act) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN coalesce(p_act.entered_by, parties.maker_of(p_act.entered_by_key));

-- G13: who entered an act does not approve it; what is approved is what was entered.
CREATE FUNCTION parties.decided_by_another() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM FROM parties.act a
    WHERE a.act_id = NEW.act_id AND a.state = 'waiting' AND a.digest = NEW.digest
        AND parties.entered_as(a) IS DISTINCT FROM NEW.person_id AND NEW.company_id = ANY (a.needed_of) AND NEW.decided_at < a.expires_at
        AND EXISTS (SELECT FROM parties.power p WHERE p.person_id = NEW.person_id AND p.company_id = NEW.company_id AND p.ended_at IS NULL);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'act %: not for this person to decide', NEW.act_id USING errcode = '23514', constraint = 'g13_four_eyes';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decided_by_another BEFORE INSERT ON parties.act_decision
    FOR EACH ROW EXECUTE FUNCTION parties.decided_by_another();

-- G13: an act that needs a second person has one of every company it needs, or a mandate that covers it; once.
CREATE FUNCTION parties.approved_enough(p_act parties.act) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN NOT EXISTS (
        SELECT FROM (SELECT n.company_id, count(*) AS wanted FROM unnest(p_act.needed_of) AS n(company_id) GROUP BY 1) w
        WHERE w.wanted > (SELECT count(*) FROM parties.act_decision d
            WHERE d.act_id = p_act.act_id AND d.company_id = w.company_id AND d.approved AND d.digest = p_act.digest
            AND d.person_id IS DISTINCT FROM parties.entered_as(p_act)));
CREATE FUNCTION parties.mandate_covers(p_act parties.act, p_at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN EXISTS (SELECT FROM parties.mandate m WHERE m.mandate_id = p_act.mandate_id AND m.company_id = p_act.company_id
        AND m.person_id = p_act.entered_by AND coalesce(p_act.amount_won, 0) <= m.limit_won
        AND p_at >= m.from_at AND p_at < m.ends_at AND m.ended_at IS NULL);
CREATE FUNCTION parties.act_executes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NEW.executing_xid IS DISTINCT FROM OLD.executing_xid AND (
        OLD.executing_xid IS NOT NULL OR OLD.state <> 'waiting' OR NEW.executing_xid <> pg_current_xact_id()::text::bigint
        OR NEW.ended_at IS NULL OR NEW.ended_at >= OLD.expires_at OR NOT parties.approved_enough(OLD)
        OR ((SELECT a.second_person FROM parties.action a WHERE a.action = OLD.action)
            -- another of its own people, or where it has nobody else somebody of the operator's
            AND NOT EXISTS (SELECT FROM unnest(OLD.needed_of) AS n(company_id) WHERE n.company_id = OLD.company_id
                OR EXISTS (SELECT FROM parties.office o WHERE o.company_id = n.company_id AND o.office = 'operator'))
            AND NOT parties.mandate_covers(OLD, NEW.ended_at)))
    THEN RAISE EXCEPTION 'act % may not be executed', OLD.act_id USING errcode = '23514', constraint = 'g13_four_eyes';
    END IF;
    IF (NEW.state = 'executed') <> (NEW.executing_xid IS NOT NULL) OR (OLD.state <> 'waiting' AND NEW.state <> OLD.state)
        OR OLD.answer IS NOT NULL
    THEN RAISE EXCEPTION 'act % is over', OLD.act_id USING errcode = '23514', constraint = 'g13_once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER act_executes BEFORE UPDATE ON parties.act FOR EACH ROW EXECUTE FUNCTION parties.act_executes();
CREATE FUNCTION parties.act_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'act % is written as if it were over', NEW.act_id USING errcode = '23514', constraint = 'g13_once';
END $$;
CREATE TRIGGER act_begins BEFORE INSERT ON parties.act
    FOR EACH ROW WHEN (NEW.state <> 'waiting' OR NEW.executing_xid IS NOT NULL OR NEW.ended_at IS NOT NULL) EXECUTE FUNCTION parties.act_begins();

-- A rehearsal is an act that never happens: a transaction that began one cannot be committed.
CREATE TABLE parties.rehearsal (xid bigint PRIMARY KEY);
CREATE FUNCTION parties.never_commits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a rehearsal is not committed' USING errcode = '23514', constraint = 'rehearsal_only';
END $$;
CREATE CONSTRAINT TRIGGER never_commits AFTER INSERT ON parties.rehearsal
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION parties.never_commits();

-- Whether this transaction executes an act, or rehearses one: the desk sees and writes nothing else.
CREATE FUNCTION parties.acting() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN EXISTS (SELECT FROM parties.act a WHERE a.act_id = nullif(current_setting('sangsaeng.act', true), '')::bigint
            AND a.executing_xid = pg_current_xact_id_if_assigned()::text::bigint)
        OR EXISTS (SELECT FROM parties.rehearsal r WHERE r.xid = pg_current_xact_id_if_assigned()::text::bigint);

-- Every act and every look at another's data, as it happened; sealed in a hash chain in the background. Append-only.
CREATE SCHEMA audit;
GRANT USAGE ON SCHEMA audit TO sangsaeng_app, sangsaeng_web, sangsaeng_desk, sangsaeng_door;
CREATE TABLE audit.event (
    event_id bigint PRIMARY KEY DEFAULT nextval('ledger.item'),
    happened_at timestamptz NOT NULL,
    person_id bigint, -- of people and machines one, or none: the console
    key_id bigint,
    company_id bigint, -- on whose behalf
    subject_id bigint, -- whose data or right it touched, where that is another
    programme_id int,
    action text NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('done', 'entered', 'approved', 'rejected', 'refused', 'denied', 'failed')),
    code text, -- of the refusal
    object text NOT NULL DEFAULT '',
    act_id bigint,
    facts jsonb NOT NULL DEFAULT '{}',
    posted_xid bigint NOT NULL DEFAULT ledger.this_xid()
);
CREATE INDEX event_tail ON audit.event USING brin (posted_xid) WITH (pages_per_range = 16, autosummarize = on);
CREATE INDEX event_of_company ON audit.event (company_id, event_id);
CREATE INDEX event_about ON audit.event (subject_id, event_id) WHERE subject_id IS NOT NULL;
GRANT SELECT, INSERT ON audit.event TO sangsaeng_app;
GRANT INSERT ON audit.event TO sangsaeng_desk, sangsaeng_door, sangsaeng_web;

GRANT SELECT, INSERT ON parties.office, parties.person, parties.passkey, parties.session, parties.challenge, parties.failed_try,
    parties.power, parties.api_key, parties.invitation, parties.agreement_acceptance, parties.mandate, programmes.name_consent,
    parties.act, parties.act_decision TO sangsaeng_app;
GRANT SELECT ON parties.action TO sangsaeng_app, sangsaeng_desk, sangsaeng_web;
GRANT DELETE ON parties.challenge, parties.failed_try TO sangsaeng_app;
GRANT UPDATE (sealed, language, password_hash, totp_sealed, totp_last_step, oidc_subject, disabled_at) ON parties.person TO sangsaeng_app, sangsaeng_door;
GRANT UPDATE (sign_count, used_at, removed_at, label) ON parties.passkey TO sangsaeng_app, sangsaeng_door;
GRANT UPDATE (seen_at, stepped_up_at, ended_at) ON parties.session TO sangsaeng_app, sangsaeng_door;
GRANT UPDATE (used_at) ON parties.challenge TO sangsaeng_app, sangsaeng_door;
GRANT UPDATE (ended_at, limit_won) ON parties.power TO sangsaeng_app, sangsaeng_desk;
GRANT UPDATE (ended_at) ON parties.api_key, parties.mandate TO sangsaeng_app, sangsaeng_desk;
GRANT UPDATE (accepted_at, accepted_by, withdrawn_at) ON parties.invitation TO sangsaeng_app, sangsaeng_desk, sangsaeng_door;
GRANT UPDATE (state, executing_xid, ended_at, answer) ON parties.act TO sangsaeng_app, sangsaeng_desk;
-- The door lets people in: it knows people, sessions and powers, and no money.
GRANT SELECT, INSERT ON parties.person, parties.passkey, parties.session, parties.challenge, parties.failed_try TO sangsaeng_door;
GRANT SELECT ON parties.power, parties.api_key, parties.invitation, parties.agreement_acceptance, parties.office TO sangsaeng_door;
GRANT INSERT ON parties.power, parties.agreement_acceptance TO sangsaeng_door;
GRANT DELETE ON parties.challenge, parties.failed_try TO sangsaeng_door;
-- The desk acts.
GRANT SELECT, INSERT ON parties.act, parties.act_decision, parties.power, parties.api_key, parties.invitation, parties.mandate,
    parties.office, programmes.name_consent TO sangsaeng_desk;
GRANT SELECT, INSERT ON parties.rehearsal TO sangsaeng_desk;
GRANT SELECT ON parties.person, parties.agreement_acceptance TO sangsaeng_desk;
-- migrate:down
