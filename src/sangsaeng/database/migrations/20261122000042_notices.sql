-- migrate:up
-- What people are told by e-mail and message: what each chose, what it was told, and how it was sent. No address stands here: it is
-- unsealed from the person or the invitation when a letter leaves.
CREATE SCHEMA notices;
GRANT USAGE ON SCHEMA notices TO sangsaeng_app, sangsaeng_web, sangsaeng_desk;

-- What a person wants to hear of, when and how; what it did not choose is as the kind says (notices/kinds.py).
CREATE TABLE notices.choice (
    person_id bigint NOT NULL REFERENCES parties.person,
    kind text NOT NULL,
    cadence text NOT NULL CHECK (cadence IN ('at_once', 'daily', 'none')),
    channel text NOT NULL CHECK (channel IN ('email', 'message', 'both')),
    chosen_at timestamptz NOT NULL,
    PRIMARY KEY (person_id, kind)
);

-- What a person was told, for ever once. company_id: whose affair it is, NULL: the person's own. An invitation is told to an
-- address, not to a person. facts: of the hearer's own edge only (G12), no name or address of a person.
CREATE TABLE notices.notice (
    notice_id bigint PRIMARY KEY DEFAULT nextval('ledger.item'),
    kind text NOT NULL,
    about text NOT NULL, -- what it tells of: with the kind and the hearer its key
    person_id bigint REFERENCES parties.person,
    invitation_id bigint REFERENCES parties.invitation,
    company_id bigint REFERENCES parties.company,
    facts jsonb NOT NULL,
    made_at timestamptz NOT NULL,
    -- new: not looked at; daily: waits for the day's letter; gathered: in a letter; kept: stands in the inbox alone
    state text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'daily', 'gathered', 'kept')),
    read_at timestamptz,
    CONSTRAINT told_once UNIQUE NULLS NOT DISTINCT (kind, about, person_id, company_id),
    CONSTRAINT one_hearer CHECK ((person_id IS NULL) <> (invitation_id IS NULL))
);
CREATE INDEX notice_of_person ON notices.notice (person_id, notice_id);
CREATE INDEX notice_by_age ON notices.notice USING brin (made_at);
CREATE INDEX notice_open ON notices.notice (state, person_id) WHERE state IN ('new', 'daily');

-- A letter on its way by one channel. message_id is made once, so that a receiver knows a letter sent again.
CREATE TABLE notices.letter (
    letter_id bigint PRIMARY KEY,
    message_id text NOT NULL UNIQUE,
    person_id bigint REFERENCES parties.person,
    invitation_id bigint REFERENCES parties.invitation,
    company_id bigint REFERENCES parties.company,
    channel text NOT NULL CHECK (channel IN ('email', 'message')),
    digest_on date, -- the day whose letter it is; NULL: told at once
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'dead')),
    attempts int NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    next_at timestamptz NOT NULL,
    last_error text, -- a stable code
    made_at timestamptz NOT NULL,
    ended_at timestamptz,
    CONSTRAINT one_letter_a_day UNIQUE (person_id, channel, digest_on),
    CONSTRAINT one_addressee CHECK ((person_id IS NULL) <> (invitation_id IS NULL)),
    CONSTRAINT ended_with_its_state CHECK ((ended_at IS NULL) = (state = 'waiting'))
);
CREATE INDEX letter_waiting ON notices.letter (next_at) WHERE state = 'waiting';
CREATE TABLE notices.enclosed (
    letter_id bigint NOT NULL REFERENCES notices.letter ON DELETE CASCADE,
    notice_id bigint NOT NULL REFERENCES notices.notice ON DELETE CASCADE,
    PRIMARY KEY (letter_id, notice_id)
);
CREATE INDEX enclosed_notice ON notices.enclosed (notice_id);
-- What was told, and what has come of its letter that is over, stays as it was.
CREATE FUNCTION notices.told_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    RAISE EXCEPTION 'what was told stays' USING errcode = '23514', constraint = 'told_stays';
END $$;
REVOKE EXECUTE ON FUNCTION notices.told_stays() FROM PUBLIC;
CREATE TRIGGER told_stays BEFORE UPDATE ON notices.notice FOR EACH ROW
    WHEN (to_jsonb(NEW) - 'state' - 'read_at' <> to_jsonb(OLD) - 'state' - 'read_at' OR OLD.read_at IS DISTINCT FROM NEW.read_at AND OLD.read_at IS NOT NULL
        OR OLD.state IN ('gathered', 'kept') AND NEW.state <> OLD.state)
    EXECUTE FUNCTION notices.told_stays();
CREATE TRIGGER told_stays BEFORE UPDATE ON notices.letter FOR EACH ROW WHEN (OLD.state <> 'waiting') EXECUTE FUNCTION notices.told_stays();

-- How far the book was looked through: transactions before next_xid, moments before seen_at.
CREATE TABLE notices.progress (
    the_one boolean PRIMARY KEY DEFAULT true CHECK (the_one),
    next_xid bigint NOT NULL DEFAULT 0,
    seen_at timestamptz NOT NULL DEFAULT '1970-01-01Z'
);
INSERT INTO notices.progress DEFAULT VALUES;

-- Tell people of companies, those with one of the roles (NULL: all), what happened; who was told is not told again. How many.
CREATE FUNCTION notices.tell(p_kind text, p_roles text[], p_company bigint[], p_about text[], p_facts jsonb[], p_at timestamptz)
    RETURNS bigint LANGUAGE sql SET search_path = pg_catalog AS $$
    WITH told AS (
        INSERT INTO notices.notice (kind, about, person_id, company_id, facts, made_at)
        SELECT p_kind, n.about, h.person_id, n.company_id, n.facts, p_at
        FROM unnest(p_company, p_about, p_facts) AS n(company_id, about, facts)
        CROSS JOIN LATERAL (SELECT DISTINCT w.person_id FROM parties.power w JOIN parties.person p ON p.person_id = w.person_id
            WHERE w.company_id = n.company_id AND w.ended_at IS NULL AND p.disabled_at IS NULL
                AND (p_roles IS NULL OR w.role = ANY (p_roles))) h
        WHERE NOT EXISTS (SELECT FROM notices.notice x WHERE x.kind = p_kind AND x.about = n.about AND x.person_id = h.person_id
            AND x.company_id = n.company_id)
        ON CONFLICT DO NOTHING RETURNING 1)
    SELECT count(*) FROM told
$$;
REVOKE EXECUTE ON FUNCTION notices.tell(text, text[], bigint[], text[], jsonb[], timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION notices.tell(text, text[], bigint[], text[], jsonb[], timestamptz) TO sangsaeng_app;

INSERT INTO jobs.chore (chore, every) VALUES ('plan_notices', '15 seconds'), ('send_notices', '5 seconds'), ('send_digests', '5 minutes');

-- A person has its own, for the company it works at now.
SELECT parties.guard(t::regclass, sees) FROM (VALUES
    ('notices.choice', 'person_id = (SELECT parties.my_person())'),
    ('notices.notice', $$person_id = (SELECT parties.my_person()) AND (company_id IS NULL OR company_id = (SELECT parties.me()))$$),
    ('notices.letter', NULL),
    ('notices.enclosed', NULL),
    ('notices.progress', NULL)
) AS guarded(t, sees);
GRANT SELECT, INSERT ON notices.choice, notices.notice, notices.letter, notices.enclosed TO sangsaeng_app;
GRANT DELETE ON notices.notice, notices.letter TO sangsaeng_app; -- those told long ago
GRANT SELECT ON notices.progress TO sangsaeng_app;
GRANT UPDATE (next_xid, seen_at) ON notices.progress TO sangsaeng_app;
GRANT UPDATE (state) ON notices.notice TO sangsaeng_app;
GRANT UPDATE (state, attempts, next_at, last_error, ended_at) ON notices.letter TO sangsaeng_app;
GRANT SELECT, INSERT ON notices.choice TO sangsaeng_desk;
GRANT UPDATE (cadence, channel, chosen_at) ON notices.choice TO sangsaeng_desk;
GRANT SELECT ON notices.notice TO sangsaeng_desk;
GRANT UPDATE (read_at) ON notices.notice TO sangsaeng_desk;
GRANT UPDATE (language) ON parties.person TO sangsaeng_desk;
CREATE POLICY own ON notices.choice AS RESTRICTIVE TO sangsaeng_desk
    USING (person_id = (SELECT parties.my_person())) WITH CHECK (person_id = (SELECT parties.my_person()));
CREATE POLICY own ON notices.notice AS RESTRICTIVE TO sangsaeng_desk
    USING (person_id = (SELECT parties.my_person()) AND (company_id IS NULL OR company_id = (SELECT parties.me())));
-- The language of another person is its own to choose.
CREATE POLICY own ON parties.person AS RESTRICTIVE FOR UPDATE TO sangsaeng_desk USING (person_id = (SELECT parties.my_person()));

-- What is looked for: what happened lately.
CREATE INDEX act_decided ON parties.act (ended_at) WHERE ended_at IS NOT NULL AND cardinality(needed_of) > 0;
CREATE INDEX account_named ON parties.bank_account (registered_on);
CREATE INDEX holder_checked ON parties.holder_check (checked_on);
CREATE INDEX attempt_event_by_age ON payouts.attempt_event USING brin (recorded_at) WITH (pages_per_range = 16, autosummarize = on);
CREATE INDEX default_notice_by_day ON settlement.notice (made_on);
-- migrate:down
