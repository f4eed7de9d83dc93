-- migrate:up
-- A session remembers where it came from, as a digest: a person's usual place stays open to it while strangers guess its
-- password elsewhere. company_id: a session by an institution's own sign-in is for that institution alone.
ALTER TABLE parties.session
    ADD COLUMN source_digest bytea NOT NULL DEFAULT '',
    ADD COLUMN company_id bigint REFERENCES parties.company;
CREATE INDEX session_from ON parties.session (person_id, source_digest);
CREATE INDEX challenge_ends ON parties.challenge (ends_at);
CREATE INDEX failed_try_at ON parties.failed_try (failed_at);
-- A failed try is taken back by its own number when it turns out right.
ALTER TABLE parties.failed_try ADD COLUMN try_id bigint PRIMARY KEY DEFAULT nextval('ledger.item');

-- A person that lost everything asks to come in again. person_id NULL: nobody has the address that was given, and who
-- asked cannot tell. code: shown to who asks and told to who approves, so that they speak of the same request.
CREATE TABLE parties.recovery (
    recovery_id bigint PRIMARY KEY,
    person_id bigint REFERENCES parties.person,
    secret_digest bytea NOT NULL UNIQUE,
    code text NOT NULL,
    asked_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    used_at timestamptz,
    UNIQUE (recovery_id, person_id)
);
CREATE INDEX recovery_of_person ON parties.recovery (person_id, used_at);
-- Each company a person works for lets it in again for itself: one company's word opens no other company's books.
CREATE TABLE parties.recovery_approval (
    recovery_id bigint NOT NULL,
    person_id bigint NOT NULL,
    company_id bigint NOT NULL REFERENCES parties.company,
    approved_by bigint NOT NULL REFERENCES parties.person,
    approved_at timestamptz NOT NULL,
    PRIMARY KEY (recovery_id, company_id),
    FOREIGN KEY (recovery_id, person_id) REFERENCES parties.recovery (recovery_id, person_id),
    CONSTRAINT g13_recovered_by_another CHECK (approved_by <> person_id)
);
SELECT parties.guard(t::regclass, NULL) FROM unnest(ARRAY['parties.recovery', 'parties.recovery_approval']) AS t;
SELECT parties.open_door(t::regclass) FROM unnest(ARRAY['parties.recovery', 'parties.recovery_approval', 'parties.mandate']) AS t;
GRANT SELECT, INSERT ON parties.recovery, parties.recovery_approval TO sangsaeng_app, sangsaeng_door;
GRANT UPDATE (used_at) ON parties.recovery TO sangsaeng_app, sangsaeng_door;
GRANT SELECT ON parties.mandate TO sangsaeng_door;
-- migrate:down
